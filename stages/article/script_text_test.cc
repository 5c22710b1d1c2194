#include "stages/article/script_text.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/article/page_for_test.h"

namespace newswired {
namespace {

std::string Repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

const std::string kSentence =
    "Dock workers in the northern port went back to work on Tuesday after a strike of nine days.";

TEST(ScriptText, ATemplate) {
  const std::string text = Repeat("<p>" + kSentence + "</p>", 8);
  EXPECT_EQ(FindTextInScripts("<div><script type='text/template'>" + text + "</script></div>"),
            text);
}

TEST(ScriptText, DataInData) {
  const std::string text =
      Repeat(R"(\u003cp\u003e)" + kSentence + R"( \"Good\".\u003c/p\u003e)", 8);
  const std::string html = Repeat("<p>" + kSentence + " \"Good\".</p>", 8);
  EXPECT_EQ(FindTextInScripts(R"(<script>window.data = {"body": ")" + text + R"("};</script>)"),
            html);
  std::string twice;
  for (const char c : R"({"body": ")" + text + R"("})") {
    if (c == '"' || c == '\\') twice += '\\';
    twice += c;
  }
  EXPECT_EQ(FindTextInScripts(R"(<script>push([1,")" + twice + R"("])</script>)"), html);
}

TEST(ScriptText, CodeDataAndShortTextsAreNone) {
  for (const std::string& html :
       {"<script>var a = \"" + Repeat("<p>if (a == b) { return {}; }</p>", 40) + "\";</script>",
        "<script>var a = \"" + Repeat("aGVsbG8gd29ybGQ", 100) + "\";</script>",
        "<script>var a = \"<p>" + kSentence + "</p>\";</script>",
        "<script type='application/ld+json'>{\"articleBody\": \"" +
            Repeat("<p>" + kSentence + "</p>", 8) + "\"}</script>",
        "<script>var a = \"" + Repeat("<p>" + kSentence, 8), std::string("<script"),
        std::string("<script>\"\\")}) {
    EXPECT_EQ(FindTextInScripts(html), "") << html;
  }
}

TEST(ScriptText, IsTheTextOfAPageThatShowsNone) {
  const std::string script =
      "<script>push({\"content\": \"" + Repeat("<p>" + kSentence + "</p>", 8) + "\"})</script>";
  const std::string title = "<title>Dock workers went back to work</title>";
  const Article found = ReadPage(title + "<div id=app></div>" + script);
  EXPECT_EQ(found.extraction.method, "script");
  EXPECT_EQ(found.body.substr(0, kSentence.size()), kSentence);
  EXPECT_LT(found.extraction.confidence, 0.75);
  // Of another story, or where the page shows a text of its own.
  EXPECT_EQ(ReadPage("<title>Museum opens its doors</title><div id=app></div>" + script).body, "");
  const Article shown =
      ReadPage(title + Repeat("<p>" + kSentence + " Then it rained.</p>", 4) + script);
  EXPECT_EQ(shown.extraction.method, "density");
}

}  // namespace
}  // namespace newswired
