#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/article.h"

namespace newswired {

/// A block of a page as the extractor met it.
struct Piece {
  std::string text;
  BlockKind kind = BlockKind::kParagraph;
  std::uint32_t element = 0;   ///< that holds its first text
  std::uint32_t links = 0;     ///< bytes of it in links
  std::uint32_t size = 0;      ///< bytes of it before white space was normalised
  std::uint32_t in_front = 0;  ///< bytes before its first link
  std::uint32_t bold = 0;      ///< bytes of it in <b> and <strong>
  std::uint32_t italic = 0;    ///< bytes of it in <i> and <em>
  int heading = 0;             ///< 1 to 6
  bool cell = false;           ///< of a table
  bool lines = false;          ///< of <pre>: its line breaks are meant
  bool below_image = false;    ///< nothing stands between it and an image
  bool pulled = false;         ///< of a quotation set apart, as in a figure
  bool quoted = false;  ///< of a <blockquote> that its class, or its box's, calls a quotation
  bool note = false;    ///< of the article on itself: a correction, an embargo
  bool sure = false;    ///< part of the article whatever the rules say

  [[nodiscard]] float LinkShare() const {
    return size == 0 ? 0.0F : static_cast<float>(links) / static_cast<float>(size);
  }
};

/// True for text that ends like a sentence, and is not a mere date or time.
bool EndsSentence(std::string_view text);
/// A line that is a date, a time or both, perhaps with a name: "Updated 3 May 2024, 12:17".
bool IsDateLine(std::string_view text);
/// A line that says when a text was written or changed and hardly anything else, behind a label:
/// "Updated 10:40 a.m. ET", "Last updated: 12 March 2026, 10:40", "Posted 2 hours ago".
bool IsTimeStamp(std::string_view line);
/// A block that surely belongs to an article's running text, by its form alone.
bool IsSolid(const Piece& piece);

/// The rule by which a block's form says that it is no part of an article, wherever it stands:
/// "read_more", "date_line", "noise" ...; empty if none does.
std::string_view ClutterRuleOf(const Piece& piece);
/// Finds among what is no running text the notes of the article on itself (notes.h), which stay.
void MarkNotes(std::vector<Piece>& pieces);
/// Takes out what stands between the blocks of an article without being part of it.
void DropClutter(std::vector<Piece>& pieces);
/// Takes out quotations set apart that repeat words of the text: what is named for that or stands
/// in an aside or figure, and any other that a paragraph has word for word; but not quotations
/// named as such, which those who label texts count.
void DropRepeatedQuotes(std::vector<Piece>& pieces);
/// Where the text that a page's metadata claim and the blocks cover each other, blocks of both are
/// sure, and paragraphs that the claim does not have go, but for the text that goes on behind a
/// claim that was cut short or is older.
void CompareWithClaim(std::string_view claimed, std::vector<Piece>& pieces);
/// Makes subheads of short lines in bold above running text, as many write them.
void MarkSubheads(std::vector<Piece>& pieces);
/// Takes out what stands before and after the text: kickers, bylines, dates, credits, biographies,
/// links to other articles.
void TrimEdges(std::vector<Piece>& pieces);

}  // namespace newswired
