#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "daemon/config/load.h"
#include "stages/core/stage_type.h"
#include "stages/text/utf8.h"

// Stages and references for tests of the configuration; no production code includes this.

namespace newswired::testing {

class FakeStage : public Stage {
 public:
  Result<Verdict> Process(Article& /*article*/, Articles& /*out*/) override {
    return Verdict::kContinue;
  }
};

struct NoSettings {
  template <class Visitor>
  void Visit(Visitor& /*v*/) {}
};

/// Takes no settings of its own.
class PlainStage final : public FakeStage {
 public:
  using Settings = NoSettings;
  static Result<std::unique_ptr<PlainStage>> Create(const Settings& /*settings*/) {
    return std::make_unique<PlainStage>();
  }
};

/// Has a setting of every type.
class TagStage final : public FakeStage {
 public:
  struct Limits {
    std::int64_t max_tags = 10;
    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("max_tags", max_tags, {.doc = "How many tags.", .min = 1, .max = 100});
    }
  };
  struct Rule {
    std::string word;
    std::vector<std::string> not_near;
    std::int64_t weight = 1;
    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("word", word,
              {.doc = "What to find.", .required = true, .check = CheckWord, .key = LowerAscii});
      v.Field("not_near", not_near, {.doc = "What must be far.", .check = CheckWord});
      v.Field("weight", weight, {.doc = "What it counts.", .min = 1});
    }
    static std::optional<TextProblem> CheckWord(std::string_view text) {
      if (text.find(' ') == std::string_view::npos) return std::nullopt;
      return TextProblem{"is more than one word", "write one"};
    }
  };
  struct Settings {
    bool fold_case = true;
    std::int64_t window_secs = 60;
    double threshold = 0.5;
    std::string mode = "fast", key;
    std::vector<std::string> kinds{"name"};
    std::map<std::string, std::string> labels;
    Limits limits;
    std::vector<Rule> rules;
    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("fold_case", fold_case, {.doc = "Whether case matters."});
      v.Field("window_secs", window_secs, {.doc = "How far to look.", .min = 1});
      v.Field("threshold", threshold, {.doc = "How sure to be.", .max = 1});
      v.Field("mode", mode, {.doc = "How.", .choices = {"fast", "exact"}});
      v.Field("key", key, {.doc = "A secret.", .secret = true});
      v.Field("kinds", kinds, {.doc = "Which.", .choices = {"name", "nominal", "pronoun"}});
      v.Field("labels", labels, {.doc = "Label of each."});
      v.Group("limits", limits, {.doc = "Bounds."});
      v.List("rules", rules, {.doc = "Words with their weights."});
    }
  };
  static Result<std::unique_ptr<TagStage>> Create(const Settings& settings) {
    last() = settings;
    if (settings.mode == "exact" && settings.threshold < 0.5) {
      return ConfigError("contradiction", "mode exact needs a threshold of 0.5 or more, not " +
                                              std::to_string(settings.threshold) + ", for key \"" +
                                              settings.key + "\"");
    }
    return std::make_unique<TagStage>();
  }
  /// What the latest Create() was given.
  static Settings& last() {
    static Settings settings;
    return settings;
  }
};

class JudgeStage final : public OrderedStage {
 public:
  using Settings = NoSettings;
  static Result<std::unique_ptr<JudgeStage>> Create(const Settings& /*settings*/) {
    return std::make_unique<JudgeStage>();
  }
  std::unique_ptr<Prepared> Prepare(const Article& /*article*/) const override { return nullptr; }
  void Decide(BatchId /*batch*/, Article& /*article*/, std::unique_ptr<Prepared> /*prepared*/,
              Answer answer) override {
    answer(Verdict::kContinue);
  }
  void Committed(BatchId /*batch*/) override {}
  void Aborted(BatchId /*batch*/) override {}
};

