#include "stages/article/page_type.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "stages/article/endings.h"
#include "stages/article/phrases.h"
#include "stages/article/stand_in.h"
#include "stages/article/tags.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

// Bytes of text up to which a page may be something else than the article it resembles.
constexpr std::size_t kShortText = 1500;
constexpr std::size_t kShortTeaser = 3000;
constexpr std::size_t kHardlyAText = 600;
constexpr std::size_t kDescription = 400;

/// schema.org types of what a page is about, and what they make of it.
constexpr auto kTypes =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"VideoObject", "video"},
                                                                  {"AudioObject", "audio"},
                                                                  {"PodcastEpisode", "audio"},
                                                                  {"RadioEpisode", "audio"},
                                                                  {"ImageGallery", "gallery"},
                                                                  {"MediaGallery", "gallery"},
                                                                  {"CollectionPage", "index"},
                                                                  {"SearchResultsPage", "index"},
                                                                  {"ProfilePage", "index"}});

/// Where players stand that pages of many publishers embed.
constexpr auto kPlayers = std::to_array<std::string_view>(
    {"youtube.com/embed/", "youtube-nocookie.com/embed/", "player.vimeo.com/video/",
     "dailymotion.com/embed/", "players.brightcove.net/", "rumble.com/embed/"});

/// What is called an article for nothing but its text.
constexpr std::string_view kByText = "form:text";

/// What counts the articles that readers may still read for nothing, in lower case.
constexpr Phrases kMeters(std::to_array<std::string_view>(
    {"free articles left", "free article left", "free articles remaining", "free article remaining",
     "free stories left", "free articles this month", " free articles",
     "kostenlose artikel diesen monat", "gratis-artikel diesen monat", "articles gratuits ce mois",
     "artículos gratis este mes", "articoli gratuiti questo mese", "artigos gratuitos este mês",
     "gratis artikelen deze maand"}));

/// "free articles left" of "You have 2 free articles left"; empty for none left, and for other
/// lines. The text is static.
std::string_view FindMeter(std::string_view lower) {
  const std::size_t number = lower.find_first_of("0123456789");
  if (number == std::string_view::npos || lower[number] == '0') return {};
  const std::string_view meter = kMeters.FirstIn(lower);
  const bool reader = lower.find("you") != std::string_view::npos;
  return meter == " free articles" && !reader ? std::string_view() : TrimAscii(meter);
}

class Classifier {
 public:
  Classifier(const Page& page, const PageLines& lines, const JsonLdArticle& ld,
             const Article& article)
      : page_(page),
        lines_(lines),
        ld_(ld),
        article_(article),
        og_type_(LowerAscii(TrimAscii(page.FindMeta("og:type")))) {}

  Evidenced Classify() {
    if (IsLiveBlog()) return {"liveBlog", "jsonld:LiveBlogPosting", 0.97};
    // A teaser of one may stand on the page of an article.
    if (page_.live_blog && !ld_.is_main) return {"liveBlog", "microdata:LiveBlogPosting", 0.9};
    if (auto found = FindStandIn(page_, lines_, ld_, article_)) return *std::move(found);
    if (std::string evidence = StubEvidence(); !evidence.empty()) {
      return {"paywallStub", std::move(evidence), 0.9};
    }
    if (auto found = ByMetadata()) return *std::move(found);
    if (ld_.is_main && !ld_.type.empty() && ld_.type != "WebPage") {
      return {"article", "jsonld:" + ld_.type, 0.98};
    }
    // Systems write og:type article on every page.
    if (auto found = IndexByBoxes()) return *std::move(found);
    if (og_type_.starts_with("article")) return {"article", "meta:og:type", 0.95};
    if (auto found = ByForm()) return *std::move(found);
    return {"article", std::string(kByText), 0.9};
  }

 private:
  [[nodiscard]] bool Says(std::string_view type) const {
    return std::find(ld_.page_types.begin(), ld_.page_types.end(), type) != ld_.page_types.end();
  }

