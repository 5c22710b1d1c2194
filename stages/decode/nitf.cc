#include "stages/decode/nitf.h"

#include <algorithm>
#include <array>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

struct Tag {
  std::string_view xml;
  std::string_view html;  ///< empty: its content stays, its tag goes
};

/// NITF's block elements, and those of XHTML that mean the same. What is not listed is inline.
constexpr std::array kTags = std::to_array<Tag>({
    {"block", "div"},     {"blockquote", "blockquote"},
    {"bq", "blockquote"}, {"br", "br"},
    {"dd", "dd"},         {"div", "div"},
    {"dl", "dl"},         {"dt", "dt"},
    {"h1", "h2"},         {"h2", "h2"},
    {"h3", "h3"},         {"h4", "h4"},
    {"h5", "h5"},         {"h6", "h6"},
    {"hl1", "h2"},        {"hl2", "h2"},
    {"li", "li"},         {"nitf-table", "table"},
    {"ol", "ol"},         {"p", "p"},
    {"pre", "pre"},       {"section", "section"},
    {"table", "table"},   {"tbody", "tbody"},
    {"td", "td"},         {"th", "th"},
    {"thead", "thead"},   {"tr", "tr"},
    {"ul", "ul"},
});

/// Not text that a reader reads in the story.
constexpr std::array<std::string_view, 14> kBeside = {
    "media", "note",   "fn",    "datasource", "style",  "script",   "head",
    "img",   "figure", "video", "audio",      "object", "noscript", "nitf-table-metadata"};

std::string_view HtmlTag(std::string_view name) {
  const auto* const found =
      std::find_if(kTags.begin(), kTags.end(), [&](const Tag& tag) { return tag.xml == name; });
  return found == kTags.end() ? std::string_view() : found->html;
}

void AppendHtml(const XmlElement& element, std::string& out) {
  if (element.is_text()) {
    AppendEscaped(element.Text(), out);
    return;
  }
  const std::string name = LowerAscii(element.local());
  if (std::find(kBeside.begin(), kBeside.end(), name) != kBeside.end()) return;
  const std::string_view tag = HtmlTag(name);
  if (!tag.empty()) out.append("<").append(tag).append(">");
  for (XmlElement child = element.FirstChild(); child; child = child.Next()) {
    AppendHtml(child, out);
  }
  if (!tag.empty() && tag != "br") out.append("</").append(tag).append(">");
}

void SetIfEmpty(std::string& field, std::string value) {
  if (TrimAscii(field).empty()) field = std::move(value);
}

std::string Line(const XmlElement& element) { return CleanLine(element.Text()); }

/// What stands in a byline before the title of who wrote it.
std::string NameOf(const XmlElement& byline) {
  std::string name;
  for (XmlElement child = byline.FirstChild(); child; child = child.Next()) {
    if (child.is_text() || LowerAscii(child.local()) != "byttl") name += child.Text();
  }
  return CleanLine(name);
}

/// "By Wanjiru Sample", without the title that stands beside the name; all of it where no <person>
/// marks one.
std::string ReadByline(const XmlElement& head) {
  std::string all;
  for (const XmlElement& byline : head.Children("byline")) {
    std::string names;
    for (const XmlElement& person : byline.Children("person")) {
      if (!names.empty()) names += ", ";
      names += Line(person);
    }
    if (names.empty()) names = NameOf(byline);
    if (names.empty()) continue;
    if (!all.empty()) all += ", ";
    all += names;
  }
  return all;
}

/// NITF says "embargoed" for what may be used from its release on.
void ReadStatus(std::string status, NewsItem& item) {
  if (EqualsIgnoringAsciiCase(TrimAscii(status), "embargoed")) {
    item.is_embargoed = true;
    status = "usable";
  }
  SetIfEmpty(item.pub_status, std::move(status));
}

