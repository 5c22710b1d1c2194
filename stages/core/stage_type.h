#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "stages/core/result.h"
#include "stages/core/rules.h"
#include "stages/core/settings.h"
#include "stages/core/shared_memory.h"
#include "stages/core/stage.h"

namespace newswired {

/// Makes instances of one configured stage; exactly one of the two is set. Safe to call from any
/// thread, and cannot fail: what can fail is tried when the factory is made.
struct StageFactory {
  std::function<std::unique_ptr<Stage>()> stateless;       ///< one instance per worker
  std::function<std::unique_ptr<OrderedStage>()> ordered;  ///< one instance per lane
  /// How far back the stage compares records, its setting of that name; 0: it does not.
  std::int64_t window_hours = 0;
  /// The largest record that the stage reads, in bytes; 0: it does not say.
  std::int64_t max_record_bytes = 0;
  /// Set: where there is a ledger, all instances of the stage share such a memory.
  std::function<std::unique_ptr<SharedMemory>()> memory;
  /// What such memories have to agree on beside the stage's version: its shared settings, as
  /// "max_articles=200000 window_hours=168".
  std::string rules;
  /// The factory with the settings of these rules in place of its own. Errors: kConfig where they
  /// are not the rules of such a stage.
  std::function<Result<StageFactory>(std::string_view rules)> follow;
};

/// A kind of stage: what `newswired stages` lists and the configuration names.
struct StageType {
  std::string_view name;     ///< as in YAML
  std::string_view version;  ///< of its behaviour; in events as name@version
  std::string_view summary;  ///< one sentence
  bool ordered = false;

  /// Walks a default-constructed Settings.
  void (*describe)(FieldVisitor& visitor) = nullptr;

  /// Lets `visitor` fill the settings, then makes the factory. Called even when the visitor found
  /// problems, which it reports itself; the error is about what only the stage can judge
  /// (settings that contradict each other, a file that does not load).
  Result<StageFactory> (*configure)(FieldVisitor& visitor) = nullptr;
};

/// The factory of an ordered stage S with these settings.
template <class S>
StageFactory OrderedFactory(const typename S::Settings& settings) {
  StageFactory factory;
  factory.ordered = [settings] { return std::move(S::Create(settings)).value(); };
  if constexpr (requires { settings.window_hours; }) factory.window_hours = settings.window_hours;
  if constexpr (requires { S::NewMemory(settings); }) {
    if (settings.scope != "global") return factory;
    factory.memory = [settings] { return S::NewMemory(settings); };
    factory.rules = RulesOf(settings);
    factory.follow = [settings](std::string_view rules) -> Result<StageFactory> {
      typename S::Settings followed = settings;
      NW_CHECK_OK(FollowRules(rules, followed));
      NW_CHECK_OK(S::Create(followed));
      return OrderedFactory<S>(followed);
    };
  }
  return factory;
}

/// Describes stage class S, which has a nested `Settings` with Visit() and a static
/// `Result<std::unique_ptr<S>> Create(const Settings&)`; one that limits records has a static
/// `std::int64_t MaxRecordBytes(const Settings&)`, too; an ordered stage whose memory can be
/// shared has a static `std::unique_ptr<SharedMemory> NewMemory(const Settings&)`, too, and a
/// setting `scope`, which is "global" where it is.
template <class S>
  requires std::derived_from<S, Stage> || std::derived_from<S, OrderedStage>
constexpr StageType DescribeStage(std::string_view name, std::string_view version,
                                  std::string_view summary) {
  constexpr bool kOrdered = std::derived_from<S, OrderedStage>;
  StageType type{.name = name, .version = version, .summary = summary, .ordered = kOrdered};
  type.describe = [](FieldVisitor& visitor) {
    typename S::Settings settings;
    settings.Visit(visitor);
  };
  type.configure = [](FieldVisitor& visitor) -> Result<StageFactory> {
    typename S::Settings settings;
    settings.Visit(visitor);
    NW_TRY([[maybe_unused]] const auto probe, S::Create(settings));
    if constexpr (kOrdered) {
      return OrderedFactory<S>(settings);
    } else {
      StageFactory factory;
      if constexpr (requires { settings.window_hours; }) {
        factory.window_hours = settings.window_hours;
      }
      if constexpr (requires { S::MaxRecordBytes(settings); }) {
        factory.max_record_bytes = S::MaxRecordBytes(settings);
      }
      factory.stateless = [settings] { return std::move(S::Create(settings)).value(); };
      return factory;
    }
  };
  return type;
}

}  // namespace newswired
