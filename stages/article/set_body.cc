#include "stages/article/set_body.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "stages/article/body.h"
#include "stages/article/script_text.h"
#include "stages/article/wire_header.h"
#include "stages/article/word_bag.h"
#include "stages/text/blocks.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// A claim this short may be a summary.
constexpr std::size_t kShortestClaim = 250;
constexpr double kSameText = 0.75;

/// 1 at `good` and above, `worst` at `bad` and below, a line in between.
double Factor(double value, double bad, double good, double worst) {
  return worst + (1 - worst) * std::clamp((value - bad) / (good - bad), 0.0, 1.0);
}

/// How often a text found by density is right. The factors were chosen where the share of right
/// pages falls on the developers' halves, and checked there (README, "Confidence").
double ConfidenceOf(const FoundBody& found) {
  if (found.candidates.empty() || found.method == "page") return 0.4;
  if (found.method == "script") return 0.7;
  const double confidence = 0.95 * Factor(found.solid, 0.5, 0.93, 0.72) *
                            Factor(found.kept, 0.7, 0.95, 0.72) *
                            Factor(found.candidates[0].score, 0.4, 0.9, 0.72) *
                            Factor(static_cast<double>(found.text.size()), 200, 1000, 0.75);
  double least = 1;
  for (const BodyCandidate& candidate : found.candidates) {
    least = std::min(least, candidate.agreement);
  }
  return confidence * Factor(least, 0.3, 0.9, 0.85);
}

/// What a feed gives may be the beginning of a text.
bool IsCutOff(std::string_view text) {
  constexpr auto kEnds = std::to_array<std::string_view>({"\u2026", "...", "[\u2026]", "[...]"});
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return text.ends_with(end); });
}

/// Who made a text as it says itself, where nobody else does.
void SetCredits(const Credits& credits, Article& article) {
  if (!article.claims.byline.empty()) return;
  const std::vector<std::string_view> bylines(credits.bylines.begin(), credits.bylines.end());
  article.authors = AuthorsOfReport(bylines, credits.sign_off,
                                    {.name = article.source.name, .domain = article.source.domain});
}

/// Collectors give the headline and its source once more where a text would stand.
bool IsHeadlineAndSource(std::string_view text, const Article& article) {
  const std::string& source = article.source.name;
  if (article.title.empty() || source.empty()) return false;
  constexpr std::size_t kSigns = 8;  // and spaces
  return text.size() <= article.title.size() + source.size() + kSigns &&
         WordOverlap(text, article.title + " " + source) >= 1;
}

void SetFragment(FoundBody found, Article& article) {
  SetCredits(found.credits, article);
  if (IsHeadlineAndSource(found.text, article)) return;
  Extraction& extraction = article.extraction;
  extraction.method = std::move(found.method);
  extraction.candidates = {extraction.method};
  extraction.agreement = 1;
  extraction.confidence = IsCutOff(found.text) ? 0.6 : 0.95;
  if (const std::string& summary = article.claims.summary; !summary.empty()) {
    extraction.candidates.emplace_back("feed-summary");
    extraction.agreement = WordsIn(found.text, summary);
  }
  article.body = std::move(found.text);
  article.structure = std::move(found.structure);
}

void TakeClaim(std::string_view claimed, FoundBody& found) {
  found.text.clear();
  found.structure.clear();
  // Some write paragraphs as lines, some as one long line.
  while (!claimed.empty()) {
    const std::size_t end = std::min(claimed.find('\n'), claimed.size());
    AppendBlock(BlockKind::kParagraph, TrimAscii(claimed.substr(0, end)), found.text,
                found.structure);
    claimed.remove_prefix(std::min(end + 1, claimed.size()));
  }
}

double MeanAgreement(const std::vector<BodyCandidate>& candidates) {
  if (candidates.size() < 2) return 1;
  double sum = 0;
  for (std::size_t i = 1; i < candidates.size(); ++i) sum += candidates[i].agreement;
  return sum / static_cast<double>(candidates.size() - 1);
}

/// The text that a page keeps in its scripts, if it is the one that the page announces.
FoundBody FromScripts(const Page& page, const Article& article) {
  constexpr double kAnnounced = 0.5;
  const std::string html = FindTextInScripts(article.page());
  if (html.empty()) return {};
  Page inner(page.limits());
  if (!inner.Parse(html).ok()) return {};
  FoundBody found = FindBody(inner, {.title = article.title});
  const auto share = [&](const std::string& line) {
    return line.empty() ? 0 : WordsIn(found.text, line);
  };
  const double announced =
      std::max(share(article.title), share(CleanLine(page.FindMeta("og:description"))));
  if (found.solid < kAnnounced || announced < kAnnounced) return {};
  found.method = "script";
  found.candidates = {
      {.method = "script", .reason = "the page shows no running text, and a script has one"}};
  return found;
}

