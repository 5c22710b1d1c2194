#include "stages/article/lead_image.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/article/credit.h"
#include "stages/article/page_for_test.h"
#include "stages/article/same_picture.h"

namespace newswired {
namespace {

TEST(Credit, MakesACaption) {
  for (const std::string_view text :
       {"Ships wait outside the port on May 3. (AP Photo/Ada Pell)",
        "Ships wait outside the port (Foto: dpa)", "The port (Ada Pell via AP, File)",
        "Ships wait outside the port [Photo by Ada Pell]", "Ships wait (Reuters/Ada Pell)",
        "Ships wait (Getty Images)", "Ada Pell | Wire | Getty Images", "Image: Example Cells",
        "FILE PHOTO: Ships wait outside the port on May 3, 2026. REUTERS/Ada Pell/File Photo",
        "In this Dec. 12, 2006, file photo, made available by the port, ships wait outside."}) {
    EXPECT_TRUE(IsCreditedCaption(text)) << text;
  }
  for (const std::string_view text :
       {"", "The port opens on Friday. (Reuters)", "The union (AP) said so.",
        "In this city, a file photo is worth nothing.", "He left | she stayed",
        "Image: the word meant more to her than to anybody else who spoke in the council.",
        "It showed a port (and forty ships).", "Prices fell (see the map/chart below)",
        "Two million people live there (Quelle: dpa)",
        "He wrote games (for phones/apps and the web)", "Both spoke (Smith/Tt wrote it down)"}) {
    EXPECT_FALSE(IsCreditedCaption(text)) << text;
  }
}

struct CreditCase {
  const char* name;
  std::string caption, rest, credit;
};

class CreditTest : public ::testing::TestWithParam<CreditCase> {};

TEST_P(CreditTest, IsCutOffTheCaption) {
  std::string caption = GetParam().caption;
  EXPECT_EQ(CutCredit(caption), GetParam().credit);
  EXPECT_EQ(caption, GetParam().rest);
}

INSTANTIATE_TEST_SUITE_P(
    All, CreditTest,
    ::testing::Values(
        CreditCase{"Mark", "At the gate. Photo: Ben Kestrel", "At the gate.", "Ben Kestrel"},
        CreditCase{"MarkInBrackets", "Am Tor (Foto: dpa)", "Am Tor", "dpa"},
        CreditCase{"TwoMarks", "Am Tor. Foto: © Ben Kestrel", "Am Tor.", "Ben Kestrel"},
        CreditCase{"NothingElse", "\u00A9 Ben Kestrel", "", "Ben Kestrel"},
        CreditCase{"FromTheFile", "At the gate. (Harbour Watch via AP, File)", "At the gate.",
                   "Harbour Watch via AP, File"},
        CreditCase{"None", "At the gate.", "At the gate.", ""},
        CreditCase{"BehindAC", "Live music © A. Pell", "Live music", "A. Pell"},
        CreditCase{"BehindAnEndingWord", "Das neue Titelbild © A. Pell", "Das neue Titelbild",
                   "A. Pell"},
        CreditCase{"FileCopy", "资料图：2023年3月12日，上海洋山港的集装箱码头。",
                   "资料图：2023年3月12日，上海洋山港的集装箱码头。", ""},
        CreditCase{"Sketch", "示意图：港口重新开放的路线", "示意图：港口重新开放的路线", ""},
        CreditCase{"Archive", "Архивное фото: порт Одессы до войны",
                   "Архивное фото: порт Одессы до войны", ""},
        CreditCase{"LabelOfTheCaption", "Bild: Der Hafen von Hamburg am Montag",
                   "Bild: Der Hafen von Hamburg am Montag", ""},
        CreditCase{"Parties", "Friedrich Merz (CDU/CSU)", "Friedrich Merz (CDU/CSU)", ""},
        CreditCase{"Numbered", "Am Tor (Bild 1 zeigt den Hafen)", "Am Tor (Bild 1 zeigt den Hafen)",
                   ""},
        CreditCase{"InASentence", "A photo by Ada Pell hangs in the hall.",
                   "A photo by Ada Pell hangs in the hall.", ""},
        CreditCase{"Colon", "The image: a union that never gives up",
                   "The image: a union that never gives up", ""},
        CreditCase{"PhotoBy", "At the gate (photo by Ada Pell)", "At the gate", "Ada Pell"},
        CreditCase{"MarkAlone", "Photo:", "Photo:", ""},
        CreditCase{"AgencyInBrackets", "At the gate, Nov. 12, 2026. (AP Photo/Ada Pell)",
                   "At the gate, Nov. 12, 2026.", "AP Photo/Ada Pell"},
        CreditCase{"HouseInBrackets", "At the gate. (Ada Pell/Example Times)", "At the gate.",
                   "Ada Pell/Example Times"},
        CreditCase{"AgencyAlone", "At the gate (AFP)", "At the gate", "AFP"},
        CreditCase{"Courtesy", "At the gate. (Photo courtesy of Local 12)", "At the gate.",
                   "Local 12"},
        CreditCase{"Italian", "Davanti alla sala (foto Ansa)", "Davanti alla sala", "Ansa"},
        CreditCase{"YearsInBrackets", "At the gate (2019/2020)", "At the gate (2019/2020)", ""},
        CreditCase{"WordsInBrackets", "At the gate (left)", "At the gate (left)", ""},
        CreditCase{"AgencyBehindASentence", "At the gate. REUTERS/Ada Pell", "At the gate.",
                   "REUTERS/Ada Pell"},
        CreditCase{"AgencyBehindAName", "Devant la salle. Ada Pell / AFP", "Devant la salle.",
                   "Ada Pell / AFP"},
        CreditCase{"Via", "At the gate | Ada Pell via Getty Images", "At the gate",
                   "Ada Pell via Getty Images"},
        CreditCase{"InCapitals", "Devant la salle. PHOTO ADA PELL", "Devant la salle.", "ADA PELL"},
        CreditCase{"Dutch", "Leden voor de zaal. Beeld Ada Pell", "Leden voor de zaal.",
                   "Ada Pell"},
        CreditCase{"SentenceAboutAPicture", "It is cold. Photo hunters waited.",
                   "It is cold. Photo hunters waited.", ""},
        CreditCase{"ColonApart", "İşçiler. Fotoğraf : Ada Pell/AA", "İşçiler.", "Ada Pell/AA"},
        CreditCase{"Turkish", "İşçiler salonun önünde. Fotoğraf: AA", "İşçiler salonun önünde.",
                   "AA"},
        CreditCase{"French", "Jean Jaurès, par Jean Veber• Crédits : Getty",
                   "Jean Jaurès, par Jean Veber", "Getty"},
        CreditCase{"Russian", "Докеры у зала. Фото: Анна Пелль / ТАСС", "Докеры у зала.",
                   "Анна Пелль / ТАСС"},
        CreditCase{"Korean", "투표하고 있다. (사진=연합뉴스)", "투표하고 있다.", "연합뉴스"},
        CreditCase{"Chinese", "工人在投票。图/新华社", "工人在投票。", "新华社"},
        CreditCase{"Japanese", "投票する組合員ら（写真：共同通信）", "投票する組合員ら",
                   "共同通信"}),
    [](const auto& test) { return std::string(test.param.name); });

struct ImageCase {
  const char* name;
  std::string head, figure;  ///< above the text
  std::string lead;          ///< file|caption|credit; empty: there is none
  std::string below = "";    ///< behind the first paragraph
};

class LeadImageTest : public ::testing::TestWithParam<ImageCase> {};

TEST_P(LeadImageTest, IsFoundWithWhatIsSaidOfIt) {
  const std::string text =
      "<p>Dock workers in the northern port went back to work on Tuesday after a strike of nine "
      "days that had kept forty ships waiting outside the harbour.</p>";
  const Article article = ReadPage(
      "<html><head><title>Strike ends</title><link rel=canonical "
      "href=https://a.example/s>" +
      GetParam().head + "</head><body><article><h1>Strike ends</h1>" + GetParam().figure + text +
      text + text + text + GetParam().below + "</article></body></html>");
  const Image image = article.lead_image.value_or(Image{});
  const std::string file = image.url.substr(image.url.rfind('/') + 1);
  EXPECT_EQ(article.lead_image ? file + "|" + image.caption + "|" + image.credit : "",
            GetParam().lead);
}

const std::string kImg = "<img src=https://a.example/port.jpg>";
const std::string kOg = "<meta property=og:image content=https://a.example/crop/x1.jpg>";

std::string Ld(const std::string& members) {
  return "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"NewsArticle\"," + members +
         "}]}</script>";
}

INSTANTIATE_TEST_SUITE_P(
    All, LeadImageTest,
    ::testing::Values(
        ImageCase{"PartsStandApart", kOg,
                  "<figure>" + kImg +
                      "<figcaption><span>At the gate.</span><span>Ada Pell</span></figcaption>"
                      "</figure>",
                  "x1.jpg|At the gate.|Ada Pell"},
        ImageCase{"CreditBehindABox", kOg,
                  "<figure>" + kImg +
                      "<figcaption><div><p>At the <b>gate</b></p></div><span>Foto: Ada Pell / "
                      "Paper</span></figcaption></figure>",
                  "x1.jpg|At the gate|Ada Pell / Paper"},
        ImageCase{"LongerThanACaption", kOg,
                  "<figure>" + kImg + "<figcaption><p>" + std::string(1200, 'x') +
                      ".</p><p>Ada Pell</p></figcaption></figure>",
                  "x1.jpg||"},
        ImageCase{"LabelAndNameApart", kOg,
                  "<figure>" + kImg +
                      "<figcaption><b>At the gate.</b><i><b>Credit: </b><u>Ada Pell for The "
                      "Paper</u></i></figcaption></figure>",
                  "x1.jpg|At the gate.|Ada Pell for The Paper"},
        ImageCase{"MarkedUp", kOg,
                  "<figure>" + kImg +
                      "<figcaption>At the gate<span itemprop=copyrightHolder>Ada Pell</span>"
                      "</figcaption></figure>",
                  "x1.jpg|At the gate|Ada Pell"},
        ImageCase{"ForScreenReaders", kOg,
                  "<figure>" + kImg +
                      "<figcaption><span class=visually-hidden>Image caption, </span><p>At the "
                      "gate</p></figcaption></figure>",
                  "x1.jpg|At the gate|"},
        ImageCase{"BoxOfACaption", kOg,
                  "<div class=wp-caption>" + kImg +
                      "<p class=wp-caption-text>At the gate. Photo: Ada Pell</p></div>",
                  "x1.jpg|At the gate.|Ada Pell"},
        ImageCase{"BoxOfAnImage", kOg,
                  "<div class=article-image>" + kImg +
                      "<div class=image-caption>At the gate.</div><div class=image-credit>Ada "
                      "Pell</div></div>",
                  "x1.jpg|At the gate.|Ada Pell"},
        ImageCase{"OfAScript", kOg,
                  "<figure><img src=data:image/gif;base64,R0 data-lazy-src=/a.jpg><figcaption>At "
                  "the gate.</figcaption></figure>",
                  "x1.jpg|At the gate.|"},
        ImageCase{"OfAScriptAndNoClaim", "",
                  "<figure><img srcset='/a.jpg 1x'><figcaption>At the gate.</figcaption></figure>",
                  ""},
        ImageCase{"BelowOneOfAScriptAndNoClaim", "",
                  "<figure><img srcset='/a.jpg 1x'><figcaption>At the gate.</figcaption></figure>"
                  "<figure>" +
                      kImg + "<figcaption>A map.</figcaption></figure>",
                  "port.jpg|A map.|"},
        ImageCase{"OfAmp", "",
                  "<figure><amp-img src=https://a.example/port.jpg></amp-img><figcaption>At the "
                  "gate.</figcaption></figure>",
                  "port.jpg|At the gate.|"},
        ImageCase{
            "BelowAStandfirst", kOg,
            "<p>The strike that closed the northern port for nine days is over, and the ships "
            "leave.</p><figure>" +
                kImg + "<figcaption>A map.</figcaption></figure>",
            "x1.jpg|A map.|"},
        ImageCase{"AnotherPictureBelow", kOg, "", "x1.jpg||",
                  "<figure>" + kImg + "<figcaption>A map.</figcaption></figure>"},
        ImageCase{"TheSamePictureBelow",
                  "<meta property=og:image content=https://a.example/crop/port.jpg>", "",
                  "port.jpg|A map.|",
                  "<figure>" + kImg + "<figcaption>A map.</figcaption></figure>"},
        ImageCase{"CroppedByAProgram",
                  "<meta property=og:image content='https://a.example/i?u=%2Fharbour-1.jpg&w=9'>",
                  "", "i?u=%2Fharbour-1.jpg&w=9|A map.|",
                  "<figure><img src=/b/harbour-1.jpg><figcaption>A map.</figcaption></figure>"},
        ImageCase{"NoClaim", "", "", "port.jpg|A map.|",
                  "<figure>" + kImg + "<figcaption>A map.</figcaption></figure>"},
        ImageCase{"ReferenceInJsonLd",
                  Ld(R"("image":{"@id":"#p"}},{"@type":"ImageObject","@id":"#p","url":)"
                     R"("https://a.example/ship.jpg","caption":"At sea.","creditText":"B. K.")"),
                  "", "ship.jpg|At sea.|B. K."},
        ImageCase{"HeadlineInJsonLd",
                  Ld(R"("headline":"Strike ends","image":{"@type":"ImageObject","caption":)"
                     R"("Strike ends","url":"https://a.example/ship.jpg"})"),
                  "", "ship.jpg||"},
        ImageCase{"CreditInJsonLd",
                  Ld(R"x("image":{"@type":"ImageObject","caption":"At sea (Foto: dpa)","url":)x"
                     R"x("https://a.example/ship.jpg"})x"),
                  "", "ship.jpg|At sea|dpa"},
        ImageCase{"ListInJsonLd",
                  Ld(R"("image":[{"@type":"ImageObject","contentUrl":"https://a.example/2.jpg"},)"
                     R"("https://a.example/3.jpg"])"),
                  "", "2.jpg||"},
        ImageCase{"ThumbnailInJsonLd", Ld(R"("thumbnailUrl":"https://a.example/ship.jpg")"), "",
                  "ship.jpg||"},
        ImageCase{"Twitter", "<meta name=twitter:image content=https://a.example/ship.jpg>", "",
                  "ship.jpg||"},
        ImageCase{"None", "", "", ""}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(LeadImage, OfContentStandsAboveItsText) {
  const auto lead = [](const std::string& html) {
    const Article article = ReadPage(html, "application/rss+xml");
    return article.lead_image ? article.lead_image->url : "";
  };
  const std::string figure = "<figure>" + kImg + "<figcaption>A map.</figcaption></figure>";
  const std::string text = "<p>" + std::string(420, 'x') + "</p>";
  EXPECT_EQ(lead(figure + text), "https://a.example/port.jpg");
  EXPECT_EQ(lead(text + figure), "");
}

TEST(SamePicture, IsInOtherSizesAndCrops) {
  const auto same = [](const std::string& a, const std::string& b) {
    return IsSamePicture("https://paper.example/" + a, "https://paper.example/" + b);
  };
  EXPECT_TRUE(same("i/ferry-1200x630.jpg", "i/ferry-640x360.jpg"));
  EXPECT_TRUE(same("i/ferry-scaled.jpg", "i/ferry.jpg"));
  EXPECT_TRUE(same("i/12ferry-articleLarge.jpg", "i/12ferry-facebookJumbo.jpg"));
  EXPECT_TRUE(same("media/5f3a8b9c01de/1000.jpg", "media/5f3a8b9c01de/6000.jpg?width=1200"));
  EXPECT_TRUE(same("_processed_/d/6/csm_ferry_harbour_a395f41217.jpg",
                   "_processed_/7/e/csm_ferry_harbour_0d1e6fdaa7.jpg"));
  EXPECT_FALSE(same("i/strike-2024-1.jpg", "i/strike-2024-2.jpg"));
  EXPECT_FALSE(same("i/IMG_0001.jpg", "i/IMG_0002.jpg"));
  EXPECT_FALSE(same("i/1.jpg", "j/1.jpg"));
}

TEST(LeadImage, NamesOfFilesAreNoCaptions) {
  const auto caption = [](const std::string& text) {
    const Article article = ReadPage(
        "<meta property='og:image' content='https://paper.example/i/crane.jpg'><meta "
        "property='og:image:alt' content='" +
        text + "'><h1>Strike ends</h1><figure><img src='/i/crane.jpg'><figcaption>" + text +
        "</figcaption></figure><p>" + std::string(200, 'a') + ".</p>");
    return article.lead_image ? article.lead_image->caption : "none";
  };
  for (const char* name : {"img_0012", "DSC0013.jpg", "DSC_0013", "crane-at-work.jpeg",
                           "PXL_20260312_1040", "P1010013", "Screenshot_2026-03-12.png"}) {
    EXPECT_EQ(caption(name), "") << name;
  }
  for (const char* words : {"Crane", "The crane, from file img_0012.jpg", "2026", "Image", "DSC"}) {
    EXPECT_EQ(caption(words), words);
  }
}

TEST(LeadImage, HasNotTheCaptionOfAnotherPicture) {
  const auto caption = [](const std::string& shown, const std::string& around = "div") {
    const Article article = ReadPage(
        "<meta property='og:image' content='https://paper.example/i/harbour-crane.jpg'><h1>Strike "
        "ends</h1><" +
        around + "><figure><img src='/i/" + shown +
        "'><figcaption>What it shows.</figcaption></figure></div><p>" + std::string(200, 'a') +
        ".</p>");
    return article.lead_image ? article.lead_image->caption : "none";
  };
  EXPECT_EQ(caption("minister-smiles.jpg"), "");
  EXPECT_EQ(caption("harbour-crane-640x360.jpg"), "What it shows.");
  EXPECT_EQ(caption("crane-at-work.jpg"), "What it shows.");
  EXPECT_EQ(caption("5f3a8b9c01.jpg"), "What it shows.") << "may be another name of it";
  EXPECT_EQ(caption("5f3a8b9c01.jpg", "div class=byline"), "") << "who wrote it";
}

}  // namespace
}  // namespace newswired
