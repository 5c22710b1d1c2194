#include "stages/article/body.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <map>
#include <utility>

#include "stages/article/credit.h"
#include "stages/article/endings.h"
#include "stages/article/house_lines.h"
#include "stages/article/names.h"
#include "stages/article/tags.h"
#include "stages/article/trim.h"
#include "stages/text/blocks.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

using Index = std::uint32_t;
constexpr Index kNone = static_cast<Index>(-1);

constexpr std::uint32_t kMinParagraph = 25;  // characters; Readability's
constexpr std::uint32_t kMinBody = 250;
constexpr float kSiblingShare = 0.2F;
constexpr std::uint32_t kMaxBiography = 600;
constexpr std::uint32_t kMaxCaption = 300;
constexpr std::uint32_t kMinProse = 60;
constexpr std::uint32_t kMinLoose = 200;
constexpr std::uint32_t kLayoutCell = 400;  // more than facts take

/// What markup is ahead of density: it was made to say where the text is.
constexpr double kTrust = 0.3;

constexpr std::size_t kLine = 60;         // bytes of what is more than a label
constexpr std::uint32_t kLabelText = 20;  // more than a label has

constexpr std::string_view kDensity = "density";
constexpr std::string_view kMicrodata = "microdata:articleBody";
constexpr std::string_view kPage = "page";

/// Never part of an article's text, by what the element is.
bool IsBoilerplateTag(std::uint32_t tag) {
  switch (tag) {
    case LXB_TAG_HEAD:
    case LXB_TAG_TITLE:
    case LXB_TAG_NAV:
    case LXB_TAG_ASIDE:
    case LXB_TAG_FOOTER:
    case LXB_TAG_FIGURE:
    case LXB_TAG_FIGCAPTION:
    case LXB_TAG_DIALOG:
      return true;
    default:
      return IsOpaque(tag);
  }
}

/// How much is believed of names and of doubtful tags.
enum class Strictness { kNames, kTags };

class Extractor {
 public:
  Extractor(Page& page, const BodyHints& hints)
      : page_(page),
        all_(page.elements()),
        claimed_(hints.claimed),
        authors_(hints.authors),
        persons_(hints.persons),
        title_(hints.title),
        paid_parts_(hints.paid_parts),
        given_(hints.roots),
        trace_(hints.cuts) {
    const std::string_view title = hints.title;
    FindWords(title, title_words_);
    for (const Word& word : title_words_)
      title_key_.push_back(FoldedHash(word.In(title), word.ascii));
    for (const char* name : {"description", "og:description", "twitter:description"}) {
      const std::string text = CleanLine(page.FindMeta(name));
      std::vector<Word> words;
      FindWords(text, words);
      std::vector<std::uint64_t>& key = descriptions_.emplace_back();
      for (const Word& word : words) key.push_back(FoldedHash(word.In(text), word.ascii));
    }
  }

  FoundBody Run(bool fragment) {
    if (all_.empty()) return {};
    Measure();
    const std::uint32_t total = all_[0].text;
    if (fragment) return RunOnFragment(total);
    if (!given_.empty()) return RunAt(given_, total);
    Mark(Strictness::kNames, total);
    Reading reading = Article();
    if (SizeOf(reading.pieces) < kMinBody) {
      Mark(Strictness::kTags, total);
      Reading other = Article();
      if (SizeOf(other.pieces) > SizeOf(reading.pieces) * 2) {
        reading = std::move(other);
      } else {
        Mark(Strictness::kNames, total);
        Score();
      }
    }
    std::vector<Piece>& pieces = reading.pieces;
    if (std::none_of(pieces.begin(), pieces.end(), IsSolid)) {
      std::vector<Piece> whole = WholeText();
      if (SizeOf(whole) > SizeOf(pieces) * 2 + kMinBody || pieces.empty()) {
        pieces = std::move(whole);
        reading.method = kPage;
        reading.roots = WholePage();
        reading.cuts.clear();
        CompareWithPage(reading.candidates);
      }
    }
    cuts_ = std::move(reading.cuts);
    Tell(reading.roots);
    if (pieces.empty()) return {};
    const double solid = SolidShare(pieces);
    FoundBody body = Finish(pieces, reading.method);
    body.candidates = std::move(reading.candidates);
    body.kept = reading.kept;
    body.solid = solid;
    return body;
  }

 private:
  /// What a feed or wire gives is its text: all of it, where it looks like clutter alone.
  FoundBody RunOnFragment(std::uint32_t total) {
    Mark(Strictness::kTags, total);
    std::vector<Piece> pieces = Emit(WholePage(), false);
    Judge("", pieces, DropClutter);
    Judge("title", pieces, [this](std::vector<Piece>& all) { DropTitle(all); });
    Credits credits;
    Judge("credits", pieces, [&](std::vector<Piece>& all) { credits = TakeCredits(title_, all); });
    if (pieces.empty()) pieces = EverythingIn(WholePage());
    MarkSubheads(pieces);
    Tell(WholePage());
    FoundBody body = Finish(pieces, "feed-content");
    body.credits = std::move(credits);
    return body;
  }

  /// The blocks of `roots` with what marks would leave out, but for what is never shown.
  std::vector<Piece> EverythingIn(const std::vector<Index>& roots) {
    cuts_.clear();
    for (Element& element : all_) element.dropped = IsOpaque(element.tag);
    for (Element& element : all_) StartFromOwnText(element);
    SumUp(true);
    return Emit(roots, false);
  }

  /// For pages no part of which looks like a text.
  std::vector<Piece> WholeText() {
    std::vector<Piece> pieces = Emit(WholePage(), false);
    DropClutter(pieces);
    DropTitle(pieces);
    CutOtherSections(pieces);
    return pieces;
  }

  /// The text of `roots`, of whose place there is no doubt: no edge is trimmed.
  FoundBody RunAt(const std::vector<Index>& roots, std::uint32_t total) {
    Mark(Strictness::kTags, total);
    for (const Index root : roots) Unmark(root);
    for (Element& element : all_) StartFromOwnText(element);
    SumUp(true);
    std::vector<Piece> pieces = Emit(roots, true);
    Judge("", pieces, DropClutter);
    Judge("title", pieces, [this](std::vector<Piece>& all) { DropTitle(all); });
    if (pieces.empty()) return {};
    Tell(roots);
    return Finish(pieces, "override:body");
  }

  /// Leaves only what is never text marked in a subtree, whatever stands around it.
  void Unmark(Index root) {
    all_[root].dropped = false;
    for (Index i = root + 1; i < all_[root].end; ++i) {
      Element& element = all_[i];
      element.dropped = all_[ParentOf(i)].dropped || element.hidden ||
                        (IsBoilerplateTag(element.tag) && !HoldsQuote(i));
    }
  }

  /// Raw text of subtrees, nothing dropped yet but what is never shown.
  void Measure() {
    for (Element& element : all_) {
      element.dropped = element.tag == LXB_TAG_HEAD;
      StartFromOwnText(element);
    }
    SumUp(false);
    for (Element& element : all_) element.raw_text = element.text;
  }

  static void StartFromOwnText(Element& element) {
    element.text = element.loose = element.dropped ? 0 : element.own_text;
    element.commas = element.dropped ? 0 : element.own_commas;
    element.link_text = 0;
  }

  /// Adds children to parents, from the last element to the first. Own counts must be in place.
  void SumUp(bool blocks) {
    for (std::size_t i = all_.size(); i-- > 1;) {
      Element& element = all_[i];
      if (element.parent < 0) continue;
      Element& parent = all_[static_cast<std::size_t>(element.parent)];
      if (element.dropped) continue;
      parent.text += element.text;
      if (IsInline(element.tag) && !element.blocks_inside) parent.loose += element.loose;
      parent.commas += element.commas;
      if (element.tag == LXB_TAG_A) {
        const std::string_view href = Attribute(element, LXB_DOM_ATTR_HREF);
        element.link_text = href.starts_with('#') ? element.text / 3 : element.text;
      }
      parent.link_text += element.link_text;
      if (element.tag == LXB_TAG_IMG || element.image_inside) parent.image_inside = true;
      if (IsTableCell(element) && element.text >= kLayoutCell) {
        parent.layout_row = parent.layout_row || HoldsParagraphs(static_cast<Index>(i));
      }
      if (IsHeading(element.tag) || element.heading_inside) parent.heading_inside = true;
      if (blocks && (!IsInline(element.tag) || element.blocks_inside)) parent.blocks_inside = true;
    }
  }

