#pragma once

#include <string>
#include <vector>

namespace newswired::ops {

/// Replaces secrets by `<redacted>`, wherever they stand. Immutable, hence safe for all threads.
class Redactor {
 public:
  Redactor() = default;
  /// Secrets shorter than four bytes would deface other words and are left out.
  explicit Redactor(std::vector<std::string> secrets);

  [[nodiscard]] std::string operator()(std::string text) const;

 private:
  std::vector<std::string> secrets_;
};

}  // namespace newswired::ops
