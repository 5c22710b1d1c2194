#include "stages/decode/ninjs.h"

#include <algorithm>
#include <array>

#include "stages/decode/xml.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Kind = JsonTree::Kind;

constexpr std::string_view kPlain = "text/plain";
constexpr std::string_view kHtml = "text/html";
constexpr std::string_view kBodyPrefix = "body_";

/// The text of `member` where it is a string or number, under the first of these names.
template <std::size_t N>
std::string First(const JsonValue& item, const std::array<std::string_view, N>& names) {
  for (const std::string_view name : names) {
    const std::string_view text = item.Member(name).text();
    if (!TrimAscii(text).empty()) return std::string(text);
  }
  return {};
}

/// "text", "xhtml", "html5": what the suffix of body_... and the member contenttype mean.
std::string TypeOfText(std::string_view label, std::string_view value) {
  const std::string lower = LowerAscii(label);
  if (lower.find("html") != std::string::npos) return std::string(kHtml);
  if (lower == "text" || lower.starts_with("text/plain") || lower == "plain") {
    return std::string(kPlain);
  }
  if (lower.find('/') != std::string::npos) return LowerAscii(label);
  return std::string(value.find("</") != std::string_view::npos ? kHtml : kPlain);
}

/// Whether "body_..." of 1.x is a text. Others begin so, too: "body_length", "body_base64".
bool IsKindOfText(std::string_view suffix) {
  const std::string lower = LowerAscii(suffix);
  return lower == "text" || lower == "plain" || lower == "nitf" ||
         lower.find("html") != std::string::npos;
}

/// What stands under "bodies" (a list, 2.0 on) or "body_..." (1.x).
std::vector<ItemText> ReadTexts(const JsonValue& item, std::string_view list,
                                std::string_view prefix) {
  std::vector<ItemText> texts;
  const JsonValue entries = item.Member(list);
  for (JsonValue entry = entries.FirstChild(); entry; entry = entry.Next()) {
    std::string value = entry.Member("value").String();
    if (TrimAscii(value).empty()) continue;
    const std::string role = entry.Member("role").String();
    const std::string type = entry.Member("contenttype").String();
    std::string content_type = TypeOfText(type.empty() ? role : type, value);
    texts.push_back(
        {.role = role, .content_type = std::move(content_type), .value = std::move(value)});
  }
  for (JsonValue member = item.FirstChild(); member; member = member.Next()) {
    const std::string name = LowerAscii(member.key());
    if (!name.starts_with(prefix) || TrimAscii(member.String()).empty()) continue;
    std::string role = name.substr(prefix.size());
    std::string content_type = TypeOfText(role, member.text());
    texts.push_back({.role = std::move(role),
                     .content_type = std::move(content_type),
                     .value = member.String()});
  }
  return texts;
}

std::string PlainOf(const ItemText& text) {
  return text.content_type == kHtml ? TextOfMarkup(text.value) : text.value;
}

/// The one whose role is "main", else the first.
std::string ReadHeadline(const JsonValue& item) {
  const std::vector<ItemText> headlines = ReadTexts(item, "headlines", "headline_");
  std::string plain = First(item, std::array{std::string_view("headline")});
  if (!plain.empty()) return plain;
  for (const ItemText& headline : headlines) {
    if (headline.role == "main") return PlainOf(headline);
  }
  if (!headlines.empty()) return PlainOf(headlines.front());
  return item.Member("title").String();
}

/// The longest one; plain text before markup.
void ReadSummary(const JsonValue& item, NewsItem& out) {
  const std::vector<ItemText> texts = ReadTexts(item, "descriptions", "description_");
  if (texts.empty()) return;
  const auto better = [](const ItemText& a, const ItemText& b) {
    const bool a_plain = a.content_type == kPlain;
    const bool b_plain = b.content_type == kPlain;
    return a_plain != b_plain ? b_plain : VisibleBytes(a) < VisibleBytes(b);
  };
  const auto best = std::max_element(texts.begin(), texts.end(), better);
  out.summary = best->value;
  out.summary_is_html = best->content_type == kHtml;
}

void ReadSource(const JsonValue& item, NewsItem& out) {
  for (const std::string_view list : {"infosources", "infosource"}) {
    const JsonValue entries = item.Member(list);
    for (JsonValue entry = entries.FirstChild(); entry; entry = entry.Next()) {
      if (out.source_name.empty()) out.source_name = entry.Member("name").String();
    }
  }
  out.rights = {.copyright_holder = item.Member("copyrightholder").String(),
                .copyright_notice = item.Member("copyrightnotice").String(),
                .usage_terms = item.Member("usageterms").String()};
  if (out.source_name.empty()) out.source_name = out.rights.copyright_holder;
}