  void Mark(Strictness strictness, std::uint32_t total) {
    // Raw sizes decide which marks are believed: what holds half of a page is no boilerplate.
    for (std::size_t i = 0; i < all_.size(); ++i) {
      Element& element = all_[i];
      element.dropped =
          element.parent >= 0 && all_[static_cast<std::size_t>(element.parent)].dropped;
      element.blocks_inside = false;
      if (element.dropped) continue;
      const std::uint32_t tag = element.tag;
      // How characters are read, beside them.
      if (tag == LXB_TAG_RT || tag == LXB_TAG_RP) {
        element.dropped = true;
        continue;
      }
      if (IsBoilerplateTag(tag)) {
        const bool doubtful =
            tag == LXB_TAG_ASIDE || tag == LXB_TAG_FOOTER || tag == LXB_TAG_FIGURE;
        element.dropped = !doubtful || element.raw_text * 2 < total;
        // Some mark quotations up as figures and asides.
        if (element.dropped && doubtful && HoldsQuote(static_cast<Index>(i)))
          element.dropped = false;
        if (tag == LXB_TAG_FIGURE && HoldsText(static_cast<Index>(i))) element.dropped = false;
        continue;
      }
      if (tag == LXB_TAG_HTML || tag == LXB_TAG_BODY) continue;
      const bool large = element.raw_text * 5 > total * 2;
      if (large) continue;
      if (element.hidden || tag == LXB_TAG_FORM || tag == LXB_TAG_FIELDSET) {
        element.dropped = !IsInitial(static_cast<Index>(i));
      } else if (strictness == Strictness::kNames && tag != LXB_TAG_ARTICLE &&
                 tag != LXB_TAG_MAIN && tag != LXB_TAG_A) {
        const std::uint32_t names = element.names;
        element.dropped = (names & kNever) != 0 ||
                          ((names & kUnlikely) != 0 && (names & kMaybe) == 0) ||
                          ((names & kBylineName) != 0 && element.raw_text < kMaxBiography);
        element.dropped =
            element.dropped || ((names & kPayName) != 0 && IsOffer(static_cast<Index>(i)));
        if (element.dropped && IsNamedAfterHeading(static_cast<Index>(i))) {
          element.names = NameHints(Attribute(element, LXB_DOM_ATTR_CLASS));
          element.dropped = (element.names & (kNever | kUnlikely | kBylineName)) != 0;
        }
      }
    }
    DropOtherArticles();
    for (Element& element : all_) StartFromOwnText(element);
    SumUp(true);
  }

  /// Pages that go on with the next article may give each a box of one class, with a headline and
  /// a date of its own.
  void DropOtherArticles() {
    const std::vector<std::uint32_t>& headings = page_.headings;
    const auto own = std::find_if(headings.begin(), headings.end(),
                                  [&](Index heading) { return IsTitle(page_.TextOf(heading)); });
    if (own == headings.end()) return;
    for (auto other = own + 1; other != headings.end(); ++other) {
      const Index box = BoxWithout(*own, *other);
      const Index home = BoxWithout(*other, *own);
      if (all_[box].tag != LXB_TAG_DIV && all_[box].tag != LXB_TAG_SECTION) continue;
      const std::string_view name = Attribute(all_[box], LXB_DOM_ATTR_CLASS);
      if (name.empty() || name != Attribute(all_[home], LXB_DOM_ATTR_CLASS)) continue;
      if (!HoldsDate(home) || !HoldsDate(box)) continue;
      for (Index i = box; i < all_[box].end; ++i) all_[i].dropped = true;
    }
  }

  /// The outermost element that holds `inner` and not `outer`.
  [[nodiscard]] Index BoxWithout(Index outer, Index inner) const {
    const auto holds = [&](Index box) { return box <= outer && outer < all_[box].end; };
    while (!holds(ParentOf(inner))) inner = ParentOf(inner);
    return inner;
  }

  [[nodiscard]] bool HoldsDate(Index box) const {
    constexpr Index kMostLooks = 64;
    const Index end = std::min(all_[box].end, box + kMostLooks);
    return std::any_of(all_.begin() + box, all_.begin() + end, [](const Element& element) {
      return element.tag == LXB_TAG_TIME || (element.names & kDateName) != 0;
    });
  }

  /// The letters that a paragraph begins with, where one is drawn large: hidden from programs that
  /// read aloud, which find a twin that is not shown.
  [[nodiscard]] bool IsInitial(Index index) const {
    constexpr std::uint32_t kLongest = 12;  // characters: the word whose letter is drawn large
    const Element& element = all_[index];
    if (element.raw_text == 0 || element.raw_text > kLongest || !IsInline(element.tag) ||
        Attribute(element, "aria-hidden") != "true" ||
        !Attribute(element, LXB_DOM_ATTR_STYLE).empty()) {
      return false;
    }
    const std::string text = page_.TextOf(index);
    const Index parent = ParentOf(index);
    Index before = index - 1;
    while (before > parent && ParentOf(before) != parent) before = ParentOf(before);
    const Index behind = element.end;
    const auto is_twin = [&](Index other) {
      return other != parent && other < all_[parent].end && (all_[other].names & kNever) != 0 &&
             page_.TextOf(other) == text;
    };
    const lxb_dom_node_t* const node = lxb_dom_interface_node(element.node);
    if (is_twin(before)) return before == parent + 1;
    if (before != parent || (node->prev != nullptr && !IsBlank(node->prev))) return false;
    return is_twin(behind) || (IsLetter(text) && BeginsWithLetter(node->next));
  }

  static bool IsBlank(const lxb_dom_node_t* node) {
    return node->type == LXB_DOM_NODE_TYPE_TEXT && TrimAscii(TextData(node)).empty();
  }

  static bool IsLetter(std::string_view text) {
    std::size_t at = 0;
    return !text.empty() && IsWordCodepoint(DecodeUtf8(text, at)) && at == text.size();
  }

  static bool BeginsWithLetter(const lxb_dom_node_t* node) {
    if (node == nullptr || node->type != LXB_DOM_NODE_TYPE_TEXT) return false;
    const std::string_view text = TextData(node);
    std::size_t at = 0;
    return !text.empty() && IsWordCodepoint(DecodeUtf8(text, at));
  }

  /// True for what asks readers to pay. The same names ("paywall") wrap the text that costs.
  [[nodiscard]] bool IsOffer(Index index) {
    constexpr std::size_t kMostLooks = 64;  // each is as long as the element
    constexpr std::uint32_t kLongest = 20'000;
    constexpr std::size_t kFirstWords = 60;
    const Element& element = all_[index];
    if (element.raw_text > kLongest) return false;
    if (++offers_looked_at_ > kMostLooks) return (element.names & kMaybe) == 0;
    const std::string text = page_.TextOf(index);
    const std::string_view start =
        std::string_view(text).substr(0, FloorBoundary(text, kFirstWords));
    if (start.size() >= kMinParagraph && claimed_.find(start) != std::string_view::npos)
      return false;
    if (IsPaidPart(element)) return AsksToPay(text);
    std::uint32_t running = 0;
    for (Index i = index; i < element.end; ++i) {
      if (!IsTextBlock(all_[i].tag) && i != index) continue;
      const std::string block = page_.TextOf(i);
      if (i == index && HoldsTextBlock(index)) continue;
      if (block.size() >= kMinProse && EndsSentence(block) && !AsksToPay(block)) {
        running += all_[i].raw_text;
      }
      i = std::max(i, all_[i].end - 1);
    }
    return running * 2 < element.raw_text;
  }

  static bool IsTextBlock(std::uint32_t tag) {
    return tag == LXB_TAG_P || tag == LXB_TAG_LI || tag == LXB_TAG_BLOCKQUOTE;
  }

  [[nodiscard]] bool HoldsTextBlock(Index index) const {
    return std::any_of(all_.begin() + index + 1, all_.begin() + all_[index].end,
                       [](const Element& element) { return IsTextBlock(element.tag); });
  }

  /// True if JSON-LD's cssSelector is a class or the id of the element.
  [[nodiscard]] bool IsPaidPart(const Element& element) const {
    const std::string classes = ' ' + std::string(Attribute(element, LXB_DOM_ATTR_CLASS)) + ' ';
    return std::any_of(paid_parts_.begin(), paid_parts_.end(), [&](std::string_view selector) {
      if (selector.starts_with('#')) {
        return selector.substr(1) == Attribute(element, LXB_DOM_ATTR_ID);
      }
      return selector.starts_with('.') &&
             classes.find(' ' + std::string(selector.substr(1)) + ' ') != std::string::npos;
    });
  }

