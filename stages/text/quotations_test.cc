#include "stages/text/quotations.h"

#include <gtest/gtest.h>

#include <string>

namespace newswired {
namespace {

using List = std::vector<std::string>;

List Quotations(std::string_view text) {
  std::vector<Span> spans;
  FindQuotations(text, spans);
  List quotations;
  for (const Span& span : spans) quotations.emplace_back(span.In(text));
  return quotations;
}

TEST(Quotations, HaveTheMarksOfAllLanguages) {
  EXPECT_EQ(Quotations("“One,” he said. \"Two,\" she said. ‘Three,’ they said."),
            (List{"One,", "Two,", "Three,"}));
  EXPECT_EQ(Quotations("„Eins“, »zwei« und ‚drei‘ oder „cztery”"),
            (List{"Eins", "zwei", "drei", "cztery"}));
  EXPECT_EQ(Quotations("«un», ”två” och ‹tre›"), (List{"un", "två", "tre"}));
  EXPECT_EQ(Quotations("市長は「時間がない」と『言う』。他说：“走”。"),
            (List{"時間がない", "言う", "走"}));
}

TEST(Quotations, AreNotMadeByApostrophesAndInches) {
  EXPECT_EQ(Quotations("the unions’ head, the ’90s, rock ‘n’ roll, a 19\" rack and it’s"),
            (List{"n"}));
  EXPECT_EQ(Quotations("‘We don’t know,’ he said"), List{"We don’t know,"});
}

TEST(Quotations, HoldOthers) {
  EXPECT_EQ(Quotations("“He said ‘no’ and left,” she said."), List{"He said ‘no’ and left,"});
  EXPECT_EQ(Quotations("„Er sagte ‚nein‘ und ging“"), List{"Er sagte ‚nein‘ und ging"});
}

TEST(Quotations, EndWithTheirParagraph) {
  EXPECT_EQ(Quotations("“We had no time. It came at night.\n\n“Then it left,” he said."),
            (List{"We had no time. It came at night.", "Then it left,"}));
  EXPECT_EQ(Quotations("“Over two\nlines” and “an open end"),
            (List{"Over two\nlines", "an open end"}));
  EXPECT_EQ(Quotations("“” nothing"), List{});
}

}  // namespace
}  // namespace newswired
