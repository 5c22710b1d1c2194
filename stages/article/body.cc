#include "stages/article/body.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "stages/article/block_writer.h"
#include "stages/article/boilerplate.h"
#include "stages/article/credit.h"
#include "stages/article/cut_log.h"
#include "stages/article/endings.h"
#include "stages/article/note_boxes.h"
#include "stages/article/page_tree.h"
#include "stages/article/repeats.h"
#include "stages/article/standfirst.h"
#include "stages/article/tags.h"
#include "stages/article/text_density.h"
#include "stages/article/title_matcher.h"
#include "stages/article/trim.h"
#include "stages/text/blocks.h"

namespace newswired {
namespace {

/// What markup is ahead of density: it was made to say where the text is.
constexpr double kTrust = 0.3;

constexpr std::string_view kDensity = "density";
constexpr std::string_view kMicrodata = "microdata:articleBody";
constexpr std::string_view kPage = "page";

class Extractor : public PageTree {
 public:
  Extractor(Page& page, const BodyHints& hints)
      : PageTree(page),
        claimed_(hints.claimed),
        authors_(hints.authors),
        persons_(hints.persons),
        headline_(hints.title),
        given_(hints.roots),
        title_(hints.title),
        marks_(
            page, title_,
            {.claimed = hints.claimed, .paid_parts = hints.paid_parts, .persons = hints.persons}),
        density_(page, title_),
        writer_(page),
        standfirst_(page, title_),
        note_boxes_(page),
        log_(page, hints.cuts) {}