  /// True for a section whose id is the words of its heading, as generators of pages make them:
  /// "share-prices-fall". Ids of one word or two are names more often ("related-articles"), but
  /// not where running text stands below the heading.
  [[nodiscard]] bool IsNamedAfterHeading(Index index) const {
    constexpr Index kNear = 4;
    const std::uint32_t tag = all_[index].tag;
    if (tag != LXB_TAG_SECTION && tag != LXB_TAG_DIV) return false;
    const std::string_view id = Attribute(all_[index], LXB_DOM_ATTR_ID);
    if (id.empty()) return false;
    const Index end = std::min(all_[index].end, index + kNear);
    for (Index i = index + 1; i < end; ++i) {
      if (!IsHeading(all_[i].tag)) continue;
      const std::string text = page_.TextOf(i);
      if (LettersOf(text) != LettersOf(id) || IsSectionLabel(text)) return false;
      const auto parts =
          std::count_if(id.begin(), id.end(), [](char c) { return c == '-' || c == '_'; });
      return parts >= 2 || BeginsWithText(i, all_[index].end);
    }
    return false;
  }

  /// True if the first paragraph behind `heading` is one of sentences without links.
  [[nodiscard]] bool BeginsWithText(Index heading, Index end) const {
    constexpr Index kNear = 4;
    constexpr std::uint32_t kParagraph = 60;
    const Index begin = all_[heading].end;
    for (Index i = begin; i < std::min(end, begin + kNear); ++i) {
      if (all_[i].tag != LXB_TAG_P) continue;
      const std::string text = page_.TextOf(i);
      return all_[i].raw_text >= kParagraph && EndsSentence(text) && !HoldsLinks(i) &&
             !AsksToPay(text);
    }
    return false;
  }

