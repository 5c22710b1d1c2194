#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "stages/core/stage_type.h"
#include "stages/core/trace.h"
#include "stages/dedup/change_label.h"
#include "stages/dedup/claim_bytes.h"
#include "stages/dedup/dedup_memory.h"
#include "stages/dedup/syndication.h"
#include "stages/dedup/window.h"
#include "stages/text/hash.h"
#include "stages/text/record_key.h"
#include "stages/text/sentences.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::string_view kVersion = "0.7.0";
constexpr std::string_view kBy = "dedup@0.7.0";
constexpr std::int64_t kHourMs = 3'600'000;

class PreparedClaim final : public Prepared {
 public:
  Claim claim;
  std::vector<Span> sentences;
};

/// The first eight bytes of a hash in hex.
std::uint64_t FirstOfHex(std::string_view hex) {
  std::uint64_t value = 0;
  std::from_chars(hex.data(), hex.data() + std::min<std::size_t>(hex.size(), 16), value, 16);
  return value;
}

/// The least score whose probability is `confidence`.
std::int32_t ScoreOf(double confidence) {
  const auto thousandths = static_cast<std::int32_t>(std::lround(confidence * 1000));
  std::int32_t score = 0;
  while (ProbabilityOf(score) < thousandths) ++score;
  return score;
}

/// In milliseconds; -1: that is not known so exactly.
std::int64_t ExactTime(const std::optional<Dated>& dated) {
  const bool exact = dated && dated->precision >= Precision::kMinute;
  return exact ? dated->utc_ms.value_or(-1) : -1;
}

/// Who publishes the article, as far as known; 0: nobody says.
std::uint16_t SourceOf(const Article& article) {
  for (const std::string* name :
       {&article.source.domain, &article.source.name, &article.source.id}) {
    if (!name->empty()) return static_cast<std::uint16_t>(Hash64(*name) | 1);
  }
  return 0;
}

bool IsCorrection(const Note& note) {
  return note.kind == "correction" || note.kind == "clarification";
}

/// What the article says of its change: its status, headline, slug, format and notes.
std::string ChangeOf(const Article& article) {
  if (article.claims.pub_status == "canceled") return "kill";
  const bool embargoed = !article.claims.embargoed_until.empty();
  if (article.claims.pub_status == "withheld" && !embargoed) return "withdrawal";
  std::vector<std::string_view> said = {
      ChangeByHeadline(article.title),
      ChangeBySlug(article.claims.slugline + article.claims.edition),
      ChangeByNote(article.claims.edition_note)};
  for (const Note& note : article.notes) {
    if (!IsCorrection(note)) said.emplace_back(note.kind);
  }
  if (article.claims.corrects) said.emplace_back("correction");
  for (const std::string_view change : {"kill", "withdrawal", "correction"}) {
    if (std::find(said.begin(), said.end(), change) != said.end()) return std::string(change);
  }
  return "";
}

/// The same, where only notes of corrections say so: in its text, which Claim::change_notes then
/// names, or outside of it.
void SetChangeByNotes(const Article& article, const std::vector<Span>& sentences, Claim& claim) {
  if (!claim.change.empty()) return;
  for (const Note& note : article.notes) {
    if (!IsCorrection(note)) continue;
    claim.change = "correction";
    const auto holds = [&](const Span& sentence) { return sentence.end > note.span.begin; };
    const auto found = std::find_if(sentences.begin(), sentences.end(), holds);
    const auto place = static_cast<std::size_t>(found - sentences.begin());
    if (note.span.empty() || place >= claim.facts.sentences.size() ||
        claim.change_notes.size() == Claim::kMostChangeNotes) {
      claim.change_notes.clear();
      return;
    }
    claim.change_notes.push_back(claim.facts.sentences[place].hash);
  }
}

Trace::Earlier Told(const DedupWindow::Candidate& candidate, std::int32_t least_score) {
  constexpr double kThousandth = 0.001;
  Trace::Earlier told{.uri = candidate.uri, .reason = candidate.reason, .taken = candidate.taken};
  for (const std::string_view key : candidate.keys) {
    if (!told.keys.empty()) told.keys += ", ";
    told.keys += key;
  }
  told.compared = candidate.overlap.has_value();
  if (!told.compared) return told;
  told.probability = ProbabilityOf(candidate.score) * kThousandth;
  told.min_probability = ProbabilityOf(least_score) * kThousandth;
  told.contained = candidate.overlap->contained * kThousandth;
  told.lead = candidate.overlap->lead * kThousandth;
  told.names = candidate.overlap->names * kThousandth;
  told.headline = candidate.overlap->title * kThousandth;
  told.other_numbers = candidate.overlap->numbers * kThousandth;
  return told;
}