  FoundBody Run(bool fragment) {
    if (all_.empty()) return {};
    marks_.Measure();
    const std::uint32_t total = all_[0].text;
    if (fragment) return RunOnFragment(total);
    if (!given_.empty()) return RunAt(given_, total);
    marks_.Mark(Strictness::kNames, total);
    Reading reading = Article();
    if (SizeOf(reading.pieces) < kMinBody) {
      marks_.Mark(Strictness::kTags, total);
      Reading other = Article();
      if (SizeOf(other.pieces) > SizeOf(reading.pieces) * 2) {
        reading = std::move(other);
      } else {
        marks_.Mark(Strictness::kNames, total);
        density_.Score();
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
    log_.Restore(std::move(reading.cuts));
    log_.Tell(reading.roots);
    if (pieces.empty()) return {};
    const double solid = SolidShare(pieces);
    FoundBody body = Finish(pieces, reading.method);
    body.candidates = std::move(reading.candidates);
    body.kept = reading.kept;
    body.solid = solid;
    return body;
  }

 private:
  /// A page read with the marks as they stand.
  struct Reading {
    std::vector<Piece> pieces;
    std::string_view method;
    std::vector<Index> roots;
    std::vector<BodyCandidate> candidates;  ///< the one taken first
    double kept = 1;
    std::vector<Trace::Cut> cuts;
  };

  /// Three paragraphs and more, and not much of it in links, as in a round-up.
  static bool IsWholeArticle(const std::vector<Piece>& pieces) {
    constexpr std::ptrdiff_t kParagraphs = 3;
    std::size_t links = 0;
    std::size_t text = 0;
    for (const Piece& piece : pieces) {
      links += piece.links;
      text += piece.size;
    }
    return links * 4 < text && std::count_if(pieces.begin(), pieces.end(), IsSolid) >= kParagraphs;
  }

  /// What a feed or wire gives is its text: all of it, where it looks like clutter alone. Whole
  /// articles have the boxes and endings of their pages.
  FoundBody RunOnFragment(std::uint32_t total) {
    marks_.Mark(Strictness::kTags, total);
    std::vector<Piece> pieces = Emit(WholePage(), false);
    const bool whole = IsWholeArticle(pieces);
    if (whole) {
      log_.Restore({});
      pieces = Emit(WholePage(), true);
    }
    log_.Judge("promotion", pieces, DropRequests);
    log_.Judge("", pieces, DropClutter);
    if (whole) log_.Judge("other_section", pieces, CutOtherSections);
    log_.Judge("title", pieces, [this](std::vector<Piece>& all) { title_.DropTitle(all); });
    Credits credits;
    log_.Judge("credits", pieces,
               [&](std::vector<Piece>& all) { credits = TakeCredits(headline_, all); });
    if (pieces.empty()) pieces = EverythingIn(WholePage());
    MarkSubheads(pieces);
    log_.Tell(WholePage());
    FoundBody body = Finish(pieces, "feed-content");
    body.credits = std::move(credits);
    return body;
  }

  /// The blocks of `roots` with what marks would leave out, but for what is never shown.
  std::vector<Piece> EverythingIn(const std::vector<Index>& roots) {
    log_.Restore({});
    marks_.UnmarkAll();
    marks_.Recount();
    return Write(roots, false);
  }

  /// For pages no part of which looks like a text.
  std::vector<Piece> WholeText() {
    std::vector<Piece> pieces = Emit(WholePage(), false);
    DropClutter(pieces);
    title_.DropTitle(pieces);
    CutOtherSections(pieces);
    return pieces;
  }

  /// The text of `roots`, of whose place there is no doubt: no edge is trimmed.
  FoundBody RunAt(const std::vector<Index>& roots, std::uint32_t total) {
    marks_.Mark(Strictness::kTags, total);
    for (const Index root : roots) marks_.Unmark(root);
    marks_.Recount();
    std::vector<Piece> pieces = Emit(roots, true);
    log_.Judge("", pieces, DropClutter);
    log_.Judge("title", pieces, [this](std::vector<Piece>& all) { title_.DropTitle(all); });
    if (pieces.empty()) return {};
    log_.Tell(roots);
    return Finish(pieces, "override:body");
  }

  /// The blocks of the best elements, as the marks stand.
  Reading Article() {
    const std::vector<Index> marked_up = MarkedUp();
    density_.Score();
    const std::vector<Index> article = density_.Fullest(LXB_TAG_ARTICLE);
    const std::vector<Index> main = density_.Fullest(LXB_TAG_MAIN);
    const std::vector<Index> dense = Completed(density_.Find(), {&article, &main});
    const bool by_markup =
        !marked_up.empty() && density_.ScoreOf(marked_up) + kTrust >= density_.ScoreOf(dense);
    Reading reading;
    reading.method = by_markup ? kMicrodata : kDensity;
    Compare(by_markup, dense, marked_up, article, main, reading.candidates);
    reading.roots = by_markup ? marked_up : dense;
    std::vector<Piece>& pieces = reading.pieces;
    log_.Restore({});
    pieces = Emit(reading.roots, true);
    const std::size_t emitted = SizeOf(pieces);
    MarkNotes(pieces);
    log_.Judge("promotion", pieces, DropRequests);
    log_.Judge("", pieces, DropClutter);
    log_.Judge("caption", pieces, [this](std::vector<Piece>& all) { DropCaptions(all); });
    log_.Judge("repeated_quote", pieces, DropRepeatedQuotes);
    log_.Judge("title", pieces, [this](std::vector<Piece>& all) { title_.DropTitle(all); });
    log_.Judge("not_in_json_ld", pieces,
               [this](std::vector<Piece>& all) { CompareWithClaim(claimed_, all); });
    log_.Judge("byline", pieces, [this](std::vector<Piece>& all) { DropBylines(authors_, all); });
    log_.Judge("other_section", pieces, CutOtherSections);
    log_.Judge("promotion", pieces, DropPromotion);
    log_.Judge("biography", pieces,
               [this](std::vector<Piece>& all) { DropBiographies(persons_, all); });
    log_.Judge("", pieces, TrimEdges);
    reading.cuts = log_.Take();
    reading.kept = static_cast<double>(SizeOf(pieces)) /
                   static_cast<double>(std::max<std::size_t>(emitted, 1));
    standfirst_.Add(pieces);
    note_boxes_.Add(reading.roots, pieces);
    MarkSubheads(pieces);
    return reading;
  }

  /// What density finds, or the <article> or <main> around it where that is much better: page
  /// builders put the parts of a text into boxes, whose names say nothing.
  [[nodiscard]] std::vector<Index> Completed(
      std::vector<Index> dense, std::initializer_list<const std::vector<Index>*> around) const {
    for (const std::vector<Index>* const one : around) {
      if (dense.empty() || one->empty()) continue;
      const Index box = one->front();
      const bool holds_all = std::all_of(dense.begin(), dense.end(), [&](Index root) {
        return root > box && root < all_[box].end;
      });
      if (holds_all && density_.ScoreOf(*one) > density_.ScoreOf(dense) + kTrust) return *one;
    }
    return dense;
  }

  /// The blocks of `roots`, those that the page has twice once.
  std::vector<Piece> Emit(const std::vector<Index>& roots, bool clean) {
    std::vector<Piece> pieces = Write(roots, clean);
    log_.Judge("repeated_text", pieces, DropRepeatedText);
    return pieces;
  }

  /// The blocks of `roots`; `clean`: without boxes that their form gives away.
  std::vector<Piece> Write(const std::vector<Index>& roots, bool clean) {
    std::vector<BlockWriter::Cut> cuts;
    std::vector<Piece> pieces = writer_.Write(roots, clean, cuts);
    for (const BlockWriter::Cut& cut : cuts) log_.Note(cut.rule, cut.index, {});
    return pieces;
  }

  /// Paragraphs that hold a picture and say who made it, and those that are surely captions.
  void DropCaptions(std::vector<Piece>& pieces) const {
    std::erase_if(pieces, [this](const Piece& piece) {
      if (piece.sure || piece.note || piece.kind != BlockKind::kParagraph ||
          piece.text.size() > kMaxCaption) {
        return false;
      }
      if (IsCreditedCaption(piece.text)) return true;
      Index block = piece.element;
      while (block != kNone && IsInline(all_[block].tag)) block = ParentOf(block);
      if (block == kNone || all_[block].tag != LXB_TAG_P || !all_[block].image_inside) return false;
      std::string caption = piece.text;
      return !CutCredit(caption).empty();
    });
  }

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

  // -- candidates -----------------------------------------------------------------------------

  /// Scores the parts of the page that may be the article, and how far they agree with the one
  /// that is taken, which comes first.
  void Compare(bool by_markup, const std::vector<Index>& dense, const std::vector<Index>& marked_up,
               const std::vector<Index>& article, const std::vector<Index>& main,
               std::vector<BodyCandidate>& candidates) const {
    const std::vector<Index>& taken = by_markup ? marked_up : dense;
    // The one taken is not compared with itself: it may have siblings without number.
    const auto add = [&](std::string_view method, std::string_view reason,
                         const std::vector<Index>& roots) {
      if (roots.empty()) return;
      const std::uint32_t prose = density_.ProseOf(roots);
      candidates.push_back({.method = method,
                            .reason = reason,
                            .characters = prose,
                            .score = density_.ScoreOf(roots),
                            .agreement = candidates.empty()
                                             ? 1
                                             : TextDensity::Dice(density_.CommonProse(taken, roots),
                                                                 prose, density_.ProseOf(taken))});
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
    add("element:article", kWitness, article);
    add("element:main", kWitness, main);
  }

  /// Puts the whole page before the candidates, none of which holds running text.
  void CompareWithPage(std::vector<BodyCandidate>& candidates) const {
    const std::vector<Index> page = WholePage();
    const std::uint32_t prose = density_.ProseOf(page);
    for (BodyCandidate& other : candidates) {
      other.reason = "what the judgement of its blocks leaves is no running text";
      other.agreement = TextDensity::Dice(other.characters, other.characters, prose);
    }
    candidates.insert(candidates.begin(), {.method = kPage,
                                           .reason = "no part of the page holds running text",
                                           .characters = prose,
                                           .score = density_.ScoreOf(page),
                                           .agreement = 1});
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

  std::string_view claimed_;
  const std::vector<std::string>& authors_;
  const std::vector<std::string>& persons_;
  std::string_view headline_;
  const std::vector<Index>& given_;  ///< where somebody says that the text stands
  const TitleMatcher title_;
  Boilerplate marks_;
  TextDensity density_;
  BlockWriter writer_;
  Standfirst standfirst_;
  NoteBoxes note_boxes_;
  CutLog log_;
};

}  // namespace

FoundBody FindBody(Page& page, const BodyHints& hints) {
  return Extractor(page, hints).Run(hints.fragment);
}

}  // namespace newswired
