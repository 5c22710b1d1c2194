# Targets that check the sources with Debian 12's clang-16 tools: format (rewrites), format-check, tidy.
# They exist where the tools do: apt-get install clang-format-16 clang-tidy-16.

find_program(CLANG_FORMAT NAMES clang-format-16 DOC "clang-format of version 16")
find_program(CLANG_TIDY NAMES clang-tidy-16 DOC "clang-tidy of version 16")
find_program(RUN_CLANG_TIDY NAMES run-clang-tidy-16 DOC "runs clang-tidy on all files of a build")

file(GLOB_RECURSE checked CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/daemon/*.cc ${PROJECT_SOURCE_DIR}/daemon/*.h
  ${PROJECT_SOURCE_DIR}/stages/*.cc ${PROJECT_SOURCE_DIR}/stages/*.h
  ${PROJECT_SOURCE_DIR}/tests/*.cc ${PROJECT_SOURCE_DIR}/tests/*.h)

if(CLANG_FORMAT AND checked)
  add_custom_target(format COMMAND ${CLANG_FORMAT} -i ${checked}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "Formatting the sources" VERBATIM)
  add_custom_target(format-check COMMAND ${CLANG_FORMAT} --dry-run -Werror ${checked}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "Checking the format of the sources" VERBATIM)
endif()

# Only files of this build's compile_commands.json, and only ours: generated ones are not checked.
if(CLANG_TIDY AND RUN_CLANG_TIDY)
  add_custom_target(tidy COMMAND ${RUN_CLANG_TIDY} -quiet -clang-tidy-binary ${CLANG_TIDY} -p ${PROJECT_BINARY_DIR}
      "^${PROJECT_SOURCE_DIR}/(daemon|stages|tests)/.*\\.cc$"
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "clang-tidy" USES_TERMINAL VERBATIM)
endif()
