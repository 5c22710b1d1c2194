#include <gtest/gtest.h>
#include <utf8proc.h>

#include <cstdlib>
#include <numeric>
#include <random>

#include "stages/core/budget.h"
#include "stages/text/blocks.h"
#include "stages/text/character_references.h"
#include "stages/text/dates.h"
#include "stages/text/hash.h"
#include "stages/text/json_escapes.h"
#include "stages/text/language_tag.h"
#include "stages/text/text_size.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

std::string Repair(std::string_view bytes, std::size_t* replaced = nullptr) {
  std::string out;
  const Utf8Census census = RepairUtf8(bytes, out);
  if (replaced != nullptr) *replaced = census.replaced;
  return out;
}

TEST(Utf8, RepairsAsWhatwgDecodersDo) {
  struct Case {
    std::string_view in, out;
    std::size_t replaced;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"plain", "plain", 0},
           {"caf\xC3\xA9", "café", 0},
           {"caf\xE9", "caf\uFFFD", 1},
           {"\xE2\x82 x", "\uFFFD x", 1},                        // cut off: one
           {"\xC0\xAF", "\uFFFD\uFFFD", 2},                      // overlong: each byte
           {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD", 3},            // a surrogate
           {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD", 4},  // beyond U+10FFFF
           {"\xF0\x9F\x98\x80", "\U0001F600", 0}}) {
    std::size_t replaced = 0;
    EXPECT_EQ(Repair(c.in, &replaced), c.out);
    EXPECT_EQ(replaced, c.replaced) << c.out;
    EXPECT_EQ(IsValidUtf8(c.in), c.replaced == 0) << c.out;
  }
}

TEST(Utf8, WhatIsRepairedIsValid) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 80, ' ');
    for (char& c : bytes)
      c = static_cast<char>(random() % 3 == 0 ? random() % 256 : 'a' + random() % 26);
    const std::string repaired = Repair(bytes);
    EXPECT_TRUE(IsValidUtf8(repaired));
    EXPECT_EQ(Repair(repaired), repaired);
  }
}

/// As MeasureText() is specified, character by character.
TextSize SlowSize(std::string_view text) {
  TextSize size;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = DecodeUtf8(text, at);
    if (c > ' ') size.characters += c >= 0x3000 ? 2 : 1;
    if (c == ',' || c == 0x3001 || c == 0xFF0C || c == 0x60C) ++size.commas;
  }
  return size;
}

TEST(TextSize, FastPathCountsAsTheSlowOne) {
  std::mt19937 random(7);
  constexpr std::u32string_view kSigns =
      U"ab,z A\t\n\u007F\u00A0\u00E9\u060C\u07FF\u0800\u20AC\u2FFF\u3000\u3001\u4E00"
      U"\uFF0C\uFFFD\U0001F600";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    // Half of them in ASCII alone.
    const std::size_t signs = round % 2 == 0 ? 9 : kSigns.size();
    for (std::size_t i = random() % 90; i > 0; --i) AppendUtf8(kSigns[random() % signs], text);
    const TextSize fast = MeasureText(text);
    const TextSize slow = SlowSize(text);
    ASSERT_EQ(fast.characters, slow.characters) << text;
    ASSERT_EQ(fast.commas, slow.commas) << text;
  }
}

std::string Nfc(std::string text) {
  ToNfc(text);
  return text;
}

TEST(Nfc, Composes) {
  EXPECT_EQ(Nfc("cafe\u0301"), "café");
  EXPECT_EQ(Nfc("\u1100\u1161\u11A8"), "각");
  EXPECT_EQ(Nfc("Ω is \u2126"), "Ω is Ω");
  EXPECT_EQ(Nfc("plain — “text”"), "plain — “text”");
  EXPECT_EQ(Nfc("\u0301"), "\u0301");
}

// The fast path against the library over random texts of characters that matter.
TEST(Nfc, EqualsUtf8proc) {
  std::mt19937 random(2);
  constexpr char32_t kChars[] = {'a',    'e',    ' ',    0x301,  0x323,  0x308,  0xE9,   0x1EA5,
                                 0x2126, 0x1100, 0x1161, 0x11A8, 0xAC00, 0x3099, 0x304B, 0x0958,
                                 0x093C, 0x0915, 0x2014, 0x4E00, 0x64B,  0x651,  0x627,  0x653,
                                 0x1F71, 0x387,  0xFB1D, 0x5D9,  0x5B4,  0x1E9B};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (unsigned i = 0; i < 1 + random() % 8; ++i)
      AppendUtf8(kChars[random() % std::size(kChars)], text);
    utf8proc_uint8_t* expected =
        utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str()));
    EXPECT_EQ(Nfc(text), reinterpret_cast<const char*>(expected)) << "seed 2, round " << round;
    std::free(expected);
  }
}

