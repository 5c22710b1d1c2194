#include "stages/text/quotations.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// A mark that may begin a quotation, and the marks that end it then.
struct Pair {
  char32_t open;
  std::u32string_view close;
  /// Also closes others, or is an apostrophe: it opens only behind white space or a bracket, and
  /// before a word.
  bool doubtful;
};
constexpr auto kPairs = std::to_array<Pair>({{U'"', U"\"", true},
                                             {U'\u201C', U"\u201D", false},
                                             {U'\u201E', U"\u201C\u201D", false},
                                             {U'\u201D', U"\u201D", true},
                                             {U'\u00AB', U"\u00BB", false},
                                             {U'\u00BB', U"\u00AB", true},
                                             {U'\u2039', U"\u203A", false},
                                             {U'\u203A', U"\u2039", true},
                                             {U'\u201A', U"\u2018\u2019", false},
                                             {U'\u2018', U"\u2019", true},
                                             {U'\u300C', U"\u300D", false},
                                             {U'\u300E', U"\u300F", false}});

class QuotationFinder {
 public:
  QuotationFinder(std::string_view text, std::vector<Span>& quotations)
      : text_(text), quotations_(quotations) {}

  void Find() {
    for (std::size_t at = 0; at < text_.size();) {
      const char c = text_[at];
      if (c == '\n' && text_.substr(at).starts_with("\n\n")) Close(at);
      if (!MayBeginMark(c)) {
        ++at;
        continue;
      }
      const std::size_t begin = at;
      const char32_t mark = DecodeUtf8(text_, at);
      Read(mark, begin, at);
    }
    Close(text_.size());
  }

 private:
  /// False for most bytes of most scripts: U+00AB and U+00BB begin with C2, U+300C with E3, the
  /// others with E2.
  static bool MayBeginMark(char c) { return c == '"' || c == '\xC2' || c == '\xE2' || c == '\xE3'; }

  /// `c` stands at [begin, end).
  void Read(char32_t c, std::size_t begin, std::size_t end) {
    if (open_ != nullptr) {
      if (open_->close.find(c) == std::u32string_view::npos) return;
      if (c == U'\u2019' && IsWordAt(end)) return;  // an apostrophe
      Close(begin);
      return;
    }
    const auto* const pair = std::find_if(kPairs.begin(), kPairs.end(),
                                          [c](const Pair& each) { return each.open == c; });
    if (pair == kPairs.end()) return;
    if (pair->doubtful && !(IsFreeBefore(begin) && MayFollow(end))) return;
    open_ = pair;
    from_ = end;
  }

  void Close(std::size_t end) {
    if (open_ != nullptr && end > from_) quotations_.push_back(MakeSpan(from_, end));
    open_ = nullptr;
  }

  [[nodiscard]] bool IsWordAt(std::size_t at) const {
    return at < text_.size() && IsWordCodepoint(DecodeUtf8(text_, at));
  }
  /// What a quotation begins with: a word, a number with its sign, dots, a quotation in it.
  [[nodiscard]] bool MayFollow(std::size_t at) const {
    constexpr std::string_view kNone = " \t\n\r,;:)]";
    return at < text_.size() && kNone.find(text_[at]) == std::string_view::npos;
  }
  /// White space, a bracket or a dash stands before `at`, or the letters of a script without
  /// spaces.
  [[nodiscard]] bool IsFreeBefore(std::size_t at) const {
    if (at == 0) return true;
    constexpr std::string_view kFree = " \t\n([/-:";
    if (kFree.find(text_[at - 1]) != std::string_view::npos) return true;
    std::size_t before = FloorBoundary(text_, at - 1);
    const char32_t c = DecodeUtf8(text_, before);
    constexpr std::u32string_view kDashesAndSpaces =
        U"\u2013\u2014\u00A0\u202F\u2009\u3000\uFF1A\uFF0C\u3001\u3002";
    return IsIdeograph(c) || kDashesAndSpaces.find(c) != std::u32string_view::npos;
  }

  std::string_view text_;
  const Pair* open_ = nullptr;  ///< of the quotation that is being read
  std::size_t from_ = 0;        ///< where it began
  std::vector<Span>& quotations_;
};

}  // namespace

void FindQuotations(std::string_view text, std::vector<Span>& quotations) {
  QuotationFinder(text, quotations).Find();
}

}  // namespace newswired