/// Remembers nothing.
class EmptyMemory final : public SharedMemory {
 public:
  Result<Judged> Judge(const ClaimHead& /*head*/, std::int64_t /*append_ms*/,
                       std::string_view /*claim*/, Article& /*article*/) override {
    return Judged{};
  }
  Status Confirm(const ClaimHead& /*head*/, std::string_view /*outcome*/,
                 bool /*published*/) override {
    return Ok();
  }
  [[nodiscard]] std::uint64_t Hash() const override { return 0; }
  void Save(StateWriter& /*writer*/) const override {}
  [[nodiscard]] bool Load(StateReader& /*reader*/) override { return true; }
  [[nodiscard]] std::size_t articles() const override { return 0; }
  [[nodiscard]] std::size_t bytes() const override { return 0; }
};

/// Shares its memory with `scope: global`.
class SharingStage final : public OrderedStage {
 public:
  struct Settings {
    std::string scope = "lane";
    std::int64_t window_hours = 24;
    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("scope", scope, {.doc = "Whose memory.", .choices = {"lane", "global"}});
      v.Field("window_hours", window_hours, {.doc = "How far back.", .min = 1, .shared = true});
    }
  };
  static Result<std::unique_ptr<SharingStage>> Create(const Settings& /*settings*/) {
    return std::make_unique<SharingStage>();
  }
  static std::unique_ptr<SharedMemory> NewMemory(const Settings& /*settings*/) {
    return std::make_unique<EmptyMemory>();
  }
  std::unique_ptr<Prepared> Prepare(const Article& /*article*/) const override {
    return std::make_unique<Prepared>();
  }
  void Decide(BatchId /*batch*/, Article& /*article*/, std::unique_ptr<Prepared> /*prepared*/,
              Answer answer) override {
    answer(Verdict::kContinue);
  }
  void Committed(BatchId /*batch*/) override {}
  void Aborted(BatchId /*batch*/) override {}
};

class ThrowingStage final : public FakeStage {
 public:
  using Settings = NoSettings;
  static Result<std::unique_ptr<ThrowingStage>> Create(const Settings& /*settings*/) {
    throw std::runtime_error("the table is broken");
  }
};

inline const StageType kDecode = DescribeStage<PlainStage>("decode", "1.0", "Decodes.");
inline const StageType kArticle = DescribeStage<PlainStage>("article", "1.0", "Extracts.");
inline const StageType kLanguage = DescribeStage<PlainStage>("language", "1.0", "Tells languages.");
inline const StageType kEntities = DescribeStage<PlainStage>("entities", "1.0", "Finds names.");
inline const StageType kTag = DescribeStage<TagStage>("tag", "2.1", "Tags.");
inline const StageType kFilter = DescribeStage<PlainStage>("filter", "1.0", "Drops.");
inline const StageType kBroken = DescribeStage<ThrowingStage>("broken", "1.0", "Throws.");
inline const StageType kDedup = DescribeStage<JudgeStage>("dedup", "1.0", "Judges.");
inline const StageType kStory = DescribeStage<JudgeStage>("story", "1.0", "Judges, too.");

inline const StageType kShare = DescribeStage<SharingStage>("share", "1.0", "Shares.");

inline std::span<const StageType* const> FakeStages() {
  static const std::array<const StageType*, 9> types = {
      &kDecode, &kArticle, &kLanguage, &kEntities, &kTag, &kFilter, &kBroken, &kDedup, &kStory};
  return types;
}

/// References to what a test lays down.
inline ReferenceSource FakeReferences(std::map<std::string, std::string> environment,
                                      std::map<std::string, std::string> files = {}) {
  return {.environment = [environment = std::move(environment)](
                             const std::string& name) -> std::optional<std::string> {
            const auto found = environment.find(name);
            if (found == environment.end()) return std::nullopt;
            return found->second;
          },
          .read_file = [files = std::move(files)](const std::string& path) -> Result<std::string> {
            const auto found = files.find(path);
            if (found == files.end()) return ConfigError("file", "No such file or directory");
            return found->second;
          }};
}

}  // namespace newswired::testing
