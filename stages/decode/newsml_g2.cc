#include "stages/decode/newsml_g2.h"

#include <algorithm>
#include <array>
#include <utility>

#include "stages/decode/claims.h"
#include "stages/decode/nitf.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::array<std::string_view, 4> kNoNews = {"knowledgeItem", "conceptItem", "planningItem",
                                                     "catalogItem"};

bool IsOneOf(std::string_view name, const auto& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string Line(const XmlElement& element) { return CleanLine(element.Text()); }

/// "usable" of "stat:usable".
std::string Code(const XmlElement& element) {
  std::string code = element.Attribute("qcode");
  if (code.empty()) code = element.Attribute("uri");
  return code.substr(code.find_last_of(":/") + 1);
}

/// What a person would call a party: its name, else the literal, else its code.
std::string NameOf(const XmlElement& party) {
  for (std::string name : {Line(party.Child("name")), party.Attribute("literal"), Code(party)}) {
    if (!name.empty()) return name;
  }
  return {};
}

std::string Names(const std::vector<XmlElement>& parties) {
  std::string all;
  for (const XmlElement& party : parties) {
    const std::string name = Line(party.Child("name"));
    if (name.empty()) continue;
    if (!all.empty()) all += ", ";
    all += name;
  }
  return all;
}

bool HasRole(const XmlElement& element, std::string_view role) {
  const std::string value = element.Attribute("role");
  return value.substr(value.find_last_of(":/") + 1) == role;
}

void ReadRights(const XmlElement& info, NewsItem& item) {
  item.rights = {.copyright_holder = NameOf(info.Child("copyrightHolder")),
                 .copyright_notice = Line(info.Child("copyrightNotice")),
                 .usage_terms = Line(info.Child("usageTerms"))};
}

void ReadItemMeta(const XmlElement& meta, NewsItem& item) {
  item.type = Code(meta.Child("itemClass"));
  item.source_name = NameOf(meta.Child("provider"));
  item.updated = Line(meta.Child("versionCreated"));
  item.published = Line(meta.Child("firstCreated"));
  item.embargoed = Line(meta.Child("embargoed"));
  item.is_embargoed = static_cast<bool>(meta.Child("embargoed"));
  item.pub_status = Code(meta.Child("pubStatus"));
  item.edition_note = Line(meta.Child("edNote"));
  item.headline = Line(meta.Child("title"));
  for (const XmlElement& link : meta.Children("link")) {
    const std::string rel = link.Attribute("rel");
    const std::string_view name = std::string_view(rel).substr(rel.find_last_of(":/") + 1);
    if (name == "previousVersion" || name == "corrects" || name == "replaces" ||
        name == "supersedes") {
      item.supersedes = link.Attribute("residref");
    }
    item.corrects |= name == "corrects";
  }
  for (const XmlElement& signal : meta.Children("signal")) {
    item.corrects |= Code(signal) == "correction";  // of IPTC's signals
  }
}

void ReadContentMeta(const XmlElement& meta, NewsItem& item) {
  item.urgency = Line(meta.Child("urgency"));
  if (item.published.empty()) item.published = Line(meta.Child("contentCreated"));
  if (item.updated.empty()) item.updated = Line(meta.Child("contentModified"));
  item.slugline = Line(meta.Child("slugline"));
  item.byline = Line(meta.Child("by"));
  if (item.byline.empty()) item.byline = Names(meta.Children("creator"));
  item.language = meta.Child("language").Attribute("tag");
  item.located = Line(meta.Child("located/name"));
  const std::vector<XmlElement> headlines = meta.Children("headline");
  if (!headlines.empty()) {
    const auto main = std::find_if(headlines.begin(), headlines.end(),
                                   [](const XmlElement& each) { return HasRole(each, "main"); });
    item.headline = Line(main == headlines.end() ? headlines.front() : *main);
  }
  for (const XmlElement& description : meta.Children("description")) {
    if (item.summary.empty()) item.summary = description.Text();
  }
  for (const std::string_view name : {"subject", "keyword"}) {
    for (const XmlElement& about : meta.Children(name)) {
      std::string text = Line(name == "keyword" ? about : about.Child("name"));
      if (!text.empty()) item.keywords.push_back(std::move(text));
    }
  }
}

/// Content in XML: NITF or XHTML under its content type or by its root.
void ReadInlineXml(const XmlElement& inline_xml, NewsItem& item) {
  for (XmlElement child = inline_xml.FirstChild(); child; child = child.Next()) {
    if (child.is_text()) continue;
    if (child.local() == "nitf") {
      AddNitf(child, item);
    } else if (child.local() == "html" || child.local() == "div" || child.local() == "body" ||
               child.local() == "p" || child.local() == "section" || child.local() == "article") {
      const XmlElement body = child.Child("body");
      item.texts.push_back(
          {.role = "xhtml", .content_type = "text/html", .value = HtmlOfXml(body ? body : child)});
    } else {
      // SportsML, tables of results: data, which stays beside the text.
      item.texts.push_back({.role = std::string(child.local()),
                            .content_type = "application/xml",
                            .value = std::string(child.source())});
    }
  }
}

void ReadInlineData(const XmlElement& data, NewsItem& item) {
  const std::string type = LowerAscii(data.Attribute("contenttype"));
  if (!data.Attribute("encoding").empty()) {
    item.warnings.emplace_back("content_skipped: inlineData that is encoded");
    return;
  }
  if (!type.empty() && !type.starts_with("text/")) {
    item.warnings.push_back("content_skipped: inlineData of type " + Excerpt(type));
    return;
  }
  const bool html = type.starts_with("text/html");
  item.texts.push_back({.role = "inlineData",
                        .content_type = html ? "text/html" : "text/plain",
                        .value = data.Text()});
}

bool IsPicture(const NewsItem& item) { return item.type == "picture" || item.type == "graphic"; }

/// What lies elsewhere, under an address of its own. Of pictures one is taken.
void ReadRemote(const XmlElement& remote, NewsItem& item, WidestPicture& widest) {
  std::string href = remote.Attribute("href");
  const std::string type = LowerAscii(remote.Attribute("contenttype"));
  if (IsPicture(item) || type.starts_with("image/")) {
    widest.Offer({.image = {.url = std::move(href), .caption = "", .credit = ""},
                  .width = remote.Attribute("width")});
  } else if (!href.empty()) {
    item.warnings.push_back("content_skipped: remoteContent" +
                            (type.empty() ? "" : " of type " + Excerpt(type)) + " at " +
                            Excerpt(href));
  }
}

void ReadContentSet(const XmlElement& set, NewsItem& item) {
  WidestPicture widest;
  for (XmlElement child = set.FirstChild(); child; child = child.Next()) {
    if (child.is_text()) continue;
    if (child.local() == "inlineXML") ReadInlineXml(child, item);
    if (child.local() == "inlineData") ReadInlineData(child, item);
    if (child.local() == "remoteContent") ReadRemote(child, item, widest);
  }
  item.image = widest.Take();
  // The picture beside a text is not what the item's description and author are of.
  if (!item.image || !IsPicture(item)) return;
  item.image->caption = CleanLine(item.summary);
  item.image->credit = item.byline;
}

/// Whether an item of news says something without a word: a picture, what is no text, and a kill.
bool NeedsNoWords(const NewsItem& item) {
  const bool is_text = item.type.empty() || item.type == "text" || item.type == "composite";
  const bool is_usable = item.pub_status.empty() || item.pub_status == "usable";
  return item.image || !is_text || !is_usable;
}

NewsItem ReadNewsItem(const XmlElement& element) {
  NewsItem item;
  item.bytes = element.source();
  item.id = element.Attribute("guid");
  item.identified = !item.id.empty();
  item.version = element.Attribute("version");
  ReadRights(element.Child("rightsInfo"), item);
  ReadItemMeta(element.Child("itemMeta"), item);
  ReadContentMeta(element.Child("contentMeta"), item);
  if (item.language.empty()) item.language = element.Attribute("xml:lang");
  ReadContentSet(element.Child("contentSet"), item);
  if (!NeedsNoWords(item) && item.headline.empty() && item.summary.empty() && item.texts.empty()) {
    item.warnings.emplace_back("empty_item: it has neither a headline nor content");
  }
  if (!item.type.empty() && item.type != "text" && item.type != "composite") {
    item.warnings.push_back("not_a_text: the item is of class " + item.type);
  }
  if (item.id.empty()) {
    item.refused = BadInput("invalid_newsml", "a newsItem without a guid");
  }
  return item;
}

NewsItem Refused(const XmlElement& element, std::string what) {
  NewsItem item;
  item.bytes = element.source();
  item.id = element.Attribute("guid");
  item.refused = BadInput("unsupported_item", "NewsML-G2: " + std::move(what));
  return item;
}

Status ReadMessage(const XmlElement& message, std::size_t max_items, NewsItems& out) {
  std::size_t packages = 0;
  for (const XmlElement& set : message.Children("itemSet")) {
    for (XmlElement child = set.FirstChild(); child; child = child.Next()) {
      if (child.is_text()) continue;
      if (child.local() == "packageItem") {
        ++packages;
        continue;
      }
      if (out.items.size() == max_items) return TooManyItems("message", max_items);
      out.items.push_back(child.local() == "newsItem"
                              ? ReadNewsItem(child)
                              : Refused(child, "a " + CleanLine(child.local()) + " has no news"));
    }
  }
  if (packages == 0) return Ok();
  if (out.items.empty()) {
    return BadInput("unsupported_item", "NewsML-G2: a message with nothing but packages");
  }
  out.items.front().warnings.push_back("packages_skipped: " + std::to_string(packages) +
                                       " packageItem, which only refers to other items");
  return Ok();
}

}  // namespace

bool IsNewsmlG2Root(std::string_view local) {
  return local == "newsItem" || local == "newsMessage" || local == "packageItem" ||
         local == "contentSet" || IsOneOf(local, kNoNews);
}

Result<NewsItems> ReadNewsmlG2(const XmlElement& root, std::size_t max_items) {
  NewsItems out;
  out.content_type = "application/vnd.iptc.g2.newsitem+xml";
  const std::string_view local = root.local();
  if (local == "newsMessage") {
    out.content_type = "application/vnd.iptc.g2.newsmessage+xml";
    NW_CHECK_OK(ReadMessage(root, max_items, out));
  } else if (local == "newsItem") {
    out.items.push_back(ReadNewsItem(root));
  } else if (local == "contentSet") {
    NewsItem& item = out.items.emplace_back();
    item.bytes = root.source();
    ReadContentSet(root, item);
  } else if (local == "packageItem") {
    out.items.push_back(Refused(root, "a package refers to its items, and holds none"));
  } else {
    out.items.push_back(Refused(root, "a " + CleanLine(local) + " has no news"));
  }
  return out;
}

}  // namespace newswired