TEST(Nfc, IsLinearInMarks) {
  std::string text = "a";
  for (int i = 0; i < 200000; ++i) text += i % 2 == 0 ? "\u0301" : "\u0323";
  EXPECT_TRUE(IsValidUtf8(Nfc(text)));
}

std::string Space(std::string_view text, Lines lines = Lines::kKeep) {
  std::string out;
  NormalizeSpace(text, lines, out);
  return out;
}

TEST(Space, Normalises) {
  EXPECT_EQ(Space("  one \t two\u00A0three  "), "one two three");
  EXPECT_EQ(Space("a \r\n b\rc\u2028d"), "a\nb\nc\nd");
  EXPECT_EQ(Space("a\n\n\n \n b"), "a\n\nb");
  EXPECT_EQ(Space("\n\na\n\n"), "a");
  EXPECT_EQ(Space("a\n\nb", Lines::kJoin), "a b");
  EXPECT_EQ(Space("Bundes\u00ADkanzler\u00AD \u00ADin"), "Bundeskanzler in");
  EXPECT_EQ(Space(std::string_view("a\0b\x01\x7F\uFEFF\u0085"
                                   "c",
                                   11)),
            "ab\nc");
  EXPECT_EQ(Space("This is a longer line of plain text,  with two spaces in it."),
            "This is a longer line of plain text, with two spaces in it.");
}

TEST(Space, LeavesNothingToNormalise) {
  std::mt19937 random(3);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (unsigned i = 0; i < random() % 70; ++i) {
      const char kinds[] = {'a', 'b', ' ', 'c', '\n', 'd', '\t', 'e', '.', 'f', '\r', '\x02'};
      text +=
          random() % 12 == 0 ? "é" : std::string(1, kinds[random() % (random() % 4 == 0 ? 12 : 4)]);
    }
    const std::string once = Space(text);
    EXPECT_EQ(Space(once), once);
    EXPECT_EQ(once.find("  "), std::string::npos);
    EXPECT_EQ(once.find(" \n"), std::string::npos);
    EXPECT_EQ(once.find("\n\n\n"), std::string::npos);
  }
}

TEST(Words, AreRunsOfLettersAndDigits) {
  const std::string text = "NATO's 4,200 café-goers met U.S. President; 東京 ok";
  std::vector<Word> words;
  FindWords(text, words);
  std::vector<std::string> found;
  for (const Word& word : words) found.emplace_back(word.In(text));
  EXPECT_EQ(found, (std::vector<std::string>{"NATO", "s", "4", "200", "café", "goers", "met", "U",
                                             "S", "President", "東", "京", "ok"}));
  EXPECT_TRUE(words[0].capital && words[0].all_caps && words[0].ascii);
  EXPECT_TRUE(words[9].capital && !words[9].all_caps);
  EXPECT_FALSE(words[4].ascii);
  EXPECT_FALSE(words[2].all_caps);
}

// 64 bytes a step against one byte a step.
TEST(Words, TheFastPathAgrees) {
  std::mt19937 random(4);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (unsigned i = 0; i < random() % 200; ++i) {
      const auto what = random() % 20;
      text += what < 8    ? std::string(1, static_cast<char>('a' + random() % 26))
              : what < 11 ? std::string(1, static_cast<char>('A' + random() % 26))
              : what < 12 ? "7"
              : what < 13 ? "é"
              : what < 14 ? "’"
              : what < 15 ? std::string(random() % 90, 'x')
                          : " ";
    }
    std::vector<Word> fast;
    FindWords(text, fast);
    std::vector<Word> slow;
    for (std::size_t at = 0; at < text.size();) {  // pieces too short for the fast path
      std::size_t end = at;
      while (end < text.size() && text[end] != ' ') ++end;
      std::vector<Word> words;
      FindWords(std::string_view(text).substr(at, end - at), words);
      for (Word word : words) {
        word.begin += static_cast<std::uint32_t>(at);
        word.end += static_cast<std::uint32_t>(at);
        slow.push_back(word);
      }
      at = end + 1;
    }
    ASSERT_EQ(fast.size(), slow.size()) << text;
    for (std::size_t i = 0; i < fast.size(); ++i) {
      EXPECT_EQ(fast[i].begin, slow[i].begin) << text;
      EXPECT_EQ(fast[i].end, slow[i].end) << text;
      EXPECT_EQ(fast[i].capital, slow[i].capital) << text;
      EXPECT_EQ(fast[i].all_caps, slow[i].all_caps) << text;
    }
  }
}

