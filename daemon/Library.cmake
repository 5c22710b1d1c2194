# How a folder becomes a target: nw_library(<target> [LIBS ...]), and what all our targets share.

find_package(Threads REQUIRED)
find_package(GTest QUIET)
if(NEWSWIRED_BENCHMARKS)
  find_package(benchmark QUIET)
endif()
include(GoogleTest)

# Warnings are errors on our targets alone; flags belong to targets.
add_library(project_warnings INTERFACE)
target_compile_options(project_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  # Designated initializers leave the rest at their defaults on purpose.
  -Wno-missing-field-initializers
  -Werror
  # librdkafka's macros for variadic calls are statement expressions.
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety;-Wno-gnu-statement-expression-from-macro-expansion>)

# SSE 4.2 is the baseline (x86-64-v2). RapidJSON's SIMD paths change its types' layout: everywhere or nowhere.
add_library(project_options INTERFACE)
target_include_directories(project_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_compile_options(project_options INTERFACE -march=x86-64-v2 -fno-omit-frame-pointer)
target_compile_definitions(project_options INTERFACE
  RAPIDJSON_HAS_STDSTRING=1 SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL
  # Bounds of operator[] and the like, where a test would otherwise pass by luck.
  $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
target_link_libraries(project_options INTERFACE Threads::Threads)
if(NOT NEWSWIRED_SANITIZE)
  # They read whole aligned blocks, beyond the end of a text: harmless, but not to a sanitizer.
  target_compile_definitions(project_options INTERFACE RAPIDJSON_SSE42)
else()
  target_compile_options(project_options INTERFACE -fsanitize=${NEWSWIRED_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(project_options INTERFACE -fsanitize=${NEWSWIRED_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 sees uninitialised members of libstdc++ (<regex>) in instrumented code, where there are none.
    target_compile_options(project_options INTERFACE -Wno-maybe-uninitialized)
  else()
    # RapidJSON does arithmetic on null pointers.
    target_compile_options(project_options INTERFACE -fno-sanitize=pointer-overflow)
  endif()
endif()

# nw_build_quickly(<program>): what a test itself is made of runs once in most builds, which takes less time than to optimise
# it. Only the release build is as it is for users.
function(nw_build_quickly program)
  if(NEWSWIRED_SANITIZE OR NEWSWIRED_LIBRDKAFKA STREQUAL "system")
    target_compile_options(${program} PRIVATE -O0)
  endif()
endfunction()

# nw_library(<target> [LIBS ...]): the folder's *.cc as a static library, its *_test.cc as one test
# program <target>_test whose cases carry the label <target> (ctest -L), its *_benchmark.cc as
# <target>_benchmark (built only by name).
function(nw_library target)
  cmake_parse_arguments(arg "" "" "LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  file(GLOB tests CONFIGURE_DEPENDS *_test.cc)
  file(GLOB benchmarks CONFIGURE_DEPENDS *_benchmark.cc)
  foreach(file IN LISTS tests benchmarks)
    list(REMOVE_ITEM sources ${file})
  endforeach()
  if(sources)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PUBLIC project_options ${arg_LIBS} PRIVATE project_warnings)
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE project_options ${arg_LIBS})
  endif()
  if(tests AND GTest_FOUND)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} project_warnings GTest::gmock GTest::gtest_main)
    nw_build_quickly(${target}_test)
    gtest_discover_tests(${target}_test DISCOVERY_MODE PRE_TEST WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
      PROPERTIES TIMEOUT 300 LABELS ${target})
  endif()
  if(benchmarks AND benchmark_FOUND)
    add_executable(${target}_benchmark EXCLUDE_FROM_ALL ${benchmarks})
    target_link_libraries(${target}_benchmark PRIVATE ${target} project_warnings benchmark::benchmark_main)
  endif()
endfunction()

# nw_embed(<target> <symbol> <file>): the file's bytes as
# `extern const std::string_view newswired::embedded::<symbol>`.
function(nw_embed target symbol file)
  get_filename_component(path ${file} ABSOLUTE)
  set(out ${PROJECT_BINARY_DIR}/generated/embedded/${symbol}.cc)
  add_custom_command(OUTPUT ${out} DEPENDS ${path} ${PROJECT_SOURCE_DIR}/daemon/Embed.cmake
    COMMAND ${CMAKE_COMMAND} -DSYMBOL=${symbol} -DFILE=${path} -DOUT=${out} -P ${PROJECT_SOURCE_DIR}/daemon/Embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
