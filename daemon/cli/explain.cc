#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/cli/article_facts.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/input_reader.h"
#include "daemon/cli/offline_config.h"
#include "daemon/cli/paint.h"
#include "daemon/cli/record_clock.h"
#include "daemon/pipeline/generation.h"
#include "stages/text/utf8.h"

namespace newswired::cli {
namespace {

/// Keeps every article as each stage left it.
class History final : public StageObserver {
 public:
  void StageRan(const StageConfig& /*stage*/, StageState /*state*/,
                std::int64_t /*cpu_nanos*/) override {}
  void ArticleLeft(const StageConfig& /*stage*/, const Outcome& outcome) override {
    states_[outcome.article.input.item].push_back(outcome.article);
  }

  void Forget() { states_.clear(); }

  /// Of the item with this number, in the order of the stages.
  [[nodiscard]] const std::vector<Article>& Of(std::int32_t item) { return states_[item]; }

 private:
  std::map<std::int32_t, std::vector<Article>> states_;
};

/// Tells one article stage by stage: what each of them changed.
class Explainer {
 public:
  Explainer(const Paint& paint, std::ostream& out) : paint_(paint), out_(out) {}

  /// `trace`: what stages told of how they came to it; shown below the stage that told it.
  void Explain(const Outcome& outcome, const std::vector<Article>& history, const Trace& trace) {
    Article before;
    for (const Article& after : history) {
      Heading(after.reports.back());
      Changes(before, after);
      if (after.reports.back().name == "article") ShowReading(trace);
      if (after.reports.back().name == "dedup") ShowEarlier(trace);
      if (after.reports.back().name == "story") ShowStories(trace);
      before = after;
    }
    if (outcome.failure) {
      out_ << "\n"
           << paint_.Bad("dead letter") << ": stage " << outcome.failure->stage << ", "
           << outcome.failure->error.code << ": " << Printable(outcome.failure->error.message)
           << "\n";
    } else if (outcome.dropped) {
      out_ << "\n" << paint_.Bad("not published") << ": a stage dropped it\n";
    }
  }

 private:
  void Heading(const StageReport& report) {
    const std::string state = report.state == StageState::kOk       ? paint_.Good("ok")
                              : report.state == StageState::kFailed ? paint_.Bad("failed")
                                                                    : paint_.Dim("skipped");
    out_ << "\n"
         << paint_.Bold(report.name) << " "
         << paint_.Dim(fmt::format("{}, {} us of CPU", report.version, report.cpu_us)) << "  "
         << state << "\n";
    if (report.state == StageState::kFailed) {
      Line("reason", fmt::format("{}: {}", report.code, Printable(report.message)));
    }
  }

  void Changes(const Article& before, const Article& after) {
    const std::vector<Fact> old_facts = FactsOf(before, paint_);
    const std::vector<Fact> new_facts = FactsOf(after, paint_);
    bool any = false;
    for (std::size_t i = 0; i < new_facts.size(); ++i) {
      if (new_facts[i].text == old_facts[i].text) continue;
      any = true;
      out_ << new_facts[i].text;
      if (new_facts[i].text.empty()) Line(new_facts[i].name, paint_.Dim("removed"));
    }
    any |= NewWarnings(before.warnings, after.warnings);
    // What a stage found wrong in spans comes out where an event is written.
    Annotations old_annotations;
    Annotations new_annotations;
    old_annotations.Reset(before, OffsetUnit::kCodepoint);
    new_annotations.Reset(after, OffsetUnit::kCodepoint);
    any |= NewWarnings(old_annotations.warnings(), new_annotations.warnings());
    if (!any && after.reports.back().state == StageState::kOk) {
      out_ << "  " << paint_.Dim("changed nothing that is shown here") << "\n";
    }
  }

  bool NewWarnings(const std::vector<std::string>& before, const std::vector<std::string>& after) {
    bool any = false;
    for (const std::string& warning : after) {
      if (std::find(before.begin(), before.end(), warning) != before.end()) continue;
      Line("warning", paint_.Bad(Printable(warning)));
      any = true;
    }
    return any;
  }