TEST(Words, HashIgnoresCase) {
  EXPECT_EQ(FoldedHash("Nairobi", true), FoldedHash("NAIROBI", true));
  EXPECT_EQ(FoldedHash("ÉTÉ", false), FoldedHash("été", false));
  EXPECT_EQ(FoldedHash("\u0130stanbul", false), FoldedHash("istanbul", true));
  EXPECT_NE(FoldedHash("cat", true), FoldedHash("car", true));
  EXPECT_NE(FoldedHash("a", true), FoldedHash("aa", true));
}

TEST(Hash, KnownValues) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex({"a", "b", "c"}), Sha256Hex("abc"));
  EXPECT_EQ(Hash64(""), 0x2D06800538D394C2ULL);  // XXH3's published value
  std::string out;
  EXPECT_TRUE(DecodeBase64("aGVs\nbG8=", out));
  EXPECT_EQ(out, "hello");
  EXPECT_FALSE(DecodeBase64("a*==", out));
  EXPECT_FALSE(DecodeBase64("aGVsb", out));
  EXPECT_EQ(out, "hello");
}

/// One character after the other; nothing where the text is not base64.
std::optional<std::string> SlowBase64(std::string_view text) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits;
  std::size_t padding = std::string_view::npos;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c == '=') {
      padding = bits.size();
      continue;
    }
    const std::size_t value = kLetters.find(c == '-' ? '+' : c == '_' ? '/' : c);
    if (value == std::string_view::npos || padding != std::string_view::npos) return std::nullopt;
    for (unsigned bit = 6; bit-- > 0;) bits.push_back((value >> bit & 1) != 0 ? '1' : '0');
  }
  if (bits.size() % 24 == 6) return std::nullopt;
  std::string out;
  for (std::size_t at = 0; at + 8 <= bits.size(); at += 8) {
    out.push_back(static_cast<char>(std::stoi(bits.substr(at, 8), nullptr, 2)));
  }
  return out;
}

TEST(Base64, FastPathReadsEveryByteAtEveryPlaceAsTheSlowOne) {
  constexpr std::string_view kText = "TmV3c3dpcmVkIHJlYWRzIG5ld3M+Pz8/YW5kIHdyaXRlcyBldmVudHMu/+8x";
  for (std::size_t place = 0; place < kText.size(); ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      for (const bool insert : {false, true}) {
        std::string text(kText);
        text.replace(place, insert ? 0 : 1, 1, static_cast<char>(byte));
        std::string out = "before";
        const bool read = DecodeBase64(text, out);
        const std::optional<std::string> expected = SlowBase64(text);
        ASSERT_EQ(read, expected.has_value()) << text;
        ASSERT_EQ(out, "before" + expected.value_or("")) << text;
      }
    }
  }
}

TEST(Base64, FastPathReadsEveryLengthAsTheSlowOne) {
  std::mt19937 random(20260413);
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_ =\n";
  std::vector<std::size_t> sizes(400);
  std::iota(sizes.begin(), sizes.end(), 0);
  for (std::size_t size = 8180; size < 8200; ++size) sizes.push_back(size);  // decoded in blocks
  for (const std::size_t size : sizes) {
    // Mostly the plain alphabet, so that fast and slow parts alternate.
    const std::size_t letters = size % 2 == 0 ? 64 : kLetters.size();
    std::string text;
    while (text.size() < size) {
      text.push_back(kLetters[random() % 16 == 0 ? random() % letters : random() % 64]);
    }
    std::string out;
    const bool read = DecodeBase64(text, out);
    const std::optional<std::string> expected = SlowBase64(text);
    ASSERT_EQ(read, expected.has_value()) << text;
    ASSERT_EQ(out, expected.value_or("")) << text;
  }
}

struct UrlCase {
  const char* name;
  std::string in;
  const char* out;  // empty: no address
  const char* base = "";
};

class CanonicalUrlTest : public testing::TestWithParam<UrlCase> {};

TEST_P(CanonicalUrlTest, Is) {
  EXPECT_EQ(CanonicalUrl(GetParam().in, GetParam().base).value_or(""), GetParam().out);
}

