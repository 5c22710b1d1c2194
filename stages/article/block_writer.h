#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "stages/article/page_tree.h"
#include "stages/article/trim.h"

namespace newswired {

constexpr std::uint32_t kMaxCaption = 300;

/// Writes the text of elements as blocks: paragraphs, subheads, quotes, list items, rows of tables.
/// Boxes in them that are captions, lists of links or named for something else are left out.
class BlockWriter : public PageTree {
 public:
  /// A box that was left out.
  struct Cut {
    std::string_view rule;
    Index index = 0;
  };

  /// `page` outlives the writer.
  explicit BlockWriter(Page& page) : PageTree(page) {}

  /// The blocks of `roots`, without what is marked. `clean`: leaves out boxes by their form, too,
  /// and tells which in `cuts`.
  [[nodiscard]] std::vector<Piece> Write(const std::vector<Index>& roots, bool clean,
                                         std::vector<Cut>& cuts);

 private:
  struct Writer;

  [[nodiscard]] bool IsCaption(const Element& element) const;
  [[nodiscard]] bool HoldsColumnOfText(const Element& element) const;
  [[nodiscard]] bool IsDataTable(Index table) const;
  [[nodiscard]] std::string_view ClutterRule(Index index) const;
  [[nodiscard]] std::string_view ClutterRuleByForm(Index index) const;
  [[nodiscard]] bool IsBoxedParagraph(Index index) const;
  [[nodiscard]] bool IsFormBox(Index index) const;
  [[nodiscard]] bool IsPromotionBox(Index index) const;
  [[nodiscard]] bool HasFewCaptions(const std::vector<Index>& roots) const;
  [[nodiscard]] bool IsCell(const Element& element) const;
  [[nodiscard]] bool IsLayoutCell(const Element& element) const;
  [[nodiscard]] bool IsInLayoutRow(const Element& cell) const;
  [[nodiscard]] bool IsNamedQuotation(const Element& blockquote) const;
  void Count(const Element& element, int step, Writer& writer) const;
  void Enter(Index index, Writer& writer) const;
  void Leave(Index index, Writer& writer) const;
  void WriteSubtree(Index root, bool clean, Writer& writer, std::vector<Cut>& cuts) const;
  static bool FollowsBox(std::string_view text, const Writer& writer);
  static void AppendRaw(std::string_view text, Writer& writer);
  static void Flush(Writer& writer);

  bool drop_captions_ = true;
  std::uint32_t root_text_ = 0;  ///< characters in what is being written
};

}  // namespace newswired
