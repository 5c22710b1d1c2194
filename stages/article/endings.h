#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/article/trim.h"

namespace newswired {

/// A request to pay or sign in for the rest of a text, as found in a line of lower-case text;
/// empty: there is none.
[[nodiscard]] std::string_view FindPayPrompt(std::string_view lower);

/// A short text that offers a subscription, or asks to sign in.
[[nodiscard]] bool AsksToPay(std::string_view text);

/// A line that is the label of a section of something else: "Related articles", "Leave a comment".
[[nodiscard]] bool IsSectionLabel(std::string_view line);

/// "This post has affiliate links ...": what readers are told of links that pay. `linked`: the text
/// has a link. What news tells of such links has none, and does not speak of itself.
[[nodiscard]] bool IsDisclosure(std::string_view text, bool linked);

/// "We use cookies ...", "You agree to our privacy policy": what pages ask of readers before they
/// show anything.
[[nodiscard]] bool AsksForConsent(std::string_view text);

/// Takes out what stands below a label that says so at the end of a text: related articles,
/// comments, lines on the author, how to cite it; and a request to pay with what follows it.
void CutOtherSections(std::vector<Piece>& pieces);

/// Takes out, wherever they stand, paragraphs that ask readers to take what the house offers
/// (promotion.h), and headings that do, with a line below them; in the midst of a text also
/// requests to pay with the list of what one gets for it.
void DropRequests(std::vector<Piece>& pieces);

/// Takes out the house's own lines near the end of a text, and what it says about paid links near
/// its beginning: newsletters, apps, channels.
void DropPromotion(std::vector<Piece>& pieces);

/// Takes out, near the beginning of a text, lines that name its authors and hardly say more.
void DropBylines(const std::vector<std::string>& authors, std::vector<Piece>& pieces);

/// Takes out, near the end of a text, paragraphs that begin with the name of one of those who wrote
/// it, and say what they are or write about: persons, since a house that signs what it tells of
/// itself is spoken of at its end, too.
void DropBiographies(const std::vector<std::string>& persons, std::vector<Piece>& pieces);

}  // namespace newswired
