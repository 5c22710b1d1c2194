#pragma once

#include <string>
#include <string_view>

#include "stages/dedup/window.h"

namespace newswired {

/// A claim as the ledger carries it, without what ClaimHead has: about 1 kB, and 2 kB of facts for
/// 600 words.
std::string EncodeClaim(const Claim& claim);

/// False: these are not the bytes of a claim; `claim` may then be changed in part.
bool DecodeClaim(std::string_view bytes, Claim& claim);

}  // namespace newswired