  [[nodiscard]] bool IsLiveBlog() const {
    return (ld_.is_main && ld_.type == "LiveBlogPosting") || Says("LiveBlogPosting");
  }

  // -- paywalls ---------------------------------------------------------------------------------

  [[nodiscard]] bool Costs() const {
    return article_.access == "paywalled" || article_.access == "metered";
  }

  /// Why the text is only the beginning of one that costs; empty: it is not, as far as one sees.
  [[nodiscard]] std::string StubEvidence() const {
    const std::string& body = article_.body;
    if (article_.access == "free" || body.size() > kShortTeaser) return {};
    if (Costs() && ld_.word_count > 0) {
      std::vector<Word> words;
      FindWords(body, words);
      if (words.size() * 2 < static_cast<std::size_t>(ld_.word_count)) return "jsonld:wordCount";
    }
    if (Costs() && (body.ends_with("\u2026") || body.ends_with("..."))) return "text:ellipsis";
    if (body.size() <= kShortText || Costs()) {
      if (const std::string_view prompt = FindPrompt(); !prompt.empty()) {
        return "text:" + std::string(prompt);
      }
    }
    return {};
  }

  /// The first request to pay that readers see in the page's own part, or empty; those that count
  /// what is free are none.
  [[nodiscard]] std::string_view FindPrompt() const {
    constexpr std::size_t kLongest = 300;
    constexpr std::size_t kLines = 4000;
    constexpr std::uint32_t kElsewhere =
        kLineInNav | kLineInFooter | kLineInHeader | kLineInComments | kLineInCaption;
    for (std::size_t i = 0; i < lines_.lines.size() && i < kLines; ++i) {
      const Line& line = lines_.lines[i];
      const std::string_view text = lines_.In(line);
      if (text.size() > kLongest || (line.traits & kElsewhere) != 0) continue;
      const std::string lower = LowerUtf8(text);
      const std::string_view prompt = FindPayPrompt(lower);
      if (!prompt.empty() && FindMeter(lower).empty()) return prompt;
    }
    return {};
  }

  // -- other kinds of pages ---------------------------------------------------------------------

  [[nodiscard]] std::optional<Evidenced> ByMetadata() const {
    const bool is_article = ld_.is_main && !ld_.type.empty() && ld_.type != "WebPage";
    const bool is_short = article_.body.size() < kShortText;
    const bool og_video = og_type_.starts_with("video");
    const bool og_audio = og_type_.starts_with("music") || og_type_.starts_with("audio");
    for (const auto& [type, page_type] : kTypes) {
      if (!Says(type)) continue;
      // Many articles have a video; few pages that og:type calls a video are more than that.
      const bool both_say =
          (page_type == "video" && og_video) || (page_type == "audio" && og_audio);
      if (is_article && !(both_say && is_short)) continue;
      if (og_type_.starts_with("article") && page_type != "gallery") continue;
      if (page_type != "index" && !is_short) continue;
      if (page_type == "index" && HoldsOneText()) continue;
      return Evidenced{std::string(page_type), "jsonld:" + std::string(type), 0.95};
    }
    if (is_article || !is_short) return std::nullopt;
    if (og_video) return Evidenced{"video", "meta:og:type", 0.9};
    if (og_audio) return Evidenced{"audio", "meta:og:type", 0.9};
    return std::nullopt;
  }

  [[nodiscard]] const Element* Body() const {
    const auto& all = page_.elements();
    const auto body = std::find_if(all.begin(), all.end(),
                                   [](const Element& e) { return e.tag == LXB_TAG_BODY; });
    return body == all.end() ? nullptr : &*body;
  }

  /// Pages of sections that somebody called CollectionPage and that hold an article all the same.
  [[nodiscard]] bool HoldsOneText() const { return article_.extraction.confidence >= 0.9; }

