#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/cli/case_file.h"
#include "daemon/event/event_writer.h"
#include "daemon/event/out_record.h"

namespace newswired::cli {

/// An expectation that was not met.
struct Mismatch {
  Location location;    ///< of the expectation
  std::string article;  ///< its name in the case
  std::string pointer;  ///< the value; empty: the article as a whole
  std::string expected;
  std::string got;
  std::string why;  ///< what else there is to know; may be empty
};

/// `file:line:column: CASE: ARTICLE: POINTER: expected X, got Y`, and a line of why, if any.
std::string FormatMismatch(const std::string& case_name, const Mismatch& mismatch);

/// What one article of a case became.
struct Became {
  std::optional<Failure> failure;
  bool dropped = false;
  /// The event as configured, also of an article that was dropped; null: there is none.
  rapidjson::Document event;
  std::vector<OutHeader> headers;  ///< of the event
  rapidjson::Document judged;      ///< the event with all that stages made of it
};

/// The results of a case so far, and what in them is not as expected.
class CaseResults {
 public:
  /// Results come in the order of the expectations.
  void Add(const Expected& expected, const Became& became);
  /// There was no such article: AddWrongCount() says so.
  void AddMissing(const Expected& expected);
  /// The record of these expectations became another number of articles than they are.
  void AddWrongCount(const CaseRecord& record, const std::vector<Became>& became);

  [[nodiscard]] std::vector<Mismatch> Take() { return std::move(mismatches_); }

 private:
  struct Known {
    std::string article, uri, content_hash;
  };
  struct Label {
    std::string label, id, article;
  };
  using Labels = std::vector<Label>;

  bool CheckFate(const Expected& expected, const Became& became);
  void CheckOf(const Expected& expected, const Became& became);
  void CheckLabel(const Placed<std::string>& label, const char* pointer, Labels& labels,
                  const Expected& expected, const Became& became);
  void CheckValues(const Expected& expected, const Became& became);
  void Check(const Matcher& matcher, const std::string& name, const rapidjson::Value* got,
             const Expected& expected);
  void Add(const Location& location, const Expected& expected, std::string pointer,
           const std::string& wanted, const std::string& got, std::string why = {});

  static bool IsOf(const Known& known, const Became& became);
  [[nodiscard]] const Known* Original(const Became& became) const;
  [[nodiscard]] std::string Verdict(const Became& became) const;

  std::vector<Known> known_;  ///< by the article's number
  Labels clusters_, stories_;
  std::vector<Mismatch> mismatches_;
};

}  // namespace newswired::cli
