#include <algorithm>
#include <array>

#include "stages/decode/claims.h"
#include "stages/decode/ninjs.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Kind = JsonTree::Kind;

/// What a member must be. A list and a map are the same thing in different versions.
enum class Type { kString, kNumber, kObject, kObjects, kObjectsOrMap, kMap, kMisplaced };

struct Member {
  std::string_view name;  ///< in lower case
  Type type;
};

/// All members of 1.0 to 3.1 and of the drafts.
constexpr std::array kMembers = std::to_array<Member>({
    {"$standard", Type::kObject},
    {"advice", Type::kMisplaced},
    {"advices", Type::kObjects},
    {"altids", Type::kMap},
    {"associations", Type::kObjectsOrMap},
    {"bodies", Type::kObjects},
    {"by", Type::kString},
    {"byline", Type::kString},
    {"charcount", Type::kNumber},
    {"contactinfo", Type::kObjects},
    {"contentcreated", Type::kString},
    {"copyrightholder", Type::kString},
    {"copyrightnotice", Type::kString},
    {"descriptions", Type::kObjects},
    {"digitalsourcetype", Type::kObject},
    {"ednote", Type::kString},
    {"embargoed", Type::kString},
    {"embargoeduntil", Type::kString},
    {"encodedrights", Type::kMisplaced},
    {"event", Type::kObjects},
    {"eventdetails", Type::kObject},
    {"events", Type::kObjects},
    {"expires", Type::kString},
    {"firstcreated", Type::kString},
    {"genre", Type::kObjects},
    {"genres", Type::kObjects},
    {"headline", Type::kString},
    {"headlines", Type::kObjects},
    {"infosource", Type::kObjects},
    {"infosources", Type::kObjects},
    {"language", Type::kString},
    {"linkedrights", Type::kMisplaced},
    {"located", Type::kString},
    {"mimetype", Type::kString},
    {"object", Type::kObjects},
    {"objects", Type::kObjects},
    {"organisation", Type::kObjects},
    {"organisations", Type::kObjects},
    {"people", Type::kObjects},
    {"person", Type::kObjects},
    {"place", Type::kObjects},
    {"places", Type::kObjects},
    {"plannedcoverage", Type::kObjects},
    {"profile", Type::kString},
    {"pubstatus", Type::kString},
    {"renditions", Type::kObjectsOrMap},
    {"representationtype", Type::kString},
    {"rightsinfo", Type::kObject},
    {"slugline", Type::kString},
    {"standard", Type::kObject},
    {"subject", Type::kObjects},
    {"subjects", Type::kObjects},
    {"title", Type::kString},
    {"trustindicator", Type::kObjects},
    {"trustindicators", Type::kObjects},
    {"type", Type::kString},
    {"uri", Type::kString},
    {"urgency", Type::kNumber},
    {"usageterms", Type::kString},
    {"version", Type::kString},
    {"versioncreated", Type::kString},
    {"wordcount", Type::kNumber},
});

/// Names that only 2.0 and later have: members are lists with plural names, and the standard is
/// told without "$".
constexpr std::array<std::string_view, 17> kSince2 = {
    "standard",        "headlines",     "bodies",   "descriptions",    "people",
    "organisations",   "places",        "subjects", "events",          "objects",
    "infosources",     "genres",        "by",       "trustindicators", "eventdetails",
    "plannedcoverage", "embargoeduntil"};

constexpr std::array<std::string_view, 9> kTypes = {
    "text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"};
constexpr std::array<std::string_view, 3> kPubStatus = {"usable", "withheld", "canceled"};
constexpr std::array<std::string_view, 4> kRepresentations = {"complete", "incomplete", "full",
                                                              "partial"};

Error Invalid(std::string_view member, std::string_view what) {
  return BadInput("invalid_ninjs", "ninjs: " + Excerpt(member) + " " + std::string(what));
}

Status CheckType(const JsonValue& member, Type type) {
  const bool map = member.Is(Kind::kObject);
  const bool list = member.Is(Kind::kArray);
  switch (type) {
    case Type::kString:
      if (!member.Is(Kind::kString)) return Invalid(member.key(), "is not a string");
      return Ok();
    case Type::kNumber:
      if (!member.Is(Kind::kNumber)) return Invalid(member.key(), "is not a number");
      return Ok();
    case Type::kObject:
      if (!map) return Invalid(member.key(), "is not an object");
      return Ok();
    case Type::kMap:
      if (!map && !list) return Invalid(member.key(), "is neither a list nor an object");
      return Ok();
    case Type::kMisplaced:
      return Invalid(member.key(), "is not a member of an item");
    case Type::kObjects:
      if (!list) return Invalid(member.key(), "is not a list");
      break;
    case Type::kObjectsOrMap:
      if (!map && !list) return Invalid(member.key(), "is neither a list nor an object");
      break;
  }
  for (JsonValue entry = member.FirstChild(); entry; entry = entry.Next()) {
    if (!entry.Is(Kind::kObject)) return Invalid(member.key(), "holds what is not an object");
    for (JsonValue each = entry.FirstChild(); each; each = each.Next()) {
      const std::string_view name = each.key();
      const bool text = name == "name" || name == "rel" || name == "uri" || name == "literal" ||
                        name == "role" || name == "value" || name == "code" || name == "scheme";
      if (text && !each.Is(Kind::kString)) {
        return Invalid(member.key(), "has an entry whose " + std::string(name) + " is no string");
      }
    }
  }
  return Ok();
}

