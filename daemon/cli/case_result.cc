#include "daemon/cli/case_result.h"

#include <fmt/format.h>
#include <rapidjson/pointer.h>

#include <algorithm>
#include <string_view>

#include "daemon/cli/article_facts.h"
#include "daemon/cli/case_json.h"
#include "stages/text/utf8.h"

namespace newswired::cli {
namespace {

using rapidjson::Value;

constexpr const char* kRole = "/enrichment/dedup/role";
constexpr const char* kOf = "/enrichment/dedup/of";

const Value* At(const rapidjson::Document& json, const std::string& pointer) {
  return rapidjson::Pointer(pointer.data(), pointer.size()).Get(json);
}

/// The text there, or "".
std::string TextAt(const rapidjson::Document& json, const std::string& pointer) {
  const Value* value = At(json, pointer);
  return value != nullptr && value->IsString() ? value->GetString() : "";
}

std::string Quoted(const std::string& text) { return JsonText(Value(rapidjson::StringRef(text))); }

std::string Shown(const Value* value) { return value == nullptr ? "nothing" : JsonText(*value); }

/// What fits into a line of a message.
std::string Short(const std::string& text) {
  constexpr std::size_t kLongest = 300;
  if (text.size() <= kLongest) return text;
  return text.substr(0, FloorBoundary(text, kLongest)) + " ...";
}

std::string Fate(const Became& became) {
  if (became.failure) {
    const Failure& failure = *became.failure;
    return fmt::format("a dead letter: {}, {}: {}", failure.stage, failure.error.code,
                       failure.error.message);
  }
  return became.dropped ? "dropped" : "published";
}

}  // namespace

void CaseResults::Add(const Expected& expected, const Became& became) {
  if (CheckFate(expected, became)) {
    if (expected.role) {
      const Value* got = At(became.judged, kRole);
      if (got == nullptr || got->GetString() != expected.role->value) {
        Add(expected.role->location, expected, kRole, Quoted(expected.role->value), Shown(got),
            Verdict(became));
      }
    }
    if (expected.of) CheckOf(expected, became);
    if (expected.cluster) {
      CheckLabel(*expected.cluster, "/enrichment/dedup/clusterId", clusters_, expected, became);
    }
    if (expected.story) {
      CheckLabel(*expected.story, "/enrichment/story/storyId", stories_, expected, became);
    }
    CheckValues(expected, became);
  }
  known_.push_back({expected.article, TextAt(became.judged, "/uri"),
                    TextAt(became.judged, "/enrichment/dedup/contentHash")});
}

void CaseResults::AddMissing(const Expected& expected) {
  known_.push_back({expected.article, "", ""});
}

void CaseResults::AddWrongCount(const CaseRecord& record, const std::vector<Became>& became) {
  std::string why = "write a list under `expect`, a mapping for each article of the record: ";
  for (std::size_t i = 0; i < became.size(); ++i) {
    const std::string title = TextAt(became[i].judged, "/title");
    why += fmt::format("{}{}", i == 0 ? "" : ", ", title.empty() ? Fate(became[i]) : Quoted(title));
  }
  const auto counted = [](std::size_t count) {
    return fmt::format("{} {}", count, count == 1 ? "article" : "articles");
  };
  mismatches_.push_back({.location = record.articles.front().location,
                         .article = record.name,
                         .pointer = "",
                         .expected = counted(record.articles.size()),
                         .got = counted(became.size()),
                         .why = Short(why)});
}

/// Whether it has an event to look at.
bool CaseResults::CheckFate(const Expected& expected, const Became& became) {
  if (expected.dead_letter) {
    const bool right = became.failure && became.failure->error.code == expected.dead_letter->value;
    if (!right) {
      Add(expected.dead_letter->location, expected, "",
          "a dead letter: " + expected.dead_letter->value, Fate(became));
    }
    return false;
  }
  // A repeat may go either way, unless the case says which.
  const bool repeat = TextAt(became.judged, "/enrichment/dedup/role") == "repeat";
  const bool drop = expected.dropped ? expected.dropped->value : repeat && became.dropped;
  if (became.failure || became.dropped != drop) {
    Add(expected.dropped ? expected.dropped->location : expected.location, expected, "",
        drop ? "dropped" : "published", Fate(became), Verdict(became));
  }
  return !became.failure;
}

void CaseResults::CheckOf(const Expected& expected, const Became& became) {
  const Known& wanted = known_[expected.of->value];
  if (IsOf(wanted, became)) return;
  const Known* got = Original(became);
  Add(expected.of->location, expected, kOf, Quoted(wanted.article),
      got != nullptr ? Quoted(got->article) : Shown(At(became.judged, kOf)), Verdict(became));
}

bool CaseResults::IsOf(const Known& known, const Became& became) {
  const std::string uri = TextAt(became.judged, std::string(kOf) + "/uri");
  const std::string hash = TextAt(became.judged, std::string(kOf) + "/contentHash");
  return !uri.empty() && known.uri == uri && (hash.empty() || known.content_hash == hash);
}

/// The article that it was found to be one of; the first, where several have that text.
const CaseResults::Known* CaseResults::Original(const Became& became) const {
  const auto found = std::find_if(known_.begin(), known_.end(),
                                  [&](const Known& known) { return IsOf(known, became); });
  return found == known_.end() ? nullptr : &*found;
}

void CaseResults::CheckLabel(const Placed<std::string>& label, const char* pointer, Labels& labels,
                             const Expected& expected, const Became& became) {
  const std::string id = TextAt(became.judged, pointer);
  const auto same_label = std::find_if(labels.begin(), labels.end(),
                                       [&](const Label& l) { return l.label == label.value; });
  const auto same_id =
      std::find_if(labels.begin(), labels.end(), [&](const Label& l) { return l.id == id; });
  const auto described = [&](Labels::const_iterator found, const std::string& otherwise) {
    if (found == labels.end()) return otherwise;
    return fmt::format("{} ({}, of {})", Quoted(found->label), found->id, Quoted(found->article));
  };
  if (id.empty() || same_label != same_id) {
    Add(label.location, expected, pointer,
        described(same_label, Quoted(label.value) + " (a new one)"),
        id.empty() ? "nothing" : described(same_id, fmt::format("a new one ({})", id)),
        Verdict(became));
  }
  if (!id.empty() && same_label == labels.end() && same_id == labels.end()) {
    labels.push_back({label.value, id, expected.article});
  }
}

void CaseResults::CheckValues(const Expected& expected, const Became& became) {
  for (const ValueCheck& check : expected.event) {
    Check(check.matcher, check.name, At(became.event, check.name), expected);
  }
  for (const ValueCheck& check : expected.headers) {
    const auto found = std::find_if(became.headers.begin(), became.headers.end(),
                                    [&](const OutHeader& h) { return h.name == check.name; });
    const bool there = found != became.headers.end();
    const Value value = there ? Value(rapidjson::StringRef(found->value)) : Value();
    Check(check.matcher, "header " + check.name, there ? &value : nullptr, expected);
  }
}

void CaseResults::Check(const Matcher& matcher, const std::string& name, const Value* got,
                        const Expected& expected) {
  if (!matcher.Fits(got)) Add(matcher.location(), expected, name, matcher.Text(), Shown(got));
}

void CaseResults::Add(const Location& location, const Expected& expected, std::string pointer,
                      const std::string& wanted, const std::string& got, std::string why) {
  mismatches_.push_back({.location = location,
                         .article = expected.article,
                         .pointer = std::move(pointer),
                         .expected = Short(wanted),
                         .got = Short(got),
                         .why = std::move(why)});
}

/// What dedup says, in a few words.
std::string CaseResults::Verdict(const Became& became) const {
  const std::string role = TextAt(became.judged, kRole);
  if (role.empty()) return "";
  std::string verdict = "dedup: " + role;
  if (At(became.judged, kOf) != nullptr) {
    const Known* original = Original(became);
    verdict += " of " + (original != nullptr ? Quoted(original->article)
                                             : TextAt(became.judged, std::string(kOf) + "/uri"));
  }
  for (const char* name : {"similarity", "evidence"}) {
    const Value* value = At(became.judged, std::string("/enrichment/dedup/") + name);
    if (value != nullptr) verdict += fmt::format(", {} {}", name, JsonText(*value));
  }
  return verdict;
}

std::string FormatMismatch(const std::string& case_name, const Mismatch& mismatch) {
  const Location& at = mismatch.location;
  std::string text =
      fmt::format("{}:{}:{}: {}: {}: ", at.file, at.line, at.column, case_name, mismatch.article);
  if (!mismatch.pointer.empty()) text += mismatch.pointer + ": ";
  text += fmt::format("expected {}, got {}\n", mismatch.expected, mismatch.got);
  if (!mismatch.why.empty()) text += "    " + mismatch.why + "\n";
  return Printable(text);
}

}  // namespace newswired::cli
