#pragma once

#include <cstdint>

namespace newswired {

/// Whether all of a document was kept. Of one that a crawler cut, what is there is read; of packed
/// data in members of which some are broken, what the others hold, too.
enum class Kept : std::uint8_t { kWhole, kPart, kMembers };

}  // namespace newswired
