#include "stages/article/lines.h"

#include <emmintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "stages/article/tags.h"
#include "stages/article/word_bag.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxText = 1U << 20;
constexpr std::size_t kMaxCompared = 500;  // headings; pages have tens

std::uint32_t TraitsOf(const Element& element) {
  std::uint32_t traits = 0;
  switch (element.tag) {
    case LXB_TAG_H1:
      traits |= kLineInHeading | kLineInH1;
      break;
    case LXB_TAG_H2:
    case LXB_TAG_H3:
    case LXB_TAG_H4:
    case LXB_TAG_H5:
    case LXB_TAG_H6:
      traits |= kLineInHeading;
      break;
    case LXB_TAG_A:
      traits |= kLineInLink;
      break;
    case LXB_TAG_HEADER:
      traits |= kLineInHeader;
      break;
    case LXB_TAG_FOOTER:
      traits |= kLineInFooter;
      break;
    case LXB_TAG_NAV:
      traits |= kLineInNav;
      break;
    case LXB_TAG_ASIDE:
      traits |= kLineInAside;
      break;
    case LXB_TAG_FIGCAPTION:
      traits |= kLineInCaption;
      break;
    default:
      break;
  }
  if ((element.names & kCommentName) != 0) traits |= kLineInComments;
  if ((element.names & kAsideName) != 0) traits |= kLineInAside;
  if ((element.names & kTeaserName) != 0) traits |= kLineInTeaser;
  if ((element.names & kNavName) != 0) traits |= kLineInNav;
  return traits;
}

class LineReader {
 public:
  LineReader(Page& page, PageLines& out) : page_(page), out_(out) {}

  void Read() {
    out_.text.clear();
    out_.lines.clear();
    out_.runs.clear();
    out_.marks.clear();
    const std::vector<Element>& elements = page_.elements();
    traits_.assign(elements.size(), 0);
    paragraphs_.clear();
    for (std::uint32_t i = 0; i < elements.size(); ++i) {
      if (elements[i].tag == LXB_TAG_P) paragraphs_.push_back(i);
    }
    for (const PageText& text : page_.texts()) {
      if (text.blank) continue;
      while (next_ < text.next && TextSize() < kMaxText) Begin(next_++);
      if (TextSize() >= kMaxText) break;
      LeaveUpTo(text.element);
      if (!IsInHead(text.element)) Append(text.text, text.element);
    }
    while (next_ < elements.size() && TextSize() < kMaxText) Begin(next_++);
    EndLine();
  }

 private:
  void Begin(std::uint32_t index) {
    const Element& element = page_.elements()[index];
    LeaveUpTo(element.parent);
    if (IsBlock(element.tag) || element.tag == LXB_TAG_BR) EndLine();
    std::uint32_t own = TraitsOf(element);
    if (element.tag == LXB_TAG_FOOTER && IsAboveText(index)) own &= ~std::uint32_t{kLineInFooter};
    traits_[index] = (inside_ < 0 ? 0 : traits_[static_cast<std::size_t>(inside_)]) |
                     (own == 0 || IsFrame(index, element) ? 0 : own);
    AddMark(index, element);
    inside_ = index;
  }

  /// To an element that holds the one that we are in.
  void LeaveUpTo(std::int64_t element) {
    while (inside_ != element) {
      const Element& left = page_.elements()[static_cast<std::size_t>(inside_)];
      if (IsBlock(left.tag)) EndLine();
      inside_ = left.parent;
    }
  }

  [[nodiscard]] bool IsInHead(std::uint32_t element) const {
    const std::uint32_t tag = page_.elements()[element].tag;
    return tag == LXB_TAG_TITLE || tag == LXB_TAG_HEAD || tag == LXB_TAG_HTML;
  }

  /// What holds the article as well ("has-sidebar", "comments-open", "teaser-layout") says nothing
  /// about the lines inside.
  [[nodiscard]] bool IsFrame(std::uint32_t index, const Element& element) const {
    const std::uint32_t tag = element.tag;
    if (tag == LXB_TAG_HTML || tag == LXB_TAG_BODY || tag == LXB_TAG_MAIN ||
        tag == LXB_TAG_ARTICLE) {
      return true;
    }
    constexpr std::size_t kFewHeadings = 3;
    return page_.headings.size() <= kFewHeadings &&
           std::any_of(page_.headings.begin(), page_.headings.end(), [&](std::uint32_t heading) {
             return heading > index && heading < element.end;
           });
  }

