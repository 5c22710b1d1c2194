#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/page.h"

namespace newswired {
namespace {

struct Seen {
  std::vector<std::string> tags, texts;
  std::vector<std::string> scripts;  ///< JSON-LD
};

std::string NameOf(lxb_dom_element_t* element) {
  std::size_t length = 0;
  const lxb_char_t* name = lxb_dom_element_local_name(element, &length);
  std::string text(reinterpret_cast<const char*>(name), length);
  const lxb_char_t* value = lxb_dom_element_class(element, &length);
  if (value != nullptr) text += "." + std::string(reinterpret_cast<const char*>(value), length);
  return text;
}

void Add(const lxb_dom_node_t* parent, Seen& seen) {
  for (const lxb_dom_node_t* node = parent->first_child; node != nullptr; node = node->next) {
    if (node->type == LXB_DOM_NODE_TYPE_TEXT && parent->type == LXB_DOM_NODE_TYPE_ELEMENT) {
      seen.texts.emplace_back(TextData(node));
    }
    if (node->type != LXB_DOM_NODE_TYPE_ELEMENT) continue;
    const auto* element = reinterpret_cast<const lxb_dom_element_t*>(node);
    const std::string name = NameOf(const_cast<lxb_dom_element_t*>(element));
    seen.tags.push_back(name);
    const lxb_dom_node_t* text = node->first_child;
    if (name == "script.ld" && text != nullptr && seen.scripts.size() < 64) {
      seen.scripts.emplace_back(TextData(text));
    }
    if (!IsOpaque(static_cast<std::uint32_t>(node->local_name))) Add(node, seen);
  }
}

/// The page as lexbor has it, when nobody stands between its tokenizer and its tree builder.
Seen WithLexborAlone(const std::string& html) {
  lxb_html_document_t* document = lxb_html_document_create();
  Seen seen;
  if (lxb_html_document_parse(document, reinterpret_cast<const lxb_char_t*>(html.data()),
                              html.size()) == LXB_STATUS_OK) {
    Add(lxb_dom_interface_node(document), seen);
  }
  lxb_html_document_destroy(document);
  return seen;
}

Seen WithPage(Page& page, const std::string& html) {
  Seen seen;
  EXPECT_TRUE(page.Parse(html).ok());
  for (const Element& element : page.elements()) seen.tags.push_back(NameOf(element.node));
  for (const PageText& text : page.texts()) seen.texts.emplace_back(text.text);
  for (const std::string_view script : page.json_ld) seen.scripts.emplace_back(script);
  return seen;
}

void ExpectSame(Page& page, const std::string& html) {
  const Seen page_seen = WithPage(page, html);
  const Seen lexbor_seen = WithLexborAlone(html);
  ASSERT_EQ(page_seen.tags, lexbor_seen.tags) << html;
  ASSERT_EQ(page_seen.texts, lexbor_seen.texts) << html;
  ASSERT_EQ(page_seen.scripts, lexbor_seen.scripts) << html;
}

/// What is stepped over (scripts, styles, shapes of drawings) leaves the rest of a page as it was.
TEST(PageTree, IsThatOfLexborForAnyOrderOfTags) {
  const std::vector<std::string> parts = {
      "<script>",
      "<script class=x>",
      "<script class=ld type='application/LD+json'>{}",
      "</script>",
      "</SCRIPT\n>",
      "</script/>",
      "</scripts>",
      "</script\v>",
      "</script",
      "<!--",
      "-->",
      "<style>",
      "</style>",
      "</Style\r>",
      "a<b",
      "text ",
      "\xC3\xA9",
      "<svg class=y>",
      "<svg/>",
      "</svg>",
      "<path d='M 0'>",
      "<path d='M 0'/>",
      "</path>",
      "<g class=z>",
      "<g/>",
      "</g>",
      "<foreignObject>",
      "<desc>",
      "<title>",
      "</title>",
      "<font color=red>",
      "<font>",
      "<div class=w>",
      "</div>",
      "<p>",
      "<b class=v>",
      "</b>",
      "<table>",
      "<tr>",
      "</table>",
      "<math>",
      "<mi>",
      "<select>",
      "</select>",
      "<template>",
      "</template>",
      "<body>",
      "</body>",
      "</html>",
      "<custom-tag class=u/>",
      "\r\n",
      "&amp;",
      "&amp",
      "&nbsp;",
      "&notin;",
      "&#8220;",
      "&#x2019;",
      "&#xD800;",
      "&#128;",
      "&#13;",
      "&#0;",
      "&#x110000;",
      "&#x;",
      "&copy",
      "&copy=",
      "&;",
      "&",
      "\r",
      "<",
      "/",
      "<p title='a&amp;b'>",
      "<i data-a=b>",
      "<i data-a=c>",
      "</i>",
      "<a href=x>",
      "</a x>",
      "<option selected>",
      "<input type=hidden>",
      "<annotation-xml encoding=text/html>",
      "<textarea>",
      "</textarea>",
      "<p\r\n>",
      "<p x='>'>",
      "<!-- b -->",
      "<!-->",
      "<!--->",
      "<!--- ->",
      "--!>",
      "<!-- <!-- -->",
      "--->",
      "<![CDATA[x]]>",
      "<?php ?>",
      "</ x>",
      "<!doctype html>",
      "<pre>",
      "\n",
      "<frameset>",
      "<plaintext>",
      "<iframe>",
      "</iframe>",
  };
  std::mt19937 random(20261127);
  Page page({});
  for (int round = 0; round < 20'000; ++round) {
    std::string html;
    for (std::size_t i = random() % 24; i > 0; --i) html += parts[random() % parts.size()];
    ExpectSame(page, html);
    if (HasFatalFailure()) return;
  }
}

/// The tree builder compares and reads attributes that the stage never asks for.
TEST(PageTree, IsThatOfLexborWhereAttributesMakeIt) {
  Page page({});
  ExpectSame(page, "<p><i data-a=1><i data-a=2><i data-a=3><i data-a=4></p>four");
  ExpectSame(page, "<p><i data-a=1><i data-a=1><i data-a=1><i data-a=1></p>three");
  ExpectSame(page, "<svg><font color=red></svg><p>one");
  ExpectSame(page, "<svg><font data-a=red></svg><p>one");
  ExpectSame(page, "<math><annotation-xml encoding=text/html><p></math>two");
  ExpectSame(page, "<math><annotation-xml><p></math>two");
  ExpectSame(page, "<table><input type=hidden><input type=text>");
}

/// What the stage asks of attributes.
bool IsKept(std::string_view name) {
  constexpr auto kKept = std::to_array<std::string_view>(
      {"class",    "id",       "style",    "role", "href",     "hidden",      "content",
       "itemprop", "itemtype", "datetime", "rel",  "lang",     "xml:lang",    "property",
       "name",     "type",     "title",    "src",  "data-src", "aria-hidden", "data-original"});
  return std::find(kKept.begin(), kKept.end(), name) != kKept.end();
}

std::string AttributesOf(const lxb_dom_element_t* element, bool all) {
  std::string text = "<";
  for (lxb_dom_attr_t* at = element->first_attr; at != nullptr; at = at->next) {
    std::size_t length = 0;
    const lxb_char_t* data = lxb_dom_attr_local_name(at, &length);
    const std::string name(reinterpret_cast<const char*>(data), length);
    if (!all && !IsKept(name)) continue;
    text += " " + name;
    if (at->value == nullptr) continue;
    data = lxb_dom_attr_value(at, &length);
    text += "=" + std::string(reinterpret_cast<const char*>(data), length) + "|";
  }
  return text;
}

void AddAttributes(const lxb_dom_node_t* parent, bool all, std::string& text) {
  for (const lxb_dom_node_t* node = parent->first_child; node != nullptr; node = node->next) {
    if (node->type != LXB_DOM_NODE_TYPE_ELEMENT) continue;
    text += AttributesOf(reinterpret_cast<const lxb_dom_element_t*>(node), all);
    if (!IsOpaque(static_cast<std::uint32_t>(node->local_name))) AddAttributes(node, all, text);
  }
}

void ExpectSameAttributes(const std::string& html, std::size_t max_attributes) {
  lxb_html_document_t* document = lxb_html_document_create();
  ASSERT_EQ(lxb_html_document_parse(document, reinterpret_cast<const lxb_char_t*>(html.data()),
                                    html.size()),
            LXB_STATUS_OK);
  for (const bool all : {false, true}) {
    Page page({.max_attributes = max_attributes, .all_attributes = all});
    ASSERT_TRUE(page.Parse(html).ok());
    std::string expected;
    std::string got;
    AddAttributes(lxb_dom_interface_node(document), all, expected);
    for (const Element& element : page.elements()) got += AttributesOf(element.node, all);
    EXPECT_EQ(got, expected) << html;
  }
  lxb_html_document_destroy(document);
}

/// Attributes are read as lexbor reads them, however they are written; those that nobody asks for
/// may be missing.
TEST(PageTree, HasTheAttributesOfLexbor) {
  const std::vector<std::string> parts = {" ",
                                          "\n",
                                          "\t",
                                          "/",
                                          ">",
                                          "<",
                                          "=",
                                          "=",
                                          "=\"",
                                          "\"",
                                          "'",
                                          "='",
                                          "\" ",
                                          "' ",
                                          "&amp;",
                                          "&",
                                          "&nots",
                                          "&quot;",
                                          "&#39;",
                                          "&#xA0;",
                                          "&#150;",
                                          "&#",
                                          "&copy=",
                                          "&copy",
                                          "&lt",
                                          ";",
                                          "\r",
                                          "\r\n",
                                          "`",
                                          "class",
                                          "CLASS",
                                          "id",
                                          "href=/a?b=c",
                                          "data-a",
                                          "data-src",
                                          "onclick=f",
                                          "xml:lang",
                                          "hidden",
                                          "x",
                                          "\xC3\xA9",
                                          "title=a",
                                          "\x1A",
                                          "\f",
                                          "aria-hidden",
                                          "Aria-Hidden=true",
                                          "data-original=\"o\"",
                                          "_",
                                          "@"};
  const std::vector<std::string> tags = {
      "<p",    "<a",  "<P",  "<b",   "<input", "<x-y",  "<x_y", "<longer-than-eight", "<br", "<svg",
      "<font", "</p", "</a", "</ p", "<h1",    "<html", "<body"};
  std::mt19937 random(20261128);
  for (int round = 0; round < 20'000; ++round) {
    std::string html;
    for (std::size_t tag = random() % 4; tag > 0; --tag) {
      html += tags[random() % tags.size()] + (random() % 4 == 0 ? "" : " ");
      for (std::size_t i = random() % 12; i > 0; --i) html += parts[random() % parts.size()];
      html += random() % 8 == 0 ? "" : ">";
    }
    ExpectSameAttributes(html, 128);
    if (HasFailure()) return;
  }
}

/// Beyond max_attributes they are left out, whoever asks for them.
TEST(PageTree, CountsAttributesThatNobodyAsksFor) {
  Page page({.max_attributes = 4});
  ASSERT_TRUE(page.Parse("<p a b c id=d>1<p a b c d id=e>2<p id=f a b c d>3").ok());
  std::string got;
  for (const Element& element : page.elements()) {
    if (element.tag == LXB_TAG_P) got += AttributesOf(element.node, false);
  }
  EXPECT_EQ(got, "< id=d|<< id=f|");
}

/// The tokenizer gets a page in pieces of 64 KiB: scripts that end in the next one, or never.
TEST(PageTree, IsThatOfLexborForLongScripts) {
  constexpr std::size_t kPiece = 64U << 10;
  Page page({});
  for (std::size_t before = kPiece - 60; before < kPiece + 4; ++before) {
    for (const std::string tag : {"script", "style"}) {
      for (const std::size_t inside : {std::size_t{0}, std::size_t{9}, 3 * kPiece}) {
        const std::string begin =
            "<p>" + std::string(before, 'x') + "<" + tag + ">" + std::string(inside, 'y');
        ExpectSame(page, begin + "</" + tag + "><p>after</p>");
        ExpectSame(page, begin + "</" + tag);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(PageTree, TextOfBlocksIsParted) {
  Page page({});
  const auto text = [&](const std::string& html) {
    EXPECT_TRUE(page.Parse("<body>" + html).ok());
    return page.TextOf(0);
  };
  EXPECT_EQ(text("<ul><li>Ada Pell</li><li>Ben Kestrel</li></ul>"), "Ada Pell Ben Kestrel");
  EXPECT_EQ(text("<p>One</p>two<table><tr><td>3</td><td>4</td></tr></table>"), "One two 3 4");
  EXPECT_EQ(text("<div>One</div>: <b>t</b>wo"), "One: two");
  EXPECT_EQ(text("<div>H</div>arbour"), "Harbour") << "an initial";
}

}  // namespace
}  // namespace newswired
