#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
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

  /// Of the item with this number, in the order of the stages.
  [[nodiscard]] const std::vector<Article>& Of(std::int32_t item) { return states_[item]; }

 private:
  std::map<std::int32_t, std::vector<Article>> states_;
};

/// Tells one article stage by stage: what each of them changed.
class Explainer {
 public:
  Explainer(const Paint& paint, std::ostream& out) : paint_(paint), out_(out) {}

  /// `trace`: what stages told of how they came to it; shown below the stage of this name.
  void Explain(const Outcome& outcome, const std::vector<Article>& history, const Trace& trace) {
    Article before;
    for (const Article& after : history) {
      Heading(after.reports.back());
      Changes(before, after);
      if (after.reports.back().name == "article") Show(trace);
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

  void Show(const Trace& trace) {
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

  void Line(std::string_view label, std::string_view value) {
    out_ << FactLine(label, value, paint_);
  }

  const Paint& paint_;
  std::ostream& out_;
};

/// Runs the record through the whole pipeline. Errors: kFatal.
Result<std::vector<Outcome>> RunStages(const Generation& generation, const RawRecord& record,
                                       History& history) {
  std::vector<Outcome> outcomes;
  const auto chain = generation.NewChain(&history);
  NW_CHECK_OK(chain->Run(record, outcomes));
  const auto ordered = generation.NewOrderedChain(&history);
  RecordClock clock(record.received_ms);
  for (Outcome& outcome : outcomes) {
    if (!outcome.publishable()) continue;
    outcome.article.input.record_time_ms = clock.Next(ClaimedTime(outcome.article.claims));
    bool decided = false;
    ordered->Decide(1, outcome, [&] { decided = true; });
    while (!decided) ordered->Poll();
  }
  return outcomes;
}

int Explain(const std::string& file, const std::string& config_path) {
  if (file == "-" && isatty(STDIN_FILENO) != 0) {
    std::cerr << "newswired explain: waits for a document on standard input; end it with Ctrl-D\n";
  }
  const std::shared_ptr<const Config> config = LoadOfflineConfig(config_path);
  if (config == nullptr) return kExitUsage;
  const bool lines = file.ends_with(".jsonl") || file.ends_with(".jsonl.gz");
  InputReader reader({file}, {.format = lines ? InputFormat::kJsonl : InputFormat::kDocument,
                              .max_records = 1,
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
  History history;
  const Result<std::vector<Outcome>> outcomes = RunStages(*generation, record, history);
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
    Explainer(paint, std::cout).Explain(outcome, history.Of(item), traces[item]);
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
    std::string config;
  };
  auto options = std::make_shared<Options>();
  explain->add_option(
      "FILE", options->file,
      "The raw article: a document or a JSON envelope, gzip or not (of .jsonl the first "
      "line); \"-\" or nothing: stdin");
  explain->add_option("-c,--config", options->config, "The pipeline's YAML file");
  explain->footer(
      "Below the stage article stand the texts that it compared, and what it left out: the rule, "
      "the "
      "beginning, and the element of the page.\n"
      "Positions count characters (code points). Colours on a terminal only; NO_COLOR turns them "
      "off.\n"
      "Exit codes: 0 it became an event; 1 it would go to the dead-letter topic; 2 wrong arguments "
      "or "
      "configuration.");
  explain->callback([options, &exit_code] { exit_code = Explain(options->file, options->config); });
}

}  // namespace newswired::cli
