#include "stages/decode/xml.h"

#include <gtest/gtest.h>

#include <string>

namespace newswired {
namespace {

struct MarkupCase {
  const char* name;
  std::string_view html, text;
};

class TextOfMarkupTest : public ::testing::TestWithParam<MarkupCase> {};

TEST_P(TextOfMarkupTest, Is) { EXPECT_EQ(TextOfMarkup(GetParam().html), GetParam().text); }

INSTANTIATE_TEST_SUITE_P(
    All, TextOfMarkupTest,
    ::testing::Values(
        MarkupCase{"Inline", "Port <b>str</b>ike", "Port strike"},
        MarkupCase{"Line", "Port strike<br/>enters second week", "Port strike enters second week"},
        MarkupCase{"Paragraphs", "<p>First.</p><P>Second</P><ul><li>One</li><li>Two</li></ul>",
                   "First. Second One Two"},
        MarkupCase{"Blocks", "<div>A</div><h2>B</h2>C<blockquote>D</blockquote>", "A B C D"},
        MarkupCase{"Script", "A<script>x</script><p>B", "A B"},
        MarkupCase{"NotFinished", "Profit <expectations of banks", "Profit <expectations of banks"},
        MarkupCase{"NotFinishedWithReferences", "A <b&amp;c", "A <b&c"},
        MarkupCase{"CutWithinAnAttribute", "<p>Rain fell <a href=\"https://a.exam", "Rain fell "},
        MarkupCase{"CutWithinAnEnd", "<p>Rain fell</p", "Rain fell"},
        MarkupCase{"NoTag", "1 < 2 &lt; 3", "1 < 2 < 3"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace newswired
