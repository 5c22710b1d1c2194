#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace newswired::cli {

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

}  // namespace newswired::cli
