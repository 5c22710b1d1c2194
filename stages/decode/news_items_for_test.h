#pragma once

#include <string>

#include "stages/decode/decode_for_test.h"

namespace newswired {

/// What the tests' story says in every format that has fields for all of it (ninjs, NewsML-G2).
inline void ExpectPortStrike(const Article& article) {
  EXPECT_EQ(article.claims.headline, "Port strike paused");
  EXPECT_EQ(article.claims.byline, "By Wanjiru Sample");
  EXPECT_EQ(article.claims.published_at, "2025-03-12T14:05:00Z");
  EXPECT_EQ(article.claims.modified_at, "2025-03-12T14:41:00Z");
  EXPECT_EQ(article.claims.embargoed_until, "2025-03-12T16:00:00Z");
  EXPECT_EQ(article.claims.pub_status, "withheld");
  EXPECT_EQ(article.claims.urgency, 4);
  EXPECT_EQ(article.claims.version, "3");
  EXPECT_EQ(article.claims.language, "en-KE");
  EXPECT_EQ(article.claims.slugline, "KENYA-PORTS");
  EXPECT_EQ(article.claims.edition_note, "ADDS quote");
  EXPECT_EQ(article.claims.summary, "A pause was offered.");
  EXPECT_EQ(article.source.name, "Example Newsroom");
  EXPECT_EQ(article.rights.copyright_holder, "Example Wire");
  EXPECT_EQ(article.rights.copyright_notice, "(c) 2025 Example Wire");
  EXPECT_EQ(article.rights.usage_terms, "no archives");
}

/// A document that is refused.
struct RefusedCase {
  const char* name;
  std::string document;
  const char* code;
};
inline void PrintTo(const RefusedCase& c, std::ostream* out) { *out << c.name; }

}  // namespace newswired
