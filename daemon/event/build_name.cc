#include "daemon/event/build_name.h"

namespace newswired {

// NW_BUILD_NAME comes from CMakeLists.txt, for this file alone.
std::string_view BuildName() { return NW_BUILD_NAME; }

}  // namespace newswired
