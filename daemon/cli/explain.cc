#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/cli/commands.h"
#include "daemon/cli/input_reader.h"
#include "daemon/cli/offline_config.h"
#include "daemon/cli/record_clock.h"
#include "daemon/event/annotations.h"
#include "daemon/event/side_rows.h"
#include "daemon/pipeline/generation.h"

namespace newswired::cli {
namespace {

/// Text with colours where the reader can see them.
class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}
  [[nodiscard]] std::string Bold(std::string_view text) const { return In("1", text); }
  [[nodiscard]] std::string Dim(std::string_view text) const { return In("2", text); }
  [[nodiscard]] std::string Good(std::string_view text) const { return In("32", text); }
  [[nodiscard]] std::string Bad(std::string_view text) const { return In("1;31", text); }
  [[nodiscard]] std::string Name(std::string_view text) const { return In("36", text); }

 private:
  [[nodiscard]] std::string In(const char* code, std::string_view text) const {
    return on_ ? fmt::format("\x1B[{}m{}\x1B[0m", code, text) : std::string(text);
  }
  const bool on_;
};

/// "; "-joined parts that are not empty.
std::string Joined(const std::vector<std::string>& parts, std::string_view separator = ", ") {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out.append(separator);
    out.append(part);
  }
  return out;
}

/// What is printed must not steer the terminal.
std::string Printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      out.append(c == '\n' ? "\n" : " ");
    } else {
      out.push_back(c);
    }
  }
  return out;
}

/// Tells one article stage by stage.
class Explainer {
 public:
  Explainer(const Paint& paint, std::ostream& out) : paint_(paint), out_(out) {}