  /// Drupal puts who wrote an article, and when, into a <footer> above its text.
  [[nodiscard]] bool IsAboveText(std::uint32_t index) const {
    constexpr int kFar = 3;  // elements up to the article
    const std::vector<Element>& elements = page_.elements();
    std::int64_t at = elements[index].parent;
    for (int i = 0; i < kFar && at >= 0; ++i) {
      const auto article = static_cast<std::uint32_t>(at);
      at = elements[article].parent;
      if (elements[article].tag != LXB_TAG_ARTICLE) continue;
      const auto has_text = [&](std::uint32_t begin, std::uint32_t end) {
        const auto inner = std::lower_bound(paragraphs_.begin(), paragraphs_.end(), begin);
        return inner != paragraphs_.end() && *inner < end;
      };
      return !has_text(article + 1, elements[index].end) &&
             has_text(elements[index].end, elements[article].end);
    }
    return false;
  }

  /// RDFa of Drupal, in a line that is called one of dates: property="dc:date dc:created".
  [[nodiscard]] bool IsDated(const Element& element) const {
    const Element& around = page_.elements()[static_cast<std::size_t>(element.parent)];
    if ((around.names & kDateName) == 0 || element.node->first_attr == nullptr) return false;
    const std::string_view property = Attribute(element, "property");
    return property.find("dc:created") != std::string_view::npos ||
           property.find("schema:dateCreated") != std::string_view::npos;
  }

  void AddMark(std::uint32_t index, const Element& element) {
    constexpr std::size_t kMaxMarks = 256;
    const bool time = element.tag == LXB_TAG_TIME;
    if (out_.marks.size() >= kMaxMarks) return;
    const bool named = (element.names & kDateName) != 0;
    std::string_view value;
    if (time) {
      value = Attribute(element, "datetime");
    } else if (named) {
      value = Attribute(element, "title");
    } else if (element.tag == LXB_TAG_SPAN && element.parent >= 0 && IsDated(element)) {
      value = Attribute(element, "content");
    } else {
      return;
    }
    if (value.empty() || value.size() > 100 || (!time && !(value[0] >= '0' && value[0] <= '9'))) {
      return;
    }
    out_.marks.push_back({static_cast<std::uint32_t>(out_.lines.size()),
                          static_cast<std::uint32_t>(TextSize()), index, value});
  }

  void Append(std::string_view data, std::uint32_t element) {
    bool space = true;  // text of different elements never sticks together
    bool begun = false;
    const char* const end = data.data() + data.size();
    for (const char* at = data.data(); at != end;) {
      if (const std::size_t length = SpaceAt(at, end); length != 0) {
        space = true;
        at = SpaceEnd(at + length, end);
        continue;
      }
      if (!line_open_) {
        OpenLine(element);
      } else if (space && !line_.cut) {
        pending_[size_++] = ' ';
      }
      space = false;
      if (!line_.cut && !begun) {
        out_.runs.push_back({static_cast<std::uint32_t>(TextSize()), element});
        begun = true;
      }
      AddWord(at, end);
    }
  }

  /// Bytes of the white space at `at`, which is not `end`.
  static std::size_t SpaceAt(const char* at, const char* end) {
    if (static_cast<unsigned char>(*at) <= ' ') return 1;
    return *at == '\xC2' && end - at > 1 && at[1] == '\xA0' ? 2 : 0;
  }