  /// ASCII letters and digits, in lower case.
  static std::string LettersOf(std::string_view text) {
    std::string letters = LowerAscii(text);
    std::erase_if(letters,
                  [](char c) { return !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'); });
    return letters;
  }

  /// A page read with the marks as they stand.
  struct Reading {
    std::vector<Piece> pieces;
    std::string_view method;
    std::vector<Index> roots;
    std::vector<BodyCandidate> candidates;  ///< the one taken first
    double kept = 1;
    std::vector<Trace::Cut> cuts;
  };

  static double SolidShare(const std::vector<Piece>& pieces) {
    std::size_t solid = 0;
    for (const Piece& piece : pieces) solid += IsSolid(piece) ? piece.text.size() : 0;
    return static_cast<double>(solid) /
           static_cast<double>(std::max<std::size_t>(SizeOf(pieces), 1));
  }

  static std::size_t SizeOf(const std::vector<Piece>& pieces) {
    std::size_t size = 0;
    for (const Piece& piece : pieces) size += piece.text.size();
    return size;
  }

  /// The blocks of the best elements, as the marks stand.
  Reading Article() {
    const std::vector<Index> marked_up = MarkedUp();
    Score();
    const Index top = Choose();
    std::vector<Index> dense;
    if (top != kNone) dense = WithSiblings(Raise(Widen(top)));
    const bool by_markup = !marked_up.empty() && ScoreOf(marked_up) + kTrust >= ScoreOf(dense);
    Reading reading;
    reading.method = by_markup ? kMicrodata : kDensity;
    Compare(by_markup, dense, marked_up, reading.candidates);
    reading.roots = by_markup ? marked_up : dense;
    std::vector<Piece>& pieces = reading.pieces;
    cuts_.clear();
    pieces = Emit(reading.roots, true);
    const std::size_t emitted = SizeOf(pieces);
    MarkNotes(pieces);
    Judge("", pieces, DropClutter);
    Judge("caption", pieces, [this](std::vector<Piece>& all) { DropCaptions(all); });
    Judge("repeated_quote", pieces, DropRepeatedQuotes);
    Judge("title", pieces, [this](std::vector<Piece>& all) { DropTitle(all); });
    Judge("not_in_json_ld", pieces,
          [this](std::vector<Piece>& all) { CompareWithClaim(claimed_, all); });
    Judge("byline", pieces, [this](std::vector<Piece>& all) { DropBylines(authors_, all); });
    Judge("other_section", pieces, CutOtherSections);
    Judge("promotion", pieces, DropPromotion);
    Judge("biography", pieces, [this](std::vector<Piece>& all) { DropBiographies(persons_, all); });
    Judge("", pieces, TrimEdges);
    reading.cuts = std::move(cuts_);
    reading.kept = static_cast<double>(SizeOf(pieces)) /
                   static_cast<double>(std::max<std::size_t>(emitted, 1));
    AddStandfirst(pieces);
    MarkSubheads(pieces);
    return reading;
  }

  /// Paragraphs that hold a picture and say who made it.
  void DropCaptions(std::vector<Piece>& pieces) const {
    std::erase_if(pieces, [this](const Piece& piece) {
      if (piece.sure || piece.note || piece.kind != BlockKind::kParagraph ||
          piece.text.size() > kMaxCaption) {
        return false;
      }
      Index block = piece.element;
      while (block != kNone && IsInline(all_[block].tag)) block = ParentOf(block);
      if (block == kNone || all_[block].tag != LXB_TAG_P || !all_[block].image_inside) return false;
      std::string caption = piece.text;
      return !CutCredit(caption).empty();
    });
  }

  // -- what explain shows ---------------------------------------------------------------------

  /// "div.story-promo": how people find it in the page.
  [[nodiscard]] std::string Describe(Index index) const {
    std::size_t length = 0;
    const lxb_char_t* name = lxb_dom_element_local_name(all_[index].node, &length);
    std::string text(reinterpret_cast<const char*>(name), length);
    const std::string_view id = Attribute(all_[index], LXB_DOM_ATTR_ID);
    const std::string_view classes = TrimAscii(Attribute(all_[index], LXB_DOM_ATTR_CLASS));
    if (!id.empty()) text.append("#").append(id);
    if (!classes.empty())
      text.append(".").append(classes.substr(0, classes.find_first_of(" \t\n")));
    return text;
  }

  void NoteCut(std::string_view rule, Index index, std::string_view text) {
    if (trace_ == nullptr) return;
    std::string shown = text.empty() ? page_.TextOf(index) : std::string(text);
    if (!shown.empty()) {
      cuts_.push_back({.rule = rule, .where = Describe(index), .text = std::move(shown)});
    }
  }

  /// Lets `pass` take pieces out, and notes them under `rule`, or what their form and place say.
  template <class Pass>
  void Judge(std::string_view rule, std::vector<Piece>& pieces, Pass pass) {
    if (trace_ == nullptr) return pass(pieces);
    const std::vector<Piece> before = pieces;
    pass(pieces);
    std::size_t at = 0;
    for (const Piece& piece : before) {
      if (at < pieces.size() && pieces[at].element == piece.element &&
          pieces[at].text == piece.text) {
        ++at;
        continue;
      }
      std::string_view why = rule;
      if (why.empty()) why = ClutterRuleOf(piece);
      if (why.empty()) why = at == 0 ? "before_text" : "after_text";
      NoteCut(why, piece.element, piece.text);
    }
  }

  /// Why Mark() left an element out.
  static std::string_view DropRule(const Element& element) {
    if (element.tag == LXB_TAG_FIGURE || element.tag == LXB_TAG_FIGCAPTION) return "caption";
    if (IsBoilerplateTag(element.tag)) return "boilerplate_tag";
    if (element.hidden) return "hidden";
    if (element.tag == LXB_TAG_FORM || element.tag == LXB_TAG_FIELDSET) return "form";
    if ((element.names & (kNever | kUnlikely | kPayName)) != 0) return "boilerplate_name";
    return (element.names & kBylineName) != 0 ? "byline" : "other_article";
  }

  /// Hands over the cuts, with what is left out for its marks or stands outside of `roots`.
  void Tell(const std::vector<Index>& roots) {
    if (trace_ == nullptr) return;
    const std::vector<Index> whole = WholePage();
    const Index body = whole.empty() ? 0 : whole[0];
    for (Index i = body; i < all_[body].end; ++i) {
      if (std::find(roots.begin(), roots.end(), i) != roots.end()) {
        NoteMarked(i);
        i = all_[i].end - 1;
        continue;
      }
      const bool holds_root = std::any_of(
          roots.begin(), roots.end(), [&](Index root) { return root > i && root < all_[i].end; });
      if (holds_root) continue;
      if (!IsOpaque(all_[i].tag)) {
        NoteCut(all_[i].dropped ? DropRule(all_[i]) : "outside_text", i, {});
      }
      i = all_[i].end - 1;
    }
    trace_->insert(trace_->end(), std::make_move_iterator(cuts_.begin()),
                   std::make_move_iterator(cuts_.end()));
    cuts_.clear();
  }

  void NoteMarked(Index root) {
    for (Index i = root; i < all_[root].end; ++i) {
      if (!all_[i].dropped || IsOpaque(all_[i].tag)) continue;
      NoteCut(DropRule(all_[i]), i, {});
      i = all_[i].end - 1;
    }
  }

  // -- candidates -----------------------------------------------------------------------------

  [[nodiscard]] std::uint32_t ProseOf(const std::vector<Index>& roots) const {
    std::uint32_t prose = 0;
    for (const Index root : roots) prose += all_[root].prose;
    return prose;
  }

  /// Running text in both; subtrees of one list do not overlap.
  [[nodiscard]] std::uint32_t CommonProse(const std::vector<Index>& a,
                                          const std::vector<Index>& b) const {
    std::uint32_t common = 0;
    for (const Index x : a) {
      for (const Index y : b) {
        const Index inner = std::max(x, y);
        if (inner < all_[std::min(x, y)].end) common += all_[inner].prose;
      }
    }
    return common;
  }

  /// The element of a kind with most running text.
  [[nodiscard]] std::vector<Index> Fullest(std::uint32_t tag) const {
    Index best = kNone;
    for (Index i = 0; i < all_.size(); ++i) {
      if (all_[i].tag != tag || all_[i].dropped || all_[i].prose < kMinBody) continue;
      if (best == kNone || all_[i].prose > all_[best].prose) best = i;
    }
    return best == kNone ? std::vector<Index>{} : std::vector<Index>{best};
  }

  /// F1 of holding the page's running text and nothing else.
  [[nodiscard]] double ScoreOf(const std::vector<Index>& roots) const {
    std::uint32_t text = 0;
    for (const Index root : roots) text += all_[root].text;
    return Dice(ProseOf(roots), text, ProseOf(WholePage()));
  }

  /// Scores the parts of the page that may be the article, and how far they agree with the one
  /// that is taken, which comes first.
  void Compare(bool by_markup, const std::vector<Index>& dense, const std::vector<Index>& marked_up,
               std::vector<BodyCandidate>& candidates) const {
    const std::vector<Index>& taken = by_markup ? marked_up : dense;
    // The one taken is not compared with itself: it may have siblings without number.
    const auto add = [&](std::string_view method, std::string_view reason,
                         const std::vector<Index>& roots) {
      if (roots.empty()) return;
      const std::uint32_t prose = ProseOf(roots);
      candidates.push_back(
          {.method = method,
           .reason = reason,
           .characters = prose,
           .score = ScoreOf(roots),
           .agreement =
               candidates.empty() ? 1 : Dice(CommonProse(taken, roots), prose, ProseOf(taken))});
    };
    // Elements called article and main often hold more than the text: they are witnesses alone.
    constexpr std::string_view kWitness = "only compared: it may hold more than the text";
    if (by_markup) {
      add(kMicrodata, "its score is not more than 0.30 below density's", taken);
      add(kDensity, "its score is not more than 0.30 above markup's", dense);
    } else {
      add(kDensity,
          marked_up.empty() ? "no markup names the text"
                            : "its score is more than 0.30 above markup's",
          taken);
      add(kMicrodata, "its score is more than 0.30 below density's", marked_up);
    }
    add("element:article", kWitness, Fullest(LXB_TAG_ARTICLE));
    add("element:main", kWitness, Fullest(LXB_TAG_MAIN));
  }

  /// Puts the whole page before the candidates, none of which holds running text.
  void CompareWithPage(std::vector<BodyCandidate>& candidates) const {
    const std::vector<Index> page = WholePage();
    const std::uint32_t prose = ProseOf(page);
    for (BodyCandidate& other : candidates) {
      other.reason = "what the judgement of its blocks leaves is no running text";
      other.agreement = Dice(other.characters, other.characters, prose);
    }
    candidates.insert(candidates.begin(), {.method = kPage,
                                           .reason = "no part of the page holds running text",
                                           .characters = prose,
                                           .score = ScoreOf(page),
                                           .agreement = 1});
  }

  static double Dice(std::uint32_t common, std::uint32_t a, std::uint32_t b) {
    return a + b == 0 ? 0 : std::min(1.0, 2.0 * common / (static_cast<double>(a) + b));
  }

  [[nodiscard]] bool HoldsQuote(Index index) const {
    if (all_[index].tag == LXB_TAG_FOOTER) return false;
    if ((all_[index].names & kQuoteName) != 0) return true;
    const Index end = std::min(all_[index].end, index + 8);
    for (Index i = index + 1; i < end; ++i) {
      if (all_[i].tag == LXB_TAG_BLOCKQUOTE || (all_[i].names & kQuoteName) != 0) return true;
    }
    return false;
  }

  /// Tables, lists and poems are figures, too: there is no picture, or a table with several rows.
  [[nodiscard]] bool HoldsText(Index figure) const {
    constexpr Index kMostLooks = 256;
    bool text = false;
    bool picture = all_[figure].image_inside;
    int rows = 0;
    const Index end = std::min(all_[figure].end, figure + kMostLooks);
    for (Index i = figure + 1; i < end; ++i) {
      switch (all_[i].tag) {
        case LXB_TAG_TR:
          ++rows;
          break;
        case LXB_TAG_UL:
        case LXB_TAG_OL:
        case LXB_TAG_PRE:
        case LXB_TAG_P:
          text = true;
          break;
        default:
          picture = picture || IsOpaque(all_[i].tag);
      }
    }
    return rows > 1 || (text && !picture);
  }

  [[nodiscard]] std::vector<Index> MarkedUp() const {
    std::vector<Index> roots;
    for (const Index index : page_.article_bodies) {
      if (all_[index].dropped || all_[index].text < kMinParagraph) continue;
      if (!roots.empty() && index < all_[roots.back()].end) continue;
      roots.push_back(index);
    }
    return roots;
  }

  [[nodiscard]] float LinkDensity(const Element& element) const {
    return element.text == 0
               ? 0.0F
               : static_cast<float>(element.link_text) / static_cast<float>(element.text);
  }

  static float ClassWeight(const Element& element) {
    float weight = 0;
    if ((element.names & kNegative) != 0) weight -= 25;
    if ((element.names & kPositive) != 0)
      weight += std::min(25.0F, static_cast<float>(element.text) / 40.0F);
    return weight;
  }

  static float StartScore(const Element& element) {
    float score = ClassWeight(element);
    switch (element.tag) {
      case LXB_TAG_DIV:
      case LXB_TAG_ARTICLE:
      case LXB_TAG_MAIN:
        score += 5;
        break;
      case LXB_TAG_PRE:
      case LXB_TAG_TD:
      case LXB_TAG_BLOCKQUOTE:
        score += 3;
        break;
      case LXB_TAG_ADDRESS:
      case LXB_TAG_OL:
      case LXB_TAG_UL:
      case LXB_TAG_DL:
      case LXB_TAG_DD:
      case LXB_TAG_DT:
      case LXB_TAG_LI:
      case LXB_TAG_FORM:
        score -= 3;
        break;
      default:
        if (IsHeading(element.tag) || element.tag == LXB_TAG_TH) score -= 5;
    }
    return score;
  }

  [[nodiscard]] bool IsParagraph(const Element& element) const {
    switch (element.tag) {
      case LXB_TAG_P:
      case LXB_TAG_PRE:
      case LXB_TAG_TD:
        return true;
      case LXB_TAG_DIV:
      case LXB_TAG_SECTION:
      case LXB_TAG_LI:
      case LXB_TAG_BLOCKQUOTE:
        return !element.blocks_inside;
      default:
        return false;
    }
  }

  void Score() {
    for (Element& element : all_) {
      element.score = 0;
      element.scored = false;
      element.prose = 0;
      const bool linked = IsHeading(element.tag) && !element.dropped &&
                          (LinkDensity(element) > 0.8F || IsInLink(element));
      element.teasers = element.tag == LXB_TAG_ARTICLE || linked ? 1 : 0;
    }
    for (Element& element : all_) {
      if (element.dropped || element.text < kMinParagraph) continue;
      if (!IsParagraph(element)) {
        ScoreLoose(element);
        continue;
      }
      if (element.text >= kMinProse && LinkDensity(element) < 0.35F) element.prose = element.text;
      const float score = 1.0F + static_cast<float>(element.commas) +
                          std::min(static_cast<float>(element.text) / 80.0F, 3.0F);
      std::int32_t at = element.parent;
      for (int level = 0; level < 5 && at >= 0; ++level) {
        Element& ancestor = all_[static_cast<std::size_t>(at)];
        if (ancestor.tag == LXB_TAG_HTML) break;
        if (!ancestor.scored) {
          ancestor.scored = true;
          ancestor.score = StartScore(ancestor);
        }
        ancestor.score += level == 0   ? score
                          : level == 1 ? score / 2
                                       : score / (3.0F * static_cast<float>(level));
        at = ancestor.parent;
      }
    }
    for (Element& element : all_) {
      if (element.scored) element.score *= 1.0F - LinkDensity(element);
    }
    for (std::size_t i = all_.size(); i-- > 1;) {
      const Element& element = all_[i];
      if (element.parent < 0 || element.dropped) continue;
      Element& parent = all_[static_cast<std::size_t>(element.parent)];
      if (!IsParagraph(parent) || parent.prose == 0) parent.prose += element.prose;
      parent.teasers += element.teasers;
    }
  }

  /// True for a subheading that a link wraps, or a box in one.
  [[nodiscard]] bool IsInLink(const Element& heading) const {
    constexpr int kMostLevels = 3;
    if (heading.tag == LXB_TAG_H1) return false;
    std::int32_t at = heading.parent;
    for (int level = 0; level < kMostLevels && at >= 0; ++level) {
      const Element& around = all_[static_cast<std::size_t>(at)];
      if (around.tag == LXB_TAG_A) return true;
      at = around.parent;
    }
    return false;
  }

  /// Text that stands between blocks, parted by line breaks: the element is its own paragraph.
  void ScoreLoose(Element& element) const {
    if (!element.blocks_inside || IsInline(element.tag) || element.loose < kMinLoose ||
        element.tag == LXB_TAG_BODY || LinkDensity(element) > 0.35F) {
      return;
    }
    if (!element.scored) {
      element.scored = true;
      element.score = StartScore(element);
    }
    element.score += 1.0F + static_cast<float>(element.loose) / 40.0F;
    element.prose += element.loose;
  }

  [[nodiscard]] Index ParentOf(Index index) const {
    const std::int32_t parent = all_[index].parent;
    return parent < 0 ? kNone : static_cast<Index>(parent);
  }
  [[nodiscard]] bool IsRoot(Index index) const {
    return index == kNone || all_[index].tag == LXB_TAG_BODY || all_[index].tag == LXB_TAG_HTML;
  }

  /// Pages that go on with the next article have a headline for each of them.
  void DemoteOtherArticles() {
    const std::vector<std::uint32_t>& headings = page_.headings;
    const auto own = std::find_if(headings.begin(), headings.end(),
                                  [&](Index heading) { return IsTitle(page_.TextOf(heading)); });
    if (own == headings.end()) return;
    for (auto other = own + 1; other != headings.end(); ++other) {
      const Index article = ArticleOf(*other);
      if (article != kNone && article > *own) Demote(article);
    }
    const Index home = ArticleOf(*own);
    if (home == kNone || all_[home].prose < kMinBody) return;
    for (Index i = all_[home].end; i < all_.size(); ++i) {
      if (all_[i].tag != LXB_TAG_ARTICLE) continue;
      Demote(i);
      i = all_[i].end - 1;
    }
  }

  [[nodiscard]] Index ArticleOf(Index index) const {
    while (index != kNone && all_[index].tag != LXB_TAG_ARTICLE) index = ParentOf(index);
    return index;
  }

  void Demote(Index article) {
    for (Index i = article; i < all_[article].end; ++i) all_[i].score *= 0.2F;
  }

  /// The best element, or an ancestor that unites several good ones.
  Index Choose() {
    DemoteOtherArticles();
    std::array<Index, 5> best{};
    best.fill(kNone);
    for (Index i = 0; i < all_.size(); ++i) {
      if (!all_[i].scored || all_[i].dropped) continue;
      for (std::size_t place = 0; place < best.size(); ++place) {
        if (best[place] == kNone || all_[i].score > all_[best[place]].score) {
          std::copy_backward(best.begin() + static_cast<std::ptrdiff_t>(place), best.end() - 1,
                             best.end());
          best[place] = i;
          break;
        }
      }
    }
    Index top = best[0];
    if (top == kNone) return kNone;

    // Three or more nearly as good ones below one ancestor: the article is that ancestor.
    Index ancestor = ParentOf(top);
    for (; !IsRoot(ancestor); ancestor = ParentOf(ancestor)) {
      std::size_t inside = 0;
      for (std::size_t place = 1; place < best.size(); ++place) {
        const Index other = best[place];
        if (other == kNone || all_[other].score < all_[top].score * 0.75F) continue;
        if (other > ancestor && other < all_[ancestor].end) ++inside;
      }
      if (inside >= 3) {
        top = ancestor;
        break;
      }
    }
    // More content may lie in the parents.
    float last = all_[top].score;
    const float threshold = last / 3;
    for (Index parent = ParentOf(top); !IsRoot(parent); parent = ParentOf(parent)) {
      if (!all_[parent].scored) continue;
      const float score = all_[parent].score;
      if (score < threshold) break;
      if (score > last) {
        top = parent;
        break;
      }
      last = score;
    }
    return top;
  }

  /// To the outermost element with the same text.
  [[nodiscard]] Index Raise(Index top) const {
    while (!IsRoot(ParentOf(top)) && all_[ParentOf(top)].text == all_[top].text)
      top = ParentOf(top);
    return top;
  }

  /// Page builders put every few paragraphs into a box of their own: the article is the ancestor
  /// that holds clearly more running text, and little else.
  [[nodiscard]] Index Widen(Index top) const {
    constexpr std::uint32_t kProsePerTeaser = 1500;
    Index best = top;
    for (Index at = ParentOf(top); !IsRoot(at); at = ParentOf(at)) {
      const Element& element = all_[at];
      const std::uint32_t more = element.prose - std::min(element.prose, all_[best].prose);
      const std::uint32_t teasers = element.teasers - std::min(element.teasers, all_[best].teasers);
      const std::uint32_t text = element.text - std::min(element.text, all_[best].text);
      if (more * 5 > all_[best].prose + 500 && more * 10 > text * 7 &&
          (teasers < 2 || teasers * kProsePerTeaser < more)) {
        best = at;
      }
    }
    return best;
  }

  std::vector<Index> WithSiblings(Index top) const {
    const Index parent = ParentOf(top);
    if (parent == kNone || all_[top].tag == LXB_TAG_BODY) return {top};
    std::vector<Index> roots;
    const float threshold = std::max(10.0F, all_[top].score * kSiblingShare);
    const std::string_view class_name = Attribute(all_[top], LXB_DOM_ATTR_CLASS);
    for (Index child = parent + 1; child < all_[parent].end; child = all_[child].end) {
      const Element& element = all_[child];
      if (child == top) {
        roots.push_back(child);
        continue;
      }
      if (element.dropped || (element.teasers > 2 && element.teasers * 1000 > element.prose))
        continue;
      float bonus = 0;
      if (!class_name.empty() && Attribute(element, LXB_DOM_ATTR_CLASS) == class_name) {
        bonus = all_[top].score * kSiblingShare;
      }
      if (element.scored && element.score + bonus >= threshold &&
          element.prose * 2 >= element.text) {
        roots.push_back(child);
      } else if (element.tag == LXB_TAG_P) {
        const float density = LinkDensity(element);
        if ((element.text > 80 && density < 0.25F) ||
            (element.text > kMinParagraph && density == 0)) {
          roots.push_back(child);
        }
      }
    }
    return roots;
  }

  static bool BeginsWithImage(const Element& element) {
    const lxb_dom_node_t* node = lxb_dom_interface_node(element.node)->first_child;
    while (node != nullptr && node->type == LXB_DOM_NODE_TYPE_ELEMENT) {
      if (node->local_name == LXB_TAG_IMG) return true;
      node = node->first_child;
    }
    return false;
  }

  /// A box with an image and little text.
  [[nodiscard]] bool IsCaption(const Element& element) const {
    switch (element.tag) {
      case LXB_TAG_DIV:
      case LXB_TAG_SECTION:
      case LXB_TAG_SPAN:
      case LXB_TAG_DL:
      case LXB_TAG_TABLE:
        break;
      default:
        return false;
    }
    if (element.text > kMaxCaption || element.text * 4 > root_text_ ||
        (element.heading_inside && element.prose > 0 && element.teasers == 0))
      return false;
    if ((element.names & kImageName) != 0) return !HoldsColumnOfText(element);
    // In the midst of a sentence: what opens over a name.
    if (element.tag == LXB_TAG_SPAN) {
      return element.image_inside && LinkDensity(element) > 0.7F && BeginsWithImage(element);
    }
    return element.image_inside && !HoldsColumnOfText(element);
  }

  /// A paragraph that ends a sentence in a box without a picture, beside that of one mostly.
  [[nodiscard]] bool HoldsColumnOfText(const Element& element) const {
    constexpr std::uint32_t kParagraph = 35;  // characters, white space aside
    const auto index = static_cast<Index>(&element - all_.data());
    for (Index i = index + 1; i < element.end; ++i) {
      if (all_[i].tag != LXB_TAG_P || all_[i].text < kParagraph || all_[i].link_text > 0) continue;
      const Index box = ParentOf(i);
      if (all_[box].image_inside) continue;
      if ((all_[i].names & (kCaptionName | kCreditName)) != 0 ||
          (all_[box].names & (kCaptionName | kCreditName | kTeaserName)) != 0)
        continue;
      if (EndsSentence(page_.TextOf(i))) return true;
    }
    return false;
  }

  /// Rows of as many cells each, most of them with a number: facts, whatever they link to and
  /// however many flags they show.
  [[nodiscard]] bool IsDataTable(Index table) const {
    constexpr std::size_t kFewestRows = 3;
    constexpr std::size_t kLongestNumber = 16;
    std::map<std::size_t, std::size_t> rows;  // by their number of cells
    std::size_t count = 0;
    std::size_t cells = 0;
    std::size_t numbered = 0;
    bool number = false;
    const auto end_row = [&] {
      if (cells == 0) return;
      ++rows[cells];
      ++count;
      numbered += number ? 1 : 0;
    };
    for (Index i = table + 1; i < all_[table].end; ++i) {
      if (all_[i].tag == LXB_TAG_TABLE) return false;  // one that lays out a page
      if (all_[i].tag == LXB_TAG_TR) {
        end_row();
        cells = 0;
        number = false;
      } else if (IsTableCell(all_[i])) {
        ++cells;
        if (all_[i].raw_text > kLongestNumber) continue;
        const std::string text = page_.TextOf(i);
        const auto digits = std::count_if(text.begin(), text.end(), IsDigitAscii);
        number = number || (digits > 0 && static_cast<std::size_t>(digits) * 2 >= text.size());
      }
    }
    end_row();
    const bool even = std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
      return row.first > 1 && row.second * 5 >= count * 4;
    });
    return count >= kFewestRows && even && numbered * 2 >= count;
  }

