#pragma once

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace newswired::fuzz {

/// Ends the process, which is what libFuzzer takes for a finding, unless `holds`.
inline void Require(bool holds, std::string_view what, std::string_view detail = {}) {
  if (holds) return;
  std::cerr << "does not hold: " << what << " " << detail << std::endl;
  std::abort();
}

}  // namespace newswired::fuzz
