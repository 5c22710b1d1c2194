# Libraries that are not ours. Debian's, but for two that are built once, from archives that
# deploy/fetch puts into build/third_party/archives (docs/decisions/0001, 0002).

include(ExternalProject)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(brotlidec REQUIRED IMPORTED_TARGET libbrotlidec)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(systemd REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(uchardet REQUIRED IMPORTED_TARGET uchardet)
find_library(CLD2_LIBRARY cld2 REQUIRED)
find_package(prometheus-cpp CONFIG)

set(third_party ${PROJECT_SOURCE_DIR}/build/third_party)
set(archives ${third_party}/archives)

# An installed tree that an ExternalProject fills: <target> is usable once <project> is built.
function(nw_imported target project include library)
  file(MAKE_DIRECTORY ${include})
  add_library(${target} INTERFACE)
  add_dependencies(${target} ${project})
  target_include_directories(${target} SYSTEM INTERFACE ${include})
  target_link_libraries(${target} INTERFACE ${library})
endfunction()

function(nw_need_archive file)
  if(NOT EXISTS ${archives}/${file})
    message(FATAL_ERROR "${archives}/${file} is missing: run deploy/fetch first")
  endif()
endfunction()

if(NEWSWIRED_LIBRDKAFKA STREQUAL "system")
  pkg_check_modules(rdkafka REQUIRED IMPORTED_TARGET rdkafka)
  add_library(rdkafka_used INTERFACE)
  target_link_libraries(rdkafka_used INTERFACE PkgConfig::rdkafka)
else()
  set(archive confluentinc-kafka-javascript-1.10.1.tgz)
  nw_need_archive(${archive})
  set(prefix ${third_party}/librdkafka-2.15.1)
  ExternalProject_Add(librdkafka_build
    PREFIX ${prefix}/build
    STAMP_DIR ${prefix}/stamp
    URL ${archives}/${archive}
    URL_HASH SHA256=ada7d703bb1d3237e2292bfabf438d663b6160c9f1ac2a2406b5dc4257c81b66
    DOWNLOAD_EXTRACT_TIMESTAMP ON
    SOURCE_SUBDIR deps/librdkafka
    BUILD_IN_SOURCE ON
    CONFIGURE_COMMAND ${CMAKE_COMMAND} -E env CC=gcc CXX=g++ ./configure --prefix=${prefix} --disable-debug-symbols
    BUILD_COMMAND make libs
    INSTALL_COMMAND make install-subdirs
    BUILD_BYPRODUCTS ${prefix}/lib/librdkafka.a
    LOG_CONFIGURE ON LOG_BUILD ON LOG_INSTALL ON LOG_OUTPUT_ON_FAILURE ON)
  pkg_check_modules(rdkafka_needs REQUIRED IMPORTED_TARGET libsasl2 libzstd libcurl liblz4 libssl libcrypto zlib)
  nw_imported(rdkafka_used librdkafka_build ${prefix}/include ${prefix}/lib/librdkafka.a)
  target_link_libraries(rdkafka_used INTERFACE PkgConfig::rdkafka_needs m dl rt)
endif()
add_library(newswired::rdkafka ALIAS rdkafka_used)

set(archive selectolax-1.0.2.tar.gz)
nw_need_archive(${archive})
set(prefix ${third_party}/lexbor-3.1.0)
ExternalProject_Add(lexbor_build
  PREFIX ${prefix}/build
  STAMP_DIR ${prefix}/stamp
  URL ${archives}/${archive}
  URL_HASH SHA256=f0508ad927aa426425d4aa7a2bb2f8b21c01412534465bd227e241d4d0a6a418
  DOWNLOAD_EXTRACT_TIMESTAMP ON
  SOURCE_SUBDIR lexbor
  CMAKE_ARGS -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=${prefix} -DCMAKE_INSTALL_LIBDIR=lib
    -DLEXBOR_BUILD_SHARED=OFF -DLEXBOR_BUILD_STATIC=ON -DCMAKE_C_COMPILER=gcc -DCMAKE_C_FLAGS=-march=x86-64-v2
  BUILD_BYPRODUCTS ${prefix}/lib/liblexbor_static.a
  LOG_CONFIGURE ON LOG_BUILD ON LOG_INSTALL ON LOG_OUTPUT_ON_FAILURE ON)
nw_imported(lexbor_used lexbor_build ${prefix}/include ${prefix}/lib/liblexbor_static.a)
add_library(newswired::lexbor ALIAS lexbor_used)
