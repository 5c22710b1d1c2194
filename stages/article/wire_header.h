#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "stages/article/byline.h"
#include "stages/core/article.h"

namespace newswired {

/// What stands above a report that came as plain text, all of it optional, as parts of the text:
///
///     BC-KENYA-PORTS, 2nd Ld-Writethru          or   Slug: KENYA-PORTS
///     Port strike enters second week                 Headline: Port strike enters second week
///     By WANJIRU SAMPLE                              Byline: Wanjiru Sample
///     Example Wire
///     NAIROBI (Example Wire) - Kenya's ...
struct WireHeader {
  std::string_view slug;
  std::string_view edition;  ///< behind the slug: ", 2nd Ld-Writethru", "(UPDATE 3)", ", KILL"
  std::string_view headline;
  std::vector<std::string_view> bylines;  ///< lines, with "By"; a credit below is one of its own
  std::string_view date;                  ///< behind a label, or as a line of its own
  std::string_view located;
  std::size_t end = 0;  ///< where the report begins, its dateline first
};

/// Finds the header of `text`, which is normalised. A first line is the headline if a byline or
/// dateline follows, or if it ends as no sentence does and a paragraph that does stands below.
/// Labels ("Slug:", "Headline:") need two of their kind. Linear in the first lines.
[[nodiscard]] WireHeader ReadWireHeader(std::string_view text);

/// Who wrote a report: the names of the bylines of its header, else the reporters of its last
/// paragraph, "(Reporting by Wanjiru Sample; Editing by Ben Kestrel)".
[[nodiscard]] std::vector<Author> AuthorsOfReport(const std::vector<std::string_view>& bylines,
                                                  std::string_view text,
                                                  const Publisher& publisher);

}  // namespace newswired
