# add_stage(<name> [LIBS ...]): makes target stage_<name> of the folder, with its tests and benchmark,
# and puts its kXyzStage into the list of built-in stages. The list is generated, because a linker
# silently drops an object of a static library that nobody refers to.
function(add_stage name)
  nw_library(stage_${name} ${ARGN})
  set_property(GLOBAL APPEND PROPERTY NEWSWIRED_STAGES ${name})
endfunction()

# write_stage_list(<target>): a library that defines BuiltinStages() (stages/core/builtin_stages.h).
function(write_stage_list target)
  get_property(names GLOBAL PROPERTY NEWSWIRED_STAGES)
  list(SORT names)
  set(declarations "")
  set(entries "")
  set(libraries "")
  foreach(name IN LISTS names)
    string(REGEX MATCHALL "[a-z0-9]+" words ${name})
    set(camel "")
    foreach(word IN LISTS words)
      string(SUBSTRING ${word} 0 1 first)
      string(SUBSTRING ${word} 1 -1 rest)
      string(TOUPPER ${first} first)
      string(APPEND camel ${first}${rest})
    endforeach()
    string(APPEND declarations "extern const StageType k${camel}Stage;\n")
    string(APPEND entries "    &k${camel}Stage,\n")
    list(APPEND libraries stage_${name})
  endforeach()
  set(out ${PROJECT_BINARY_DIR}/generated/builtin_stages.cc)
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT [[
#include "stages/core/builtin_stages.h"

namespace newswired {

@declarations@
std::span<const StageType* const> BuiltinStages() {
  static const StageType* const kStages[] = {
@entries@  };
  return kStages;
}

}  // namespace newswired
]])
  add_library(${target} STATIC ${out})
  target_link_libraries(${target} PUBLIC stages_core ${libraries} PRIVATE project_warnings)
endfunction()
