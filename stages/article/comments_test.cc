#include "stages/article/comments.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "stages/article/page_for_test.h"

namespace newswired {
namespace {

TEST(Comments, HaveHeadings) {
  for (const std::string_view heading :
       {"Comments", "COMMENTS (12)", "12 Comments", "1 comment", "Kommentar (1)", "Kommentare",
        "3 Kommentare:", "Commentaires (4)", "Leave a Reply", "Schreibe einen Kommentar",
        "Deja un comentario", "34 responses to “Port strike paused”",
        "One thought on “Port strike paused”", "Ein Gedanke zu „Streik im Hafen“",
        "2 réflexions sur “La grève”", "Комментарии"}) {
    EXPECT_TRUE(IsCommentsHeading(heading)) << heading;
  }
  for (const std::string_view heading :
       {"", "The minister's comments", "Comments by the union", "Comment",
        "Kommentar:", "Responses to the strike", "No comment from the owners",
        "Leave a reply, said the judge", "12 ships", "Thoughts on it"}) {
    EXPECT_FALSE(IsCommentsHeading(heading)) << heading;
  }
}

const std::string kReport =
    "<p>Dock workers in the northern port went back to work on Tuesday after a strike of nine days "
    "that had kept forty ships waiting outside the harbour.</p>"
    "<p>The union said that its members had accepted an offer of four percent more this year and "
    "three percent more in each of the two years that follow.</p>"
    "<p>The port authority expects the last of the ships to be unloaded within a week.</p>";

std::string Comment(int number) {
  return "<div><b>Reader " + std::to_string(number) +
         "</b><p>They should have gone on for another month, since the owners of that port, who "
         "are "
         "richer than ever, would have paid a good deal more, as number " +
         std::to_string(number) + " of us says here.</p></div>";
}

std::string BodyOf(const std::string& html) {
  return ReadPage("<html><head><title>Strike ends</title></head><body><h1>Strike ends</h1>" + html +
                  "</body></html>")
      .body;
}

TEST(Comments, AreNoTextHoweverMany) {
  std::string comments;
  for (int i = 0; i < 40; ++i) comments += Comment(i);
  const std::string text = BodyOf("<div>" + kReport + "</div>");
  ASSERT_NE(text, "");
  EXPECT_EQ(BodyOf("<div><div>" + kReport + "</div><div><div><h3>40 Comments</h3></div><div>" +
                   comments + "</div></div></div>"),
            text);
  EXPECT_EQ(BodyOf("<div>" + kReport + "<h2>Leave a reply</h2>" + comments + "</div>"), text);
}

TEST(Comments, ALabelAboveTheTextIsNoHeadingOfComments) {
  const std::string text = BodyOf("<div>" + kReport + "</div>");
  EXPECT_EQ(BodyOf("<div><h3>Comments</h3>" + kReport + "</div>"), text);
}

TEST(Body, PartsInBoxesWithoutNamesAreOneText) {
  const auto box = [](const std::string& inside) {
    return "<div><div><div><div><div><div><div>" + inside +
           "</div></div></div></div></div></div></div>";
  };
  const std::string teasers =
      "<div><h4><a href=/a>Elsewhere in the port</a></h4></div>"
      "<div><h4><a href=/b>Owners name new director</a></h4></div>"
      "<div><h4><a href=/c>Prices of berths rise</a></h4></div>";
  const auto parts = [](int from, int to) {
    std::string text;
    for (int i = from; i < to; ++i) {
      const std::string number = std::to_string(i);
      text += "<p>In part " + number +
              " of its report, the commission says that the port, the city and the owners, who had "
              "all been warned, did nothing about berth " +
              number + ".</p>";
    }
    return text;
  };
  EXPECT_EQ(BodyOf("<article>" + box(parts(0, 6)) + teasers + box(parts(6, 11)) + teasers +
                   box(parts(11, 16)) + "</article>"),
            BodyOf("<article>" + parts(0, 16) + "</article>"));
}

}  // namespace
}  // namespace newswired
