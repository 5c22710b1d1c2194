#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/core/article.h"

namespace newswired {

/// What vouches for a text being a byline.
enum class BylineTrust {
  kField,   ///< metadata: any name, a nickname too
  kMarked,  ///< an element that markup calls byline or author
  kLine,    ///< any line of text: needs "By", names of two words and more, and nothing else
};

/// Who publishes: what equals it is no person.
struct Publisher {
  std::string_view name;
  std::string_view domain;
};

/// Names in a byline: "By Wanjiru Sample and J. Kestrel in Paris, Example Wire", "Von A und B |
/// 12.03.2025", "Autor: A". Labels in a dozen languages, dates, places, roles, academic degrees,
/// addresses and handles are dropped; agencies, desks and the publisher are organisations; accounts
/// without a person ("admin") are nobody. "Jr." stays with its name, "ADA PELL" is Ada Pell.
/// `language`, a tag of BCP 47, is that of the page: some labels begin names elsewhere ("Van").
[[nodiscard]] std::vector<Author> ReadByline(std::string_view text, const Publisher& publisher,
                                             BylineTrust trust = BylineTrust::kField,
                                             std::string_view language = {});

/// Fills kind, given and family of one name.
[[nodiscard]] Author MakeAuthor(std::string_view name, const Publisher& publisher);

/// True if `text` is two or three words that make a name and nothing that sections of newspapers
/// are called by ("Premier League"). No list of names stands behind it: something else must vouch.
[[nodiscard]] bool IsLoneName(std::string_view text, const Publisher& publisher);

/// True if `text`, which stands before an author's link, is a label of it in some language ("Na",
/// "Publicado por") and not another name.
[[nodiscard]] bool IsLabelBeforeName(std::string_view text, const Publisher& publisher);

/// True if a line begins with the word "author".
[[nodiscard]] bool IsAuthorLabelled(std::string_view line);

/// True if a line holds a byline's label alone: "By", "Autor:".
[[nodiscard]] bool IsBylineLabel(std::string_view line);

}  // namespace newswired