void Tell(const FoundBody& found, Trace& trace) {
  for (const BodyCandidate& candidate : found.candidates) {
    trace.candidates.push_back({.method = candidate.method,
                                .characters = candidate.characters,
                                .score = candidate.score,
                                .agreement = candidate.agreement,
                                .reason = candidate.reason,
                                .taken = trace.candidates.empty()});
  }
}

/// JSON-LD's articleBody as a text; empty where it is HTML.
std::string ClaimedText(const JsonLdArticle& ld) {
  std::string claimed;
  if (ld.body.find('<') != std::string::npos) return claimed;
  NormalizeSpace(ld.body, Lines::kKeep, claimed);
  ToNfc(claimed);
  return claimed;
}

void TakeText(FoundBody& found, Article& article) {
  article.body = std::move(found.text);
  article.structure = std::move(found.structure);
}

/// The text that an override names.
void SetOverridden(FoundBody found, Article& article, Trace* trace) {
  article.extraction = {.method = found.method,
                        .candidates = {found.method},
                        .agreement = 1,
                        .confidence = found.text.size() > kShortestClaim ? 0.97 : 0.8};
  if (trace != nullptr) {
    trace->candidates = {
        {.method = "override:body", .reason = "a source's selector names it", .taken = true}};
  }
  TakeText(found, article);
}

/// Compares what the page shows with what its JSON-LD claims, and takes the claim where it is
/// another text and a longer one.
void WeighClaim(std::string_view claimed, FoundBody& found, Extraction& extraction) {
  constexpr std::string_view kJsonLd = "jsonld:articleBody";
  const double overlap = WordOverlap(found.text, claimed);
  if (overlap < kSameText && claimed.size() * 2 > found.text.size() * 3) {
    TakeClaim(claimed, found);
    extraction.method = kJsonLd;
    extraction.confidence = 0.7;
    for (BodyCandidate& other : found.candidates) {
      other.agreement *= overlap;
      other.reason = "JSON-LD has another text that is half as long again";
    }
    found.candidates.insert(found.candidates.begin(),
                            {.method = kJsonLd,
                             .reason = "the page shows another text, and a much shorter one",
                             .agreement = 1});
    return;
  }
  found.candidates.push_back({.method = kJsonLd,
                              .reason = "the page shows a text with its structure",
                              .agreement = overlap});
  // Two sources that were made apart and say the same.
  extraction.confidence = overlap >= kSameText ? 0.98 * Factor(overlap, kSameText, 0.95, 0.85)
                                               : extraction.confidence * 0.6;
}

/// The text that the rules find.
void SetFound(FoundBody found, std::string_view claimed, Article& article, Trace* trace) {
  Extraction& extraction = article.extraction;
  extraction.method = found.method;
  extraction.confidence = ConfidenceOf(found);
  if (claimed.size() > kShortestClaim) WeighClaim(claimed, found, extraction);
  if (trace != nullptr) Tell(found, *trace);
  extraction.agreement = MeanAgreement(found.candidates);
  for (const BodyCandidate& candidate : found.candidates) {
    extraction.candidates.emplace_back(candidate.method);
  }
  TakeText(found, article);
  if (article.body.empty()) extraction = {};
}

}  // namespace

void SetBody(Page& page, const JsonLdArticle& ld, bool fragment,
             const std::vector<std::uint32_t>& roots, Article& article, Trace* trace) {
  const std::string claimed = ClaimedText(ld);
  std::vector<std::string> authors;
  std::vector<std::string> persons;
  for (const Author& author : article.authors) {
    authors.push_back(author.name);
    if (author.kind == "person") persons.push_back(author.name);
  }
  FoundBody found = FindBody(page, {.title = article.title,
                                    .claimed = claimed,
                                    .authors = std::move(authors),
                                    .persons = std::move(persons),
                                    .paid_parts = ld.paid_parts,
                                    .fragment = fragment,
                                    .roots = roots,
                                    .cuts = trace == nullptr ? nullptr : &trace->cuts});
  if (fragment) {
    SetFragment(std::move(found), article);
    if (article.body.empty()) article.extraction = {};
    return;
  }
  if (!roots.empty()) {
    if (found.text.empty()) {
      article.warnings.emplace_back(
          "override_unmatched: body finds nothing but clutter in this page; the general rules were "
          "used");
      return SetBody(page, ld, fragment, {}, article, trace);
    }
    return SetOverridden(std::move(found), article, trace);
  }
  if (found.solid == 0 && claimed.size() <= kShortestClaim) {
    if (FoundBody other = FromScripts(page, article); !other.text.empty()) found = std::move(other);
  }
  SetFound(std::move(found), claimed, article, trace);
}

}  // namespace newswired