  /// Why a list, box or table inside the article is not part of it; empty: it is.
  [[nodiscard]] std::string_view ClutterRule(Index index) const {
    const std::string_view rule = ClutterRuleByForm(index);
    const bool facts = rule == "caption" || rule == "links";
    if (facts && all_[index].tag == LXB_TAG_TABLE && IsDataTable(index)) return {};
    return rule;
  }

  [[nodiscard]] std::string_view ClutterRuleByForm(Index index) const {
    const Element& element = all_[index];
    if (drop_captions_ && IsCaption(element)) return "caption";
    switch (element.tag) {
      case LXB_TAG_DIV:
      case LXB_TAG_SECTION:
      case LXB_TAG_UL:
      case LXB_TAG_OL:
      case LXB_TAG_TABLE:
      case LXB_TAG_HEADER:
        break;
      default:
        return {};
    }
    const bool positive = (element.names & kPositive) != 0;
    // Page builders call every box a widget, that of the text too.
    const bool large = element.text * 3 > root_text_ * 2;
    const bool spared = positive && (element.names & kNever) == 0;
    if ((element.names & kNegative) != 0 && !spared && !large) return "boilerplate_name";
    const float density = LinkDensity(element);
    const bool list = (element.tag == LXB_TAG_UL && HoldsLinks(index)) || element.tag == LXB_TAG_OL;
    if (element.commas >= 10 && density < 0.5F) return {};
    if (density > 0.5F) return "links";
    if (!list && !positive && density > 0.2F && element.text < 400) return "links";
    return {};
  }

