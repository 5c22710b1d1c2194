#include "stages/decode/mojibake.h"

#include <gtest/gtest.h>

#include "stages/decode/decode_for_test.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// UTF-8 read as ISO 8859-1, and written as UTF-8 again.
std::string Broken(std::string_view text) {
  std::string out;
  for (const char c : text) AppendUtf8(static_cast<unsigned char>(c), out);
  return out;
}

std::string Repaired(std::string_view text) {
  const MojibakeRepair repair = RepairMojibake(text);
  return repair.sequences == 0 ? std::string(text) : repair.text;
}

struct Case {
  const char* name;
  const char *broken, *text;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class MojibakeTest : public testing::TestWithParam<Case> {};

TEST_P(MojibakeTest, IsRepaired) { EXPECT_EQ(Repaired(GetParam().broken), GetParam().text); }

INSTANTIATE_TEST_SUITE_P(
    Repaired, MojibakeTest,
    testing::Values(
        Case{"Apostrophe", "Itâ€™s here", "It’s here"}, Case{"Dash", "1914â€“1918", "1914–1918"},
        Case{"QuotesOfBothSides", "â€œyesâ€\u009D", "“yes”"}, Case{"Euro", "5 â‚¬", "5 €"},
        Case{"Emoji", "so ðŸ˜€", "so 😀"}, Case{"ByteOrderMark", "ï»¿Text", "\uFEFFText"},
        Case{"SmallLetter", "cafÃ©", "café"}, Case{"BehindACapital", "FÃ¼r", "Für"},
        Case{"GuillemetInAWord", "njÃ« lidhje", "një lidhje"},
        Case{"CapitalBeforeADash", "Ã–sterreich", "Österreich"},
        Case{"SoftHyphenInAWord", "MartÃ\u00ADn", "Martín"}, Case{"Pound", "for Â£5", "for £5"},
        Case{"NoBreakSpace", "ten.Â\u00A0 Then", "ten.\u00A0 Then"},
        Case{"Polish", "zaÅ‚oÅ¼yÄ‡", "założyć"}, Case{"Vietnamese", "tiáº¿ng Viá»‡t", "tiếng Việt"},
        Case{"Russian", "Ð\u009FÑ€Ð¸Ð²ÐµÑ‚", "Привет"}, Case{"Chinese", "æ–°è\u0081ž", "新聞"},
        Case{"Twice", "donÃ¢â‚¬â„¢t", "don’t"},
        Case{"InCyrillicWindows", "РџСЂРёРІРµС‚, вЂ”", "Привет, —"},
        Case{"SignsOfWindows", "\u0093don\u0092t\u0094 \u0096 x\u0085", "“don’t” – x\u0085"},
        // What one sequence proves holds for its whole line.
        Case{"AWholeLine", "Ã€ la fin, dÃ©jÃ\u00A0. Ã‰", "À la fin, déjà. É"},
        // But not where the line has other characters, and not for other lines.
        Case{"AMixedLine", "dÃ©jà, Ã‰", "déjà, Ã‰"}, Case{"AnotherLine", "dÃ©\nAÃ‰", "dé\nAÃ‰"},
        Case{"AnotherElement", "<b>dÃ©</b>AÃ‰", "<b>dé</b>AÃ‰"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Mojibake, CorrectTextStays) {
  for (const char* text : {
           "été » et « déclaré\u00A0»",  // é, a no-break space and » are three bytes of a Han
           "Der Spaß“, sagte er, „macht Spaß…“",
           "MARCHÉ» CAFÉ™ IRMÃ” CIDADÃ… NGÔ XÃ",
           "Å»",
           "SÃO PAULO — AMANHÃ\u00A0",
           "10 ×½ 3 Ø¼ 20 °C, m², 5 £, ¿Qué? ¡Sí!",
           "Việt Nam đã có nhiều đổi mới; tiếng Việt ở «Hà Nội»…",
           "Şimdi İstanbul’da, çağdaş ‘öykü’ “ağır”…",
           "«Está»… «paró»– «mamá»",
           "Різдво, Рік, Сій; СІСЬ, її, моєї «твої»… кВ» РЁ",
           "Ђурђевдан, Љубав, „Њујорк“",
           "日本語のテキスト、한국어, עברית, العربية",
           "a letter: \u008A, a line end: \u0085",
           "Â",
           "Ã",
           "â€",
           "ÃÂ ÂÃ",
       }) {
    EXPECT_EQ(RepairMojibake(text).sequences, 0U) << text << " -> " << RepairMojibake(text).text;
  }
}

TEST(Mojibake, EveryScriptIsRepairedExactly) {
  for (const char* text :
       {"Les élèves déjà prêts ont été reçus à l’école, « voilà ».",
        "Für größere Übungen: Äpfel, Öl.", "Můj žluťoučký kůň úpěl ďábelské ódy.",
        "Η γρήγορη αλεπού πηδά.", "Съешь ещё этих булок — да.", "השועל החום המהיר",
        "الثعلب البني السريع", "เรื่องด่วน", "速い茶色の狐", "빠른 갈색 여우", "नमस्ते दुनिया",
        "Người Việt ở Hà Nội"}) {
    EXPECT_EQ(Repaired(Broken(text)), text);
    EXPECT_EQ(Repaired(Broken(Broken(text))), text);
  }
}

TEST(Mojibake, IsFoundAtEveryPlaceOfABlock) {
  for (std::size_t before = 0; before < 40; ++before) {
    for (std::size_t after = 0; after < 20; ++after) {
      const std::string head(before, 'x');
      const std::string tail(after, 'y');
      EXPECT_EQ(Repaired(head + "Ã©" + tail), before + after == 0 ? "é" : head + "é" + tail);
    }
  }
}

TEST(DecodeMojibake, ClaimsAndTextAreRepairedAndSaidSo) {
  const Decoded run = Decode(
      R"({"title":"Caf\u00c3\u00a9s close","text":"It\u00e2\u20ac\u2122s over.","byline":"Zo\u00eb","id":"caf\u00c3\u00a9s"})");
  ASSERT_EQ(run.code, "") << run.message;
  const Article& article = run.articles.at(0);
  EXPECT_EQ(article.claims.headline, "Cafés close");
  EXPECT_EQ(article.body, "It’s over.");
  EXPECT_EQ(article.claims.byline, "Zoë");
  EXPECT_EQ(article.id, "cafÃ©s");  // identity is as it came
  EXPECT_EQ(article.warnings,
            std::vector<std::string>{
                "mojibake_repaired: had once been read as windows-1252: text, headline"});
}

TEST(DecodeMojibake, PagesAndFeedsToo) {
  const Decoded page = Decode("<!doctype html><title>Caf&eacute;</title><p>Itâ€™s over.");
  EXPECT_NE(page.articles.at(0).html.find("It’s over."), std::string::npos);
  EXPECT_EQ(page.articles[0].warnings.size(), 1U);
  const Decoded feed = Decode(
      "<rss><channel><item><title>Itâ\u0080\u0099s Ã\u0089variste</title></item></channel></rss>");
  EXPECT_EQ(feed.articles.at(0).claims.headline, "It’s Évariste");
  EXPECT_EQ(feed.articles[0].warnings.size(), 1U);
}

}  // namespace
}  // namespace newswired
