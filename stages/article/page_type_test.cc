#include "stages/article/page_type.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/article/page_for_test.h"

namespace newswired {
namespace {

std::string Repeat(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

std::string JsonLd(const std::string& json) {
  return "<script type='application/ld+json'>" + json + "</script>";
}
std::string OgType(const std::string& type) {
  return "<meta property=og:type content=" + type + ">";
}

const std::string kHeadline = "<title>Strike ends</title><h1>Strike ends</h1>";
const std::string kSentence =
    "Dock workers in the northern port went back to work on Tuesday after a strike of nine days "
    "that had kept forty ships waiting outside the harbour.";
const std::string kParagraph = "<p>" + kSentence + "</p>";
const std::string kPlayer = "<iframe src='https://www.youtube.com/embed/q1w2e3'></iframe>";
const std::string kShort = "<div>" + kHeadline + Repeat(kParagraph, 3) + "</div>";
const std::string kLong = "<article>" + kHeadline + Repeat(kParagraph, 30) + "</article>";
const std::string kArticleLd = JsonLd(R"({"@type": "NewsArticle", "headline": "Strike ends"})");
const std::string kVideoLd = JsonLd(R"({"@type": "VideoObject", "name": "Strike ends"})");

std::string Teasers(int count) {
  std::string html;
  for (int i = 0; i < count; ++i) {
    html += "<div><h3><a href=/story" + std::to_string(i) + ">Story number " + std::to_string(i) +
            " of the day</a></h3><p>Two lines of it.</p></div>";
  }
  return html;
}

std::string Pictures(int count, const std::string& caption) {
  return Repeat("<figure><img src=/quay.jpg><figcaption>" + caption + "</figcaption></figure>",
                count);
}

struct Case {
  const char* name;
  std::string html;
  std::string type;
  std::string evidence;
};

class PageTypeTest : public ::testing::TestWithParam<Case> {};

TEST_P(PageTypeTest, IsMarked) {
  const Article article = ReadPage(GetParam().html);
  ASSERT_TRUE(article.extraction.page_type);
  EXPECT_EQ(article.extraction.page_type->value, GetParam().type);
  EXPECT_EQ(article.extraction.page_type->evidence, GetParam().evidence);
  EXPECT_EQ(article.extraction.partial, GetParam().type == "paywallStub");
}

INSTANTIATE_TEST_SUITE_P(
    Articles, PageTypeTest,
    ::testing::Values(
        Case{"Claimed", kArticleLd + kLong, "article", "jsonld:NewsArticle"},
        Case{"ByOgType", OgType("article") + kShort, "article", "meta:og:type"},
        Case{"BySize", kLong, "article", "form:text"},
        Case{"WithVideo", kArticleLd + kVideoLd + kLong, "article", "jsonld:NewsArticle"},
        Case{"ShortWithVideo", kArticleLd + kVideoLd + kShort, "article", "jsonld:NewsArticle"},
        Case{"LongBelowVideo", kVideoLd + kLong, "article", "form:text"},
        Case{"WithPictures", kLong + Pictures(9, "Ships wait."), "article", "form:text"},
        Case{"AmongTeasersWithPictures",
             kHeadline + kParagraph + Pictures(9, "<a href=/ships>Ships wait.</a>"), "article",
             "form:text"},
        Case{"AmongTeasers", kLong + Teasers(30), "article", "form:text"},
        Case{"BelowAPlayer", kPlayer + kLong, "article", "form:text"},
        Case{"BesideAPlayer", kHeadline + kParagraph + "<aside>" + kPlayer + "</aside>", "article",
             "form:text"},
        Case{"OfTwoPlayers", kHeadline + kPlayer + kParagraph + kPlayer, "article", "form:text"},
        Case{"WithAnotherFrame",
             kHeadline + kParagraph + "<iframe src=https://forms.example/vote></iframe>", "article",
             "form:text"},
        Case{"ShortAmongTeasers", kArticleLd + kShort + Teasers(30), "article",
             "jsonld:NewsArticle"},
        Case{"LongOnACollectionPage", JsonLd(R"({"@type": "CollectionPage"})") + kLong, "article",
             "form:text"},
        Case{"CostsAndIsWhole",
             JsonLd(R"({"@type": "NewsArticle", "isAccessibleForFree": false})") + kShort,
             "article", "jsonld:NewsArticle"},
        Case{"FreeWithAnOffer",
             JsonLd(R"({"@type": "NewsArticle", "isAccessibleForFree": true})") + kShort +
                 "<div>Subscribe to continue reading our best stories</div>",
             "article", "jsonld:NewsArticle"},
        Case{"TeaserOfALiveBlog",
             kArticleLd + kLong +
                 "<div itemscope itemtype='https://schema.org/LiveBlogPosting'>"
                 "Ships wait, live</div>",
             "article", "jsonld:NewsArticle"},
        Case{"LongWithAnOffer", kLong + "<div>Subscribe to continue reading</div>", "article",
             "form:text"}),
    [](const auto& made) { return made.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Others, PageTypeTest,
    ::testing::Values(
        Case{"LiveBlog",
             JsonLd(R"({"@type": "LiveBlogPosting", "headline": "Strike ends"})") + kLong,
             "liveBlog", "jsonld:LiveBlogPosting"},
        Case{"LiveBlogInMicrodata",
             "<div itemscope itemtype='https://schema.org/LiveBlogPosting'>" + kLong + "</div>",
             "liveBlog", "microdata:LiveBlogPosting"},
        Case{"Video", kVideoLd + kShort, "video", "jsonld:VideoObject"},
        Case{"VideoByOgType", OgType("video.other") + kShort, "video", "meta:og:type"},
        Case{"VideoAlthoughAnArticle", OgType("video.other") + kArticleLd + kVideoLd + kShort,
             "video", "jsonld:VideoObject"},
        Case{"VideoByForm", kHeadline + kPlayer + kParagraph, "video", "form:player"},
        Case{"VideoElement", kHeadline + "<video src=/quay.mp4></video>" + kParagraph, "video",
             "form:player"},
        Case{"Podcast", JsonLd(R"({"@graph": [{"@type": "PodcastEpisode"}]})") + kShort, "audio",
             "jsonld:PodcastEpisode"},
        Case{"Gallery",
             JsonLd(R"({"@type": "WebPage", "mainEntity": {"@type": "ImageGallery"}})") + kShort,
             "gallery", "jsonld:ImageGallery"},
        Case{"GalleryByForm", kHeadline + kParagraph + Pictures(9, "Ships wait."), "gallery",
             "form:9 captions"},
        Case{"Collection", JsonLd(R"({"@type": "CollectionPage"})") + kHeadline + Teasers(6),
             "index", "jsonld:CollectionPage"},
        Case{"ListOfArticles",
             OgType("website") +
                 JsonLd(R"({"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle"}]})") +
                 kHeadline + Teasers(20),
             "index", "form:20 teasers"},
        Case{"Teasers", kHeadline + Teasers(20), "index", "form:20 teasers"}),
    [](const auto& made) { return made.param.name; });

const std::string kCosts = R"({"@type": "NewsArticle", "isAccessibleForFree": "False")";

INSTANTIATE_TEST_SUITE_P(
    Stubs, PageTypeTest,
    ::testing::Values(
        Case{"Prompt",
             "<div>" + kHeadline + kParagraph +
                 "<div>Subscribe to continue reading this story.</div></div>",
             "paywallStub", "text:subscribe to continue reading"},
        Case{"GermanPrompt",
             "<div>" + kHeadline + kParagraph +
                 "<div>Um weiterzulesen, melden Sie sich an.</div></div>",
             "paywallStub", "text:um weiterzulesen"},
        Case{"DutchPrompt",
             "<div>" + kHeadline + kParagraph + "<h3>Verder lezen? Neem een abonnement</h3></div>",
             "paywallStub", "text:verder lezen?"},
        Case{
            "JapanesePrompt",
            "<div>" + kHeadline + kParagraph + "<h3>この記事は有料記事です。残り543文字</h3></div>",
            "paywallStub", "text:この記事は有料"},
        Case{"NameOfAnOffer",
             "<div>" + kHeadline + kParagraph + "<div>Continue reading with Herald+</div></div>",
             "paywallStub", "text:continue reading with"},
        Case{"GermanNameOfAnOffer",
             "<div>" + kHeadline + kParagraph + "<div>Mit Hafenblatt+ weiterlesen</div></div>",
             "paywallStub", "text:+ weiterlesen"},
        Case{"SwedishNameOfAnOffer",
             "<div>" + kHeadline + kParagraph + "<div>Läs vidare med Plus</div></div>",
             "paywallStub", "text:läs vidare med"},
        Case{"Registration",
             "<div>" + kHeadline + kParagraph +
                 "<h3>Create a free account to continue reading</h3></div>",
             "paywallStub", "text:create a free account to continue"},
        Case{"Ellipsis",
             JsonLd(kCosts + "}") + "<div>" + kHeadline + kParagraph +
                 "<p>The union said that its members had accepted an offer of four percent, and "
                 "that \u2026</p></div>",
             "paywallStub", "text:ellipsis"},
        Case{"WordCount", JsonLd(kCosts + R"(, "wordCount": 900})") + kShort, "paywallStub",
             "jsonld:wordCount"}),
    [](const auto& made) { return made.param.name; });

struct Prompt {
  const char* language;
  const char* text;
};
void PrintTo(const Prompt& prompt, std::ostream* out) { *out << prompt.text; }

class StubInALanguage : public ::testing::TestWithParam<Prompt> {};

TEST_P(StubInALanguage, IsMarked) {
  const std::string prompt = GetParam().text;
  for (const std::string tag : {"div", "p", "h3"}) {
    const Article stub = ReadPage("<div>" + kHeadline + kParagraph + "<" + tag + ">" + prompt +
                                  "</" + tag + "></div>");
    ASSERT_TRUE(stub.extraction.page_type) << tag;
    EXPECT_EQ(stub.extraction.page_type->value, "paywallStub") << tag;
    EXPECT_TRUE(stub.extraction.page_type->evidence.starts_with("text:")) << tag;
    EXPECT_TRUE(stub.extraction.partial) << tag;
    EXPECT_EQ(stub.access, "paywalled") << tag;
    EXPECT_EQ(stub.body.find(prompt), std::string::npos) << tag << "\n" << stub.body;
  }
  const Article whole = ReadPage("<div>" + kLong + "<div>" + prompt + "</div></div>");
  ASSERT_TRUE(whole.extraction.page_type);
  EXPECT_EQ(whole.extraction.page_type->value, "article");
}

TEST(PageType, FreeArticlesAreCounted) {
  const auto access = [](const std::string& line) {
    const Article article =
        ReadPage("<div>" + kHeadline + Repeat(kParagraph, 3) + "<p>" + line + "</p></div>");
    EXPECT_EQ(article.body.find("free"), std::string::npos) << line;
    return article.access + "|" + article.extraction.page_type->value;
  };
  EXPECT_EQ(access("You have 2 free articles left this month."), "metered|article");
  EXPECT_EQ(access("You have read 3 of 5 free articles"), "metered|article");
  EXPECT_EQ(access("You have 0 free articles left this month."), "paywalled|paywallStub");
  EXPECT_EQ(ReadPage("<div>" + kLong + "<p>You have 2 free articles left.</p></div>").access,
            "metered");
  EXPECT_EQ(ReadPage("<div>" + kLong + "<p>In 2019 it sold 20 free articles.</p></div>").access,
            "");
}

INSTANTIATE_TEST_SUITE_P(
    All, StubInALanguage,
    ::testing::Values(Prompt{"English", "This article is for subscribers only."},
                      Prompt{"German", "Dieser Artikel ist Abonnenten vorbehalten."},
                      Prompt{"GermanOffer", "Jetzt weiterlesen mit Hafenblatt Plus"},
                      Prompt{"French", "La suite est réservée aux abonnés."},
                      Prompt{"FrenchOffer", "Abonnez-vous pour lire la suite de cet article"},
                      Prompt{"Spanish", "Suscríbete para seguir leyendo"},
                      Prompt{"SpanishRights", "Contenido exclusivo para suscriptores"},
                      Prompt{"Italian", "Abbonati per continuare a leggere"},
                      Prompt{"Portuguese", "Assine para continuar lendo"},
                      Prompt{"PortugueseRights", "Conteúdo exclusivo para assinantes"},
                      Prompt{"Dutch", "Neem een abonnement om verder te lezen"},
                      Prompt{"DutchAccount", "Word abonnee om dit artikel te lezen"},
                      Prompt{"Swedish", "Logga in för att läsa hela artikeln"},
                      Prompt{"Norwegian", "Logg inn for å lese videre"},
                      Prompt{"Danish", "Bliv abonnent for at læse hele artiklen"},
                      Prompt{"Finnish", "Lue koko juttu tilaajana"},
                      Prompt{"SwedishOnly", "Artikeln är bara för prenumeranter"},
                      Prompt{"NorwegianOnly", "Denne saken er for abonnenter"},
                      Prompt{"DanishOnly", "Artiklen er kun for abonnenter"},
                      Prompt{"PolishShare", "Pozostało 80% artykułu do przeczytania"},
                      Prompt{"RussianOnly", "Полный текст доступен подписчикам"},
                      Prompt{"ChineseInTaiwan", "本文為付費會員限定內容，訂閱後繼續閱讀"},
                      Prompt{"GermanPlus", "Dieser Artikel ist Teil unseres Plus-Angebots."},
                      Prompt{"Polish", "Artykuł tylko dla prenumeratorów"},
                      Prompt{"Czech", "Článek je jen pro předplatitele"},
                      Prompt{"Russian", "Доступно только подписчикам"},
                      Prompt{"Turkish", "Devamını okumak için giriş yapın"},
                      Prompt{"Japanese", "この記事は会員限定です。残り543文字"},
                      Prompt{"JapaneseRest", "続きを読むにはログインが必要です"},
                      Prompt{"Korean", "본 기사는 유료회원 전용입니다"},
                      Prompt{"Chinese", "订阅后阅读全文"}),
    [](const auto& made) { return std::string(made.param.language); });

std::string Titled(const std::string& title, const std::string& body) {
  return "<title>" + title + "</title><h1>" + title + "</h1>" + body;
}
const std::string kMenu =
    "<nav><ul>" + Repeat("<li><a href=/x>World news</a></li>", 40) + "</ul></nav>";
const std::string kBanner =
    "<div id=banner>We and our partners store and/or access information.</div>";

INSTANTIATE_TEST_SUITE_P(
    StandIns, PageTypeTest,
    ::testing::Values(
        Case{
            "NotFound",
            kMenu + Titled("Page not found", "<p>The page you asked for has moved or is gone.</p>"),
            "error", "title:page not found"},
        Case{"NotFoundAmongParts",
             "<title>404 - Seite nicht gefunden | Hafenblatt</title><p>Versuchen Sie es über die "
             "Startseite.</p>",
             "error", "title:404"},
        Case{"OfAServer", "<title>502 Bad Gateway</title><center><h1>502 Bad Gateway</h1></center>",
             "error", "title:502 bad gateway"},
        Case{"OfASystemThatCallsAllArticles",
             OgType("article") + Titled("Страница не найдена", "<p>Попробуйте поиск.</p>"), "error",
             "title:страница не найдена"},
        Case{"Challenge",
             "<title>Just a moment...</title><p>Enable JavaScript and cookies to continue</p>",
             "challenge", "title:just a moment..."},
        Case{
            "ChallengeByWords",
            "<title>harbour.example</title><p>Please verify you are human by completing the action "
            "below.</p>",
            "challenge", "text:verify you are human"},
        Case{"Consent",
             "<title>Hafenblatt</title><h2>Weiter mit Werbung</h2><p>Wir und unsere Partner "
             "speichern Informationen auf Ihrem Gerät.</p>",
             "consent", "text:wir und unsere partner"}),
    [](const auto& made) { return made.param.name; });

INSTANTIATE_TEST_SUITE_P(
    NoStandIns, PageTypeTest,
    ::testing::Values(
        Case{"Headline", Titled("Access denied: how the port shut its gates", kParagraph),
             "article", "form:text"},
        Case{"Claimed", kArticleLd + Titled("Access denied", kParagraph), "article",
             "jsonld:NewsArticle"},
        Case{"Dated",
             "<meta property=article:published_time content=2026-03-10T10:00:00Z>" +
                 Titled("Not found", kParagraph),
             "article", "form:text"},
        Case{"LongText", Titled("Forbidden", Repeat(kParagraph, 8)), "article", "form:text"},
        Case{"AboveABanner", kShort + kBanner, "article", "form:text"},
        Case{"AboveACheckForComments",
             kShort + "<form><label>Verify you are human</label><input></form>", "article",
             "form:text"}),
    [](const auto& made) { return made.param.name; });

std::string Boxes(int count) {
  std::string html;
  for (int i = 0; i < count; ++i) {
    html +=
        "<article><h2><a href=/story" + std::to_string(i) + ">Story " + std::to_string(i) +
        "</a></h2><p class=byline>By Ada Pell</p><time datetime=2026-03-10>10 March 2026</time>" +
        kParagraph + "</article>";
  }
  return "<title>Ports</title><main><h1>Ports</h1>" + html + "</main>";
}

TEST(PageTypeTest, TeasersWithSentencesAreNoArticle) {
  const auto type = [](const std::string& html) {
    const Evidenced found = ReadPage(html).extraction.page_type.value_or(Evidenced{});
    return found.value + "|" + found.evidence;
  };
  EXPECT_EQ(type(Boxes(9)), "index|form:9 boxes");
  EXPECT_EQ(type(Boxes(4)), "article|form:text");
  EXPECT_EQ(type(OgType("article") + Boxes(9)), "article|meta:og:type");
  EXPECT_EQ(type(kArticleLd + Boxes(9)), "article|jsonld:NewsArticle");
  EXPECT_EQ(type("<article>" + kHeadline + Repeat(kParagraph, 30) + "</article>" + Boxes(9)),
            "article|form:text");
  const Article archive =
      ReadPage(OgType("article") + JsonLd(R"({"@type": "CollectionPage"})") + Boxes(9));
  ASSERT_TRUE(archive.extraction.page_type);
  EXPECT_EQ(archive.extraction.page_type->evidence, "jsonld:CollectionPage");
  EXPECT_FALSE(archive.published);
  EXPECT_TRUE(archive.authors.empty());
}

TEST(PageTypeTest, LinksAroundHeadingsAreTeasersToo) {
  std::string cards;
  for (int i = 0; i < 10; ++i) {
    cards += "<div class=card><a href=/story" + std::to_string(i) + "><h3>Story " +
             std::to_string(i) + " of the port</h3></a>" + kParagraph + "</div>";
  }
  const Article article = ReadPage("<title>Ports</title><main><h1>Ports</h1>" + cards + "</main>");
  ASSERT_TRUE(article.extraction.page_type);
  EXPECT_EQ(article.extraction.page_type->evidence, "form:10 boxes");
}

TEST(PageTypeTest, StubOfAPageThatSaysNothingIsPaywalled) {
  const Article article = ReadPage("<div>" + kHeadline + kParagraph +
                                   "<div>Subscribe to continue reading this story.</div></div>");
  EXPECT_EQ(article.access, "paywalled");
  EXPECT_EQ(article.evidence.access, "text:subscribe to continue reading");
}

TEST(PageTypeTest, AMeteredPageStaysMetered) {
  const Article article =
      ReadPage("<meta property=article:content_tier content=metered><div>" + kHeadline +
               kParagraph + "<div>Subscribe to continue reading this story.</div></div>");
  EXPECT_EQ(article.access, "metered");
  EXPECT_TRUE(article.extraction.partial);
}

}  // namespace
}  // namespace newswired
