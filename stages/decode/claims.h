#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "stages/core/article.h"

namespace newswired {

/// Of one claim; what several articles share must not be longer, or it would be many times.
inline constexpr std::size_t kMaxClaimBytes = 4096;

/// What producers say becomes claims here, for every format alike: within limits, in one clean line
/// each, and a warning (claim_unreadable, claim_cut) for what is not what it should be. `name` is
/// what the producer calls the claim. An empty value changes nothing.

/// One clean line of at most 4 KiB, without mojibake.
std::string ClaimLine(std::string_view value, std::string_view name, Article& article);
void ClaimText(std::string_view value, std::string_view name, std::string& field, Article& article);
/// What identifies something stays as it is, but for white space.
void ClaimId(std::string_view value, std::string_view name, std::string& field, Article& article);
/// A date that ParseDate() reads: as it is, or what others make of it. Of a time in an unknown zone
/// the day, with a warning.
void ClaimDate(std::string_view value, std::string_view name, std::string& field, Article& article);
/// When the document was fetched, as `evidence` says: not after we had it, but for clocks that
/// differ by some minutes.
void ClaimFetched(std::string_view value, std::string_view name, std::string_view evidence,
                  Article& article);
/// Sets url and canonical_url; `base` may be empty.
void ClaimUrl(std::string_view value, std::string_view base, std::string_view name,
              Article& article);
void ClaimLanguage(std::string_view value, Article& article);
void ClaimKeyword(std::string_view value, Article& article);
void ClaimPubStatus(std::string_view value, Article& article);
/// An end that cannot be read is an embargo, too.
void ClaimEmbargo(std::string_view value, Article& article);
void WarnOfOpenEmbargo(Article& article);
void ClaimUrgency(std::string_view value, Article& article);
void ClaimRights(const Rights& rights, Article& article);

/// The value without mojibake (mojibake.h). A repaired one lives in `room`, and its name stands in
/// the warning mojibake_repaired.
std::string_view WithoutMojibake(std::string_view value, std::string_view name, std::string& room,
                                 Article& article);

/// At most 60 bytes of a text, in one line, for messages.
std::string Excerpt(std::string_view text);

}  // namespace newswired