  [[nodiscard]] std::optional<Evidenced> ByForm() const {
    const bool website = og_type_.empty() || og_type_ == "website";
    if (!website) return std::nullopt;
    if (auto index = IndexByForm()) return index;
    if (auto gallery = GalleryByForm()) return gallery;
    return VideoByForm();
  }

  /// Lists of teasers: many linked headings or articles, and hardly a text.
  [[nodiscard]] std::optional<Evidenced> IndexByForm() const {
    constexpr std::uint32_t kTeasers = 12;
    const Element* body = Body();
    if (body == nullptr || body->teasers < kTeasers) return std::nullopt;
    if (!article_.authors.empty()) return std::nullopt;
    // Running text per teaser: an article among teasers has thousands of characters.
    const bool thin = body->prose < body->teasers * 120;
    const bool no_text =
        article_.body.size() < kHardlyAText || article_.extraction.confidence < 0.7;
    if (!thin || !no_text) return std::nullopt;
    return Evidenced{"index", "form:" + std::to_string(body->teasers) + " teasers", 0.85};
  }

  /// Most of the running text stands in boxes below headings that link to other pages, as on front
  /// pages and those of sections and authors.
  [[nodiscard]] std::optional<Evidenced> IndexByBoxes() const {
    const Element* body = Body();
    if (body == nullptr) return std::nullopt;
    std::string_view claim;
    for (const std::string_view type : {"CollectionPage", "ProfilePage", "SearchResultsPage"}) {
      if (Says(type)) claim = type;
    }
    const bool website = og_type_.empty() || og_type_ == "website" || og_type_ == "profile";
    if (!website && claim.empty()) return std::nullopt;
    const std::uint32_t fewest = claim.empty() ? 8 : 5;
    std::uint32_t boxes = 0;
    std::uint32_t prose = 0;
    const auto& all = page_.elements();
    std::size_t next = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i < next || !IsHeading(all[i].tag) || all[i].teasers == 0) continue;
      const std::size_t box = BoxOf(i);
      ++boxes;
      prose += all[box].prose;
      next = all[box].end;
    }
    if (boxes < fewest || prose * 10 < body->prose * 6) return std::nullopt;
    if (prose == 0 && claim.empty()) return std::nullopt;  // IndexByForm() asks more of those
    std::string evidence =
        claim.empty() ? "form:" + std::to_string(boxes) + " boxes" : "jsonld:" + std::string(claim);
    return Evidenced{"index", std::move(evidence), claim.empty() ? 0.8 : 0.95};
  }

  /// The outermost element around a heading that holds no other teaser.
  [[nodiscard]] std::size_t BoxOf(std::size_t heading) const {
    constexpr std::uint32_t kOneTeaser = 2;  // an <article> and its heading
    const auto& all = page_.elements();
    std::size_t box = heading;
    while (all[box].parent >= 0) {
      const auto around = static_cast<std::size_t>(all[box].parent);
      if (all[around].tag == LXB_TAG_BODY || all[around].teasers > kOneTeaser) break;
      if (all[around].teasers > 1 && all[around].tag != LXB_TAG_ARTICLE &&
          all[box].tag != LXB_TAG_ARTICLE) {
        break;
      }
      box = around;
    }
    return box;
  }

  /// Many pictures with captions, and hardly a text.
  [[nodiscard]] std::optional<Evidenced> GalleryByForm() const {
    constexpr std::size_t kPictures = 8;
    if (article_.body.size() >= kHardlyAText) return std::nullopt;
    std::size_t captions = 0;
    const auto& all = page_.elements();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].tag == LXB_TAG_FIGCAPTION && !all[i].hidden && !TouchesLink(i)) ++captions;
    }
    if (captions < kPictures) return std::nullopt;
    return Evidenced{"gallery", "form:" + std::to_string(captions) + " captions", 0.8};
  }

  /// One player, and no more text than describes it.
  [[nodiscard]] std::optional<Evidenced> VideoByForm() const {
    if (article_.body.size() >= kDescription || !article_.authors.empty()) return std::nullopt;
    const auto& all = page_.elements();
    std::size_t players = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (IsPlayer(all[i]) && !all[i].hidden && !TouchesLink(i) && !IsAside(i)) ++players;
    }
    if (players != 1) return std::nullopt;
    return Evidenced{"video", "form:player", 0.8};
  }

  [[nodiscard]] static bool IsPlayer(const Element& element) {
    if (element.tag == LXB_TAG_VIDEO) return true;
    if (element.tag != LXB_TAG_IFRAME) return false;
    const std::string_view source = Attribute(element, LXB_DOM_ATTR_SRC);
    return std::any_of(kPlayers.begin(), kPlayers.end(), [&](std::string_view player) {
      return source.find(player) != std::string_view::npos;
    });
  }

  /// The element itself, or one around it.
  template <typename Predicate>
  [[nodiscard]] bool IsWithin(std::size_t index, const Predicate& predicate) const {
    const auto& all = page_.elements();
    auto at = static_cast<std::int32_t>(index);
    while (at >= 0 && !predicate(all[static_cast<std::size_t>(at)])) {
      at = all[static_cast<std::size_t>(at)].parent;
    }
    return at >= 0;
  }

  [[nodiscard]] bool IsAside(std::size_t index) const {
    return IsWithin(index, [](const Element& element) {
      return element.tag == LXB_TAG_ASIDE || element.tag == LXB_TAG_FOOTER ||
             element.tag == LXB_TAG_NAV || (element.names & kAsideName) != 0;
    });
  }

  /// A link is in the element, or the element in a link: it speaks of another page.
  [[nodiscard]] bool TouchesLink(std::size_t index) const {
    const auto is_link = [](const Element& element) { return element.tag == LXB_TAG_A; };
    const Element* all = page_.elements().data();
    return IsWithin(index, is_link) || std::any_of(all + index, all + all[index].end, is_link);
  }

  const Page& page_;
  const PageLines& lines_;
  const JsonLdArticle& ld_;
  const Article& article_;
  const std::string og_type_;
};

}  // namespace