  // -- output ---------------------------------------------------------------------------------

  /// The block that grows, and those that are done.
  struct Writer {
    std::vector<Piece> pieces;
    std::string raw;
    Piece piece;
    Index at = 0;  ///< element that holds the text
    BlockKind kind = BlockKind::kParagraph;
    int heading = 0;
    int in_links = 0, in_quotes = 0, in_cells = 0, in_pulled = 0, in_bold = 0, in_lines = 0;
    std::size_t cut_at = 0;  ///< of `raw`, where a box in a line was left out; 0: nowhere
    std::string line;
  };

  std::vector<Piece> Emit(const std::vector<Index>& roots, bool clean) {
    Writer writer;
    root_text_ = 0;
    for (const Index root : roots) root_text_ += all_[root].text;
    drop_captions_ = HasFewCaptions(roots);
    for (const Index root : roots) EmitSubtree(root, clean, writer);
    return std::move(writer.pieces);
  }

  /// Where boxes with pictures hold much of a text, they are its steps or places, not captions.
  [[nodiscard]] bool HasFewCaptions(const std::vector<Index>& roots) const {
    std::uint32_t text = 0;
    for (const Index root : roots) {
      for (Index i = root + 1; i < all_[root].end; ++i) {
        if (all_[i].dropped || !IsCaption(all_[i])) continue;
        text += all_[i].text;
        i = all_[i].end - 1;
      }
    }
    return text * 3 < root_text_;
  }

  [[nodiscard]] std::vector<Index> WholePage() const {
    for (Index i = 0; i < all_.size(); ++i) {
      if (all_[i].tag == LXB_TAG_BODY) return {i};
    }
    return {};
  }

  static bool IsTableCell(const Element& element) {
    return element.tag == LXB_TAG_TD || element.tag == LXB_TAG_TH;
  }

  /// True for blocks and line breaks among the first elements of a cell.
  [[nodiscard]] bool HoldsParagraphs(Index cell) const {
    constexpr Index kMostLooks = 64;
    const Index end = std::min(all_[cell].end, cell + kMostLooks);
    return std::any_of(all_.begin() + cell + 1, all_.begin() + end, [](const Element& element) {
      return element.tag == LXB_TAG_BR || !IsInline(element.tag);
    });
  }

  /// Of a table of facts, not of one that lays out a page.
  [[nodiscard]] bool IsCell(const Element& element) const {
    constexpr std::uint32_t kMaxCell = 200;
    return IsTableCell(element) && element.text < kMaxCell && !IsInLayoutRow(element);
  }

  /// What such a cell holds is no part of a row.
  [[nodiscard]] bool IsLayoutCell(const Element& element) const {
    return IsTableCell(element) && IsInLayoutRow(element);
  }

  [[nodiscard]] bool IsInLayoutRow(const Element& cell) const {
    return cell.parent >= 0 && all_[static_cast<std::size_t>(cell.parent)].layout_row;
  }

  static bool IsPulled(const Element& element) {
    return element.tag == LXB_TAG_FIGURE || element.tag == LXB_TAG_ASIDE ||
           (element.names & kQuoteName) != 0;
  }

  /// Adds an element that begins (1) or ends (-1) to what stands around the text to come.
  void Count(const Element& element, int step, Writer& writer) const {
    if (IsPulled(element)) writer.in_pulled += step;
    switch (element.tag) {
      case LXB_TAG_A:
        writer.in_links += step;
        break;
      case LXB_TAG_B:
      case LXB_TAG_STRONG:
        writer.in_bold += step;
        break;
      case LXB_TAG_BLOCKQUOTE:
        writer.in_quotes += step;
        break;
      case LXB_TAG_PRE:
        writer.in_lines += step;
        break;
      case LXB_TAG_TD:
      case LXB_TAG_TH:
        if (IsCell(element)) writer.in_cells += step;
        break;
      default:
        break;
    }
  }

