#include "stages/decode/ninjs.h"

#include <algorithm>
#include <array>

#include "stages/decode/nitf.h"
#include "stages/decode/xml.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Kind = JsonTree::Kind;

constexpr std::string_view kPlain = "text/plain";
constexpr std::string_view kHtml = "text/html";
constexpr std::string_view kNitf = "application/nitf+xml";
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
  if (lower.find("nitf") != std::string::npos) return std::string(kNitf);
  if (lower == "markdown") return "text/markdown";
  if (lower == "text" || lower.starts_with("text/plain") || lower == "plain") {
    return std::string(kPlain);
  }
  if (lower.find('/') != std::string::npos) return LowerAscii(label);
  return std::string(value.find("</") != std::string_view::npos ? kHtml : kPlain);
}

/// Whether "body_..." of 1.x is a text. Others begin so, too: "body_length", "body_base64".
bool IsKindOfText(std::string_view suffix) {
  const std::string lower = LowerAscii(suffix);
  return lower == "text" || lower == "plain" || lower == "nitf" || lower == "markdown" ||
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

/// The same with NITF as HTML. That of 1.x is often the text of body.content alone: many elements,
/// with none around them. What cannot be read stays beside the text, and is named in `warnings`.
std::vector<ItemText> ReadBodies(const JsonValue& item, const XmlTree::Limits& limits,
                                 std::vector<std::string>& warnings) {
  std::vector<ItemText> bodies = ReadTexts(item, "bodies", kBodyPrefix);
  for (ItemText& body : bodies) {
    if (body.content_type != kNitf) continue;
    Result<std::string> html = HtmlOfNitf(body.value, limits);
    if (!html.ok()) html = HtmlOfNitf("<body>" + body.value + "</body>", limits);
    if (!html.ok()) {
      warnings.push_back("content_skipped: a body in NITF that cannot be read: " +
                         html.error().message);
      continue;
    }
    body.content_type = kHtml;
    body.value = *std::move(html);
  }
  return bodies;
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

bool IsPicture(const JsonValue& item) {
  const std::string_view type = item.Member("type").text();
  return type == "picture" || type == "graphic";
}

/// The widest rendition that is a picture. Those of a picture need not say so.
std::optional<Image> ReadRenditions(const JsonValue& item) {
  WidestPicture widest;
  const JsonValue renditions = item.Member("renditions");
  for (JsonValue each = renditions.FirstChild(); each; each = each.Next()) {
    const std::string type =
        LowerAscii(First(each, std::array<std::string_view, 2>{"contenttype", "mimetype"}));
    if (type.empty() ? !IsPicture(item) : !type.starts_with("image/")) continue;
    widest.Offer({.image = {.url = each.Member("href").String(), .caption = "", .credit = ""},
                  .width = std::string(each.Member("width").text())});
  }
  return widest.Take();
}

/// That of an item which is a picture, with its caption and credit.
std::optional<Image> ReadPicture(const JsonValue& item) {
  if (!IsPicture(item)) return std::nullopt;
  std::optional<Image> image = ReadRenditions(item);
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
  return ReadRenditions(item);
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

NewsItem ReadNinjs(const JsonValue& item, const XmlTree::Limits& limits) {
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
  out.texts = ReadBodies(item, limits, out.warnings);
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
