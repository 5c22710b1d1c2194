#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stages/core/article.h"
#include "stages/core/result.h"

namespace newswired {

/// One of the texts that an item comes with.
struct ItemText {
  std::string role;          ///< as the document says, may be empty
  std::string content_type;  ///< "text/plain", "text/html", or what else it is
  std::string value;         ///< decoded once: references and CDATA of the document itself are gone
};

/// What a document says about one of its articles. Strings are valid UTF-8 and else unchecked;
/// `decode` makes claims of them, within limits. Absent: empty.
struct NewsItem {
  std::string_view bytes;  ///< of the item, as it stands in the document
  std::string id, url, headline, byline, language, version, supersedes;
  std::string published, updated, embargoed, pub_status, urgency;
  std::string summary, slugline, edition_note, located, source_name;
  std::string source_link;  ///< the site of source_name, where that is not the document's
  std::string base;         ///< what relative links are relative to
  bool summary_is_html = false;
  std::string type;  ///< ninjs's word: "text", "picture" ...
  Rights rights;
  std::optional<Image> image;
  std::vector<std::string> keywords;
  std::vector<ItemText> texts;  ///< the fullest becomes the article's body, the rest stay beside it
  std::vector<std::string> warnings;
  bool is_embargoed = false;     ///< whether or not `embargoed` says until when
  bool corrects = false;         ///< it says that it corrects an earlier version
  bool identified = false;       ///< its format lets an item be without text (ninjs, NewsML-G2)
  std::optional<Error> refused;  ///< why it cannot be an article
};

/// What a document holds. What stands here and not in an item holds for all of them.
struct NewsItems {
  std::string content_type;  ///< of the document, as events name it
  std::string source_name, link, language;
  std::string self;      ///< of a feed: its own address, as it says
  bool is_feed = false;  ///< what is said of it holds for none of its items, however few they are
  Rights rights;
  std::vector<NewsItem> items;
};

/// A picture that an item comes with, or one of its renditions.
struct Picture {
  Image image;
  std::string width;   ///< in pixels, as the document says it
  bool small = false;  ///< made to stand beside a headline
};

/// Of several pictures, or renditions of one, the one that shows most.
class WidestPicture {
 public:
  /// Takes `picture` if it has an address and is wider than those before; one that is small only
  /// where all were. One without a width is taken for one of usual size.
  void Offer(Picture picture);
  /// Nothing if there was none.
  std::optional<Image> Take() { return std::move(image_); }

 private:
  std::optional<Image> image_;
  int width_ = 0;
  bool small_ = true;
};

/// too_many_items: `what` has more than the setting max_items allows.
[[nodiscard]] Error TooManyItems(std::string_view what, std::size_t max_items);

/// The addresses, but for fragments, that several items with ids of their own have: posts of a live
/// blog, alerts. Such an address tells none of them from the others.
class SharedAddresses {
 public:
  explicit SharedAddresses(const std::vector<NewsItem>& items);
  [[nodiscard]] bool Has(const NewsItem& item) const;

 private:
  std::unordered_map<std::string, int> counts_;
};

/// Bytes of a text that a reader would see, roughly: without tags and runs of white space.
std::size_t VisibleBytes(const ItemText& text);

/// Index of the fullest text that can be a body, or nothing. HTML is taken although plain text is
/// up to a tenth longer: it says where paragraphs and subheads are.
std::optional<std::size_t> FullestText(const std::vector<ItemText>& texts);

}  // namespace newswired
