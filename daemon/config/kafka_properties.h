#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/config/problem.h"

namespace newswired {

/// Why a librdkafka property may not be set, and what to do instead.
struct PropertyRefusal {
  std::string what;
  std::string remedy;
};

/// Judges one entry of `kafka.properties` (without asking librdkafka, which alone knows whether it
/// exists). Properties that only a transaction needs are free unless `exactly_once`; values that
/// change nothing are always allowed.
std::optional<PropertyRefusal> JudgeKafkaProperty(std::string_view name, std::string_view value,
                                                  bool exactly_once);

/// The path of the setting that a message of librdkafka is about: one of `properties` that it
/// mentions, or else one of our own that holds a property which it mentions; {"kafka"} where there
/// is none.
KeyPath SettingThatIsMeant(std::string_view message,
                           const std::map<std::string, std::string>& properties);

}  // namespace newswired
