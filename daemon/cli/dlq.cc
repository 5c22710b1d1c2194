#include "daemon/kafka/dlq.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/cli/commands.h"
#include "daemon/cli/dlq_text.h"
#include "daemon/cli/load_or_report.h"
#include "daemon/kafka/dlq_replay.h"
#include "daemon/ops/logging.h"
#include "daemon/ops/redact.h"

namespace newswired::cli {
namespace {

struct Arguments {
  std::string path;
  std::string code, stage, topic, since;
  std::optional<std::int32_t> partition;
  std::optional<std::int64_t> offset;
  std::vector<std::string> ids;
  std::int64_t limit = 100;
  bool pending = false;
  bool json = false;
  std::int64_t bytes = 4096;
  bool all = false;
  bool again = false;
  bool dry_run = false;
  std::int64_t batch = 1000;
  std::string to;
};

int Usage(const std::string& what) {
  std::cerr << "newswired dlq: " << what << "\n";
  return kExitUsage;
}

int Report(const Config& config, const Error& error) {
  std::cerr << "newswired dlq: " << ops::Redactor(config.secrets)(error.message) << "\n";
  return error.code == "replay_fenced" ? kExitFenced : kExitFailed;
}

/// The configuration, with logs to stderr from here on.
std::shared_ptr<const Config> Load(const Arguments& arguments) {
  auto config = LoadOrReport(arguments.path);
  if (config == nullptr) return nullptr;
  ops::StartLogging("error", config->log.format);
  ops::RedactInLogs(config->secrets);
  return config;
}

Result<kafka::DlqFilter> FilterOf(const Arguments& arguments) {
  kafka::DlqFilter filter;
  if (!arguments.code.empty()) filter.code = arguments.code;
  if (!arguments.stage.empty()) filter.stage = arguments.stage;
  if (!arguments.topic.empty()) filter.topic = arguments.topic;
  filter.partition = arguments.partition;
  filter.offset = arguments.offset;
  filter.pending = arguments.pending;
  for (const std::string& text : arguments.ids) {
    const auto id = kafka::DeadLetterId::Parse(text);
    if (!id) {
      return BadInput("id", fmt::format("\"{}\" is no dead letter: write PARTITION:OFFSET as `dlq "
                                        "list` shows it, such as 0:17",
                                        text));
    }
    filter.ids.insert(*id);
  }
  if (!arguments.since.empty()) {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    filter.since_ms = kafka::ParseSince(arguments.since, now);
    if (!filter.since_ms) {
      return BadInput("since", fmt::format("\"{}\" is no time: write 2026-03-12T14:00:00Z, "
                                           "2026-03-12, or an age such as 90s, 15m, 2h or 3d",
                                           arguments.since));
    }
  }
  return filter;
}

int List(const Arguments& arguments) {
  const auto filter = FilterOf(arguments);
  if (!filter.ok()) return Usage(filter.error().message);
  const auto config = Load(arguments);
  if (config == nullptr) return kExitUsage;
  auto found = kafka::ListDeadLetters(*config, *filter);
  if (!found.ok()) return Report(*config, found.error());
  std::vector<kafka::DeadLetter>& letters = *found;
  const std::size_t all = letters.size();
  const auto limit = static_cast<std::size_t>(arguments.limit);
  if (limit > 0 && all > limit) {
    letters.erase(letters.begin(), letters.end() - static_cast<std::ptrdiff_t>(limit));
  }
  if (arguments.json) {
    for (const kafka::DeadLetter& letter : letters) std::cout << DeadLetterJson(letter) << "\n";
    return kExitOk;
  }
  if (all == 0) {
    std::cout << "no dead letters match in topic " << config->output.dead_letter_topic << "\n";
    return kExitOk;
  }
  std::cout << DeadLetterTable(letters);
  if (letters.size() < all) {
    std::cout << "the newest " << letters.size() << " of " << all << " (--limit 0: all)\n";
  }
  return kExitOk;
}

int Show(const Arguments& arguments) {
  const auto filter = FilterOf(arguments);
  if (!filter.ok()) return Usage(filter.error().message);
  const auto config = Load(arguments);
  if (config == nullptr) return kExitUsage;
  const auto stored = kafka::FetchDeadLetter(*config, *filter->ids.begin());
  if (!stored.ok()) return Report(*config, stored.error());
  if (arguments.json) {
    std::cout << DeadLetterPageJson(*stored) << "\n";
    return kExitOk;
  }
  const auto bytes = arguments.bytes == 0 ? SIZE_MAX : static_cast<std::size_t>(arguments.bytes);
  std::cout << DeadLetterPage(*stored, bytes);
  return kExitOk;
}

void PrintReport(const Arguments& arguments, const kafka::ReplayReport& report) {
  for (const auto& not_sent : report.not_sent) {
    std::cerr << not_sent.id.Text() << ": cannot be replayed: " << not_sent.reason << "\n";
  }
  const char* verb = arguments.dry_run ? "would be replayed" : "replayed";
  std::cout << report.replayed.size() << " " << verb;
  if (report.before > 0) {
    std::cout << ", " << report.before << " had been before (--again: once more)";
  }
  if (!report.not_sent.empty()) std::cout << ", " << report.not_sent.size() << " cannot be";
  std::cout << "\n";
}

int ReplayLetters(const Arguments& arguments) {
  const auto filter = FilterOf(arguments);
  if (!filter.ok()) return Usage(filter.error().message);
  const bool chosen = arguments.all || !arguments.ids.empty() || filter->code || filter->stage ||
                      filter->topic || filter->since_ms || filter->partition || filter->offset;
  if (!chosen) return Usage("say which: PARTITION:OFFSET ..., a filter such as --code, or --all");
  const auto config = Load(arguments);
  if (config == nullptr) return kExitUsage;
  kafka::ReplayOptions options;
  options.filter = *filter;
  options.to = arguments.to;
  options.again = arguments.again;
  options.dry_run = arguments.dry_run;
  options.max_records = static_cast<std::size_t>(arguments.batch);
  const bool terminal = isatty(STDERR_FILENO) != 0;
  if (terminal) {
    options.progress = [](std::size_t done, std::size_t total) {
      std::cerr << "\rreplayed " << done << " of " << total << std::flush;
    };
  }
  const kafka::ReplayReport report = kafka::ReplayDeadLetters(*config, options);
  if (terminal) std::cerr << "\r\x1B[K";
  PrintReport(arguments, report);
  if (report.error) return Report(*config, *report.error);
  return report.not_sent.empty() ? kExitOk : kExitFailed;
}

void AddFilters(CLI::App* command, Arguments& arguments) {
  command->add_option("-c,--config", arguments.path, "The pipeline's YAML file")->required();
  command->add_option("--code", arguments.code,
                      "Only those with this reason, such as invalid_json");
  command->add_option("--stage", arguments.stage, "Only those of this stage");
  command->add_option("--topic", arguments.topic, "Only those that came from this topic");
  command->add_option("--since", arguments.since,
                      "Only newer ones: 2026-03-12T14:00:00Z, 2026-03-12, 90s, 15m, 2h, 3d");
  command->add_option("--partition", arguments.partition, "Of the dead-letter topic")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--offset", arguments.offset, "Of the dead-letter topic")
      ->check(CLI::NonNegativeNumber);
}

void AddList(CLI::App* dlq, int& exit_code) {
  CLI::App* list = dlq->add_subcommand("list", "Lists them, the newest last");
  auto arguments = std::make_shared<Arguments>();
  AddFilters(list, *arguments);
  list->add_flag("--pending", arguments->pending, "Only those that were not replayed");
  list->add_option("--limit", arguments->limit, "How many at most, the newest; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  list->add_flag("--json", arguments->json, "One JSON object a line");
  list->callback([arguments, &exit_code] { exit_code = List(*arguments); });
}

void AddShow(CLI::App* dlq, int& exit_code) {
  CLI::App* show = dlq->add_subcommand("show", "Shows one with its headers and value");
  auto arguments = std::make_shared<Arguments>();
  show->add_option("-c,--config", arguments->path, "The pipeline's YAML file")->required();
  show->add_option("id", arguments->ids, "PARTITION:OFFSET as `dlq list` shows it")
      ->required()
      ->expected(1);
  show->add_option("--bytes", arguments->bytes, "How much of the value; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  show->add_flag("--json", arguments->json, "One JSON object with the whole value");
  show->callback([arguments, &exit_code] { exit_code = Show(*arguments); });
}

void AddReplay(CLI::App* dlq, int& exit_code) {
  CLI::App* replay = dlq->add_subcommand("replay", "Sends chosen ones to their input topic again");
  auto arguments = std::make_shared<Arguments>();
  AddFilters(replay, *arguments);
  replay->add_option("ids", arguments->ids, "PARTITION:OFFSET ... as `dlq list` shows them");
  replay->add_flag("--all", arguments->all, "All that were not replayed before");
  replay->add_option("--to", arguments->to, "To this topic instead");
  replay->add_flag("--again", arguments->again, "Also those that were replayed before");
  replay->add_flag("--dry-run", arguments->dry_run, "Only say what would be sent");
  replay->add_option("--batch", arguments->batch, "Records in one transaction at most")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  replay->footer(
      "Each is sent exactly once: records and the mark that they were sent are one transaction.\n"
      "A replay that is killed is simply called again; of two at once the later one goes on.\n"
      "\n"
      "Exit codes: 0 all chosen ones are replayed; 1 some are not, and why is on stderr; 2 wrong\n"
      "arguments or configuration; 4 another replay of this group took over.");
  replay->callback([arguments, &exit_code] { exit_code = ReplayLetters(*arguments); });
}

}  // namespace

void AddDlq(CLI::App& app, int& exit_code) {
  CLI::App* dlq = app.add_subcommand("dlq", "Lists, shows and replays dead letters");
  dlq->require_subcommand(1);
  AddList(dlq, exit_code);
  AddShow(dlq, exit_code);
  AddReplay(dlq, exit_code);
}

}  // namespace newswired::cli