void ReadDocdata(const XmlElement& docdata, NewsItem& item) {
  SetIfEmpty(item.id, docdata.Child("doc-id").Attribute("id-string"));
  SetIfEmpty(item.urgency, docdata.Child("urgency").Attribute("ed-urg"));
  SetIfEmpty(item.published, docdata.Child("date.issue").Attribute("norm"));
  SetIfEmpty(item.embargoed, docdata.Child("date.release").Attribute("norm"));
  ReadStatus(docdata.Attribute("management-status"), item);
  SetIfEmpty(item.slugline, docdata.Child("du-key").Attribute("key"));
  SetIfEmpty(item.version, docdata.Child("du-key").Attribute("version"));
  const XmlElement correction = docdata.Child("correction");
  item.corrects |= static_cast<bool>(correction);
  SetIfEmpty(item.supersedes, correction.Attribute("id-string"));
  SetIfEmpty(item.edition_note, correction.Attribute("info"));
  SetIfEmpty(item.edition_note, docdata.Child("ed-msg").Attribute("info"));
  const XmlElement copyright = docdata.Child("doc.copyright");
  SetIfEmpty(item.rights.copyright_holder, copyright.Attribute("holder"));
  for (const XmlElement& keyword : docdata.Child("key-list").Children("keyword")) {
    item.keywords.push_back(keyword.Attribute("key"));
  }
}

void ReadHead(const XmlElement& head, NewsItem& item) {
  const XmlElement hedline = head.Child("hedline");
  SetIfEmpty(item.headline, Line(hedline.Child("hl1")));
  SetIfEmpty(item.byline, ReadByline(head));
  SetIfEmpty(item.source_name, Line(head.Child("distributor")));
  SetIfEmpty(item.located, Line(head.Child("dateline/location")));
  SetIfEmpty(item.published, head.Child("dateline/story.date").Attribute("norm"));
  SetIfEmpty(item.summary, head.Child("abstract").Text());
  const XmlElement rights = head.Child("rights");
  SetIfEmpty(item.rights.copyright_holder, Line(rights.Child("rights.owner")));
  SetIfEmpty(item.rights.usage_terms, Line(rights.Child("rights.limitations")));
}

/// The widest rendition of a picture.
std::optional<Image> ReadRenditions(const XmlElement& media) {
  WidestPicture widest;
  for (const XmlElement& reference : media.Children("media-reference")) {
    widest.Offer({.image = {.url = reference.Attribute("source"), .caption = "", .credit = ""},
                  .width = reference.Attribute("width")});
  }
  return widest.Take();
}

/// The first picture inside the text.
void ReadMedia(const XmlElement& content, NewsItem& item) {
  if (item.image) return;
  for (XmlElement child = content.FirstChild(); child && !item.image; child = child.Next()) {
    if (child.is_text()) continue;
    if (child.local() == "block") ReadMedia(child, item);
    if (child.local() != "media") continue;
    const std::string type = child.Attribute("media-type");
    if (!type.empty() && type != "image") continue;
    item.image = ReadRenditions(child);
    if (!item.image) continue;
    item.image->caption = Line(child.Child("media-caption"));
    item.image->credit = Line(child.Child("media-producer"));
  }
}

}  // namespace

std::string HtmlOfXml(const XmlElement& element) {
  std::string html;
  AppendHtml(element, html);
  return html;
}

Result<std::string> HtmlOfNitf(std::string_view xml, const XmlTree::Limits& limits) {
  NW_TRY(const XmlTree tree, XmlTree::Parse(xml, limits));
  const XmlElement root = tree.root();
  const XmlElement body = root.local() == "nitf" ? root.Child("body") : root;
  const XmlElement content = body.Child("body.content");
  return HtmlOfXml(content ? content : body);
}

void AddNitf(const XmlElement& nitf, NewsItem& item) {
  const XmlElement head = nitf.Child("head");
  ReadDocdata(head.Child("docdata"), item);
  ReadHead(nitf.Child("body/body.head"), item);
  SetIfEmpty(item.headline, Line(head.Child("title")));
  SetIfEmpty(item.id, nitf.Attribute("uno"));
  SetIfEmpty(item.language, nitf.Attribute("xml:lang"));
  const XmlElement content = nitf.Child("body/body.content");
  ReadMedia(content, item);
  std::string html = HtmlOfXml(content);
  if (TrimAscii(html).empty()) return;
  // Who wrote it, or whose wire it is: it ends a text elsewhere, and is read like that.
  for (const XmlElement& line : nitf.Child("body/body.end").Children("tagline")) {
    html.append("<p>");
    AppendEscaped(line.Text(), html);
    html.append("</p>");
  }
  item.texts.push_back({.role = "nitf", .content_type = "text/html", .value = std::move(html)});
}

NewsItem ReadNitf(const XmlElement& nitf) {
  NewsItem item;
  item.bytes = nitf.source();
  AddNitf(nitf, item);
  item.identified = !item.id.empty();
  return item;
}

}  // namespace newswired
