#pragma once

#include <cstdint>

namespace newswired {

/// Whether all of a document was kept. Of one that a crawler cut, what is there is read.
enum class Kept : std::uint8_t { kWhole, kPart };

}  // namespace newswired