INSTANTIATE_TEST_SUITE_P(
    Urls, CanonicalUrlTest,
    testing::Values(
        UrlCase{"CaseAndPortAndFragment", "HTTPS://Www.Example.COM:443/a/../b?x=1#top",
                "https://www.example.com/b?x=1"},
        UrlCase{"DefaultPortOfHttp", "http://example.com:80/a", "http://example.com/a"},
        UrlCase{"OtherPort", "https://example.com:8443/a", "https://example.com:8443/a"},
        UrlCase{"CaseOfThePathStays", "https://example.com/A", "https://example.com/A"},
        UrlCase{"NoPath", "http://example.com", "http://example.com/"},
        UrlCase{"EncodedThoughPlain", "https://example.com/%7Euser/%41%2d",
                "https://example.com/~user/A-"},
        UrlCase{"EncodedInSmall", "https://example.com/%c3%a9?q=%e2%82%ac",
                "https://example.com/%C3%A9?q=%E2%82%AC"},
        UrlCase{"EncodedSigns", "https://example.com/a%2fb%20c%25",
                "https://example.com/a%2Fb%20c%25"},
        UrlCase{"BrokenEncoding", "https://example.com/50%/%zz%4", "https://example.com/50%/%zz%4"},
        UrlCase{"NothingIsDecodedTwice", "https://example.com/%%341%2541",
                "https://example.com/%%341%2541"},
        UrlCase{"DotsBehindTheHost", "http:a..", "http://a../"},
        UrlCase{"DotsBeforeANumber", "http://a..8../", "http://a..8../"},
        UrlCase{"DotBehindTheHost", "https://example.com./a", "https://example.com/a"},
        UrlCase{"Tracking", "https://example.com/a?utm_source=x&id=7&fbclid=y&UTM_Medium=z",
                "https://example.com/a?id=7"},
        UrlCase{"TrackingOfFeeds",
                "https://example.com/a?at_medium=RSS&maca=en-rss&traffic_source=rss&p=2",
                "https://example.com/a?p=2"},
        UrlCase{"TrackingByValue",
                "https://example.com/a?mod=rss_markets&source=rss----1&ref=rss&ref=home&mod=x",
                "https://example.com/a?ref=home&mod=x"},
        UrlCase{"TrackingOfHouses",
                "https://example.com/a?at_custom1=x&at_link_id=y&ito=social-facebook&emc=edit_th&"
                "MACA=de-EMail-sharing&CMP=share_btn_tw&pk_kwd=z&p=2",
                "https://example.com/a?p=2"},
        UrlCase{"NamesThatAreNoTracking",
                "https://example.com/view?at_id=0&ito=77&emc=8&maca=3&ns_fee=9&pk_id=5&cmp=6",
                "https://example.com/view?at_id=0&ito=77&emc=8&maca=3&ns_fee=9&pk_id=5&cmp=6"},
        UrlCase{"NothingButTracking", "https://example.com/a?utm_source=x&gad_source=1",
                "https://example.com/a"},
        UrlCase{"SessionOfAServlet", "https://example.com/a.jsp;JSESSIONID=0A1B.node2?p=2",
                "https://example.com/a.jsp?p=2"},
        UrlCase{"SessionInTheQuery",
                "https://example.com/a?PHPSESSID=0a1b&p=2&ASPSESSIONIDCQ=x&jsessionid=7",
                "https://example.com/a?p=2"},
        UrlCase{"OtherParameterOfAPath", "https://example.com/a;v=2/b",
                "https://example.com/a;v=2/b"},
        UrlCase{"EscapedTwice", "https://example.com/a?p=2&amp;id=3&amp;utm_source=rss",
                "https://example.com/a?p=2&id=3"},
        UrlCase{"OrderOfParametersStays", "https://example.com/?b=2&a=1",
                "https://example.com/?b=2&a=1"},
        UrlCase{"Relative", "/b/c", "https://example.com/b/c", "https://example.com/a?q"},
        UrlCase{"UserAndPassword", "https://user:secret@example.com/", "https://example.com/"},
        UrlCase{"International", " https://b\u00FCcher.example/\u00E4 ",
                "https://xn--bcher-kva.example/%C3%A4"},
        UrlCase{"AmpParameter", "https://example.com/a?amp=1&id=2", "https://example.com/a?id=2"},
        UrlCase{"AmpOutputType", "https://example.com/a?outputType=amp", "https://example.com/a"},
        UrlCase{"OtherOutputType", "https://example.com/a?outputType=print",
                "https://example.com/a?outputType=print"},
        UrlCase{"AmpSegment", "https://example.com/news/port-strike/amp",
                "https://example.com/news/port-strike"},
        UrlCase{"AmpSegmentWithSlash", "https://example.com/news/port-strike/amp/?id=1",
                "https://example.com/news/port-strike/?id=1"},
        UrlCase{"AmpAfterANumber", "https://example.com/news/20250312/amp",
                "https://example.com/news/20250312"},
        UrlCase{"AmpEnding", "https://example.com/port-strike.amp",
                "https://example.com/port-strike"},
        UrlCase{"AmpHtml", "https://example.com/strike.amp.html",
                "https://example.com/strike.html"},
        UrlCase{"AmpTwice", "https://example.com/port-strike.amp.amp/amp/",
                "https://example.com/port-strike/"},
        UrlCase{"AmpOfHtml", "https://example.com/strike-7.amp.amp.html/amp?id=1",
                "https://example.com/strike-7.html?id=1"},
        UrlCase{"AmpHtmlWithSlash", "https://example.com/strike.amp.html/",
                "https://example.com/strike.amp.html/"},
        UrlCase{"AmpAfterNoArticle", "https://example.com/port-strike/amp/amp",
                "https://example.com/port-strike/amp/amp"},
        UrlCase{"ASectionCalledAmp", "https://example.com/tags/amp",
                "https://example.com/tags/amp"},
        UrlCase{"AmpCache",
                "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/port-strike/amp/"
                "?amp_js_v=0.1",
                "https://www.example.com/port-strike/"},
        UrlCase{"AmpCacheOfHttp", "https://cdn.ampproject.org/v/example.com/a",
                "http://example.com/a"},
        UrlCase{"AmpViewer", "https://www.google.com/amp/s/amp.example.com/port-strike",
                "https://amp.example.com/port-strike"},
        UrlCase{"NoAmpViewer", "https://www.google.com/amp/about",
                "https://www.google.com/amp/about"},
        UrlCase{"CacheOfACache",
                "https://a.cdn.ampproject.org/c/s/b.cdn.ampproject.org/c/s/example.com/x",
                "https://example.com/x"},
        UrlCase{"OtherScheme", "ftp://example.com/", ""}, UrlCase{"Words", "not a url", ""},
        UrlCase{"Empty", "", ""},
        UrlCase{"TooLong", "https://example.com/" + std::string(9000, 'a'), ""}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Url, ManyMarksOfAmpCostTheirSize) {
  std::string url = "https://example.com/1234";
  while (url.size() < 8000) url += ".amp";
  const std::int64_t start = ThreadCpuNanos();
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(CanonicalUrl(url), "https://example.com/1234");
  EXPECT_LT(ThreadCpuNanos() - start, 2'000'000'000);
}

TEST(Url, Keys) {
  for (const auto& [url, key] : std::initializer_list<std::pair<const char*, const char*>>{
           {"https://www.example.com/a/", "example.com/a"},
           {"http://m.example.com/a", "example.com/a"},
           {"https://mobile.example.com/a?id=1", "example.com/a?id=1"},
           {"https://amp.example.com/a", "example.com/a"},
           {"https://en.m.example.org/a", "en.example.org/a"},
           {"https://news.example.com:8443/a", "news.example.com:8443/a"},
           {"https://m.example/a", "m.example/a"},
           {"https://example.com/", "example.com"},
           {"https://touch.example.com/a", "example.com/a"},
           {"https://wap.example.co.uk/a", "example.co.uk/a"},
           {"https://touch.co.uk/a", "touch.co.uk/a"},
           {"https://m.taz.de/a", "taz.de/a"},
           {"https://[::1]:8080/a/", "[::1]:8080/a"},
           {"no address", "no address"}}) {
    EXPECT_EQ(UrlKey(url), key) << url;
  }
}

/// Two addresses, and whether they are forms of one page.
struct FormsCase {
  const char* name;
  std::string a, b;
  bool same = true;
};
void PrintTo(const FormsCase& c, std::ostream* out) { *out << c.name; }

class UrlFormsTest : public testing::TestWithParam<FormsCase> {};

TEST_P(UrlFormsTest, HaveOneKey) {
  const auto key = [](const std::string& path) {
    return UrlKey(CanonicalUrl("https://news.example" + path).value());
  };
  EXPECT_EQ(key(GetParam().a) == key(GetParam().b), GetParam().same)
      << key(GetParam().a) << " " << key(GetParam().b);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, UrlFormsTest,
    testing::Values(
        FormsCase{"AmpFolder", "/amp/port-strike", "/port-strike"},
        FormsCase{"AmpFolderOfASection", "/kenya/amp/port-strike/", "/kenya/port-strike"},
        FormsCase{"AmpFolderBeforeASection", "/amp/kenya/port-strike?id=1",
                  "/kenya/port-strike?id=1"},
        FormsCase{"AmpFolderOfANumber", "/amp/7512345", "/7512345"},
        FormsCase{"AmpFolderOfWords", "/amp/tubes", "/tubes", false},
        FormsCase{"AmpFolderFurtherDown", "/a/b/amp/port-strike", "/a/b/port-strike", false},
        FormsCase{"AmpAlone", "/amp/", "/", false},
        FormsCase{"AmpEnd", "/port-strike-ends-after-nine-days.amp",
                  "/port-strike-ends-after-nine-days.html"},
        FormsCase{"AmpEndOfHtml", "/strike.amp.html", "/strike.html"},
        FormsCase{"Html", "/2025/03/12/port-strike.html", "/2025/03/12/port-strike/"},
        FormsCase{"HtmlOfANumber", "/a7512345.htm", "/a7512345"},
        FormsCase{"HtmlOfATopic", "/port-strike.html", "/port-strike/", false},
        FormsCase{"HtmlOfADay", "/20250312.html", "/20250312", false},
        FormsCase{"HtmlOfAMonth", "/2025/03.html", "/2025/03", false},
        FormsCase{"HtmlOfASectionInAMonth", "/2025/03/world.html", "/2025/03/world", false},
        FormsCase{"MobileFolder", "/mobile/port-strike-ends-after-nine-days",
                  "/port-strike-ends-after-nine-days"},
        FormsCase{"MobileFolderOfADay", "/mobile/2025/03/12/port-strike",
                  "/2025/03/12/port-strike"},
        FormsCase{"MobileFolderOfANumber", "/mobile/news/7512345.html", "/news/7512345.html"},
        FormsCase{"MobileSection", "/mobile/phone-x-review", "/phone-x-review", false},
        FormsCase{"MobileSectionOfADay", "/mobile/20250312", "/20250312", false},
        FormsCase{"MobileSectionBelowAnother", "/tech/mobile/port-strike-ends-after-nine-days",
                  "/tech/port-strike-ends-after-nine-days", false},
        FormsCase{"PrintFolder", "/print/2025/03/12/port-strike.html", "/2025/03/12/port-strike"},
        FormsCase{"PrintSection", "/print/port-strike", "/port-strike", false},
        FormsCase{"PrintSectionOfALongName", "/printers/port-strike-ends-after-nine-days",
                  "/ers/port-strike-ends-after-nine-days", false},
        FormsCase{"PrintEnd", "/2025/03/12/port-strike/print/", "/2025/03/12/port-strike"},
        FormsCase{"PrintEndOfASection", "/news/print", "/news", false},
        FormsCase{"PrintHtml", "/port-strike-ends-after-nine-days.print.html",
                  "/port-strike-ends-after-nine-days.html"},
        FormsCase{"OrderOfParameters", "/view?id=5&lang=en", "/view?lang=en&id=5"},
        FormsCase{"OrderOfAList", "/view?id=5&id=6", "/view?id=6&id=5", false},
        FormsCase{"Print", "/a?print=1", "/a"},
        FormsCase{"PrintOfAnId", "/a?id=5&Print", "/a?id=5"},
        FormsCase{"ViewPrint", "/a?view=print&id=5", "/a?id=5"},
        FormsCase{"OutputType", "/a?outputType=amp", "/a"},
        FormsCase{"PrintOfANumber", "/a?print=1234", "/a", false},
        FormsCase{"OtherView", "/a?view=gallery", "/a", false},
        FormsCase{"OtherFormat", "/a?format=pdf", "/a", false}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Url, AFolderIsNotTheCanonicalUrlOfWhatStandsInIt) {
  struct Case {
    std::string_view url, path;
    bool may_be;
  };
  constexpr Case kCases[] = {
      {"/news/", "/news/port-strike.html", false},
      {"/news/", "/news/a1.html", false},
      {"/news/index.html", "/news/port-strike", false},
      {"/2026/03/12/", "/2026/03/12/port-strike/", false},
      {"/news/", "/news/world/port-strike", false},
      {"/", "/news/port-strike", false},
      {"/news/port-strike", "/news/port-strike", true},
      {"/news/port-strike/", "/news/port-strike/amp", true},
      {"/news/port-strike/", "/news/port-strike/2", true},
      {"/news/port-strike", "/news/port-strike/all-comments", true},
      {"/news/123", "/news/123/print.html", true},
      {"/news/123", "/news/123", true},
      {"/news/", "/news/", true},
      {"/news/port-strike", "/live/port-strike", true},
      {"/", "/", true},
  };
  const std::string site = "https://www.wire.example";
  for (const Case& one : kCases) {
    EXPECT_EQ(MayBeCanonical(site + std::string(one.url), site + std::string(one.path)), one.may_be)
        << one.url << " of " << one.path;
  }
}

TEST(Url, Domains) {
  EXPECT_EQ(DomainOf("https://www.example.com:8080/x"), "example.com");
  EXPECT_EQ(DomainOf("http://[::1]:8080/x"), "[::1]");
  EXPECT_EQ(DomainOf("http://[::1]"), "[::1]");
}

TEST(Url, Identifiers) {
  for (const char* id :
       {"urn:x:1", "tag:wire.example,2025:1", "https://x.example/1", "doi:10.1/2", "ap://1"}) {
    EXPECT_TRUE(IsIdentifierUri(id)) << id;
  }
  for (const char* id : {"ew-778812", "id: 7", "12:30", ":x", "ap:12345", "http"})
    EXPECT_FALSE(IsIdentifierUri(id)) << id;
}

struct DateCase {
  const char* in;
  const char* value;  // empty: refused
  const char* utc;    // empty: no zone
};
class DateTest : public ::testing::TestWithParam<DateCase> {};

TEST_P(DateTest, Reads) {
  const auto& [in, value, utc] = GetParam();
  const std::optional<Dated> date = ParseDate(in);
  EXPECT_EQ(date ? date->value : "", value);
  EXPECT_EQ(date && date->utc_ms ? FormatUtc(*date->utc_ms) : "", utc);
  if (date) {
    EXPECT_EQ(date->tz_source, date->utc_ms ? "explicit" : "none");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Dates, DateTest,
    ::testing::Values(
        DateCase{"2025-03-12T17:05:00+03:00", "2025-03-12T17:05:00+03:00", "2025-03-12T14:05:00Z"},
        DateCase{"2025-03-12T14:05:00.123Z", "2025-03-12T14:05:00Z", "2025-03-12T14:05:00Z"},
        DateCase{"2025-03-12T14:05Z", "2025-03-12T14:05Z", "2025-03-12T14:05:00Z"},
        DateCase{"2025-03-12 14:05:00", "2025-03-12T14:05:00", ""},
        DateCase{"2025-03-12T14:05:00-0530", "2025-03-12T14:05:00-05:30", "2025-03-12T19:35:00Z"},
        DateCase{"2025-03-12", "2025-03-12", ""}, DateCase{"2025-03", "2025-03", ""},
        DateCase{"2025", "2025", ""}, DateCase{"20250312", "2025-03-12", ""},
        DateCase{"20250312T140500Z", "2025-03-12T14:05:00Z", "2025-03-12T14:05:00Z"},
        DateCase{"202503121405", "2025-03-12T14:05", ""},
        DateCase{"202503121405Z", "2025-03-12T14:05Z", "2025-03-12T14:05:00Z"},
        DateCase{"202503122505", "1976-06-01T18:52:02Z", "1976-06-01T18:52:02Z"},
        DateCase{"2025/03/12", "2025-03-12", ""},
        DateCase{"Wed, 12 Mar 2025 14:05:00 GMT", "2025-03-12T14:05:00Z", "2025-03-12T14:05:00Z"},
        DateCase{"12 Mar 2025 14:05 EST", "2025-03-12T14:05-05:00", "2025-03-12T19:05:00Z"},
        DateCase{"Wed Mar 12 14:05:00 2025", "2025-03-12T14:05:00", ""},
        DateCase{"Wed Mar 12 14:05:00 UTC 2025", "2025-03-12T14:05:00Z", "2025-03-12T14:05:00Z"},
        DateCase{"March 12, 2025", "2025-03-12", ""},
        DateCase{"March 12, 2025, 5:05 pm EST", "2025-03-12T17:05-05:00", "2025-03-12T22:05:00Z"},
        DateCase{"12 March 2025 at 12:30 am", "2025-03-12T00:30", ""},
        DateCase{"Sept. 3, 2024", "2024-09-03", ""}, DateCase{"3rd of May 2024", "2024-05-03", ""},
        DateCase{"12.03.2025", "2025-03-12", ""}, DateCase{"25/12/2024", "2024-12-25", ""},
        DateCase{"12/25/2024", "2024-12-25", ""},
        DateCase{"1741788300", "2025-03-12T14:05:00Z", "2025-03-12T14:05:00Z"},
        DateCase{"1741788300123", "2025-03-12T14:05:00Z", "2025-03-12T14:05:00Z"},
        DateCase{"2024-02-29", "2024-02-29", ""},
        // Refused: impossible, ambiguous, placeholders, not dates.
        DateCase{"2023-02-29", "", ""}, DateCase{"2025-13-01", "", ""},
        DateCase{"2025-03-12T25:00:00Z", "", ""}, DateCase{"03/04/2025", "", ""},
        DateCase{"0001-01-01T00:00:00Z", "", ""}, DateCase{"1970-01-01T00:00:00Z", "", ""},
        DateCase{"yesterday", "", ""}, DateCase{"", "", ""},
        DateCase{"12 March 2025 14:05 BST", "", ""}, DateCase{"2025-03-12T14:05:00Zjunk", "", ""}));

TEST(Dates, Agree) {
  const auto agree = [](const char* a, const char* b) {
    return Agree(*ParseDate(a), *ParseDate(b));
  };
  EXPECT_TRUE(agree("2025-03-12T17:05:00+03:00", "2025-03-12T14:05:00Z"));
  EXPECT_TRUE(agree("2025-03-12T17:05:00+03:00", "2025-03-12T14:05Z"));
  EXPECT_TRUE(agree("2025-03-12", "2025-03-12T14:05:00Z"));
  EXPECT_FALSE(agree("2025-03-12T17:05:00Z", "2025-03-12T14:05:00Z"));
}

TEST(Dates, ZonesThatAreNamedTwiceYearsOfTwoDigitsAndFractions) {
  for (const char* text :
       {"2025-03-12 14:05:00 +0000 UTC", "2025-03-12 14:05:00.5 +0000 UTC m=+0.1",
        "2025-03-12T14:05:00Z[UTC]", "2025-03-12T15:05:00+01:00[Europe/Paris]",
        "2025-03-12T15:05:00+01:00[GMT+01:00]", "2025-03-12T11:05:00-03:00[Etc/GMT+3]",
        "Wed, 12 Mar 25 14:05:00 +0000", "1741788300.123"}) {
    const std::optional<Dated> date = ParseDate(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(date->utc_ms, 1741788300000) << text;
  }
  EXPECT_FALSE(ParseDate("12 Mar 25")) << "a day of which year?";
  for (const char* text : {"2025-03-12 [sic", "2025-03-12 [sic]", "2025-03-12 [Update 2]",
                           "2025-03-12 [REVISED]", "2025-03-12 []", "2025-03-12 [a/b]"}) {
    EXPECT_FALSE(ParseDate(text)) << text;
  }
}

TEST(Dates, AnyTextIsReadOrRefused) {
  std::mt19937 random(5);
  constexpr std::string_view kChars = "0123456789-/:.TZ +aMarchpm,()";
  for (int round = 0; round < 100000; ++round) {
    std::string text;
    for (unsigned i = 0; i < random() % 24; ++i) text += kChars[random() % kChars.size()];
    if (const auto date = ParseDate(text)) {
      EXPECT_TRUE(ParseDate(date->value)) << text;
    }
  }
}

TEST(Blocks, ArePartedByEmptyLines) {
  std::string body;
  std::vector<Block> structure;
  AppendBlock(BlockKind::kParagraph, "One", body, structure);
  AppendBlock(BlockKind::kListItem, "a", body, structure);
  AppendBlock(BlockKind::kListItem, "b", body, structure);
  AppendBlock(BlockKind::kParagraph, "", body, structure);
  AppendBlock(BlockKind::kParagraph, "Two", body, structure);
  EXPECT_EQ(body, "One\n\na\nb\n\nTwo");
  ASSERT_EQ(structure.size(), 4U);
  EXPECT_EQ(structure[2].span.In(body), "b");
}

TEST(LanguageTag, IsBroughtIntoItsUsualCase) {
  EXPECT_EQ(CanonicalLanguageTag("pt_br"), "pt-BR");
  EXPECT_EQ(CanonicalLanguageTag("ZH-hant-TW"), "zh-Hant-TW");
  EXPECT_EQ(CanonicalLanguageTag("EN"), "en");
  EXPECT_EQ(CanonicalLanguageTag("de-CH-1996"), "de-CH-1996");
  EXPECT_EQ(CanonicalLanguageTag("en-x-AB"), "en-x-ab");
  for (const char* bad :
       {"", "e", "english", "en-", "en--US", "-en", "e1", "en-US!", "en-waytoolong"}) {
    EXPECT_EQ(CanonicalLanguageTag(bad), std::nullopt) << bad;
  }
}

TEST(CharacterReferences, MayHaveZerosInFront) {
  EXPECT_EQ(WithReferences("a &#x000001F600; &#128512;&thetasym; &#x0000001F600;"),
            "a \U0001F600 \U0001F600\u03D1 &#x0000001F600;");
}

TEST(JsonEscapes, LoneSurrogatesBecomeReplacements) {
  const auto repaired = [](std::string json) {
    RepairSurrogateEscapes(json);
    return json;
  };
  EXPECT_EQ(repaired(R"(\ud83d\ude00)"), R"(\ud83d\ude00)");
  EXPECT_EQ(repaired(R"(\ud83d \uDE00 \ud83d\ud83d\ude00)"), R"(\ufffd \ufffd \ufffd\ud83d\ude00)");
  EXPECT_EQ(repaired(R"(\\ud83d \ud8)"), R"(\\ud83d \ud8)");
}

TEST(Words, SomeMakeOneNumber) {
  const std::string text = "It rose 1,234.5 to 10:30, 7, x.8 and 4. 5";
  std::vector<Word> words;
  FindWords(text, words);
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (text[words[i].begin] > '9') continue;
    const std::size_t last = LastOfNumber(text, words, i);
    numbers.push_back(text.substr(words[i].begin, words[last].end - words[i].begin));
    i = last;
  }
  EXPECT_EQ(numbers, (std::vector<std::string>{"1,234.5", "10:30", "7", "8", "4", "5"}));
}

}  // namespace
}  // namespace newswired