  /// Behind the plain white space at `at`, if any: pages are indented.
  static const char* SpaceEnd(const char* at, const char* end) {
    for (; end - at >= 16; at += 16) {
      const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
      const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(' ')), block);
      const auto other = ~static_cast<std::uint32_t>(_mm_movemask_epi8(low)) & 0xFFFFU;
      if (other != 0) return at + std::countr_zero(other);
    }
    return at;
  }

  /// The first white space of [at, end), or `end`. Words are short: a block mostly has one.
  static const char* WordEnd(const char* at, const char* end) {
    while (end - at >= 16) {
      const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
      const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(' ')), block);
      const __m128i mark = _mm_cmpeq_epi8(block, _mm_set1_epi8('\xC2'));
      const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(low, mark)));
      at += found == 0 ? 16 : std::countr_zero(found);
      if (found == 0) continue;
      if (SpaceAt(at, end) != 0) return at;
      ++at;
    }
    while (at != end && SpaceAt(at, end) == 0) ++at;
    return at;
  }

  /// Moves `at` behind the word.
  void AddWord(const char*& at, const char* end) {
    const char* const word_end = WordEnd(at, end);
    const auto length = static_cast<std::size_t>(word_end - at);
    const std::size_t room = line_.cut ? 0 : pending_.size() - size_;
    if (length <= 16 && room >= 16 && end - at >= 16) {
      std::memcpy(pending_.data() + size_, at, 16);  // a constant size is not a call
    } else {
      std::memcpy(pending_.data() + size_, at, std::min(length, room));
    }
    size_ += std::min(length, room);
    place_ += length;
    at = word_end;
    if (size_ > PageLines::kMaxLine) {
      size_ = FloorBoundary({pending_.data(), size_}, PageLines::kMaxLine);
      line_.cut = true;
    }
  }

  void OpenLine(std::uint32_t element) {
    line_open_ = true;
    line_ = {.begin = static_cast<std::uint32_t>(out_.text.size()),
             .element = element,
             .traits = traits_[element],
             .place = static_cast<std::uint32_t>(place_)};
  }

  void EndLine() {
    if (!line_open_) return;
    line_open_ = false;
    out_.text.append(pending_.data(), std::exchange(size_, 0));
    line_.end = static_cast<std::uint32_t>(out_.text.size());
    out_.lines.push_back(line_);
  }

  /// Of the text so far.
  [[nodiscard]] std::size_t TextSize() const { return out_.text.size() + size_; }

  Page& page_;
  PageLines& out_;
  std::vector<std::uint32_t> traits_;
  std::vector<std::uint32_t> paragraphs_;  ///< <p>, in order
  Line line_;
  bool line_open_ = false;
  std::array<char, PageLines::kMaxLine + 2> pending_{};  ///< text of the open line: a space, a byte
  std::size_t size_ = 0;                                 ///< more than its most, and it is cut
  std::size_t place_ = 0;
  std::int64_t inside_ = -1;  ///< the innermost element
  std::uint32_t next_ = 0;    ///< the element that begins next
};

}  // namespace

std::uint32_t PageLines::ElementAt(std::size_t at) const {
  const auto after =
      std::upper_bound(runs.begin(), runs.end(), at,
                       [](std::size_t value, const Run& run) { return value < run.begin; });
  return after == runs.begin() ? 0 : std::prev(after)->element;
}

void ReadLines(Page& page, PageLines& out) { LineReader(page, out).Read(); }

std::ptrdiff_t FindHeadline(const PageLines& lines, std::string_view title) {
  if (title.empty()) return -1;
  std::ptrdiff_t best = -1;
  double best_score = 0.6;
  const WordBag title_words(title);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < lines.lines.size() && compared < kMaxCompared; ++i) {
    const Line& line = lines.lines[i];
    if ((line.traits & (kLineInNav | kLineInComments)) != 0) continue;
    const std::string_view text = lines.In(line);
    const bool heading = (line.traits & kLineInHeading) != 0;
    const bool equal = EqualsIgnoringAsciiCase(text, title);
    if (!equal && (!heading || text.size() * 2 < title.size() || title.size() * 3 < text.size())) {
      continue;
    }
    ++compared;
    double score = equal ? 1.0 : WordOverlap(WordBag(text), title_words);
    if (!heading) score -= 0.35;
    if ((line.traits & kLineInH1) != 0) score += 0.2;
    if ((line.traits & (kLineInLink | kLineInAside | kLineInTeaser)) != 0) score -= 0.15;
    if (score > best_score) {
      best_score = score;
      best = static_cast<std::ptrdiff_t>(i);
    }
  }
  return best;
}

}  // namespace newswired
