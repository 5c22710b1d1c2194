# Libraries that are not ours. Debian's (docs/decisions/0003), but for two that are built once from the archives that
# deploy/fetch keeps in build/third_party/archives (docs/decisions/0001, 0002).

find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(brotlidec REQUIRED IMPORTED_TARGET libbrotlidec)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(systemd REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(uchardet REQUIRED IMPORTED_TARGET uchardet)
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)
# The package's CMake file also wants the HTTP exposer's libraries; we serve metrics ourselves.
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)
add_library(prometheus-cpp::core ALIAS PkgConfig::prometheus)
find_library(CLD2_LIBRARY cld2 REQUIRED)

# deploy/third_party is built while configuring, when its result is missing or older than its recipe. The lock makes
# two configurations at the same time wait for each other.
set(third_party ${PROJECT_SOURCE_DIR}/build/third_party)
function(nw_build_third_party)
  set(recipe ${PROJECT_SOURCE_DIR}/deploy/third_party)
  set(key "")
  foreach(file CMakeLists.txt CopyLicences.cmake)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${recipe}/${file})
    file(SHA256 ${recipe}/${file} sha256)
    string(APPEND key "${sha256}\n")
  endforeach()
  file(LOCK ${third_party}/lock GUARD FUNCTION TIMEOUT 1800)
  set(built "")
  if(EXISTS ${third_party}/built)
    file(READ ${third_party}/built built)
  endif()
  if(built STREQUAL key)
    return()
  endif()
  message(STATUS "Building librdkafka and lexbor once, about a minute")
  foreach(arguments "-G;Ninja;-S;${recipe};-B;${third_party}/superbuild" "--build;${third_party}/superbuild")
    execute_process(COMMAND ${CMAKE_COMMAND} ${arguments} OUTPUT_VARIABLE out ERROR_VARIABLE out RESULT_VARIABLE failed)
    if(failed)
      message(FATAL_ERROR "third-party libraries do not build:\n${out}")
    endif()
  endforeach()
  file(WRITE ${third_party}/built "${key}")
endfunction()
nw_build_third_party()

add_library(newswired::lexbor STATIC IMPORTED)
set_target_properties(newswired::lexbor PROPERTIES
  IMPORTED_LOCATION ${third_party}/lexbor-3.1.0/lib/liblexbor_static.a
  INTERFACE_INCLUDE_DIRECTORIES ${third_party}/lexbor-3.1.0/include)

if(NEWSWIRED_LIBRDKAFKA STREQUAL "system")
  pkg_check_modules(rdkafka REQUIRED IMPORTED_TARGET rdkafka)
  add_library(newswired::rdkafka ALIAS PkgConfig::rdkafka)
elseif(NEWSWIRED_LIBRDKAFKA STREQUAL "bundled")
  pkg_check_modules(rdkafka_needs REQUIRED IMPORTED_TARGET libsasl2 libzstd libcurl liblz4 libssl libcrypto zlib)
  add_library(newswired::rdkafka STATIC IMPORTED)
  set_target_properties(newswired::rdkafka PROPERTIES
    IMPORTED_LOCATION ${third_party}/librdkafka-2.15.1/lib/librdkafka.a
    INTERFACE_INCLUDE_DIRECTORIES ${third_party}/librdkafka-2.15.1/include
    INTERFACE_LINK_LIBRARIES "PkgConfig::rdkafka_needs;Threads::Threads;m;dl;rt")
else()
  message(FATAL_ERROR "NEWSWIRED_LIBRDKAFKA is bundled or system, not ${NEWSWIRED_LIBRDKAFKA}")
endif()