namespace {

std::string_view FindMeterIn(const PageLines& lines) {
  constexpr std::size_t kLongest = 120;
  for (const Line& line : lines.lines) {
    const std::string_view text = lines.In(line);
    if (text.size() > kLongest || std::none_of(text.begin(), text.end(), IsDigitAscii)) continue;
    if (const std::string_view meter = FindMeter(LowerUtf8(text)); !meter.empty()) return meter;
  }
  return {};
}

/// Dates and names that readers see on a page of teasers are those of the teasers.
void ForgetTeasers(Article& article) {
  const auto is_seen = [](std::string_view evidence) {
    return evidence == "text" || evidence == "time" || evidence == "byline";
  };
  if (article.published && is_seen(article.published->evidence)) article.published.reset();
  if (article.modified && is_seen(article.modified->evidence)) article.modified.reset();
  std::erase_if(article.authors, [&](const Author& author) { return is_seen(author.evidence); });
}

}  // namespace

void SetPageType(const Page& page, const PageLines& lines, const JsonLdArticle& ld,
                 Article& article) {
  Evidenced found = Classifier(page, lines, ld, article).Classify();
  if (found.evidence == kByText && article.body.empty()) return;
  if (article.access.empty() && found.value != "paywallStub") {
    if (const std::string_view meter = FindMeterIn(lines); !meter.empty()) {
      article.access = "metered";
      article.evidence.access = "text:" + std::string(meter);
    }
  }
  if (found.value == "paywallStub") {
    article.extraction.partial = true;
    if (article.access.empty()) {
      article.access = "paywalled";
      article.evidence.access = found.evidence;
    }
  }
  constexpr double kSure = 0.9;
  if (found.value == "index" && found.confidence > kSure) ForgetTeasers(article);
  article.extraction.page_type = std::move(found);
}

}  // namespace newswired