/// "headline_main" and the like of 1.x: letters, digits and "_" after the prefix.
bool IsExtension(std::string_view name) {
  for (const std::string_view prefix : {"description_", "body_", "headline_"}) {
    if (!name.starts_with(prefix) || name.size() == prefix.size()) continue;
    const std::string_view rest = name.substr(prefix.size());
    return std::all_of(rest.begin(), rest.end(),
                       [](char c) { return c == '_' || IsAlphanumericAscii(c); });
  }
  return false;
}

const Member* FindMember(std::string_view name) {
  const auto* const found = std::find_if(kMembers.begin(), kMembers.end(),
                                         [&](const Member& each) { return each.name == name; });
  return found == kMembers.end() ? nullptr : found;
}

bool IsVersion1(const JsonValue& item) {
  for (JsonValue member = item.FirstChild(); member; member = member.Next()) {
    const std::string name = LowerAscii(member.key());
    if (std::find(kSince2.begin(), kSince2.end(), name) != kSince2.end()) return false;
  }
  return true;
}

template <std::size_t N>
Status CheckWord(const JsonValue& item, std::string_view name,
                 const std::array<std::string_view, N>& words) {
  const JsonValue member = item.Member(name);
  if (!member || std::find(words.begin(), words.end(), member.text()) != words.end()) return Ok();
  return Invalid(name, "is \"" + Excerpt(member.text()) + "\", which is none of its words");
}

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigitAscii);
}

/// "2024", "2024-02", "2024-02-29", or with a time: as precise as a plan is.
bool IsTruncatedDate(std::string_view text) {
  const std::string_view date = text.substr(0, text.find('T'));
  if (date.size() != 4 && date.size() != 7 && date.size() != 10) return false;
  if (!IsDigits(date.substr(0, 4))) return false;
  if (date.size() >= 7 && (date[4] != '-' || !IsDigits(date.substr(5, 2)))) return false;
  return date.size() < 10 || (date[7] == '-' && IsDigits(date.substr(8)));
}

Status CheckDates(const JsonValue& dates) {
  for (const std::string_view end : {"Start", "End"}) {
    const std::string expected = "expected" + std::string(end) + "Date";
    const JsonValue plan = dates.Member(expected);
    if (!plan) continue;
    if (!IsTruncatedDate(plan.text())) return Invalid(expected, "is not a date");
    const JsonValue exact = dates.Member(end == "Start" ? "startDate" : "endDate");
    if (exact) return Invalid(expected, "stands beside an exact date");
  }
  return Ok();
}

Status CheckAssociations(const JsonValue& item) {
  const JsonValue associations = item.Member("associations");
  if (!associations.Is(Kind::kArray)) return Ok();
  for (JsonValue each = associations.FirstChild(); each; each = each.Next()) {
    if (!each.Member("name")) return Invalid("associations", "has an entry without a name");
    if (!each.Member("uri")) return Invalid("associations", "has an entry without a uri");
  }
  return Ok();
}

/// Values of bodies and the like; coordinates of places; advice.
Status CheckEntries(const JsonValue& item) {
  for (const std::string_view list : {"headlines", "bodies", "descriptions"}) {
    const JsonValue entries = item.Member(list);
    for (JsonValue each = entries.FirstChild(); each; each = each.Next()) {
      if (!each.Member("value")) return Invalid(list, "has an entry without a value");
    }
  }
  for (const std::string_view list : {"places", "place"}) {
    const JsonValue entries = item.Member(list);
    for (JsonValue each = entries.FirstChild(); each; each = each.Next()) {
      const JsonValue geo = each.Member("geojson");
      if (!geo) continue;
      if (!geo.Member("type").Is(Kind::kString)) {
        return Invalid(list, "has a geojson without a type");
      }
    }
  }
  const JsonValue advices = item.Member("advices");
  for (JsonValue each = advices.FirstChild(); each; each = each.Next()) {
    for (const std::string_view name : {"importance", "lifetime"}) {
      const JsonValue value = each.Member(name);
      if (value && !value.Is(Kind::kObject)) return Invalid(name, "is not an object");
    }
  }
  return Ok();
}

}  // namespace

bool IsNinjsMember(std::string_view name) { return FindMember(LowerAscii(name)) != nullptr; }

Status CheckNinjs(const JsonValue& item) {
  if (TrimAscii(item.Member("uri").String()).empty()) return Invalid("uri", "is missing");
  const bool version1 = IsVersion1(item);
  for (JsonValue member = item.FirstChild(); member; member = member.Next()) {
    const std::string name = LowerAscii(member.key());
    if (const Member* known = FindMember(name)) {
      NW_CHECK_OK(CheckType(member, known->type));
    } else if (IsExtension(name)) {
      NW_CHECK_OK(CheckType(member, Type::kString));
    } else if (version1) {
      return Invalid(
          member.key(),
          "is no member of ninjs 1.x (decode: check_ninjs: false reads it all the same)");
    }
  }
  NW_CHECK_OK(CheckWord(item, "type", kTypes));
  NW_CHECK_OK(CheckWord(item, "pubstatus", kPubStatus));
  NW_CHECK_OK(CheckWord(item, "representationtype", kRepresentations));
  const JsonValue rights = item.Member("rightsinfo");
  if (rights.Member("linkedrights") && rights.Member("encodedrights")) {
    return Invalid("rightsinfo", "has both linkedrights and encodedrights");
  }
  NW_CHECK_OK(CheckAssociations(item));
  NW_CHECK_OK(CheckEntries(item));
  return CheckDates(item.Member("eventdetails").Member("dates"));
}

}  // namespace newswired