  void ShowReading(const Trace& trace) {
    for (const Trace::Candidate& candidate : trace.candidates) {
      std::string why =
          candidate.taken ? "taken" : fmt::format("agrees to {:.2f}", candidate.agreement);
      if (!candidate.reason.empty()) why += fmt::format(", {}", candidate.reason);
      if (candidate.characters > 0) {
        why += fmt::format("; {} characters of running text, score {:.2f}", candidate.characters,
                           candidate.score);
      }
      Line("candidate", fmt::format("{}  {}", candidate.method, paint_.Dim(why)));
    }
    for (const Trace::Cut& cut : trace.cuts) {
      constexpr std::size_t kShown = 72;
      const std::string text = CleanLine(cut.text);
      const std::size_t end = FloorBoundary(text, std::min(text.size(), kShown));
      Line("cut", fmt::format("{:<17} {}{}  {}", cut.rule, Printable(text.substr(0, end)),
                              end < text.size() ? " ..." : "", paint_.Dim(Printable(cut.where))));
    }
  }

  void ShowEarlier(const Trace& trace) {
    for (const Trace::Earlier& earlier : trace.earlier) {
      std::string why =
          fmt::format("{}: {}", earlier.taken ? "taken" : "not taken", earlier.reason);
      if (!earlier.keys.empty()) why += "; " + earlier.keys;
      Line("compared", fmt::format("{}  {}", Printable(earlier.uri), paint_.Dim(why)));
      if (!earlier.compared) continue;
      Line("",
           paint_.Dim(fmt::format(
               "as a reprint {:.3f}, least {:.3f}: contained {:.2f}, lead {:.2f}, names {:.2f}, "
               "headline {:.2f}, other numbers {:.2f}",
               earlier.probability, earlier.min_probability, earlier.contained, earlier.lead,
               earlier.names, earlier.headline, earlier.other_numbers)));
    }
  }

  void ShowStories(const Trace& trace) {
    for (const Trace::Story& story : trace.stories) {
      Line("compared", fmt::format("{}  {}", story.id,
                                   paint_.Dim(fmt::format("{}: {}; begun by {}",
                                                          story.taken ? "taken" : "not taken",
                                                          story.reason, Printable(story.seed)))));
      Line("", paint_.Dim(fmt::format("as a report of it {:.2f}, least 0.50: similarity {:.2f}, of "
                                      "what it says {:.2f} known",
                                      story.probability, story.similarity, story.known)));
    }
  }

  void Line(std::string_view label, std::string_view value) {
    out_ << FactLine(label, value, paint_);
  }

  const Paint& paint_;
  std::ostream& out_;
};

/// The whole pipeline, one record after the other.
class Stages {
 public:
  Stages(const Generation& generation, std::int64_t now_ms)
      : chain_(generation.NewChain(&history_)),
        ordered_(generation.NewOrderedChain(&history_)),
        clock_(now_ms) {}

  /// Errors: kFatal.
  Result<std::vector<Outcome>> Run(const RawRecord& record) {
    history_.Forget();
    std::vector<Outcome> outcomes;
    NW_CHECK_OK(chain_->Run(record, outcomes));
    for (Outcome& outcome : outcomes) {
      if (!outcome.publishable()) continue;
      outcome.article.input.record_time_ms = clock_.Next(ClaimedTime(outcome.article.claims));
      bool decided = false;
      ordered_->Decide(1, outcome, [&] { decided = true; });
      while (!decided) ordered_->Poll();
    }
    return outcomes;
  }

  /// Of the record that ran last.
  [[nodiscard]] History& history() { return history_; }

 private:
  History history_;
  std::unique_ptr<StageChain> chain_;
  std::unique_ptr<OrderedChain> ordered_;
  RecordClock clock_;
};

/// Runs what came before the article, and returns how many records that was. An input that cannot
/// be read is an error, like kFatal.
Result<std::int64_t> RunEarlier(const std::vector<std::string>& files, std::size_t max_bytes,
                                const std::string& topic, Stages& stages) {
  InputReader reader(files, {.max_bytes = max_bytes, .topic = topic});
  InputBatch batch;
  std::int64_t records = 0;
  while (reader.Read(batch, /*wait=*/true) == InputReader::Next::kBatch) {
    for (const RawRecord& record : batch.records) {
      NW_CHECK_OK(stages.Run(record));
      ++records;
    }
  }
  if (!reader.errors().empty()) return Fatal("input", reader.errors().front());
  return records;
}

/// Whether lines are what the name of a file promises.
bool NamesLines(const std::string& file) {
  constexpr auto kEnds = std::to_array<std::string_view>({".jsonl", ".jsonl.gz", ".jsonl.zst"});
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return file.ends_with(end); });
}

