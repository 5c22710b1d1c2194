#include "stages/decode/json_feed.h"

#include <utility>

#include "stages/decode/claims.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using Kind = JsonTree::Kind;

/// Names of `authors` (1.1), or of `author` (1.0).
std::string ReadAuthors(const JsonValue& value) {
  std::string names;
  const JsonValue authors = value.Member("authors");
  for (JsonValue author = authors.FirstChild(); author; author = author.Next()) {
    const std::string name = author.Member("name").String();
    if (TrimAscii(name).empty()) continue;
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names.empty() ? value.Member("author").Member("name").String() : names;
}

NewsItem ReadItem(const JsonValue& value, const NewsItem& inherited) {
  NewsItem item = inherited;
  if (!value.Is(Kind::kObject)) {
    item.refused = BadInput("invalid_json_feed", "an item of the feed is not an object");
    return item;
  }
  item.id = std::string(value.Member("id").text());  // some write numbers
  item.url = value.Member("url").String();
  if (item.url.empty()) item.url = value.Member("external_url").String();
  item.headline = value.Member("title").String();
  item.summary = value.Member("summary").String();
  item.published = value.Member("date_published").String();
  item.updated = value.Member("date_modified").String();
  if (std::string language = value.Member("language").String(); !language.empty()) {
    item.language = std::move(language);
  }
  if (std::string authors = ReadAuthors(value); !authors.empty()) item.byline = std::move(authors);
  const JsonValue tags = value.Member("tags");
  for (JsonValue tag = tags.FirstChild(); tag; tag = tag.Next()) {
    item.keywords.push_back(tag.String());
  }
  for (const std::string_view image : {"image", "banner_image"}) {
    if (item.image || value.Member(image).String().empty()) continue;
    item.image.emplace().url = value.Member(image).String();
  }
  if (const std::string html = value.Member("content_html").String(); !html.empty()) {
    item.texts.push_back({.role = "content_html", .content_type = "text/html", .value = html});
  }
  if (const std::string text = value.Member("content_text").String(); !text.empty()) {
    item.texts.push_back({.role = "content_text", .content_type = "text/plain", .value = text});
  }
  return item;
}

}  // namespace

Result<NewsItems> ReadJsonFeed(const JsonValue& feed, std::size_t max_items) {
  const JsonValue items = feed.Member("items");
  if (!items.Is(Kind::kArray)) {
    return BadInput("invalid_json_feed", "a JSON Feed without a list of items");
  }
  NewsItems out;
  out.content_type = "application/feed+json";
  out.is_feed = true;
  out.source_name = feed.Member("title").String();
  out.link = feed.Member("home_page_url").String();
  out.language = feed.Member("language").String();
  NewsItem inherited;
  inherited.byline = ReadAuthors(feed);
  inherited.byline.resize(FloorBoundary(inherited.byline, kMaxClaimBytes));
  out.self = feed.Member("feed_url").String();
  inherited.base = out.self;
  if (inherited.base.empty()) inherited.base = out.link;
  if (inherited.base.size() > kMaxUrlBytes) inherited.base.clear();
  for (JsonValue value = items.FirstChild(); value; value = value.Next()) {
    if (out.items.size() == max_items) return TooManyItems("feed", max_items);
    out.items.push_back(ReadItem(value, inherited));
  }
  return out;
}

}  // namespace newswired
