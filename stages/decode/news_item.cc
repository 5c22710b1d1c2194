#include "stages/decode/news_item.h"

#include <charconv>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

bool IsBlank(char c) { return static_cast<unsigned char>(c) <= ' '; }

bool IsHtml(const ItemText& text) { return text.content_type == "text/html"; }
/// Marks of Markdown are read as they stand, which is how it is meant to be readable.
bool IsReadable(const ItemText& text) {
  return IsHtml(text) || text.content_type == "text/plain" ||
         text.content_type == "text/markdown" || text.content_type == "text/x-markdown";
}

/// How wide a picture is that says "1800".
int WidthOfPicture(std::string_view pixels) {
  constexpr int kUsual = 600;  // what is named without a size is seldom a thumbnail
  int width = 0;
  const auto [end, error] = std::from_chars(pixels.data(), pixels.data() + pixels.size(), width);
  return error == std::errc() && width > 0 ? width : kUsual;
}

std::string WithoutFragment(const std::string& url) { return url.substr(0, url.find('#')); }

}  // namespace

void WidestPicture::Offer(Picture picture) {
  if (picture.image.url.empty()) return;
  const int width = WidthOfPicture(picture.width);
  const bool beats = small_ != picture.small ? small_ : width > width_;
  if (image_ && !beats) return;
  image_ = std::move(picture.image);
  width_ = width;
  small_ = picture.small;
}

Error TooManyItems(std::string_view what, std::size_t max_items) {
  return BadInput("too_many_items", std::string(what) + " of more than max_items (" +
                                        std::to_string(max_items) + ") items");
}

SharedAddresses::SharedAddresses(const std::vector<NewsItem>& items) {
  for (const NewsItem& item : items) {
    if (!item.id.empty() && !item.url.empty()) ++counts_[WithoutFragment(item.url)];
  }
}

bool SharedAddresses::Has(const NewsItem& item) const {
  if (item.id.empty()) return false;
  const auto found = counts_.find(WithoutFragment(item.url));
  return found != counts_.end() && found->second > 1;
}

std::size_t VisibleBytes(const ItemText& text) {
  const bool html = IsHtml(text);
  std::size_t count = 0;
  bool in_tag = false;
  bool after_blank = true;
  for (const char c : text.value) {
    if (html && c == '<') in_tag = true;
    if (!in_tag && !(IsBlank(c) && after_blank)) ++count;
    if (!in_tag) after_blank = IsBlank(c);
    if (c == '>') in_tag = false;
  }
  return count;
}

std::optional<std::size_t> FullestText(const std::vector<ItemText>& texts) {
  std::optional<std::size_t> best;
  std::size_t best_size = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!IsReadable(texts[i])) continue;
    std::size_t size = VisibleBytes(texts[i]);
    if (size == 0) continue;
    if (IsHtml(texts[i])) size += size / 10;
    if (size > best_size) {
      best_size = size;
      best = i;
    }
  }
  return best;
}

}  // namespace newswired
