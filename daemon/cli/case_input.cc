#include "daemon/cli/case_input.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "daemon/cli/case_json.h"
#include "daemon/cli/input_reader.h"
#include "daemon/config/unknown_keys.h"

namespace newswired::embedded {
extern const std::string_view kRawSchema;
}

namespace newswired::cli {
namespace {

using Kind = ConfigNode::Kind;
using rapidjson::Value;

constexpr std::array<std::string_view, 3> kOwnKeys = {"value", "file", "headers"};
/// Each of them is the document.
constexpr std::array<std::string_view, 7> kDocuments = {"value",      "file",    "text", "body",
                                                        "bodyBase64", "content", "html"};

bool IsDocument(std::string_view key) {
  return std::find(kDocuments.begin(), kDocuments.end(), key) != kDocuments.end();
}

bool IsInput(const std::string& key) {
  const std::vector<std::string>& keys = InputKeys();
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

const rapidjson::Document& RawSchema() {
  static const rapidjson::Document schema = [] {
    rapidjson::Document parsed;
    ParseJson(embedded::kRawSchema, parsed);
    return parsed;
  }();
  return schema;
}

std::vector<std::string> NamesIn(const Value& properties) {
  std::vector<std::string> names;
  for (const auto& member : properties.GetObject()) names.emplace_back(member.name.GetString());
  return names;
}

/// The keys that a field has which is a mapping; none where it may have any.
std::vector<std::string> KeysWithin(const std::string& field) {
  const Value& properties = RawSchema()["properties"];
  const auto found = properties.FindMember(field.c_str());
  if (found == properties.MemberEnd()) return {};
  if (found->value.HasMember("properties")) return NamesIn(found->value["properties"]);
  if (!found->value.HasMember("anyOf")) return {};
  for (const Value& kind : found->value["anyOf"].GetArray()) {
    if (kind.HasMember("properties")) return NamesIn(kind["properties"]);
  }
  return {};
}

class InputMaker {
 public:
  InputMaker(const InputFields& fields, const std::string& folder, CaseKeys& keys)
      : fields_(fields), folder_(folder), keys_(keys) {}

  std::optional<CaseInput> Make() {
    if (fields_.empty()) {
      Report(keys_.node().location, "", "says nothing of what comes in",
             "write fields such as headline and text, or value, or file");
      return std::nullopt;
    }
    for (const auto& [key, field] : fields_) CheckField(key, field);
    const ConfigNode::Entry* value = Find("value");
    const ConfigNode::Entry* file = Find("file");
    if (value == nullptr && file == nullptr) {
      MakeEnvelope();
    } else {
      MakeDocument(value, file);
    }
    AddHeaders();
    return right_ ? std::optional(std::move(input_)) : std::nullopt;
  }

 private:
  [[nodiscard]] const ConfigNode::Entry* Find(const std::string& key) const {
    const auto found = fields_.find(key);
    return found == fields_.end() ? nullptr : &found->second;
  }

  void CheckField(const std::string& key, const ConfigNode::Entry& field) {
    if (field.value->kind == Kind::kNull) {
      Report(field.key_location, key, "has no value", "give it one or remove it");
    } else if (field.value->kind == Kind::kMapping) {
      CheckKeysWithin(key, *field.value);
    } else if (field.value->kind == Kind::kSequence && key != "keywords" && key != "headers") {
      Report(field.value->location, key, "must be a text, not a list", "write a text");
    }
  }

  void CheckKeysWithin(const std::string& key, const ConfigNode& mapping) {
    const std::vector<std::string> known = KeysWithin(key);
    if (known.empty()) {
      if (key != "headers" && key != "httpHeaders") {
        Report(mapping.location, key, "must be a text, not a mapping", "write a text");
      }
      return;
    }
    std::vector<Problem> problems;
    ReportUnknownKeys(mapping, key, {known.begin(), known.end()}, problems);
    for (Problem& problem : problems) {
      Report(problem.location, problem.path, std::move(problem.what), std::move(problem.remedy));
    }
  }

  void MakeEnvelope() {
    rapidjson::Document envelope(rapidjson::kObjectType);
    JsonAllocator& allocator = envelope.GetAllocator();
    for (const auto& [key, field] : fields_) {
      if (key == "headers") continue;
      envelope.AddMember(Value(key.c_str(), allocator),
                         JsonOf(*field.value, Scalars::kTexts, allocator), allocator);
    }
    input_.value = JsonText(envelope);
    input_.headers.emplace_back("content-type", "application/json");
  }

  void MakeDocument(const ConfigNode::Entry* value, const ConfigNode::Entry* file) {
    const ConfigNode::Entry& document = value != nullptr ? *value : *file;
    for (const auto& [key, field] : fields_) {
      if (IsDocument(key) && key != document.key) {
        Report(field.key_location, key, "is a second document beside " + document.key,
               "keep one of them");
      }
    }
    if (document.value->kind != Kind::kScalar) {
      Report(document.value->location, document.key, "must be a text", "write a text");
    } else if (value != nullptr) {
      input_.value = value->value->scalar;
    } else {
      ReadDocument(*file);
    }
    for (const auto& [key, field] : fields_) {
      if (!IsDocument(key) && key != "headers") AddHeader(key, key, *field.value);
    }
  }

  void ReadDocument(const ConfigNode::Entry& file) {
    const std::string path = (std::filesystem::path(folder_) / file.value->scalar).string();
    InputReader reader({path}, {.format = InputFormat::kDocument, .max_records = 1, .topic = ""});
    InputBatch batch;
    if (reader.Read(batch, /*wait=*/true) == InputReader::Next::kBatch) {
      input_.value = batch.records.front().value;
    } else {
      Report(file.value->location, "file",
             reader.errors().empty() ? path + ": is empty" : reader.errors().front(),
             "paths start at the folder of the case file");
    }
    const std::string_view type = ContentTypeOf(path);
    if (Find("contentType") == nullptr && !type.empty()) {
      input_.headers.emplace_back("content-type", type);
    }
  }

  void AddHeaders() {
    const ConfigNode::Entry* headers = Find("headers");
    if (headers == nullptr || headers->value->kind == Kind::kNull) return;
    if (headers->value->kind != Kind::kMapping) {
      Report(headers->value->location, "headers", "must be a mapping", "write `name: value`");
    }
    for (const ConfigNode::Entry& header : headers->value->entries) {
      AddHeader(header.key, "headers." + header.key, *header.value);
    }
  }

  void AddHeader(const std::string& name, const std::string& key, const ConfigNode& value) {
    if (value.kind == Kind::kScalar) {
      input_.headers.emplace_back(name, value.scalar);
    } else if (value.kind != Kind::kNull) {
      Report(value.location, key, "is a header of the record here, so it must be a text",
             "write a text");
    }
  }

  void Report(const Location& location, const std::string& key, std::string what,
              std::string remedy) {
    keys_.Report(location, key, std::move(what), std::move(remedy));
    right_ = false;
  }

  const InputFields& fields_;
  const std::string& folder_;
  CaseKeys& keys_;
  CaseInput input_;
  bool right_ = true;
};

}  // namespace

const std::vector<std::string>& InputKeys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> names = NamesIn(RawSchema()["properties"]);
    names.insert(names.end(), kOwnKeys.begin(), kOwnKeys.end());
    return names;
  }();
  return keys;
}

InputFields FieldsOf(const ConfigNode& article, const InputFields& like) {
  InputFields own;
  bool has_document = false;
  for (const ConfigNode::Entry& entry : article.entries) {
    if (!IsInput(entry.key)) continue;
    own.emplace(entry.key, entry);
    has_document = has_document || IsDocument(entry.key);
  }
  for (const auto& [key, field] : like) {
    if (!has_document || !IsDocument(key)) own.emplace(key, field);
  }
  return own;
}

std::optional<CaseInput> MakeInput(const InputFields& fields, const std::string& folder,
                                   CaseKeys& keys) {
  return InputMaker(fields, folder, keys).Make();
}

}  // namespace newswired::cli