int Explain(const std::string& file, const std::vector<std::string>& earlier,
            const std::string& config_path) {
  if (file == "-" && isatty(STDIN_FILENO) != 0) {
    std::cerr << "newswired explain: waits for a document on standard input; end it with Ctrl-D\n";
  }
  const std::shared_ptr<const Config> config = LoadOfflineConfig(config_path);
  if (config == nullptr) return kExitUsage;
  const bool lines = NamesLines(file);
  InputReader reader({file}, {.format = lines ? InputFormat::kJsonl : InputFormat::kDocument,
                              .max_records = 1,
                              .max_bytes = MaxRecordBytes(*config),
                              .topic = TopicOf(*config)});
  InputBatch batch;
  if (reader.Read(batch, /*wait=*/true) != InputReader::Next::kBatch) {
    for (const std::string& error : reader.errors())
      std::cerr << "newswired explain: " << error << "\n";
    if (reader.errors().empty()) std::cerr << "newswired explain: " << file << ": is empty\n";
    return kExitFailed;
  }

  RawRecord& record = batch.records.front();
  Traces traces;
  record.traces = &traces;
  const auto generation = Generation::Make(config, 1);
  Stages stages(*generation, record.received_ms);
  const Result<std::int64_t> before =
      RunEarlier(earlier, MaxRecordBytes(*config), TopicOf(*config), stages);
  if (!before.ok()) {
    std::cerr << "newswired explain: " << before.error().message << "\n";
    return kExitFailed;
  }
  record.offset = *before;
  const Result<std::vector<Outcome>> outcomes = stages.Run(record);
  if (!outcomes.ok()) {
    std::cerr << "newswired explain: " << outcomes.error().message << "\n";
    return kExitFatal;
  }
  const bool colours = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  const Paint paint(colours);
  std::cout << paint.Bold(batch.origins.front().input) << "  "
            << paint.Dim(
                   fmt::format("{} bytes, configuration: {}", record.value.size(), config->path))
            << "\n";
  if (generation->pass_through()) {
    std::cout << "\nthere are no stages: records pass unchanged\n";
    return kExitOk;
  }
  bool failed = false;
  for (std::size_t i = 0; i < outcomes->size(); ++i) {
    const Outcome& outcome = (*outcomes)[i];
    if (outcomes->size() > 1) {
      std::cout << "\n"
                << paint.Bold(fmt::format("== item {} of {} ==", i + 1, outcomes->size())) << "\n";
    }
    const std::int32_t item = outcome.article.input.item;
    Explainer(paint, std::cout).Explain(outcome, stages.history().Of(item), traces[item]);
    failed |= outcome.failure.has_value();
  }
  return failed ? kExitFailed : kExitOk;
}

}  // namespace

void AddExplain(CLI::App& app, int& exit_code) {
  CLI::App* explain =
      app.add_subcommand("explain", "Shows what every stage made of one article, and why");
  struct Options {
    std::string file = "-";
    std::vector<std::string> after;
    std::string config;
  };
  auto options = std::make_shared<Options>();
  explain->add_option(
      "FILE", options->file,
      "The raw article: a document or a JSON envelope, gzip or not (of .jsonl the first "
      "line); \"-\" or nothing: stdin");
  explain
      ->add_option("--after", options->after,
                   "Articles that came before it, in a file for enrich: what dedup and story "
                   "compare it with; may be repeated")
      ->allow_extra_args(false);
  explain->add_option("-c,--config", options->config, "The pipeline's YAML file");
  explain->footer(
      "Below the stage article stand the texts that it compared, and what it left out: the rule, "
      "the "
      "beginning, and the element of the page; below dedup the earlier articles that came into "
      "question, at most 5, and below story the stories, at most 4, and why each was taken or "
      "not.\n"
      "Positions count characters (code points). Colours on a terminal only; NO_COLOR turns them "
      "off.\n"
      "Exit codes: 0 it became an event; 1 it would go to the dead-letter topic; 2 wrong arguments "
      "or "
      "configuration.");
  explain->callback([options, &exit_code] {
    exit_code = Explain(options->file, options->after, options->config);
  });
}

}  // namespace newswired::cli