  void Enter(Index index, Writer& writer) {
    const std::uint32_t tag = all_[index].tag;
    Count(all_[index], 1, writer);
    if (tag == LXB_TAG_BR) writer.raw += '\n';
    if (tag == LXB_TAG_TD || tag == LXB_TAG_TH) writer.raw += ' ';
    if (IsInline(tag) && !IsLayoutCell(all_[index])) return;
    Flush(writer);
    writer.heading = IsHeading(tag) ? static_cast<int>(tag - LXB_TAG_H1) + 1 : 0;
    writer.kind = writer.heading != 0                                       ? BlockKind::kSubhead
                  : tag == LXB_TAG_LI                                       ? BlockKind::kListItem
                  : writer.in_quotes > 0                                    ? BlockKind::kQuote
                  : tag == LXB_TAG_P && writer.kind == BlockKind::kListItem ? BlockKind::kListItem
                                                                            : BlockKind::kParagraph;
  }

  void Leave(Index index, Writer& writer) {
    const std::uint32_t tag = all_[index].tag;
    Count(all_[index], -1, writer);
    if (IsInline(tag) && !IsLayoutCell(all_[index])) return;
    Flush(writer);
    writer.heading = 0;
    writer.kind = writer.in_quotes > 0 && tag != LXB_TAG_BLOCKQUOTE ? BlockKind::kQuote
                                                                    : BlockKind::kParagraph;
  }

  void EmitSubtree(Index root, bool clean, Writer& writer) {
    const lxb_dom_node_t* const top = lxb_dom_interface_node(all_[root].node);
    Index next = root + 1;  // element that the walk meets next
    writer.at = root;
    Enter(root, writer);
    const lxb_dom_node_t* node = top->first_child;
    while (node != nullptr) {
      bool descend = false;
      if (node->type == LXB_DOM_NODE_TYPE_TEXT) {
        AppendRaw(TextData(node), writer);
      } else if (node->type == LXB_DOM_NODE_TYPE_ELEMENT) {
        const Index index = next;
        const Element& element = all_[index];
        next = index + 1;
        const std::string_view rule =
            clean && !element.dropped ? ClutterRule(index) : std::string_view();
        if (element.dropped || !rule.empty()) {
          if (!rule.empty()) NoteCut(rule, index, {});
          next = element.end;
          if (PartsText(element.tag)) {
            Flush(writer);
          } else if (!element.hidden && (element.image_inside || element.blocks_inside)) {
            writer.cut_at = writer.raw.size();
          }
        } else {
          Enter(index, writer);
          descend = node->first_child != nullptr && element.end >= next;
          if (descend) {
            writer.at = index;
          } else {
            Leave(index, writer);
          }
        }
      }
      if (descend) {
        node = node->first_child;
        continue;
      }
      while (node != top && node->next == nullptr) {
        node = node->parent;
        if (node != top) {
          Leave(writer.at, writer);
          writer.at = static_cast<Index>(all_[writer.at].parent);
        }
      }
      if (node == top) break;
      node = node->next;
    }
    Leave(root, writer);
    Flush(writer);
  }

  /// False for what stands in the middle of sentences: buttons at names, scripts, icons.
  static bool PartsText(std::uint32_t tag) {
    return !IsInline(tag) && tag != LXB_TAG_BUTTON && tag != LXB_TAG_SCRIPT &&
           tag != LXB_TAG_STYLE && tag != LXB_TAG_NOSCRIPT && tag != LXB_TAG_SVG &&
           tag != LXB_TAG_TEMPLATE;
  }

  /// True where `text` would be glued to what stands in front of a box that was left out: behind a
  /// sentence, or a line that ends in a letter where one begins with a capital.
  static bool FollowsBox(std::string_view text, const Writer& writer) {
    if (writer.cut_at == 0 || writer.cut_at != writer.raw.size() || text.empty()) return false;
    const char last = writer.raw.back();
    const char first = text.front();
    const auto is_letter = [](char c) { return IsAlphanumericAscii(c) && !IsDigitAscii(c); };
    if (is_letter(last) && first >= 'A' && first <= 'Z') return true;
    constexpr std::string_view kGoesOn = ",.;:!?)]-' \t\n\r";
    return EndsSentence(writer.raw) && !(first >= 'a' && first <= 'z') &&
           kGoesOn.find(first) == std::string_view::npos;
  }

  /// In HTML a line end is a space; only <br> and <pre> break lines.
  static void AppendRaw(std::string_view text, Writer& writer) {
    if (FollowsBox(text, writer)) {
      // It stands in one block with the text.
      writer.piece.sure =
          writer.piece.size >= kLabelText && !IsHouseLine(writer.raw, writer.piece.links > 0);
      Flush(writer);
    }
    const std::size_t start = writer.raw.size();
    writer.raw += text;
    bool blank = true;
    for (std::size_t i = start; i < writer.raw.size(); ++i) {
      char& c = writer.raw[i];
      const bool kept = c == '\n' && writer.in_lines > 0;
      if (!kept && (c == '\n' || c == '\r' || c == '\v' || c == '\f')) c = ' ';
      blank = blank && (c == ' ' || c == '\t' || c == '\n');
    }
    if (blank) return;
    if (writer.piece.size == 0) {
      writer.piece.element = writer.at;
      writer.piece.cell = writer.in_cells > 0;
      writer.piece.pulled = writer.in_pulled > 0;
      writer.piece.lines = writer.in_lines > 0;
    }
    const auto size = static_cast<std::uint32_t>(writer.raw.size() - start);
    if (writer.in_links > 0) {
      writer.piece.links += size;
    } else if (writer.piece.links == 0) {
      writer.piece.in_front += size;
    }
    if (writer.in_bold > 0) writer.piece.bold += size;
    writer.piece.size += size;
  }

  static void Flush(Writer& writer) {
    if (writer.raw.empty()) return;
    writer.line.clear();
    NormalizeSpace(writer.raw, Lines::kKeep, writer.line);
    ToNfc(writer.line);
    Piece piece = std::exchange(writer.piece, Piece{});
    writer.raw.clear();
    writer.cut_at = 0;
    piece.kind = writer.kind;
    piece.heading = writer.heading;
    std::string_view rest = writer.line;
    while (!rest.empty()) {  // two <br> in a row end a paragraph
      const std::size_t gap = std::min(rest.find("\n\n"), rest.size());
      piece.text = rest.substr(0, gap);
      rest.remove_prefix(std::min(gap + 2, rest.size()));
      if (!piece.text.empty()) writer.pieces.push_back(piece);
    }
  }