class DedupStage final : public OrderedStage {
 public:
  struct Settings {
    std::string scope = "global";
    std::int64_t window_hours = 168;
    std::int64_t max_articles = 200'000;
    double min_confidence = 0.9;
    std::int64_t min_words = 50;
    std::int64_t revision_articles = 10'000;
    std::string on_duplicate = "publish";
    std::string on_repeat = "auto";

    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("scope", scope,
              {.doc = "Which articles are compared: `global`, those that any instance of the group "
                      "has seen, through the ledger (where there are no brokers, as `lane`); "
                      "`lane`, those that this lane has seen since it started: copies in other "
                      "partitions are missed.",
               .choices = {"global", "lane"}});
      v.Field(
          "window_hours", window_hours,
          {.doc = "How far back articles are compared: in the ledger's time, of a lane in record "
                  "time.",
           .min = 1,
           .max = 8760,
           .shared = true});
      v.Field("max_articles", max_articles,
              {.doc = "How many articles are remembered at most, about 600 bytes each; the oldest "
                      "are forgotten first.",
               .min = 1000,
               .max = static_cast<double>(WindowLimits::kMostArticles),
               .shared = true});
      v.Field("min_confidence", min_confidence,
              {.doc = "Least confidence of a reprint. Higher keeps more reports apart, lower finds "
                      "more texts that were cut, padded or garbled.",
               .min = 0.5,
               .max = 0.99,
               .shared = true});
      v.Field("min_words", min_words,
              {.doc = "Below as many words in its body, an article's headline counts in its text.",
               .min = 0,
               .max = 1000,
               .shared = true});
      v.Field("revision_articles", revision_articles,
              {.doc = "Of so many of the latest articles, sentences, names, numbers and quotes are "
                      "remembered, about 2 kB each, so that a revision can tell what changed.",
               .min = 0,
               .max = 1'000'000,
               .shared = true});
      v.Field("on_duplicate", on_duplicate,
              {.doc = "What becomes of copies and reprints of an article that is known to be "
                      "published: publish them with their role; publish a reference, which has "
                      "neither their text nor what was found in it; or drop them.",
               .choices = {"publish", "reference", "drop"}});
      v.Field(
          "on_repeat", on_repeat,
          {.doc = "The same for an article that comes again unchanged; `auto`: drop with `scope: "
                  "global`, where the ledger tells what is published, publish where a lane "
                  "is alone.",
           .choices = {"auto", "publish", "drop"}});
    }
  };

  explicit DedupStage(const Settings& settings) : settings_(settings) {}

  static Result<std::unique_ptr<DedupStage>> Create(const Settings& settings) {
    return std::make_unique<DedupStage>(settings);
  }

  static std::unique_ptr<SharedMemory> NewMemory(const Settings& settings) {
    return std::make_unique<DedupMemory>(LimitsOf(settings), std::string(kBy));
  }

  std::unique_ptr<Prepared> Prepare(const Article& article) const override {
    auto prepared = std::make_unique<PreparedClaim>();
    Claim& claim = prepared->claim;
    claim.key = RecordKey(article);
    claim.bytes = Hash64(article.input.sha256);
    claim.uri = Hash64(article.uri);
    const bool is_its_own = !article.shares_address && !IsFrontPage(article.canonical_url);
    if (!article.canonical_url.empty() && is_its_own) {
      claim.url = Hash64(UrlKey(article.canonical_url));
    }
    if (!article.supersedes_uri.empty()) claim.supersedes = Hash64(article.supersedes_uri);
    if (const auto replaced = CanonicalUrl(article.claims.supersedes)) {
      claim.supersedes_url = Hash64(UrlKey(*replaced));
    }
    claim.address = static_cast<std::uint16_t>(Hash64(article.url));
    claim.source = SourceOf(article);
    claim.content = article.content_hash.empty() ? Hash64(article.title + '\n' + article.body)
                                                 : FirstOfHex(article.content_hash);
    claim.stamp_ms = ExactTime(article.modified);
    claim.stamp_is_change = claim.stamp_ms >= 0;
    if (!claim.stamp_is_change) claim.stamp_ms = ExactTime(article.published);
    claim.form =
        static_cast<std::uint8_t>(Mix64(Hash64(article.input.content_type) + article.input.feed));
    if (!article.claims.embargoed_until.empty()) {
      const bool held = article.claims.pub_status == "withheld";
      claim.embargo = static_cast<std::uint16_t>(
          Hash64(article.claims.embargoed_until + (held ? " withheld" : "")) | 1);
    }
    claim.change = ChangeOf(article);
    claim.uri_text = article.uri;
    claim.version = article.claims.version;
    const std::string_view title = WithoutEdition(article.title);
    if (!IsStandIn(article)) {
      claim.print =
          MakeFingerprint(title, article.body, static_cast<std::size_t>(settings_.min_words));
    }
    if (settings_.revision_articles > 0) {
      const std::string language = article.language ? article.language->tag : "";
      FindSentences(article.body, language, prepared->sentences);
      // "Updated 10:40 a.m." on top is nothing new, a note of correction there is.
      std::erase_if(prepared->sentences, [&](const Span& sentence) {
        return sentence.end <= article.header_bytes &&
               std::none_of(article.notes.begin(), article.notes.end(), [&](const Note& note) {
                 return note.span.begin < sentence.end && sentence.begin < note.span.end;
               });
      });
      claim.facts = FactsOf(title, article.body, language, prepared->sentences);
    }
    SetChangeByNotes(article, prepared->sentences, claim);
    return prepared;
  }

  std::string Encode(const Prepared& prepared) const override {
    return EncodeClaim(static_cast<const PreparedClaim&>(prepared).claim);
  }

  void Decide(BatchId batch, Article& article, std::unique_ptr<Prepared> prepared,
              Answer answer) override {
    Claim& claim = static_cast<PreparedClaim&>(*prepared).claim;
    claim.time_ms = claim.record_ms = article.input.record_time_ms;
    if (!window_) window_.emplace(LimitsOf(settings_));
    DedupWindow::Judgement judgement = Judge(batch, claim, article);
    article.dedup = std::move(judgement.verdict);
    article.dedup->by = kBy;
    article.revision = std::move(judgement.revision);
    TakeSentences(article, *prepared);
    // Without brokers, `global` means one lane that does what a ledger would.
    const bool drops_repeats = settings_.scope == "global";
    const Verdict verdict = Finish(article, judgement.suppressible, drops_repeats);
    // A reference is nothing that others may give way to.
    const bool gives_way = verdict == Verdict::kDrop || article.as_reference;
    if (gives_way && !judgement.again) window_->Suppress();
    answer(verdict);
  }

  Verdict Accept(Article& article, std::unique_ptr<Prepared> prepared, bool suppressible) override {
    TakeSentences(article, *prepared);
    return Finish(article, suppressible, /*drops_repeats=*/true);
  }

  void Committed(BatchId batch) override {
    if (window_) window_->Committed(batch);
  }
  void Aborted(BatchId batch) override {
    if (window_) window_->Aborted(batch);
  }

 private:
  DedupWindow::Judgement Judge(BatchId batch, const Claim& claim, const Article& article) {
    Traces* traces = article.record == nullptr ? nullptr : article.record->traces;
    if (traces == nullptr) return window_->Judge(batch, claim);
    std::vector<DedupWindow::Candidate> candidates;
    DedupWindow::Judgement judgement = window_->Judge(batch, claim, &candidates);
    const std::int32_t least_score = LimitsOf(settings_).reprint_score;
    for (const DedupWindow::Candidate& candidate : candidates) {
      (*traces)[article.input.item].earlier.push_back(Told(candidate, least_score));
    }
    return judgement;
  }

  /// Its spans are what the revision's diff counts.
  static void TakeSentences(Article& article, Prepared& prepared) {
    if (article.revision) {
      article.sentences = std::move(static_cast<PreparedClaim&>(prepared).sentences);
    }
  }

  /// What becomes of an article that was judged. `drops_repeats`: what `auto` stands for.
  [[nodiscard]] Verdict Finish(Article& article, bool suppressible, bool drops_repeats) const {
    Dedup& dedup = *article.dedup;
    if (dedup.role == DedupRole::kCopy || dedup.role == DedupRole::kReprint) {
      dedup.syndication = FindSyndication(article);
    }
    if (!suppressible) return Verdict::kContinue;
    const std::string& wish =
        dedup.role == DedupRole::kRepeat ? settings_.on_repeat : settings_.on_duplicate;
    article.as_reference = wish == "reference";
    const bool drops = wish == "drop" || (wish == "auto" && drops_repeats);
    return drops ? Verdict::kDrop : Verdict::kContinue;
  }

  static WindowLimits LimitsOf(const Settings& settings) {
    return {.window_ms = settings.window_hours * kHourMs,
            .max_articles = static_cast<std::uint64_t>(settings.max_articles),
            .reprint_score = ScoreOf(settings.min_confidence),
            .detailed = static_cast<std::size_t>(settings.revision_articles)};
  }

 private:
  const Settings settings_;
  std::optional<DedupWindow> window_;  // the lane's own, from its first article on
};

}  // namespace

extern const StageType kDedupStage;
const StageType kDedupStage = DescribeStage<DedupStage>(
    "dedup", kVersion, "Tells copies, reprints, revisions and repeats from new articles.");

}  // namespace newswired
