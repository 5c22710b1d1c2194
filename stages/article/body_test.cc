#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "stages/article/page_for_test.h"
#include "stages/core/budget.h"

namespace newswired {
namespace {

const std::string kFirst =
    "Dock workers in the northern port went back to work on Tuesday after a strike of nine days "
    "that had kept forty ships waiting outside the harbour.";
const std::string kSecond =
    "The union said that its members had accepted an offer of four percent more this year and "
    "three percent more in each of the two years that follow.";
const std::string kThird =
    "The port authority expects the last of the waiting ships to be unloaded within a week, a "
    "spokeswoman said on Tuesday evening.";
const std::string kLongSentence =
    "The last strike of this length was in 1998, when the owners of the port closed it for a month "
    "and sent the ships that were under way to the southern port, which is smaller.";
const std::string kText = kFirst + "\n\n" + kSecond + "\n\n" + kThird;

std::string P(const std::string& text) { return "<p>" + text + "</p>"; }

std::string Step(const std::string& text) { return "<div><img src=a.jpg>" + P(text) + "</div>"; }

struct Case {
  const char* name;
  std::string html;  ///< of the body element
  std::string text;  ///< that is to be found
};

class BodyTest : public ::testing::TestWithParam<Case> {};

TEST_P(BodyTest, Finds) {
  const Article article =
      ReadPage("<html><head><title>Strike ends in northern port</title></head><body>" +
               GetParam().html + "</body></html>");
  EXPECT_EQ(article.body, GetParam().text);
}

const std::string kHeadline = "<h1>Strike ends in northern port</h1>";

INSTANTIATE_TEST_SUITE_P(
    Edges, BodyTest,
    ::testing::Values(
        Case{"KickerBylineAndDate",
             "<article><div>Economy</div>" + kHeadline +
                 "<div>By Ada Pell and Tom Reed</div><div>Updated 10 March 2026, 18:02</div>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</article>",
             kText},
        Case{"SentencesAtTheEndStay",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<p>Talks go on.</p></article>",
             kText + "\n\nTalks go on."},
        Case{"CreditContactAndTags",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<p>Reuters/ap</p><p>Follow the reporter on Twitter at @adapell</p>"
                 "<h3>Topics</h3><ul><li><a href=/a>Ports</a></li></ul></article>",
             kText},
        Case{"BylineBelowTheStandfirst",
             "<article>" + kHeadline + P(kLongSentence) + "<p>di Ada Pell e Tom Reed</p>" +
                 P(kFirst) + P(kSecond) + P(kThird) +
                 "<meta name=author content='Ada Pell, Tom "
                 "Reed'></article>",
             kLongSentence + "\n\n" + kText},
        Case{"DatesBelowTheStandfirst",
             "<article>" + kHeadline + P(kLongSentence) +
                 "<p>Publié le 12 novembre 2025 à 14h00, modifié le 13 novembre 2025 à 16h20</p>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</article>",
             kLongSentence + "\n\n" + kText},
        Case{"TimeAgo",
             "<article>" + kHeadline + "<ul><li>Published 2 hours ago</li></ul>" + P(kFirst) +
                 "<p>vor 3 Stunden</p>" + P(kSecond) + P(kThird) + "</article>",
             kText},
        Case{"ReminderOfATime",
             "<article>" + kHeadline + P(kFirst) + P("Nach 90 Minuten: 1:0 vor 5000 Fans") +
                 P(kSecond) + P(kThird) + "</article>",
             kFirst + "\n\nNach 90 Minuten: 1:0 vor 5000 Fans\n\n" + kSecond + "\n\n" + kThird},
        Case{"LinesOfTwoDates",
             "<article>" + kHeadline + P(kFirst) +
                 P("Published 3 May 2024 at 12:17 in Nairobi, updated 4 May 2024 at 9:00") +
                 P(kSecond) + "<ul><li>Prime minister from 4 May 1979 to 28 November 1990</li>" +
                 "<li>Exhibition: 3 May 2024 to 4 June 2024, National Gallery, London</li></ul>" +
                 P(kThird) + "</article>",
             kFirst + "\n\n" + kSecond +
                 "\n\nPrime minister from 4 May 1979 to 28 November 1990\nExhibition: 3 May 2024 "
                 "to 4 June 2024, National Gallery, London\n\n" +
                 kThird},
        Case{"SentencesWithDates",
             "<article>" + kHeadline + P("The flood of 1953 killed 307 people.") + P(kFirst) +
                 P(kSecond) + P(kThird) + P("The trial will begin on 12 April 2027.") +
                 "</article>",
             "The flood of 1953 killed 307 people.\n\n" + kText +
                 "\n\nThe trial will begin on 12 April 2027."},
        Case{"ShortSentence",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) + P("It worked.") +
                 P("28.04.2023, 19:09 3 Min.") + P("More...") + P("1.") + "</article>",
             kText + "\n\nIt worked."},
        Case{"TableInAFigure",
             "<article>" + kHeadline + P(kFirst) +
                 "<figure class=wp-block-table><table><tr><td>Ships</td><td>40</td></tr><tr><td>"
                 "Days</td><td>9</td></tr></table><figcaption>Source: port</figcaption></figure>" +
                 P(kSecond) + P(kThird) + "</article>",
             kFirst + "\n\nShips 40\nDays 9\n\n" + kSecond + "\n\n" + kThird},
        Case{"ListInAFigure",
             "<article>" + kHeadline + P(kFirst) +
                 "<figure><ul><li>Forty ships</li><li>Nine days</li></ul></figure>" + P(kSecond) +
                 P(kThird) + "</article>",
             kFirst + "\n\nForty ships\nNine days\n\n" + kSecond + "\n\n" + kThird},
        Case{"FactsWithLinksAndFlags",
             "<article>" + kHeadline + P(kFirst) +
                 "<table><tr><th>Port</th><th>Ships</th></tr>"
                 "<tr><td><img src=k.png><a href=/k>Mombasa</a></td><td>40</td></tr>"
                 "<tr><td><img src=t.png><a href=/t>Tanga</a></td><td>12</td></tr>"
                 "<tr><td><img src=d.png><a href=/d>Durban</a></td><td>7</td></tr></table>" +
                 P(kSecond) + P(kThird) + "</article>",
             kFirst + "\n\nPort Ships\nMombasa 40\nTanga 12\nDurban 7\n\n" + kSecond + "\n\n" +
                 kThird},
        Case{"HowCharactersAreRead",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) +
                 P("<ruby>川<rp>(</rp><rt>かわ</rt><rp>)</rp></ruby>にかかる橋は"
                   "<ruby>新<rt>あたら</rt></ruby>しい。") +
                 P(kThird) + "</article>",
             kFirst + "\n\n" + kSecond + "\n\n川にかかる橋は新しい。\n\n" + kThird},
        Case{"HiddenPictureInAWord",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) +
                 P("港湾局は<span hidden><img src=x.png></span>月曜日に再開すると発表した。") +
                 P(kThird) + "</article>",
             kFirst + "\n\n" + kSecond + "\n\n港湾局は月曜日に再開すると発表した。\n\n" + kThird},
        Case{"WhatOnlySubscribersSee",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 P("El partido se verá solo para suscriptores de Movistar, según el club.") +
                 P("Il settore ospiti resterà riservato agli abbonati della Fiorentina.") +
                 P("Voters must log in or register to see their polling place.") + "</article>",
             kText + "\n\nEl partido se verá solo para suscriptores de Movistar, según el club."
                     "\n\nIl settore ospiti resterà riservato agli abbonati della Fiorentina."
                     "\n\nVoters must log in or register to see their polling place."},
        Case{"ColumnsOfTextAndPicture",
             "<article>" + kHeadline + P(kFirst) + "<div class=row><div class=col>" + P(kSecond) +
                 "</div><div class=col><img src=a.png></div></div>" + P(kThird) + P(kLongSentence) +
                 P(kLongSentence) + "</article>",
             kText + "\n\n" + kLongSentence + "\n\n" + kLongSentence},
        Case{"CaptionInAParagraph",
             "<article>" + kHeadline + P(kFirst) +
                 "<p><img src=a.jpg><em>Ships wait. Photo: Ada Pell"
                 "</em></p>" +
                 P(kSecond) + P(kThird) + "</article>",
             kText},
        Case{"PictureInAParagraph",
             "<article>" + kHeadline + P(kFirst) + "<p><img src=a.jpg>" + kSecond + "</p>" +
                 P(kThird) + "</article>",
             kText},
        Case{"LongAgo",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<p>Vor 3 Jahren.</p></article>",
             kText + "\n\nVor 3 Jahren."},
        Case{"PostOfANetwork",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 P("“The moth is fine,” she wrote on Twitter under her name @milaorn. “Follow "
                   "it.”") +
                 "</article>",
             kText + "\n\n“The moth is fine,” she wrote on Twitter under her name @milaorn. "
                     "“Follow it.”"},
        Case{"DatesThatEndInATime",
             "<article>" + kHeadline + P(kLongSentence) +
                 P("Published Aug. 12, 2026, 8:40 a.m. (Aug. 11, 7:40 p.m. EDT) · Updated "
                   "10:15 a.m.") +
                 P(kFirst) + P("The decree was published on 3 May 2026, 10 a.m.") + P(kSecond) +
                 P(kThird) + "</article>",
             kLongSentence + "\n\n" + kFirst +
                 "\n\nThe decree was published on 3 May 2026, 10 a.m.\n\n" + kSecond + "\n\n" +
                 kThird},
        Case{"ForScreenReadersAlone",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) +
                 P(kThird.substr(0, 20) +
                   "<span style='clip: rect(0 0 0 0); position: absolute'>, opens new tab</span>" +
                   kThird.substr(20)) +
                 "</article>",
             kText},
        Case{"WhereAnEntryWasFiled",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 P("This entry was posted on Friday, February 20th, 2026 at 7:00 am and is filed "
                   "under <a href=/o>Obituaries</a>. You can follow any responses to this entry "
                   "through the <a href=/f>RSS 2.0</a> feed.") +
                 "</article>",
             kText},
        Case{"CallToAction",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<div class='article-footer-cta'><h3>Support the Courier</h3>" +
                 P("We are a small newsroom without an owner. If you read us, please think about "
                   "giving five crowns a month.") +
                 "</div></article>",
             kText},
        Case{"LongSignOff",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<p>(Reporting by Ada Pell in Nairobi and Tom Reed in Mombasa; Additional "
                 "reporting by Ben Kestrel in Kampala; Editing by Wanjiru Sample)</p></article>",
             kText},
        Case{"Contribution",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<p>Tom Reed contributed to this report from the harbour.</p></article>",
             kText},
        Case{"LabelAndLink",
             "<article>" + kHeadline + P(kFirst) + "<p>Mehr: <a href=/x>Forty ships wait</a></p>" +
                 P(kSecond) + "<p>Read more about the port</p>" + P(kThird) + "</article>",
             kText},
        Case{"Biography",
             "<article class=post>" + kHeadline + "<div class=post-body>" + P(kFirst) + P(kSecond) +
                 P(kThird) +
                 "<div class='author-content'><p>Ada Pell has written on ports and ships "
                 "for twenty years.</p></div></div></article>",
             kText},
        Case{"HiddenClass",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) +
                 "<div class='article-block hidden'><p>This content is for subscribers, who can "
                 "read it after they have signed in.</p></div>" +
                 P(kThird) + "</article>",
             kText},
        Case{"LabelHiddenIsShown",
             "<article>" + kHeadline + "<div class='field field--label-hidden'>" + P(kFirst) +
                 P(kSecond) + P(kThird) + "</div></article>",
             kText}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Standfirst, BodyTest,
    ::testing::Values(
        Case{"NamedAndOutside",
             "<main><header>" + kHeadline +
                 "<p class=standfirst>Nine days of waiting are over</p></header>"
                 "<div class=share><a href=/f>Share</a></div><div class=text>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</div></main>",
             "Nine days of waiting are over\n\n" + kText},
        Case{"DescriptionInASpan",
             "<meta name=description content='Ships may enter again after nine days, and the union "
             "has what it asked for.'><main><div>" +
                 kHeadline +
                 "<span>Ships may enter again after nine days, and the union has what it asked for."
                 "</span><span>A span of another kind that the page does not say of itself at all."
                 "</span></div><div class=text>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</div></main>",
             "Ships may enter again after nine days, and the union has what it asked for.\n\n" +
                 kText},
        Case{"ListOfKeyPoints",
             "<main><header>" + kHeadline +
                 "<ul class=summary><li>Ships may enter again</li><li>Pay rises by four percent "
                 "this year</li></ul></header><div class=text>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</div></main>",
             "Ships may enter again\nPay rises by four percent this year\n\n" + kText},
        Case{"ListThatIsNone",
             "<main><header>" + kHeadline +
                 "<ul><li>The port of the north, by night and by day</li><li>Economy</li></ul>"
                 "</header><div class=text>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</div></main>",
             kText},
        Case{"WithoutAFullStop",
             "<main><header>" + kHeadline +
                 "<p>Ships may enter again after nine days, and the union has what it asked for"
                 "</p></header><div class=text>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</div></main>",
             "Ships may enter again after nine days, and the union has what it asked for\n\n" +
                 kText},
        Case{"CaptionWithoutAFigure",
             "<main><header>" + kHeadline +
                 "<p>Ships wait outside the harbour, which the strike had closed. (AP Photo/Ada "
                 "Pell)</p></header><div class=text>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</div></main>",
             kText},
        Case{"CaptionIsNone",
             "<main><header>" + kHeadline +
                 "<figure><img src=a.jpg><figcaption>Ships wait outside the harbour, which the "
                 "strike had closed.</figcaption></figure></header><div class=text>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</div></main>",
             kText}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Containers, BodyTest,
    ::testing::Values(
        Case{"PictureInALine",
             "<article>" + kHeadline +
                 "<div><strong>Nine days of waiting are over</strong><span class=photo><img src=a>"
                 "<em>Ships wait</em></span>" +
                 kFirst + "<br><br>" + kSecond + "<br><br>" + kThird + "</div></article>",
             "Nine days of waiting are over\n\n" + kText},
        Case{"TableThatLaysOutAPage",
             kHeadline + "<table><tr><td>Home<br>World</td><td>" + kFirst + "<br><br>" + kSecond +
                 "<br><br>" + kThird + "<br><br>" + kLongSentence + "<br><br>" + kLongSentence +
                 "</td><td>MORE NEWS<br><a href=/s>Storm nears</a></td></tr></table>",
             kText + "\n\n" + kLongSentence + "\n\n" + kLongSentence},
        Case{"BoxesOfAPageBuilder",
             "<main>" + kHeadline + "<div class=row><div class=box>" + P(kFirst) +
                 "</div></div><div class=row><div class=box>" + P(kSecond) +
                 "</div></div><div class=row><div class=box>" + P(kThird) + "</div></div></main>",
             kText},
        Case{"TextBetweenLineBreaks",
             "<div class=side><p>Subscribe to read all that we write.</p></div><div>" + kFirst +
                 "<br><br>" + kSecond + "<div></div><br><br>" + kThird + "</div>",
             kText},
        Case{"NextArticle",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "</article><article><h1>Museum opens</h1>" + P(kSecond + " One.") +
                 P(kSecond + " Two.") + P(kSecond + " Three.") + P(kSecond + " Four.") +
                 P(kSecond + " Five.") + P(kSecond + " Six.") + "</article>",
             kText},
        Case{"NextArticleInABox",
             "<div class=story>" + kHeadline + "<div class=date>5 May 2026</div>" + P(kFirst) +
                 P(kSecond) + P(kThird) +
                 "</div><div class=story><h1>Museum opens</h1><div class=date>4 May 2026</div>" +
                 P(kSecond + " One.") + P(kSecond + " Two.") + "</div>",
             kText},
        Case{"NextPartInABox",
             "<div class=part>" + kHeadline + P(kFirst) + P(kSecond) +
                 "</div><div class=part><h1>What comes next</h1>" + P(kThird) + P(kLongSentence) +
                 "</div>",
             kFirst + "\n\n" + kSecond + "\n\nWhat comes next\n\n" + kThird + "\n\n" +
                 kLongSentence},
        Case{"PictureBoxes",
             "<article>" + kHeadline + P(kFirst) +
                 "<div><img src=a.jpg><div>Ships wait outside the harbour.</div></div>" +
                 P(kSecond) + P(kThird) + "</article>",
             kText},
        Case{"PicturesWithStepsAreText",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) + Step(kFirst) +
                 Step(kSecond) + Step(kThird) + Step(kFirst) + Step(kSecond) + Step(kThird) +
                 "</article>",
             kText + "\n\n" + kText + "\n\n" + kText},
        Case{
            "ButtonInASentence",
            "<article>" + kHeadline +
                "<p>Dock workers <span>in the northern port<button>Watch</button></span> went back "
                "to work on Tuesday after a strike of nine days that had kept forty ships waiting "
                "outside the harbour.</p>" +
                P(kSecond) + P(kThird) + "</article>",
            kText},
        Case{
            "QuoteInAFigure",
            "<article>" + kHeadline + P(kFirst) + P(kSecond) +
                "<figure><blockquote><p>We have won more than we had hoped for.</p></blockquote>"
                "</figure>" +
                P(kThird) + "</article>",
            kFirst + "\n\n" + kSecond + "\n\nWe have won more than we had hoped for.\n\n" + kThird},
        Case{"RepeatedQuote",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) +
                 "<aside class=pullquote>Its members had accepted an offer of four percent more "
                 "this year</aside>" +
                 P(kThird) + "</article>",
             kText}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Endings, BodyTest,
    ::testing::Values(
        Case{"RelatedArticles",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<div>Ähnliche Beiträge</div><ul><li>Forty ships <a href=/a>wait outside</a></li>"
                 "<li>Why the north strikes, <a href=/b>and the south does not</a></li></ul>"
                 "</article>",
             kText},
        Case{"RelatedBoxAboveTheRestOfTheText",
             "<article>" + kHeadline + P(kFirst) +
                 "<h3>Related stories</h3><ul><li><a href=/a>Forty ships wait</a></li></ul>" +
                 P(kSecond) + P(kThird) + "</article>",
             kText},
        Case{"AboutTheAuthor",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<h4>About the author</h4><p>She has written on ports and ships for twenty years, "
                 "and on the towns behind them.</p></article>",
             kText},
        Case{"RequestToPayAndWhatFollows",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<p>Subscribe to continue reading.</p><p>One account can be used on one device at "
                 "a time, and you can change it.</p></article>",
             kText},
        Case{"ItCostsAboveTheText",
             "<article>" + kHeadline + "<div><p>Article réservé aux abonnés</p></div>" + P(kFirst) +
                 P(kSecond) + P(kThird) + "</article>",
             kText},
        Case{"RequestToPayInJapanese",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<p>この記事は会員限定です。無料で会員登録できます。</p></article>",
             kText},
        Case{"HowToCite",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<p>Suggested citation: Pell, Ada: Strike ends in northern port, Harbour Blog, 10 "
                 "March 2026, https://paper.example/2026/story.</p></article>",
             kText},
        Case{"Newsletter",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<p>All of the day in five minutes: our newsletter comes every evening. <a "
                 "href=/n>Have a look</a> at it.</p><p>And we are <a href=/w>elsewhere</a> too, "
                 "where you are.</p></article>",
             kText},
        Case{"NewsletterIsNews",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) +
                 "<p>The union told its members in a newsletter that the vote had been close in "
                 "three of the five ports.</p></article>",
             kFirst + "\n\n" + kSecond +
                 "\n\nThe union told its members in a newsletter that the vote had been close in "
                 "three of the five ports."},
        Case{"PaidLinks",
             "<article>" + kHeadline +
                 "<p>This text has affiliate links: we earn when you buy something by them.</p>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</article>",
             kText},
        Case{"BiographyByName",
             "<meta name=author content='Ada Pell'><article>" + kHeadline + P(kFirst) + P(kSecond) +
                 P(kThird) +
                 "<p>The Paper's Ada Pell is the author of a book on ports, which came out in "
                 "spring.</p></article>",
             kText},
        Case{"InterviewerIsNoBiography",
             "<meta name=author content='Ada Pell'><article>" + kHeadline + P(kFirst) + P(kSecond) +
                 "<p>Ada Pell: And what did your members say of the offer of four percent?</p>" +
                 P(kThird) + "</article>",
             kFirst + "\n\n" + kSecond +
                 "\n\nAda Pell: And what did your members say of the offer of four percent?\n\n" +
                 kThird}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Ends, BodyTest,
    ::testing::Values(
        Case{"ListBelowItsHeading",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<h3>What reopens when</h3><ul><li>North pier: Monday</li><li>South pier: "
                 "Tuesday</li></ul></article>",
             kText + "\n\nWhat reopens when\n\nNorth pier: Monday\nSouth pier: Tuesday"},
        Case{"ListOfLinksBelowItsHeading",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<h3>In the port</h3><ul><li><a href=/n>North pier</a></li><li><a href=/s>South "
                 "pier</a></li></ul></article>",
             kText},
        Case{"TeaserOfItsOwn",
             "<article>" + kHeadline +
                 "<p class=teaser>The strike of nine days had kept forty "
                 "ships waiting outside the harbour.</p>" +
                 P(kFirst) + P(kSecond) + P(kThird) + "</article>",
             "The strike of nine days had kept forty ships waiting outside the harbour.\n\n" +
                 kText}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Dates, BodyTest,
    ::testing::Values(
        Case{"OfATimeline",
             "<article>" + kHeadline + P(kFirst) +
                 "<ul><li>09:15 Police arrive</li><li>09:40 The road is closed</li></ul>" +
                 P("12 March 2026: Minister offers pause") + P(kSecond) + P(kThird) + "</article>",
             kFirst +
                 "\n\n09:15 Police arrive\n09:40 The road is closed\n\n12 March 2026: Minister "
                 "offers pause\n\n" +
                 kSecond + "\n\n" + kThird},
        Case{"AreNoneInRows",
             "<article>" + kHeadline + P(kFirst) +
                 "<table><tr><td>2025</td><td>$3 million</td></tr><tr><td>2026</td><td>412</td>"
                 "</tr><tr><td>Bond</td><td>3.41 %</td></tr></table>" +
                 P(kSecond) + P(kThird) + "</article>",
             kFirst + "\n\n2025 $3 million\n2026 412\nBond 3.41 %\n\n" + kSecond + "\n\n" + kThird},
        Case{"AreNoneInNumbers",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P("January 2026: 3,100 units") +
                 P("($1 = 10.80 crowns)") + P(kThird) + "</article>",
             kFirst + "\n\n" + kSecond +
                 "\n\nJanuary 2026: 3,100 units\n\n($1 = 10.80 crowns)\n\n" + kThird},
        Case{"AreNoneInAStandfirst",
             "<article>" + kHeadline +
                 P("La asociación de vecinos reúne 61.000 euros para la óptica de 1912") +
                 P(kFirst) + P(kSecond) + P(kThird) + "</article>",
             "La asociación de vecinos reúne 61.000 euros para la óptica de 1912\n\n" + kText},
        Case{"OfPostsGo",
             "<article>" + kHeadline + P(kFirst) + P("Ada Pell10 March 2026 22:17") + P(kSecond) +
                 P("10 March 2026") + "<ul><li>10 March 2026</li></ul>" + P(kThird) + "</article>",
             kText},
        Case{"OfFixturesAtTheEnd",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<ul><li>12.30 Harwick v Moss</li><li>15.00 Sandle v Dorn</li></ul></article>",
             kText + "\n\n12.30 Harwick v Moss\n15.00 Sandle v Dorn"}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    LastSections, BodyTest,
    ::testing::Values(Case{"OfASentence",
                           "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                               "<h2>And ferries?</h2>" + P("They are exempt, after a campaign.") +
                               "</article>",
                           kText + "\n\nAnd ferries?\n\nThey are exempt, after a campaign."},
                      Case{"OfTeasers",
                           "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                               "<h2>In the port</h2>" + P("<a href=/n>Forty ships wait.</a>") +
                               "<h2>Like it:</h2>" + P("Loading ...") + "</article>",
                           kText},
                      Case{"BelowALabelOfOthers",
                           "<article>" + kHeadline + P(kFirst) + P(kSecond) +
                               "<h2>Recommended changes</h2>" + P(kThird) + "</article>",
                           kFirst + "\n\n" + kSecond + "\n\nRecommended changes\n\n" + kThird},
                      Case{"NamedAfterTheirHeading",
                           "<article>" + kHeadline + P(kFirst) + P(kSecond) +
                               "<section id=recommendations><h2>Recommendations</h2>" + P(kThird) +
                               "</section></article>",
                           kFirst + "\n\n" + kSecond + "\n\nRecommendations\n\n" + kThird},
                      Case{"NamedAfterTheirLabel",
                           "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                               "<section id=newsletter><h2>Newsletter</h2><p>Every evening in your "
                               "mailbox</p></section></article>",
                           kText}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Pictures, BodyTest,
    ::testing::Values(
        Case{"TextBeside",
             "<article>" + kHeadline + P(kFirst) +
                 "<div class='media-text photo-text'><figure class=photo><img src=a.jpg></figure>"
                 "<div class=photo-text__content>" +
                 P(kSecond) + "</div></div>" + P(kThird) + P(kLongSentence) + P(kLongSentence) +
                 "</article>",
             kText + "\n\n" + kLongSentence + "\n\n" + kLongSentence},
        Case{"NoneInABoxOfThatName",
             "<article>" + kHeadline + P(kFirst) + "<div class=image-text>" + P(kSecond) +
                 "</div>" + P(kThird) + P(kLongSentence) + P(kLongSentence) + "</article>",
             kText + "\n\n" + kLongSentence + "\n\n" + kLongSentence},
        Case{"CaptionOfThatName",
             "<article>" + kHeadline + P(kFirst) +
                 "<div class=image><img src=a.jpg><div class=image-caption>" +
                 P("Ships wait outside the harbour, which the strike had closed.") +
                 "</div></div>" + P(kSecond) + P(kThird) + "</article>",
             kText},
        Case{"InitialForEyes",
             "<article>" + kHeadline +
                 P("<span class=cap aria-hidden=true>D</span><span class=sr-only>D</span>" +
                   kFirst.substr(1)) +
                 P("<span class=sr-only>The</span><span aria-hidden=true><b>T</b>he</span>" +
                   kSecond.substr(3)) +
                 P("<span aria-hidden=true>T</span>" + kThird.substr(1)) + "</article>",
             kText},
        Case{"SignForEyes",
             "<article>" + kHeadline + P("<span aria-hidden=true>\u2022</span>" + kFirst) +
                 P("<span aria-hidden=true>A</span> " + kSecond) + P(kThird) + "</article>",
             kText}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    News, BodyTest,
    ::testing::Values(
        Case{"OnAnAuthor",
             "<meta name=author content='Ada Pell'><article>" + kHeadline + P(kFirst) + P(kSecond) +
                 P(kThird) +
                 P("Ada Pell is at the harbour, where the first of the ships has just been tied "
                   "up at the old quay.") +
                 "</article>",
             kText +
                 "\n\nAda Pell is at the harbour, where the first of the ships has just been tied "
                 "up at the old quay."},
        Case{"OnReadingOn",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 P("Um weiterzulesen, brauchen Stammgäste künftig eine Monatskarte für zwanzig "
                   "Euro. Schüler lesen umsonst.") +
                 "</article>",
             kText +
                 "\n\nUm weiterzulesen, brauchen Stammgäste künftig eine Monatskarte für zwanzig "
                 "Euro. Schüler lesen umsonst."},
        Case{"OnPaidLinks",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 P("Each post carried an affiliate link to the shop of the maker, the court "
                   "found.") +
                 "</article>",
             kText + "\n\nEach post carried an affiliate link to the shop of the maker, the court "
                     "found."},
        Case{"OnANewsletter",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 P("Tilda Fors, who writes the newsletter <a href=/g>Grid Notes</a>, put the "
                   "chance of a cut at one in nine.") +
                 P("Households who <a href=/g>download an app</a> are told an hour before.") +
                 "</article>",
             kText +
                 "\n\nTilda Fors, who writes the newsletter Grid Notes, put the chance of a cut at "
                 "one in nine.\n\nHouseholds who download an app are told an hour before."}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Scripts, BodyTest,
    ::testing::Values(Case{"ArmenianEnds",
                           "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                               P("Նավահանգիստը կրկին բաց է։") + P("Հեղինակ Ադա Պել") + "</article>",
                           kText + "\n\nՆավահանգիստը կրկին բաց է։"},
                      Case{"EthiopicEnds",
                           "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                               P("ወደቡ ተከፍቷል።") + P("አዳ ፔል") + "</article>",
                           kText + "\n\nወደቡ ተከፍቷል።"},
                      Case{"MyanmarEnds",
                           "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                               P("ပြန်ဖွင့်ပြီ။") + P("အာဒါ ပဲလ်") + "</article>",
                           kText + "\n\nပြန်ဖွင့်ပြီ။"},
                      Case{"KhmerEnds",
                           "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                               P("បានបើកវិញ។") + P("អាដា ផេល") + "</article>",
                           kText + "\n\nបានបើកវិញ។"}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Names, BodyTest,
    ::testing::Values(
        Case{"IdsOfHeadingsAreTheirWords",
             "<article>" + kHeadline + P(kFirst) +
                 "<h2 id=share-prices-fall>Share prices fall</h2>" + P(kSecond) +
                 "<h2 id=sharing-a-dock class=subheader>Sharing a dock</h2>" + P(kThird) +
                 "</article>",
             kFirst + "\n\nShare prices fall\n\n" + kSecond + "\n\nSharing a dock\n\n" + kThird},
        Case{"IdOfASectionIsItsHeading",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) +
                 "<section id=social-media-ban><h2>Social media ban</h2>" + P(kThird) +
                 "</section></article>",
             kText.substr(0, kText.size() - kThird.size()) + "Social media ban\n\n" + kThird},
        Case{"IdOfASectionOfOthers",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<section id=leave-a-comment><h2>Leave a comment</h2>" + P(kFirst) +
                 "</section></article>",
             kText},
        Case{"WordsWithinOtherWords",
             "<article>" + kHeadline + "<div class=shareholder-report>" + P(kFirst) +
                 "</div><div class=operatingText>" + P(kSecond) + "</div><div class='unrelated'>" +
                 P(kThird) + "</div></article>",
             kText},
        Case{"WhatCostsIsText",
             "<article>" + kHeadline + P(kFirst) + "<div class=paywall>" + P(kSecond) +
                 "</div><p class='subscriber-content'>" + kThird + "</p></article>",
             kText},
        Case{"OfferIsNoText",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<div class=paywall><p>Support our work with a subscription, from one dollar a "
                 "week in the first year.</p></div></article>",
             kText},
        Case{"OfferWithinWhatCosts",
             "<article>" + kHeadline + P(kFirst) + "<div class=paywall>" + P(kSecond) + P(kThird) +
                 "<div class='paywall-offer'><p>Unlimited access from one dollar a "
                 "week.</p><a href=/a>Go on</a></div></div></article>",
             kText},
        Case{"MisleadingWordBesideAnother",
             "<article>" + kHeadline + P(kFirst) + P(kSecond) + P(kThird) +
                 "<div class='unrelated shareBar'><p>Send it to those who work in the "
                 "northern port.</p></div></article>",
             kText}),
    [](const auto& test) { return std::string(test.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Widgets, BodyTest,
    ::testing::Values(
        Case{"TextInAWidget",
             "<main>" + kHeadline + "<div class=box><div class='site-widget'>" + P(kFirst) +
                 P(kSecond) + P(kThird) + "</div><div>Ports</div></div></main>",
             kText},
        Case{"CallToActionWhereNamesMislead",
             "<main>" + kHeadline + "<div><div class='banner text'>" + P(kFirst) +
                 "</div><div class='banner text'>" + P(kSecond) +
                 "</div><div class='banner text'>" + P(kThird) +
                 "</div><div class='text call-to-action'>" +
                 P("We are a small newsroom without an owner. If you read us, please think about "
                   "giving five crowns a month.") +
                 "</div></div></main>",
             kText},
        Case{"EveryBoxOfABuilder",
             "<main>" + kHeadline +
                 "<div><div class='elementor-widget elementor-widget-shortcode'>" + P(kFirst) +
                 "</div><div class='elementor-widget elementor-widget-shortcode'>" + P(kSecond) +
                 "</div><div class='elementor-widget elementor-widget-shortcode'>" + P(kThird) +
                 "</div></div></main><div>Imprint of the paper</div>",
             kText}),
    [](const auto& test) { return std::string(test.param.name); });

struct KindCase {
  const char* name;
  std::string html;   ///< between the first two paragraphs
  std::string kinds;  ///< of the blocks: p, s, q or l
};

class BlockKindTest : public ::testing::TestWithParam<KindCase> {};

TEST_P(BlockKindTest, IsThatOfTheBlock) {
  const Article article =
      ReadPage("<html><body><article>" + kHeadline + P(kFirst) + GetParam().html + P(kSecond) +
               P(kThird) + "</article></body></html>");
  std::string kinds;
  for (const Block& block : article.structure) kinds += "psql"[static_cast<int>(block.kind)];
  EXPECT_EQ(kinds, GetParam().kinds) << article.body;
}

INSTANTIATE_TEST_SUITE_P(
    All, BlockKindTest,
    ::testing::Values(
        KindCase{"LineInBold", "<p><strong>What happens next</strong></p>", "pspp"},
        KindCase{"BoldInParts", "<p><b>What <i>happens</i></b> <b>next</b></p>", "pspp"},
        KindCase{"SentenceInBold", "<p><b>It is over.</b></p>", "pppp"},
        KindCase{"QuestionInBold", "<p><b>What happens next?</b></p>", "pppp"},
        KindCase{"TwoLinesInBold", "<p><b>Ada Pell</b></p><p><b>Tom Reed</b></p>", "ppspp"},
        KindCase{"HalfInBold", "<p><b>Berth 9</b> is closed</p>", "pppp"},
        KindCase{"Preformatted", "<pre>Team A   10\nTeam B    8</pre>", "pppp"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(ArticleBody, PreformattedTextKeepsItsLines) {
  const Article article =
      ReadPage("<html><body><article>" + kHeadline + P(kFirst) +
               "<pre>\nTeam A   10\r\nTeam B    8\n\nThe final is on Sunday,\nat noon.</pre>" +
               P(kSecond) + "</article></body></html>");
  EXPECT_EQ(article.body, kFirst + "\n\nTeam A 10\nTeam B 8\n\nThe final is on Sunday,\nat noon." +
                              "\n\n" + kSecond);
}

TEST(ArticleBody, ATableIsOneBlock) {
  const Article article = ReadPage(
      "<body><article>" + kHeadline + P(kFirst) + P(kSecond) +
      "<table><tr><td>North</td><td>40 ships</td></tr><tr><td>South</td><td>2 ships</td></tr>"
      "</table>" +
      P(kThird) + "</article></body>");
  EXPECT_EQ(article.body,
            kFirst + "\n\n" + kSecond + "\n\nNorth 40 ships\nSouth 2 ships\n\n" + kThird);
  ASSERT_EQ(article.structure.size(), 5U);
  EXPECT_EQ(article.structure[2].kind, BlockKind::kListItem);
  EXPECT_EQ(article.structure[3].kind, BlockKind::kListItem);
}

TEST(ArticleBody, WhatMetadataClaimDecidesBetweenBlocks) {
  const std::string poll =
      "Should dock workers be paid better than they are today? Tell us what you think of it.";
  const std::string page = "<body><article>" + kHeadline + P(kFirst) + P(kSecond) + P(poll) +
                           P(kThird) + "</article></body>";
  EXPECT_NE(ReadPage(page).body.find(poll), std::string::npos);
  EXPECT_EQ(
      ReadPage(R"(<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": ")" +
               kFirst + " " + kSecond + " " + kThird + R"("}</script>)" + page)
          .body,
      kText);
}

TEST(ArticleBody, AClaimThatWasCutShortDoesNotCutTheText) {
  const auto read = [](const std::string& claim, const std::string& more) {
    return ReadPage(
               R"(<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": ")" +
               claim + R"("}</script><body><article>)" + kHeadline + P(kFirst) + P(kSecond) +
               P(kThird) + P(kFirst) + more + "</article></body>")
        .body;
  };
  const std::string known = kFirst + " " + kSecond + " " + kThird + " " + kFirst;
  const std::string last =
      "Work begins again on Monday, when the first of the ships that wait outside is unloaded at "
      "the "
      "old quay.";
  const std::string next =
      "Lorries queue on the motorway, and the police ask drivers to stay at home until the "
      "evening.";
  EXPECT_EQ(read(known, P(last)).find(last), std::string::npos) << "the house's own, mostly";
  EXPECT_NE(read(known + " Work begins ...", P(last)).find(last), std::string::npos);
  EXPECT_NE(read(known, P(last) + P(next)).find(last), std::string::npos);
}

// A sanitizer's allocator copies what grows, each time: there a quarter of a page does.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kHostileBytes = 1U << 20;
#else
constexpr std::size_t kHostileBytes = 4U << 20;
#endif

TEST(ArticleBody, HostilePagesCostTheirSize) {
  const std::string prose = P(kFirst) + P(kSecond) + P(kThird);
  for (const char* unit :
       {"<div class='article image'><img>", "<article><h1>Strike ends</h1>", "<aside><blockquote>x",
        "<h2>Strike ends</h2><p class=lead>", "<td>1</td>", "<ul><li><ul><li>x"}) {
    std::string html = "<title>Strike ends</title><h1>Strike ends</h1>";
    while (html.size() < kHostileBytes) html += unit;
    html += prose;
    const std::int64_t start = ThreadCpuNanos();
    ReadPage(html);
    // Far less on a quiet machine; what is quadratic takes minutes.
    EXPECT_LT(ThreadCpuNanos() - start, 20'000'000'000) << unit;
  }
}

TEST(Body, WhenItWasUpdatedIsNoStandfirst) {
  const std::string text =
      "The ferry to the northern islands will run again from Monday, the company said.";
  const Article article = ReadPage(
      "<h1>Ferry runs again</h1><article><p>Published: March 12, 2026 at 9:15 a.m. Updated: March "
      "12, 2026 at 10:40 a.m.</p><p>" +
      text + "</p><p>" + text + "</p></article>");
  EXPECT_EQ(article.body, text + "\n\n" + text);
}

const std::string kFerry =
    "The ferry to the northern islands will run again from Monday, the company said.";
const std::string kStorm =
    "It has been in the harbour since the storm of January, which broke its rudder.";
const std::string kFares = "Fares stay as they were, and bicycles are carried free of charge.";

std::string WithBox(const std::string& box) {
  return "<h1>Ferry runs again</h1><article><p>" + kFerry + "</p><p>" + kStorm + "</p>" + box +
         "<p>" + kFares + "</p></article>";
}
const std::string kWithoutBox = kFerry + "\n\n" + kStorm + "\n\n" + kFares;

TEST(Body, BoxesOfFactsAreText) {
  const std::string fact = "The ferry was built in 1961 and carries 210 passengers.";
  const std::string want = kFerry + "\n\n" + kStorm + "\n\nThe ferry\n\n" + fact + "\n\n" + kFares;
  for (const char* tag : {"aside", "aside class='m-infobox'"}) {
    const std::string name = std::string(tag).substr(0, std::string(tag).find(' '));
    const Article article = ReadPage(WithBox("<" + std::string(tag) +
                                             "><h3 class=m-infobox__title>"
                                             "The ferry</h3><p class=m-infobox__text>" +
                                             fact + "</p></" + name + ">"));
    EXPECT_EQ(article.body, want) << tag;
  }
}

TEST(Body, BoxesOfFactsAreTextWhateverTheyAreMadeOf) {
  const std::string rows =
      "<tr><td>Built</td><td>1961</td></tr><tr><td>Seats</td><td>210</td></tr>";
  for (const auto& [inside, facts] : std::initializer_list<std::pair<std::string, std::string>>{
           {"<ul><li>Built: 1961</li><li>Seats: 210</li></ul>", "Built: 1961\nSeats: 210"},
           {"<table>" + rows + "</table>", "Built 1961\nSeats 210"},
           {"<dl><dt>Built</dt><dd>1961</dd><dt>Seats</dt><dd>210</dd></dl>",
            "Built\n\n1961\n\nSeats\n\n210"},
       }) {
    for (const char* tag :
         {"aside", "aside class=factbox", "div class=factbox", "section class=infobox"}) {
      const std::string name = std::string(tag).substr(0, std::string(tag).find(' '));
      EXPECT_EQ(ReadPage(WithBox("<" + std::string(tag) + "><h3>The ferry</h3>" + inside + "</" +
                                 name + ">"))
                    .body,
                kFerry + "\n\n" + kStorm + "\n\nThe ferry\n\n" + facts + "\n\n" + kFares)
          << tag << inside;
    }
  }
}

TEST(Body, BoxesNamedForFactsThatPointElsewhereAreNone) {
  for (const char* inside :
       {"<h3>Related</h3><ul><li><a href=/a>Storm of 1961 breaks 3 ferries</a></li></ul>",
        "<span>Weitere Informationen</span><p>The ferry was built in 1961, as others were.</p>",
        "<h3>The ferry</h3><p>Built in 1961.</p><form><input></form>"}) {
    EXPECT_EQ(ReadPage(WithBox("<div class=infobox>" + std::string(inside) + "</div>")).body,
              kWithoutBox)
        << inside;
  }
}

TEST(Body, OtherAsidesAreNone) {
  for (const char* inside : {
           "<h3>Related</h3><p><a href=/a>Storm breaks the rudder of the ferry in January</a></p>",
           "<h3>Newsletter</h3><p>Get the news of the islands in your inbox.</p><form></form>",
           "<h3>More information</h3><p>The company was founded in 1901 on the islands.</p>",
           "<p>The company was founded in 1901 and has nine ships.</p>",  // hardly a box
           "<h3>Ada Pell</h3><p>Writes on ships. <a href=/ada>More texts of hers are here</a></p>",
       }) {
    EXPECT_EQ(ReadPage(WithBox("<aside>" + std::string(inside) + "</aside>")).body, kWithoutBox)
        << inside;
  }
  EXPECT_EQ(ReadPage("<h1>Ferry</h1><article><p>" + kFerry + "</p><p>" + kStorm +
                     "</p><aside><h3>The house</h3><p>We have told the news of the islands since "
                     "1901.</p></aside></article>")
                .body,
            kFerry + "\n\n" + kStorm);
}

TEST(Body, TextThatIsFoldedAwayIsText) {
  const std::string rest = "<div style='display:none'><p>" + kFares + "</p></div>";
  const std::string page = "<h1>Ferry</h1><article><p>" + kFerry + "</p><p>" + kStorm + "</p>";
  EXPECT_EQ(ReadPage(page + "<button>Read more</button>" + rest + "</article>").body, kWithoutBox);
  EXPECT_EQ(ReadPage(page + "<a href=#>Weiterlesen …</a>" + rest + "</article>").body, kWithoutBox);
  EXPECT_EQ(ReadPage(page + rest + "</article>").body, kFerry + "\n\n" + kStorm)
      << "nobody says that it goes on";
  EXPECT_EQ(ReadPage(page + "<button>Read more</button><div style='display:none'><p>Subscribe to "
                            "continue reading the news of the islands.</p></div></article>")
                .body,
            kFerry + "\n\n" + kStorm);
}

TEST(Body, WhatElseIsHiddenBesideAFoldIsNone) {
  const std::string long_text = kFares + " " + kFerry + " " + kStorm + " " + kFares;
  const std::string page = "<h1>Ferry</h1><article><p>" + long_text + "</p><p>" + kFerry + "</p>";
  const std::string comment = "<p>I took that ferry for years and it was never on time.</p>";
  const std::string fold = "<div hidden><p>" + kStorm + "</p></div><button>Read more</button>";
  for (const std::string& other : {
           fold + "<div hidden>" + comment + "</div>",
           fold + "<div hidden><p>This website uses cookies to measure who reads it.</p></div>",
           "<div hidden><p>" + kStorm +
               "</p><p>Wir verwenden Cookies, um Anzeigen zu zeigen.</p>"
               "</div><button>Read more</button>",
           "<button>Show more</button><div hidden><div>joe77</div>" + comment + "</div>",
           "<button>Show more</button><div hidden><div class=comment-body>" + comment +
               "</div></div>",
           "<button>Show more</button><div hidden><ul><li>joe, 2 hours ago " + comment +
               "</li></ul></div>",
       }) {
    const bool folded = other.starts_with(fold);
    EXPECT_EQ(ReadPage(page + other + "</article>").body,
              long_text + "\n\n" + kFerry + (folded ? "\n\n" + kStorm : ""))
        << other;
  }
}

TEST(Body, QuotationsSetApartThatRepeatTheTextAreCut) {
  const std::string said =
      "<p>“She is as good as new, and a little faster,” said Ada Pell of the company.</p>";
  const std::string body = kFerry + "\n\n" + kStorm +
                           "\n\n“She is as good as new, and a little faster,” said Ada Pell of the "
                           "company.\n\n" +
                           kFares;
  for (const char* quote : {
           "<blockquote><p>“She is as good as new, and a little faster.”</p></blockquote>",
           "<blockquote>She is as good as new, and a little faster</blockquote>",
           "<div><span>“She is as good as new, and a little faster.”</span></div>",
           "<blockquote>“She is as good as new, and a little faster.”</blockquote><div>Ada Pell, "
           "of the company</div>",
       }) {
    EXPECT_EQ(ReadPage(WithBox(std::string(quote) + said)).body, body) << quote;
  }
  const Article other =
      ReadPage(WithBox("<blockquote>“Nobody had asked her.”</blockquote>" + said));
  EXPECT_NE(other.body.find("Nobody had asked her"), std::string::npos);
}

TEST(Body, OffersInTheMidstOfATextAreNone) {
  const std::string offer =
      "<div><div>SUBSCRIBE TO UNLOCK MORE ARTICLES</div><p>Subscribe now for the latest news.</p>"
      "<ul><li>Access to fifteen sites with one account.</li><li>Daily puzzles.</li></ul></div>"
      "<div><div>Register / sign in to unlock more articles</div>"
      "<ul><li>Share your thoughts.</li><li>Get updates from your favourite "
      "authors.</li></ul></div>";
  const auto body = [](const std::string& text) {
    return ReadPage(
               "<html><head><title>Strike ends in northern port</title></head><body><article>" +
               kHeadline + text + "</article></body></html>")
        .body;
  };
  EXPECT_EQ(body(P(kFirst) + offer + P(kSecond) + P(kThird)), kText);
  const std::string news = "Readers must sign in to unlock the archive, the library said.";
  const std::string list = "<ul><li>Books of the port.</li><li>Maps of the harbour.</li></ul>";
  EXPECT_NE(body(P(kFirst) + P(news) + list + P(kSecond) + P(kThird)).find(news),
            std::string::npos);
}

TEST(Body, ParagraphsInBoxesOfTheirOwnMayHaveLongLinks) {
  const std::string linked =
      "The report on it, <a href=/r>published by the institute of ports and harbours of the "
      "northern coast in its yearly review</a>, came out in the middle of May.";
  const std::string teaser =
      "<a href=/w>Why the smaller port in the south is losing its ships to the rail, and what "
      "its owners say about it</a> A report";
  const auto body = [](const std::string& begin, const std::string& text, const std::string& end) {
    std::string page =
        "<html><head><title>Strike ends in northern port</title></head><body><article>" + kHeadline;
    for (const std::string& each : {kFirst, text, kSecond, kThird}) page += begin + each + end;
    return ReadPage(page + "</article></body></html>").body;
  };
  for (const auto& [begin, end] : {std::pair("<p>", "</p>"), std::pair("<div class=x1>", "</div>"),
                                   std::pair("<section><p>", "</p></section>"),
                                   std::pair("<div><div class=x1><p>", "</p></div></div>")}) {
    EXPECT_NE(body(begin, linked, end).find("came out in the middle of May."), std::string::npos)
        << begin;
  }
  EXPECT_EQ(body("<div>", teaser, "</div>"), kText);
}

TEST(Body, BylinesMayEndLikeSentences) {
  const Article article = ReadPage(
      "<html><head><title>Strike ends in northern port</title></head><body><article>" + kHeadline +
      P("By Ada Pell Jr.") + P(kFirst) + P(kSecond) + P(kThird) + "</article></body></html>");
  EXPECT_EQ(article.body, kText);
  ASSERT_EQ(article.authors.size(), 1U);
  EXPECT_EQ(article.authors[0].name, "Ada Pell Jr.");
}

TEST(Body, LinesBelowImagesAreCaptions) {
  const std::string caption = "The old harbour seen from the lighthouse on a clear day.";
  const auto body = [](const std::string& first, const std::string& between) {
    return ReadPage(
               "<html><head><title>Strike ends in northern port</title></head><body><article>" +
               kHeadline + first + P(kFirst) + P(kSecond) + between + P(kThird) +
               "</article></body></html>")
        .body;
  };
  const std::string image = "<p><img src=/i.jpg></p>";
  EXPECT_EQ(body("", image + "<p><em>" + caption + "</em></p>"), kText);
  EXPECT_EQ(body("", image + "<p>Getty Images</p>"), kText);
  EXPECT_EQ(body("<div><img src=/i.jpg><div>" + caption + "</div></div>", ""), kText);
  EXPECT_EQ(body("", image + "<p>" + caption + " Foto: T. Reed</p>"), kText);
  for (const std::string& text :
       {"<p>" + caption + "</p>", "<p><em>" + caption + "</em> It was Monday.</p>",
        "<p>" + caption + " (Reuters)</p>"}) {
    EXPECT_NE(body("", image + text).find(caption), std::string::npos) << text;
  }
  EXPECT_NE(body("", "<p><em>" + caption + "</em></p>").find(caption), std::string::npos);
}

TEST(Body, RequestsToPayTakeTheOfferBehindThem) {
  const std::string page = "<h1>Ferry</h1><article><p>" + kFerry + " " + kStorm + "</p>";
  const std::string offer = "<p>From $1 a week. Cancel anytime.</p><p>Are you one? Sign in</p>";
  for (const std::string text :
       {"You have 0 free articles left this month.",
        "You have reached your limit of free articles.", "Prenumerera för att läsa hela artikeln.",
        "Bli abonnent for å lese hele saken.", "Kup subskrypcję, aby czytać dalej.",
        "Tento článek je jen pro předplatitele.", "Para continuar a ler, torne-se assinante.",
        "Abbonati per leggere l'articolo completo.",
        "Sie haben Ihre kostenlosen Artikel aufgebraucht.",
        "残り1200文字は会員登録すると読めます。"}) {
    EXPECT_EQ(ReadPage(page + "<p>" + text + "</p>" + offer + "</article>").body,
              kFerry + " " + kStorm)
        << text;
  }
}

TEST(Body, AHeadlineThatLineBreaksPartFromTheTextIsNone) {
  const Article article = ReadPage(
      "<title>The Sentinel - Ferry to run again on Monday</title><table><tr><td><font size=1>Friday"
      "</font><br><font size=5><b>Ferry to run again on Monday</b></font><br>" +
      kStorm + "<br><br>" + kFerry + "<br><br>" + kFares + " " + kFerry + "<br><br>" + kStorm +
      "</td></tr></table>");
  EXPECT_EQ(article.title, "Ferry to run again on Monday");
  EXPECT_TRUE(article.body.starts_with(kStorm)) << article.body;
}

TEST(Body, ADescriptionOfThePostIsItsStandfirst) {
  const Article article = ReadPage(
      "<article class=post-single><header class=post-header><h1 class=post-title>Ferry</h1><div "
      "class='post-description'>Its rudder broke in the storm of January.</div><div "
      "class=post-meta>11 June 2026</div></header><div class=post-content><p>" +
      kFerry + " " + kStorm + "</p><p>" + kFares + "</p></div></article>");
  EXPECT_EQ(article.body, "Its rudder broke in the storm of January.\n\n" + kFerry + " " + kStorm +
                              "\n\n" + kFares);
}

}  // namespace
}  // namespace newswired