void ReadKeywords(const JsonValue& item, NewsItem& out) {
  for (const std::string_view list : {"subjects", "subject"}) {
    const JsonValue entries = item.Member(list);
    for (JsonValue entry = entries.FirstChild(); entry; entry = entry.Next()) {
      std::string name = entry.Member("name").String();
      if (!name.empty()) out.keywords.push_back(std::move(name));
    }
  }
}

/// The widest rendition of a picture.
std::optional<Image> ReadPicture(const JsonValue& item) {
  if (item.Member("type").text() != "picture") return std::nullopt;
  WidestPicture widest;
  const JsonValue renditions = item.Member("renditions");
  for (JsonValue each = renditions.FirstChild(); each; each = each.Next()) {
    widest.Offer({.image = {.url = each.Member("href").String(), .caption = "", .credit = ""},
                  .width = std::string(each.Member("width").text())});
  }
  std::optional<Image> image = widest.Take();
  if (!image) return std::nullopt;
  NewsItem about;
  ReadSummary(item, about);
  image->caption = about.summary_is_html ? TextOfMarkup(about.summary) : about.summary;
  image->credit = First(item, std::array<std::string_view, 2>{"byline", "by"});
  return image;
}

std::optional<Image> ReadImage(const JsonValue& item) {
  if (auto own = ReadPicture(item)) return own;
  const JsonValue associations = item.Member("associations");
  for (JsonValue each = associations.FirstChild(); each; each = each.Next()) {
    if (auto found = ReadPicture(each)) return found;
  }
  return std::nullopt;
}

/// How many of the items that an item is associated with have a text.
std::size_t TextsOfAssociations(const JsonValue& item) {
  std::size_t count = 0;
  const JsonValue associations = item.Member("associations");
  for (JsonValue each = associations.FirstChild(); each; each = each.Next()) {
    if (!ReadTexts(each, "bodies", kBodyPrefix).empty()) ++count;
  }
  return count;
}

}  // namespace

void NinjsShape::SawMember(std::string_view name, InEnvelope meaning) {
  if (name == "uri") uri_ = true;
  if (name == "$standard" || name == "standard") standard_ = true;
  if (name == "bodies" || name == "headlines") lists_ = true;
  if (name.starts_with(kBodyPrefix) && IsKindOfText(name.substr(kBodyPrefix.size()))) body_ = true;
  if (meaning == InEnvelope::kDocument) document_ = true;
  if (envelope_) return;
  envelope_ = name == "items" || (meaning != InEnvelope::kNothing && !IsNinjsMember(name));
}

NewsItem ReadNinjs(const JsonValue& item) {
  NewsItem out;
  out.identified = true;
  out.id = item.Member("uri").String();
  out.type = item.Member("type").String();
  out.version = std::string(item.Member("version").text());
  out.headline = ReadHeadline(item);
  out.byline = First(item, std::array<std::string_view, 2>{"byline", "by"});
  out.language = item.Member("language").String();
  // The item's version is what `updated` means; only a first version was published then.
  out.published = First(item, std::array<std::string_view, 2>{"firstcreated", "contentcreated"});
  out.updated = item.Member("versioncreated").String();
  out.embargoed = First(item, std::array<std::string_view, 2>{"embargoeduntil", "embargoed"});
  out.pub_status = item.Member("pubstatus").String();
  out.urgency = std::string(item.Member("urgency").text());
  out.slugline = item.Member("slugline").String();
  out.edition_note = item.Member("ednote").String();
  out.located = item.Member("located").String();
  ReadSource(item, out);
  ReadKeywords(item, out);
  ReadSummary(item, out);
  out.texts = ReadTexts(item, "bodies", kBodyPrefix);
  out.image = ReadImage(item);
  if (!out.type.empty() && out.type != "text" && out.type != "composite") {
    out.warnings.push_back("not_a_text: the item is of type " + CleanLine(out.type));
  }
  if (out.type == "composite" && out.texts.empty()) {
    const std::size_t texts = TextsOfAssociations(item);
    if (texts != 0) {
      out.warnings.push_back("content_skipped: texts of " + std::to_string(texts) +
                             " associations, which are items of their own");
    }
  }
  return out;
}

}  // namespace newswired
