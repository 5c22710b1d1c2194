#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace newswired {

/// What the caller can do about an error.
enum class ErrorKind {
  kConfig,     ///< The operator must change the configuration.
  kBadInput,   ///< This record will fail again however often it is tried.
  kTransient,  ///< Trying again later may work.
  kFatal,      ///< Going on could publish wrong data: the process must stop.
};

/// A failure: what to do (`kind`), a stable word for machines (`code`, snake_case, used in
/// dead-letter headers and metrics), and a sentence for an operator without our source
/// (`message`, lower case, with the offending value).
// NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): it does not look into a variant
struct Error {
  ErrorKind kind = ErrorKind::kBadInput;
  std::string code;
  std::string message;

  /// The same error, told from one level up: "stage dedup: ...".
  [[nodiscard]] Error In(std::string_view where) && {
    message.insert(0, ": ").insert(0, where);
    return std::move(*this);
  }
};

inline Error BadInput(std::string code, std::string message) {
  return {ErrorKind::kBadInput, std::move(code), std::move(message)};
}
inline Error Transient(std::string code, std::string message) {
  return {ErrorKind::kTransient, std::move(code), std::move(message)};
}
inline Error Fatal(std::string code, std::string message) {
  return {ErrorKind::kFatal, std::move(code), std::move(message)};
}
inline Error ConfigError(std::string code, std::string message) {
  return {ErrorKind::kConfig, std::move(code), std::move(message)};
}

/// A value or an Error. Shaped like C++23's std::expected, which GCC 12 and Clang 16 do not
/// share in a usable form.
template <class T>
class [[nodiscard]] Result {
 public:
  // NOLINTBEGIN(google-explicit-constructor): returns read as values
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return assert(ok()), std::get<0>(state_); }
  const T& value() const& { return assert(ok()), std::get<0>(state_); }
  T&& value() && { return assert(ok()), std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Error& error() & { return assert(!ok()), std::get<1>(state_); }
  const Error& error() const& { return assert(!ok()), std::get<1>(state_); }
  Error&& error() && { return assert(!ok()), std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

struct Unit {};
using Status = Result<Unit>;
inline Status Ok() { return Unit{}; }

}  // namespace newswired

#define NW_CONCAT_INNER(a, b) a##b
#define NW_CONCAT(a, b) NW_CONCAT_INNER(a, b)

/// `NW_TRY(const Doc doc, Parse(bytes));` binds the value or returns the error.
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration takes none
#define NW_TRY(declaration, expression)                     \
  auto NW_CONCAT(nw_try_, __LINE__) = (expression);         \
  if (!NW_CONCAT(nw_try_, __LINE__).ok()) {                 \
    return std::move(NW_CONCAT(nw_try_, __LINE__)).error(); \
  }                                                         \
  declaration = std::move(NW_CONCAT(nw_try_, __LINE__)).value()
// NOLINTEND(bugprone-macro-parentheses)

/// `NW_CHECK_OK(Write(file));` returns the error of a Status, or goes on.
#define NW_CHECK_OK(expression)                           \
  do {                                                    \
    if (auto nw_status = (expression); !nw_status.ok()) { \
      return std::move(nw_status).error();                \
    }                                                     \
  } while (false)