  /// The headline stands again above the text of many pages.
  [[nodiscard]] bool IsTitle(std::string_view text) const {
    if (title_key_.empty() || text.size() > 1000) return false;
    std::vector<Word> words;
    FindWords(text, words);
    if (words.size() != title_key_.size()) return false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (FoldedHash(words[i].In(text), words[i].ascii) != title_key_[i]) return false;
    }
    return true;
  }

  /// Headings and metadata often differ in a word or two.
  [[nodiscard]] bool ResemblesTitle(std::string_view text) const {
    return !title_.empty() && text.size() < 400 && WordOverlap(text, title_) > 0.7;
  }

  void DropTitle(std::vector<Piece>& pieces) const {
    constexpr std::ptrdiff_t kPlaces = 12;
    const auto end = pieces.begin() + std::min(std::ssize(pieces), kPlaces);
    bool above = true;
    pieces.erase(std::remove_if(pieces.begin(), end,
                                [&](const Piece& piece) {
                                  above = above && !IsSolid(piece);
                                  if (piece.heading == 0) return above && IsTitle(piece.text);
                                  return above ? ResemblesTitle(piece.text) : IsTitle(piece.text);
                                }),
                 end);
  }

  // -- standfirst -----------------------------------------------------------------------------

  /// The element of the headline above `before`, or kNone. Where several are, the last.
  [[nodiscard]] Index FindHeadline(Index before) const {
    constexpr std::size_t kMostHeadings = 64;
    constexpr Index kNear = 200;
    std::size_t looked = 0;
    Index any = kNone;
    Index near = kNone;
    for (Index i = before; i-- > 0 && looked < kMostHeadings;) {
      if (!IsHeading(all_[i].tag)) continue;
      ++looked;
      if (ResemblesTitle(page_.TextOf(i))) return i;
      if (any == kNone && all_[i].tag == LXB_TAG_H1) any = i;
      if (near == kNone && before - i < kNear) near = i;
    }
    return any != kNone ? any : near;
  }

  [[nodiscard]] bool HoldsLinks(Index index) const {
    return std::any_of(all_.begin() + index, all_.begin() + all_[index].end,
                       [](const Element& element) { return element.tag == LXB_TAG_A; });
  }

  /// True for the innermost element that holds a block: no other block stands in it.
  [[nodiscard]] bool IsLeafBlock(Index index) const {
    if (IsInline(all_[index].tag)) return false;
    for (Index i = index + 1; i < all_[index].end; ++i) {
      if (!IsInline(all_[i].tag)) return false;
    }
    return true;
  }

  /// The meta description begins as `text` does, or the other way round.
  [[nodiscard]] bool IsDescription(std::string_view text) const {
    std::vector<Word> words;
    FindWords(text, words);
    for (const std::vector<std::uint64_t>& description : descriptions_) {
      const std::size_t common = std::min(words.size(), description.size());
      if (common < 5) continue;
      std::size_t same = 0;
      while (same < common &&
             FoldedHash(words[same].In(text), words[same].ascii) == description[same]) {
        ++same;
      }
      if (same + 1 >= common) return true;
    }
    return false;
  }

  [[nodiscard]] bool IsStandfirst(Index index, Index top, std::string_view text) const {
    constexpr std::size_t kShortest = 20;
    constexpr std::size_t kLongest = 900;
    constexpr Index kNear = 8;  // elements after the headline
    if (text.size() < kShortest || text.size() > kLongest || IsTitle(text) || IsDateLine(text) ||
        IsDisclosure(text, HoldsLinks(index)))
      return false;
    const std::uint32_t names = all_[index].names;
    // Sections show other articles as teasers, but a paragraph of that name below the headline is
    // the article's own.
    const bool own_teaser = (names & kTeaserName) != 0 && all_[index].tag == LXB_TAG_P &&
                            index - top <= kNear && !HoldsLinks(index);
    if ((names & (kUnlikely | kNegative)) != 0 && (names & kStandfirstName) == 0 && !own_teaser) {
      return false;
    }
    if (all_[index].tag == LXB_TAG_H1) return false;
    if (IsDescription(text)) return true;
    bool named = false;
    for (Index at = index; at != kNone && at > top; at = ParentOf(at)) {
      named = named || (all_[at].names & kStandfirstName) != 0;
      if (all_[at].end > index + 40) break;
    }
    if (named) return true;
    const bool near = index - top <= kNear;
    const std::uint32_t tag = all_[index].tag;
    if (near && (tag == LXB_TAG_P || tag == LXB_TAG_H2) && IsOneLine(index, text)) return true;
    return (tag == LXB_TAG_P || near) && text.size() >= kLine && EndsSentence(text);
  }

  /// What many set below their headlines without a full stop; captions name who made the picture.
  [[nodiscard]] bool IsOneLine(Index index, std::string_view text) const {
    constexpr std::size_t kLongest = 300;
    if (text.size() < kLine || text.size() > kLongest || all_[index].link_text > 0) return false;
    std::string caption(text);
    return CutCredit(caption).empty();
  }

  /// A list of what a text says, if one of its items could be a standfirst: all of it or nothing.
  void AddKeyPoints(Index list, Index headline, std::vector<Piece>& found) const {
    constexpr std::size_t kMostItems = 8;
    constexpr std::size_t kLongest = 300;
    std::vector<Piece> items;
    bool named = false;
    for (Index i = list + 1; i < all_[list].end; i = all_[i].end) {
      std::string text = page_.TextOf(i);
      if (all_[i].tag != LXB_TAG_LI || text.empty() || text.size() > kLongest || HoldsLinks(i) ||
          items.size() == kMostItems) {
        return;
      }
      named = named || IsStandfirst(i, headline, text);
      items.push_back(
          {.text = std::move(text), .kind = BlockKind::kListItem, .element = i, .sure = true});
    }
    if (!named || items.size() < 2) return;
    found.insert(found.end(), std::make_move_iterator(items.begin()),
                 std::make_move_iterator(items.end()));
  }

  /// A standfirst often stands between headline and text, outside of what holds the text.
  void AddStandfirst(std::vector<Piece>& pieces) const {
    constexpr Index kMostElements = 600;
    const auto first = std::find_if(pieces.begin(), pieces.end(), IsSolid);
    if (first == pieces.end() || IsDescription(first->text)) return;
    const Index end = first->element;
    const Index headline = FindHeadline(end);
    if (headline == kNone) return;
    Index index = all_[headline].end;
    if (index + kMostElements < end) return;
    std::vector<Piece> found;
    std::size_t blocks = 0;
    while (index < end) {
      const Element& element = all_[index];
      const bool holds_text = end < element.end;
      if (!holds_text &&
          (IsBoilerplateTag(element.tag) || element.hidden || (element.names & kNever) != 0 ||
           (element.tag == LXB_TAG_UL && HoldsLinks(index)) || element.tag == LXB_TAG_FORM)) {
        index = element.end;
        continue;
      }
      const bool list = element.tag == LXB_TAG_UL || element.tag == LXB_TAG_OL;
      if (!holds_text && (list || IsLeafBlock(index))) {
        const std::size_t before = found.size();
        if (list) {
          AddKeyPoints(index, headline, found);
        } else if (std::string text = page_.TextOf(index); IsStandfirst(index, headline, text)) {
          found.push_back({.text = std::move(text), .element = index, .sure = true});
        }
        if (found.size() > before) ++blocks;
        index = element.end;
        continue;
      }
      ++index;
    }
    constexpr std::size_t kMostBlocks = 4;
    if (found.empty() || blocks > kMostBlocks) return;
    std::erase_if(pieces, [&](const Piece& piece) {
      return piece.element < end &&
             std::any_of(found.begin(), found.end(),
                         [&](const Piece& other) { return other.text == piece.text; });
    });
    pieces.insert(pieces.begin(), std::make_move_iterator(found.begin()),
                  std::make_move_iterator(found.end()));
  }

  FoundBody Finish(const std::vector<Piece>& pieces, std::string_view method) const {
    FoundBody body;
    body.method = method;
    for (const Piece& piece : pieces) {
      const bool paragraph = piece.kind == BlockKind::kParagraph;
      // A table is one block, a row a line of it, as a list and its items are.
      const bool row = paragraph && piece.cell;
      const BlockKind kind = row ? BlockKind::kListItem : piece.kind;
      std::string_view rest = piece.text;
      // Many let <br> end a paragraph.
      const bool split = paragraph && !row && !piece.lines;
      while (!rest.empty()) {
        const std::size_t end = split ? std::min(rest.find('\n'), rest.size()) : rest.size();
        AppendBlock(kind, rest.substr(0, end), body.text, body.structure);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    return body;
  }

  Page& page_;
  std::vector<Element>& all_;
  std::string_view claimed_;
  const std::vector<std::string> authors_;
  const std::vector<std::string> persons_;
  std::string_view title_;
  const std::vector<std::string> paid_parts_;
  std::size_t offers_looked_at_ = 0;
  const std::vector<Index> given_;        ///< where somebody says that the text stands
  std::vector<Trace::Cut>* const trace_;  ///< null: nobody asks
  std::vector<Trace::Cut> cuts_;          ///< of the reading at hand
  std::vector<Word> title_words_;
  std::vector<std::uint64_t> title_key_;
  bool drop_captions_ = true;
  std::uint32_t root_text_ = 0;  ///< characters in what is being emitted
  std::vector<std::vector<std::uint64_t>> descriptions_;
};

}  // namespace

FoundBody FindBody(Page& page, const BodyHints& hints) {
  return Extractor(page, hints).Run(hints.fragment);
}

WordBag::WordBag(std::string_view text) {
  std::vector<Word> words;
  FindWords(text, words);
  hashes_.reserve(words.size());
  for (const Word& word : words) hashes_.push_back(FoldedHash(word.In(text), word.ascii));
  std::sort(hashes_.begin(), hashes_.end());
}

std::size_t WordBag::InCommon(const WordBag& other) const {
  std::size_t both = 0;
  auto a = hashes_.begin();
  auto b = other.hashes_.begin();
  while (a != hashes_.end() && b != other.hashes_.end()) {
    const std::uint64_t left = *a;
    const std::uint64_t right = *b;
    if (left == right) ++both;
    if (left <= right) ++a;
    if (right <= left) ++b;
  }
  return both;
}

double WordOverlap(const WordBag& a, const WordBag& b) {
  if (a.size() == 0 || b.size() == 0) return a.size() == b.size() ? 1 : 0;
  return 2.0 * static_cast<double>(a.InCommon(b)) / static_cast<double>(a.size() + b.size());
}

double WordOverlap(std::string_view a, std::string_view b) {
  return WordOverlap(WordBag(a), WordBag(b));
}

double WordsIn(std::string_view whole, std::string_view part) {
  const WordBag words(part);
  return words.size() == 0 ? 1
                           : static_cast<double>(WordBag(whole).InCommon(words)) /
                                 static_cast<double>(words.size());
}

}  // namespace newswired
