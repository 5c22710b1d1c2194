#include "daemon/cli/case_json.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

namespace newswired::cli {
namespace {

using Kind = ConfigNode::Kind;
using rapidjson::Value;

Value TextOf(std::string_view text, JsonAllocator& allocator) {
  return Value(text.data(), static_cast<rapidjson::SizeType>(text.size()), allocator);
}

Value ScalarOf(const ConfigNode& node, Scalars scalars, JsonAllocator& allocator) {
  rapidjson::Document typed;
  if (scalars == Scalars::kTyped && !node.quoted && ParseJson(node.scalar, typed)) {
    return Value(typed, allocator);
  }
  return TextOf(node.scalar, allocator);
}

/// Equal, but for keys of mappings that `wanted` does not name.
bool Within(const Value& got, const Value& wanted) {
  if (!got.IsObject() || !wanted.IsObject()) return got == wanted;
  return std::all_of(wanted.MemberBegin(), wanted.MemberEnd(), [&](const auto& member) {
    const auto found = got.FindMember(member.name);
    return found != got.MemberEnd() && Within(found->value, member.value);
  });
}

bool HasItem(const Value& list, const Value& wanted) {
  return std::any_of(list.Begin(), list.End(),
                     [&](const Value& item) { return Within(item, wanted); });
}

std::string_view View(const Value& text) { return {text.GetString(), text.GetStringLength()}; }

}  // namespace

Value JsonOf(const ConfigNode& node, Scalars scalars, JsonAllocator& allocator) {
  switch (node.kind) {
    case Kind::kNull:
      return Value(rapidjson::kNullType);
    case Kind::kScalar:
      return ScalarOf(node, scalars, allocator);
    case Kind::kSequence: {
      Value list(rapidjson::kArrayType);
      for (const auto& item : node.items)
        list.PushBack(JsonOf(*item, scalars, allocator), allocator);
      return list;
    }
    case Kind::kMapping: {
      Value object(rapidjson::kObjectType);
      for (const ConfigNode::Entry& entry : node.entries) {
        object.AddMember(TextOf(entry.key, allocator), JsonOf(*entry.value, scalars, allocator),
                         allocator);
      }
      return object;
    }
  }
  return Value(rapidjson::kNullType);
}

bool ParseJson(std::string_view text, rapidjson::Document& out) {
  out.Parse<rapidjson::kParseFullPrecisionFlag>(text.data(), text.size());
  return !out.HasParseError();
}

std::string JsonText(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

bool Includes(const Value& got, const Value& wanted) {
  if (got.IsString() && wanted.IsString()) return View(got).find(View(wanted)) != std::string::npos;
  if (!got.IsArray()) return Within(got, wanted);
  if (wanted.IsArray()) {
    return std::all_of(wanted.Begin(), wanted.End(),
                       [&](const Value& item) { return HasItem(got, item); });
  }
  return HasItem(got, wanted);
}

}  // namespace newswired::cli