  void Explain(const Outcome& outcome) {
    const Article& article = outcome.article;
    annotations_.Reset(article, OffsetUnit::kCodepoint);
    for (const StageReport& report : article.reports) {
      Heading(report);
      if (report.state != StageState::kFailed) Details(report.name, article);
    }
    if (outcome.failure) {
      out_ << "\n"
           << paint_.Bad("dead letter") << ": stage " << outcome.failure->stage << ", "
           << outcome.failure->error.code << ": " << Printable(outcome.failure->error.message)
           << "\n";
      return;
    }
    if (outcome.dropped) out_ << "\n" << paint_.Bad("not published") << ": a stage dropped it\n";
    Warnings(article);
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

  void Line(std::string_view label, std::string_view value) {
    if (value.empty()) return;
    out_ << "  " << paint_.Dim(fmt::format("{:<12}", label)) << value << "\n";
  }
  void Line(std::string_view label, std::string_view value, std::string_view why) {
    if (value.empty()) return;
    Line(label, fmt::format("{}  {}", Printable(value), paint_.Dim(why)));
  }

  void Details(std::string_view stage, const Article& article) {
    if (stage == "decode") Decode(article);
    if (stage == "article") ArticleFacts(article);
    if (stage == "language") LanguageFacts(article);
    if (stage == "entities") Entities();
    if (stage == "dedup") DedupFacts(article);
  }

  void Decode(const Article& article) {
    const Input& input = article.input;
    Line("read as", Joined({input.content_type, input.charset}));
    if (input.item > 0) Line("item", std::to_string(input.item));
    Line("sha256", input.sha256);
    Line("uri", Printable(article.uri));
    Line("id", Printable(input.id));
    Line("url", Printable(article.url));
    Line("source",
         Printable(Joined({article.source.name, article.source.domain, article.source.country})));
  }

  void ArticleFacts(const Article& article) {
    Line("title", Printable(article.title));
    for (const Author& author : article.authors) {
      Line("author", author.name, Why(author.evidence, author.confidence, {author.kind}));
    }
    Time("published", article.published);
    Time("modified", article.modified);
    if (article.section) {
      Line("section", article.section->value,
           Why(article.section->evidence, article.section->confidence, {}));
    }
    if (article.dateline) {
      const Dateline& d = *article.dateline;
      Line("dateline", Joined({d.place, d.date, d.agency}), Why("", d.confidence, {}));
    }
    Line("canonical", Printable(article.canonical_url));
    if (article.lead_image) Line("image", Printable(article.lead_image->url));
    Line("access", article.access);
    Line("keywords", Printable(Joined(article.keywords)));
    const Extraction& extraction = article.extraction;
    if (!extraction.method.empty()) {
      std::vector<std::string> more;
      if (!extraction.candidates.empty()) {
        more.push_back(fmt::format("of {}, which agree to {:.2f}", Joined(extraction.candidates),
                                   extraction.agreement));
      }
      Line("body by", extraction.method, Why("", extraction.confidence, more));
    }
    Body(article);
  }

  void Time(std::string_view label, const std::optional<Dated>& dated) {
    if (!dated) return;
    std::vector<std::string> more = {"zone " + dated->tz_source};
    if (!dated->agrees_with.empty()) more.push_back("agrees with " + Joined(dated->agrees_with));
    Line(label, dated->value, Why(dated->evidence, dated->confidence, more));
  }

  static std::string Why(std::string_view evidence, double confidence,
                         const std::vector<std::string>& more) {
    std::vector<std::string> parts;
    parts.emplace_back(evidence);
    parts.insert(parts.end(), more.begin(), more.end());
    parts.push_back(fmt::format("confidence {:.2f}", confidence));
    return Joined(parts);
  }

  void Body(const Article& article) {
    if (article.body.empty()) {
      Line("body", paint_.Dim("empty"));
      return;
    }
    Line("body", fmt::format("{} characters", annotations_.BodyCodepoints()));
    if (article.structure.empty()) Block("|", article.body);
    for (const newswired::Block& block : article.structure) {
      if (!annotations_.Sound(block.span)) continue;
      Block(Mark(block.kind), block.span.In(article.body));
    }
  }

  static std::string_view Mark(BlockKind kind) {
    switch (kind) {
      case BlockKind::kSubhead:
        return "#";
      case BlockKind::kQuote:
        return ">";
      case BlockKind::kListItem:
        return "-";
      case BlockKind::kParagraph:
        break;
    }
    return "|";
  }

  /// Wrapped at 96 columns, counting bytes: this is for people, and a ragged edge does no harm.
  void Block(std::string_view mark, std::string_view text) {
    constexpr std::size_t kWidth = 96;
    const std::string clean = Printable(text);
    std::string_view rest = clean;
    while (!rest.empty()) {
      std::size_t end = rest.size();
      if (const std::size_t line = rest.find('\n'); line < kWidth) {
        end = line;
      } else if (rest.size() > kWidth) {
        end = rest.rfind(' ', kWidth);
        if (end == std::string_view::npos || end == 0) end = rest.find(' ');
        if (end == std::string_view::npos) end = rest.size();
      }
      out_ << "    " << paint_.Dim(mark) << " ";
      out_ << (mark == "#" ? paint_.Bold(rest.substr(0, end)) : std::string(rest.substr(0, end)))
           << "\n";
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
  }

  void LanguageFacts(const Article& article) {
    if (!article.language) return;
    Line("language", article.language->tag, Why("", article.language->confidence, {}));
  }

  void Entities() {
    if (annotations_.entities().empty()) Line("entities", paint_.Dim("none"));
    for (const NumberedEntity& numbered : annotations_.entities()) {
      const Entity& entity = *numbered.entity;
      std::vector<std::string> why;
      for (const auto& [scheme, id] : entity.ids) why.push_back(scheme + " " + id);
      if (entity.nil) why.emplace_back("in no table");
      if (!entity.link_method.empty()) why.push_back("by " + entity.link_method);
      why.push_back(fmt::format("salience {:.2f}", entity.salience));
      why.push_back(fmt::format("confidence {:.2f}", entity.confidence));
      out_ << "  " << fmt::format("{:<4}{:<7}", numbered.id, entity.type)
           << paint_.Name(Printable(entity.name)) << "  " << paint_.Dim(Joined(why)) << "\n";
      for (const Mention* mention : numbered.mentions) {
        const Range range = annotations_.RangeOf(mention->span);
        out_ << "      "
             << paint_.Dim(fmt::format("{} {}-{}",
                                       mention->span.field == Field::kTitle ? "title" : "body ",
                                       range.start, range.end))
             << "  \"" << Printable(annotations_.TextOf(mention->span)) << "\"\n";
      }
    }
  }

  void DedupFacts(const Article& article) {
    if (!article.dedup) return;
    const Dedup& dedup = *article.dedup;
    Line("role", NameOf(dedup.role), Why("", dedup.confidence, {}));
    Line("cluster", dedup.cluster_id);
    if (dedup.of) Line("of", dedup.of->uri, fmt::format("similarity {:.2f}", dedup.similarity));
    Line("evidence", Joined(dedup.evidence));
  }

  void Warnings(const Article& article) {
    if (article.warnings.empty() && annotations_.warnings().empty()) return;
    out_ << "\n" << paint_.Bad("warnings") << "\n";
    for (const auto* list : {&article.warnings, &annotations_.warnings()}) {
      for (const std::string& warning : *list) out_ << "  " << Printable(warning) << "\n";
    }
  }

  const Paint& paint_;
  std::ostream& out_;
  Annotations annotations_;
};

int Explain(const std::string& file, const std::string& config_path) {
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

  const auto generation = Generation::Make(config, 1);
  const auto chain = generation->NewChain();
  const auto ordered = generation->NewOrderedChain();
  const RawRecord& record = batch.records.front();
  std::vector<Outcome> outcomes;
  if (const Status status = chain->Run(record, outcomes); !status.ok()) {
    std::cerr << "newswired explain: " << status.error().message << "\n";
    return kExitFatal;
  }
  const bool colours = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  const Paint paint(colours);
  std::cout << paint.Bold(batch.origins.front().input) << "  "
            << paint.Dim(
                   fmt::format("{} bytes, configuration: {}", record.value.size(), config->path))
            << "\n";
  RecordClock clock(record.received_ms);
  bool failed = false;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    Outcome& outcome = outcomes[i];
    if (outcome.publishable()) {
      outcome.article.input.record_time_ms = clock.Next(ClaimedTime(outcome.article.claims));
      bool decided = false;
      ordered->Decide(1, outcome, [&] { decided = true; });
      while (!decided) ordered->Poll();
    }
    if (outcomes.size() > 1) {
      std::cout << "\n"
                << paint.Bold(fmt::format("== item {} of {} ==", i + 1, outcomes.size())) << "\n";
    }
    Explainer(paint, std::cout).Explain(outcome);
    failed |= outcome.failure.has_value();
  }
  return failed ? kExitFailed : kExitOk;
}

}  // namespace

void AddExplain(CLI::App& app, int& exit_code) {
  CLI::App* explain =
      app.add_subcommand("explain", "Shows what every stage made of one article, and why");
  struct Options {
    std::string file;
    std::string config;
  };
  auto options = std::make_shared<Options>();
  explain
      ->add_option(
          "FILE", options->file,
          "The raw article: a document or a JSON envelope, gzip or not (of .jsonl the first "
          "line); \"-\": stdin")
      ->required();
  explain->add_option("-c,--config", options->config, "The pipeline's YAML file");
  explain->footer(
      "Positions count characters (code points). Colours on a terminal only; NO_COLOR turns them "
      "off.\n"
      "Exit codes: 0 it became an event; 1 it would go to the dead-letter topic; 2 wrong arguments "
      "or "
      "configuration.");
  explain->callback([options, &exit_code] { exit_code = Explain(options->file, options->config); });
}

}  // namespace newswired::cli
