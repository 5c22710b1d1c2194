#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/node.h"
#include "daemon/config/problem.h"

namespace newswired::cli {

/// A value of a case file with its place.
template <class T>
struct Placed {
  T value;
  Location location;
};

/// Reads a mapping of a case file key by key, and reports what is wrong with it.
///
///     CaseKeys keys(node, "cases[0]", problems);
///     const auto name = keys.Text("name");
///     keys.Finish();
class CaseKeys {
 public:
  /// What is no mapping is reported, and read as an empty one. All arguments outlive this.
  CaseKeys(const ConfigNode& node, std::string path, std::vector<Problem>& problems);

  /// The value of `key`; nullptr where it is absent, or reported to have none.
  const ConfigNode* Any(std::string_view key);
  std::optional<Placed<std::string>> Text(std::string_view key);
  std::optional<Placed<bool>> Flag(std::string_view key);
  /// The items of a list; nullptr where it is absent or no list, which is reported.
  const ConfigNode* List(std::string_view key);
  /// Somebody else reads these keys.
  void Know(const std::vector<std::string>& keys);

  /// Reports the keys that nobody asked for.
  void Finish();

  void Report(const Location& location, std::string_view key, std::string what, std::string remedy);
  [[nodiscard]] std::string PathOf(std::string_view key) const;
  [[nodiscard]] const ConfigNode& node() const { return node_; }
  [[nodiscard]] std::vector<Problem>& problems() const { return problems_; }

 private:
  void WrongKind(const ConfigNode& node, std::string_view key, std::string_view wanted);

  const ConfigNode& node_;
  const std::string path_;
  std::vector<Problem>& problems_;
  std::vector<std::string> known_;
};

}  // namespace newswired::cli
