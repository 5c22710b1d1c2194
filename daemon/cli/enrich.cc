#include <fcntl.h>
#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "daemon/cli/commands.h"
#include "daemon/cli/input_reader.h"
#include "daemon/cli/offline_config.h"
#include "daemon/cli/offline_pipeline.h"

namespace newswired::cli {
namespace {

using Clock = std::chrono::steady_clock;

struct EnrichOptions {
  std::vector<std::string> files;
  std::string config;
  std::string format = "auto";
  std::string output = "-";
  std::string dead_letters;
  std::int64_t threads = 0;
  std::int64_t max_records = 0;
  bool suppress = false;
};

/// A file that is written whole or says why not.
class OutputFile {
 public:
  /// "-": standard output; "": none. What the file holds stays until Empty().
  Status Open(const std::string& path) {
    if (path.empty()) return Ok();
    path_ = path;
    fd_ = path == "-" ? STDOUT_FILENO : open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd_ < 0) return ConfigError("output", path + ": " + std::generic_category().message(errno));
    return Ok();
  }

  /// Empties a file that was opened by its name.
  Status Empty() {
    if (fd_ <= STDERR_FILENO || !IsFile(Stat())) return Ok();
    if (ftruncate(fd_, 0) == 0) return Ok();
    return ConfigError("output", path_ + ": " + std::generic_category().message(errno));
  }

  /// An error where this would overwrite `other`, which is `what`. Pipes and terminals have no
  /// contents to lose.
  [[nodiscard]] Status RefuseSame(const struct stat& other, const std::string& what) const {
    const struct stat own = Stat();
    if (!IsFile(own) || own.st_dev != other.st_dev || own.st_ino != other.st_ino) return Ok();
    return ConfigError("output", path_ + ": is " + what +
                                     ", which it would overwrite; write to "
                                     "another file");
  }

  /// All zero where nothing is open.
  [[nodiscard]] struct stat Stat() const {
    struct stat found {};
    if (fd_ >= 0) fstat(fd_, &found);
    return found;
  }

  ~OutputFile() {
    if (fd_ > STDERR_FILENO) close(fd_);
  }
  OutputFile() = default;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  bool Write(std::string_view bytes) {
    while (fd_ >= 0 && !bytes.empty()) {
      const ssize_t written = write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        // Whoever closes a pipe has seen enough; that needs no message.
        if (errno != EPIPE)
          std::cerr << "newswired enrich: " << path_ << ": "
                    << std::generic_category().message(errno) << "\n";
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

 private:
  static bool IsFile(const struct stat& found) { return S_ISREG(found.st_mode); }

  std::string path_;
  int fd_ = -1;
};

Status RefuseInputs(const OutputFile& output, const EnrichOptions& options) {
  const std::vector<std::string> standard_input{"-"};
  for (const std::string& path : options.files.empty() ? standard_input : options.files) {
    struct stat found {};
    const int result = path == "-" ? fstat(STDIN_FILENO, &found) : stat(path.c_str(), &found);
    // One that is not there is reported when it is read.
    if (result == 0) NW_CHECK_OK(output.RefuseSame(found, "an input, too"));
  }
  struct stat config {};
  if (!options.config.empty() && stat(options.config.c_str(), &config) == 0) {
    NW_CHECK_OK(output.RefuseSame(config, "the configuration, too"));
  }
  return Ok();
}

/// Opens both outputs, empty. None of them is touched where one would overwrite what is read, or
/// the other.
Status OpenOutputs(const EnrichOptions& options, OutputFile& output, OutputFile& dead_letters) {
  if (options.output == "-" && options.dead_letters == "-") {
    return ConfigError("output",
                       "--dead-letters -: events go to stdout, too; write one of them to a file");
  }
  NW_CHECK_OK(output.Open(options.output));
  NW_CHECK_OK(dead_letters.Open(options.dead_letters));
  NW_CHECK_OK(RefuseInputs(output, options));
  NW_CHECK_OK(RefuseInputs(dead_letters, options));
  NW_CHECK_OK(dead_letters.RefuseSame(output.Stat(), "where events go, too"));
  NW_CHECK_OK(output.Empty());
  return dead_letters.Empty();
}

/// On a terminal that does not show the events themselves.
bool ShowsProgress(const EnrichOptions& options) {
  const bool events_are_shown = options.output == "-" && isatty(STDOUT_FILENO) != 0;
  return isatty(STDERR_FILENO) != 0 && !events_are_shown;
}

std::string WithThousands(std::size_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

/// What the user sees on stderr: undecodable input, and on a terminal how far it is.
class Display {
 public:
  explicit Display(bool terminal) : terminal_(terminal) {}

  void Add(const RenderedBatch& batch) {
    records_ += batch.records;
    events_ += batch.event_count;
    for (const Undecodable& bad : batch.undecodable) Report(bad);
  }

  void Tick() {
    if (!terminal_ || Clock::now() - last_progress_ < std::chrono::milliseconds(200)) return;
    last_progress_ = Clock::now();
    std::cerr << "\r\x1B[K" << Counts() << std::flush;
  }

  void Finish() {
    Clear();
    if (held_back_ > 0) {
      std::cerr << "newswired enrich: " << WithThousands(held_back_)
                << " more undecodable inputs not shown\n";
    }
    if (terminal_) std::cerr << Counts() << "\n";
  }

  [[nodiscard]] std::size_t undecodable() const { return undecodable_; }
  /// Several lines, and none of them an article: they may be one.
  [[nodiscard]] bool may_be_a_document() const { return records_ > 1 && undecodable_ == records_; }

 private:
  static constexpr std::size_t kShownAtOnce = 20;

  /// The first twenty, then one a second.
  void Report(const Undecodable& bad) {
    ++undecodable_;
    const auto now = Clock::now();
    if (undecodable_ > kShownAtOnce && now - last_report_ < std::chrono::seconds(1)) {
      ++held_back_;
      return;
    }
    last_report_ = now;
    Clear();
    std::cerr << "newswired enrich: " << bad.origin.input;
    if (bad.origin.line > 0) std::cerr << ":" << bad.origin.line;
    std::cerr << ": " << bad.stage << ": " << bad.code << ": " << bad.message << "\n";
  }

  void Clear() {
    if (terminal_) std::cerr << "\r\x1B[K";
  }

  [[nodiscard]] std::string Counts() const {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    std::string text = WithThousands(records_) + " read, " + WithThousands(events_) + " events";
    if (undecodable_ > 0) text += ", " + WithThousands(undecodable_) + " undecodable";
    if (seconds > 0.5) {
      text += ", " +
              WithThousands(static_cast<std::size_t>(static_cast<double>(records_) / seconds)) +
              "/s";
    }
    return text;
  }

  const bool terminal_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point last_progress_ = start_;
  Clock::time_point last_report_ = start_;
  std::size_t records_ = 0;
  std::size_t events_ = 0;
  std::size_t undecodable_ = 0;
  std::size_t held_back_ = 0;
};

/// What one page has needed the next one needs too. Freed blocks of that size would go back to the
/// kernel, which hands them out again page by page and full of zeros.
void KeepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that malloc takes
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

int Enrich(const EnrichOptions& options) {
  KeepFreedMemory();
  const std::shared_ptr<const Config> config = LoadOfflineConfig(options.config);
  if (config == nullptr) return kExitUsage;
  OutputFile output;
  OutputFile dead_letters;
  if (const Status opened = OpenOutputs(options, output, dead_letters); !opened.ok()) {
    std::cerr << "newswired enrich: " << opened.error().message << "\n";
    return kExitUsage;
  }
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe comes as an error of write()

  const InputFormat format = options.format == "jsonl"      ? InputFormat::kJsonl
                             : options.format == "document" ? InputFormat::kDocument
                                                            : InputFormat::kAuto;
  InputReader reader(options.files, {.format = format,
                                     .max_records = options.max_records,
                                     .max_bytes = MaxRecordBytes(*config),
                                     .topic = TopicOf(*config)});
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  OfflinePipeline pipeline(
      Generation::Make(config, 1),
      {.threads = static_cast<std::size_t>(options.threads),
       .suppress = options.suppress,
       .now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count()});
  Display display(ShowsProgress(options));
  bool written = true;
  const Status status = pipeline.Run(
      reader,
      [&](const RenderedBatch& batch) {
        std::string letters;
        for (const Undecodable& bad : batch.undecodable) letters.append(bad.json).append("\n");
        written = output.Write(batch.events) && dead_letters.Write(letters);
        display.Add(batch);
        return written;
      },
      [&] { display.Tick(); });
  display.Finish();
  for (const std::string& error : reader.errors())
    std::cerr << "newswired enrich: " << error << "\n";
  if (options.format == "auto" && display.may_be_a_document()) {
    std::cerr << "newswired enrich: none of the lines is an article; if an input is one document, "
                 "add --format document\n";
  }
  if (!status.ok()) {
    std::cerr << "newswired enrich: " << status.error().message << "\n";
    return kExitFatal;
  }
  return display.undecodable() == 0 && reader.errors().empty() && written ? kExitOk : kExitFailed;
}

}  // namespace

void AddEnrich(CLI::App& app, int& exit_code) {
  CLI::App* enrich = app.add_subcommand(
      "enrich", "Reads raw articles from files or stdin, writes events as JSON lines to stdout");
  auto options = std::make_shared<EnrichOptions>();
  enrich->add_option("FILES", options->files,
                     "Inputs, packed by gzip or not, documents by zstd, too; \"-\" or none: stdin. "
                     "Several are one sequence");
  enrich->add_option("-c,--config", options->config,
                     "The pipeline's YAML file; brokers and topics are not needed. Default: the "
                     "stages that `newswired init` writes");
  enrich
      ->add_option("--format", options->format,
                   "jsonl: one JSON object a line (envelope or shorthand); document: each file is "
                   "one; auto: by name (.html .htm .xhtml .xml .rss .atom .txt .warc .arc are "
                   "documents, and .json "
                   "whose first line is no JSON by itself)")
      ->check(CLI::IsMember({"auto", "jsonl", "document"}))
      ->capture_default_str();
  enrich->add_option("-o,--output", options->output, "Where events go; \"-\": stdout")
      ->capture_default_str();
  enrich->add_option(
      "--dead-letters", options->dead_letters,
      "File for what cannot be decoded: JSON lines with the reason and the bytes in base64; "
      "\"-\": stdout, where events go to a file");
  enrich->add_option("--threads", options->threads, "Worker threads; 0: one per core")
      ->check(CLI::Range(0, 1024));
  enrich->add_option("--max-records", options->max_records, "Stop after so many records; 0: all")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000'000}));
  enrich->add_flag(
      "--suppress", options->suppress,
      "Leave out what dedup would keep from the output topic (on_repeat, on_duplicate); "
      "without it copies and repeats have events, too");
  enrich->footer(
      "Events come in input order. The same pipeline runs as in the daemon; dedup looks back "
      "within "
      "this input only.\n\n"
      "  newswired enrich articles.jsonl > events.jsonl\n"
      "  curl -s https://news.example/story | newswired enrich --format document -\n\n"
      "Exit codes: 0 every input became an event; 1 some input could not be read or decoded (see "
      "stderr, --dead-letters); 2 wrong arguments or configuration; 3 a stage stopped the run.");
  enrich->callback([options, &exit_code] { exit_code = Enrich(*options); });
}

}  // namespace newswired::cli
