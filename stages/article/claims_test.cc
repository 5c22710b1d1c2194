// What pages claim about themselves: headline, authors, dates. The pages are short ones of our own.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "stages/article/byline.h"
#include "stages/article/headline.h"
#include "stages/article/page_dates.h"
#include "stages/article/page_for_test.h"
#include "stages/core/testing.h"
#include "stages/text/dates.h"

namespace newswired {
extern const StageType kArticleStage;
namespace {

constexpr const char* kStory =
    "<p>Dock workers in the northern port went back to work on Tuesday after a strike of nine days "
    "that had kept forty ships waiting outside the harbour, the port's owners said.</p>"
    "<p>The union said that its members had accepted an offer of four percent more this year and "
    "three percent more in each of the two years that follow, with better pay at night.</p>"
    "<p>The port authority expects the last of the waiting ships to be unloaded within a week, a "
    "spokeswoman said on Tuesday evening. The last strike was in 1998.</p>";

struct PageParts {
  std::string head, before, after_title, signature, end;
  std::string title = "Strike ends in northern port";
  std::string language = "en";
  std::string url = "https://paper.example/story";
};

Article Read(const PageParts& parts) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  article.url = article.canonical_url = parts.url;
  article.source.domain = "paper.example";
  article.input.received_ms = ParseDate("2026-11-20T12:00:00Z")->utc_ms.value();
  article.html = "<html lang=" + parts.language + "><head><title>" + parts.title +
                 " | The Paper</title>" + parts.head + "</head><body>" + parts.before +
                 "<article><h1>" + parts.title + "</h1>" + parts.after_title + kStory +
                 parts.signature + "</article>" + parts.end + "</body></html>";
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  article.record = nullptr;
  return article;
}

std::string Published(const PageParts& parts) {
  const Article article = Read(parts);
  return article.published ? article.published->value : "";
}

std::string Authors(const PageParts& parts) {
  std::string all;
  for (const Author& author : Read(parts).authors) {
    all += (all.empty() ? "" : "|") + author.name + (author.kind == "person" ? "" : "*");
  }
  return all;
}

struct DateCase {
  const char* name;
  PageParts page;
  const char* value;
};
void PrintTo(const DateCase& c, std::ostream* out) { *out << c.name; }
class PageDate : public ::testing::TestWithParam<DateCase> {};
TEST_P(PageDate, IsFound) { EXPECT_EQ(Published(GetParam().page), GetParam().value); }

template <class Case>
std::string NameOf(const ::testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Fields, PageDate,
    ::testing::Values(
        DateCase{"Meta",
                 {.head = "<meta property='article:published_time' content='2026-03-10T18:00Z'>"},
                 "2026-03-10T18:00Z"},
        DateCase{"MetaWithAnotherSpelling",
                 {.head = "<meta name='DC:date.issued' content='2026-03-10'>"},
                 "2026-03-10"},
        DateCase{"MetaInWords",
                 {.head = "<meta name=pubdate content='Di., 10.03.2026 - 14:45'>"},
                 "2026-03-10T14:45"},
        DateCase{"Itemprop",
                 {.after_title = "<meta itemprop=datePublished content='2026-03-10'>"},
                 "2026-03-10"},
        DateCase{"Rdfa",
                 {.after_title = "<i property='http://schema.org/datePublished' "
                                 "content='2026-03-10T18:00Z'></i>"},
                 "2026-03-10T18:00Z"},
        DateCase{"Url", {.url = "https://paper.example/2026/03/10/story"}, "2026-03-10"},
        DateCase{"UrlOfBareNumbers", {.url = "https://paper.example/20260310/story"}, "2026-03-10"},
        DateCase{"MetaOfAnotherSystem",
                 {.head = "<meta name='DCSext.articleFirstPublished' content='2026-03-10T18:00Z'>"},
                 "2026-03-10T18:00Z"},
        DateCase{"JsonLdOfARecipe",
                 {.head = "<script type=application/ld+json>[{\"@type\":\"FAQPage\"},{\"@type\":"
                          "\"Recipe\",\"datePublished\":\"2026-03-10\"}]</script>"},
                 "2026-03-10"},
        DateCase{"EndOfATitle",
                 {.head = "<meta property='og:title' content='Strike ends | Paper | 10.03.2026'>"},
                 "2026-03-10"},
        DateCase{"MiddleOfATitle", {.title = "Strike ends in port - 10.03.2026"}, "2026-03-10"},
        DateCase{"FrontOfATitle", {.title = "2026-03-10 | Strike ends in port"}, "2026-03-10"},
        DateCase{"UrlOfANumberAndADate",
                 {.url = "https://paper.example/20261399/2026/03/10/story"},
                 "2026-03-10"},
        DateCase{"UrlOfANumber", {.url = "https://paper.example/20261399/story"}, ""},
        DateCase{"UrlOfAMonth", {.url = "https://paper.example/2026/03/story"}, ""}),
    NameOf<DateCase>);

INSTANTIATE_TEST_SUITE_P(
    Visible, PageDate,
    ::testing::Values(
        DateCase{"TimeElement",
                 {.after_title = "<p><time datetime='2026-03-10T18:00+01:00'>Tuesday</time></p>"},
                 "2026-03-10T18:00+01:00"},
        DateCase{"TimeElementInWords",
                 {.after_title = "<time class=entry-date>March 10, 2026</time>"},
                 "2026-03-10"},
        DateCase{"BelowTheHeadline", {.after_title = "<p>March 10, 2026</p>"}, "2026-03-10"},
        DateCase{"TheLastWordBeforeItCounts",
                 {.after_title = "<p>Updated edition. Published 12 March 2026</p>"},
                 "2026-03-12"},
        DateCase{"UpdatedByADesk",
                 {.after_title = "<p>Last updated by our desk; first published on 12 March "
                                 "2026</p>"},
                 "2026-03-12"},
        DateCase{"AboveTheHeadline",
                 {.before = "<div class=date>10.03.2026</div>", .language = "de"},
                 "2026-03-10"},
        DateCase{"BloggersHeader",
                 {.before = "<h2 class=date-header><span>Samstag, 7. März 2026</span></h2>",
                  .language = "de"},
                 "2026-03-07"},
        DateCase{"DrupalsSubmitted",
                 {.after_title = "<div class=submitted>Gespeichert von <span class=username>rasos"
                                 "</span> am 24. Juli 2026 - 18:55</div>",
                  .language = "de"},
                 "2026-07-24T18:55"},
        DateCase{
            "WithItsAuthor",
            {.after_title = "<p class=byline>Par Marc Aubin | Publié le 3 août 2026 à 7h05</p>",
             .language = "fr"},
            "2026-08-03T07:05"},
        DateCase{"HAtomFarFromTheHeadline",
                 {.end = "<abbr class=published title='2026-03-10T21:11:00+02:00'>21:11</abbr>"},
                 "2026-03-10T21:11:00+02:00"},
        DateCase{
            "HAtomBesideTheHeadline",
            {.after_title = "<abbr class=published title='2026-03-10T21:11:00+02:00'>21:11</abbr>"},
            "2026-03-10T21:11:00+02:00"},
        DateCase{
            "Dateline",
            {.after_title = "<p>Hamburg, 10. März 2026 - Der Streik der Hafenarbeiter ist nach "
                            "neun Tagen zu Ende, wie beide Seiten am Abend sagten. Die Schiffe "
                            "werden in den kommenden Tagen entladen, so die Behörde.</p>",
             .language = "de"},
            "2026-03-10"},
        DateCase{"LabelledInJapanese",
                 {.after_title = "<p>公開日：2026年3月10日</p>", .language = "ja"},
                 "2026-03-10"},
        DateCase{
            "ClassInGerman",
            {.end = "<div class=artikel-veroeffentlicht>10. März 2026</div>", .language = "de"},
            "2026-03-10"},
        DateCase{"DayFirst",
                 {.after_title = "<span class=time>02/10/2026</span>", .language = "en-GB"},
                 "2026-10-02"},
        DateCase{"MonthFirst",
                 {.after_title = "<span class=time>02/10/2026</span>", .language = "en-US"},
                 "2026-02-10"},
        DateCase{"BelowTheCreditOfAPicture",
                 {.after_title = "<p>\u00A9 Ben Kestrel</p><p class=date>10 March 2026</p>"},
                 "2026-03-10"},
        DateCase{
            "OrderOfXmlLang",
            {.after_title = "<span class=time>02/10/2026</span>", .language = "'' xml:lang=en-GB"},
            "2026-10-02"},
        DateCase{"OrderOfTheLocale",
                 {.head = "<meta property=og:locale content=en_US>",
                  .after_title = "<span class=time>02/10/2026</span>"},
                 "2026-02-10"},
        DateCase{"AsideOfTheHeadline",
                 {.after_title = "<aside>By Ann Pell | <span class=date>10 March 2026</span>"
                                 "</aside>"},
                 "2026-03-10"},
        DateCase{"InTheCaptionOfAPicture",
                 {.after_title = "<figure><img src=a><figcaption><p>Ships wait.</p><p>By Ada "
                                 "Pell</p><time datetime=2026-03-10>10 March 2026</time>"
                                 "</figcaption></figure>"},
                 "2026-03-10"},
        DateCase{"InALineWithTheNumberOfComments",
                 {.after_title = "<div class='entry-meta comments-above'><span class=date>10 March "
                                 "2026</span> | <span class=entry-comments-link>3</span></div>"},
                 "2026-03-10"},
        DateCase{
            "APermalinkInALongLine",
            {.after_title = "<p><a class=entry-date href=a>10 March 2026</a> | Ada Pell of the "
                            "desk for ports and ships | Economy | 3 comments</p>"},
            "2026-03-10"},
        DateCase{"AsideBelowTheAuthor",
                 {.after_title = "<aside><p>By Ada Pell</p><time datetime='2026-03-10T08:30'>10 "
                                 "March 2026</time></aside>"},
                 "2026-03-10T08:30"},
        DateCase{"NotTheHiddenOne",
                 {.after_title = "<p><time class=hidden datetime='2026-03-12T08:30'>12 March"
                                 "</time></p><p><span class=date>10 March 2026</span></p>"},
                 "2026-03-10"},
        DateCase{
            "BeforeAQuotation",
            {.after_title = "<p>10.03.2026 \u201EDer Streik hat allen geschadet\u201C, sagte "
                            "die Sprecherin der Reeder am Abend in Hamburg. Die Schiffe werden "
                            "in den kommenden Tagen entladen, so die Behörde des Hafens.</p>",
             .language = "de"},
            "2026-03-10"},
        DateCase{"InItsOwnTeaser",
                 {.end = "<ul class=teaser><li><p>10 March 2026</p><h2><a href=a>Strike ends in "
                         "northern port</a></h2></li><li><p>27 February 2026</p><h2><a href=b>Port "
                         "strike looms as talks break off</a></h2></li></ul>"},
                 "2026-03-10"},
        DateCase{"AloneOnThePage",
                 {.end = std::string(kStory) + kStory + kStory + kStory +
                         "<div><time datetime=2026-03-10>10 March 2026</time></div>"},
                 "2026-03-10"},
        DateCase{"LabelledAloneOnThePage",
                 {.end = std::string(kStory) +
                         "<div class=slider><p>Publication</p><p>10 March 2026</p></div>"},
                 "2026-03-10"},
        DateCase{"Signature",
                 {.after_title = std::string(kStory) + kStory + kStory,
                  .signature = "<p>Ann<br>10 March 2026</p>",
                  .end = "<div><a href=b>Port strike looms as talks break off</a></div>"},
                 "2026-03-10"},
        DateCase{
            "LabelledFarAway",
            {.end = "<div><h5>Erschienen am:</h5> <h2>13.10.2026</h2></div>", .language = "de"},
            "2026-10-13"}),
    NameOf<DateCase>);

// No date of publication stands on these pages.
INSTANTIATE_TEST_SUITE_P(
    Decoys, PageDate,
    ::testing::Values(
        DateCase{"Nothing", {}, ""},
        DateCase{"Copyright", {.end = "<footer>Copyright 12 March 2025</footer>"}, ""},
        DateCase{"CopyrightYears", {.end = "<div>&copy; 2001-2026 The Paper</div>"}, ""},
        DateCase{"EventInTheText",
                 {.after_title = "<p>The ballot of the members began on 3 March 2026 and ended on "
                                 "9 March 2026, when the union's board counted the votes in the "
                                 "presence of both sides and of the press, in the town hall.</p>"},
                 ""},
        DateCase{"EventBox",
                 {.after_title = "<dl><dt>When</dt><dd>12 March 2026</dd><dt>Where</dt><dd>Town "
                                 "hall</dd></dl>"},
                 ""},
        DateCase{"EventLine",
                 {.after_title = "<p>12.03.2026</p><p>Ort: Stadthalle</p><p>Eintritt: 5 Euro</p>",
                  .language = "de"},
                 ""},
        DateCase{"EventClass", {.after_title = "<p class=event-date>12 March 2026</p>"}, ""},
        DateCase{"Comments",
                 {.end = "<div class=comments><p class=comment-date>Posted on March 12, 2026</p>"
                         "<p>Well said.</p></div>"},
                 ""},
        DateCase{"CommentsAsData",
                 {.end = "<ol class=commentlist><li><time datetime=2026-03-12>March 12, 2026</time>"
                         "</li></ol>"},
                 ""},
        DateCase{"RelatedArticles",
                 {.end = "<div class=related><h3>Port strike looms</h3><time datetime=2026-02-27>"
                         "27 February 2026</time></div>"},
                 ""},
        DateCase{"ListOfArticles",
                 {.end = "<ul><li><span class=date>1 March 2026</span> One</li>"
                         "<li><span class=date>2 March 2026</span> Two</li>"
                         "<li><span class=date>3 March 2026</span> Three</li>"
                         "<li><span class=date>4 March 2026</span> Four</li></ul>"},
                 ""},
        DateCase{"Sidebar",
                 {.before = "<aside><time datetime=2026-03-12>12 March 2026</time> Rain</aside>"},
                 ""},
        DateCase{"Menu", {.before = "<nav>Issue of 12 March 2026</nav>"}, ""},
        DateCase{"LastVisited",
                 {.after_title = "<p class=meta>You last visited this page on March 12, 2026</p>"},
                 ""},
        DateCase{"Accessed", {.end = "<p>Accessed on 12 March 2026</p>"}, ""},
        DateCase{"MemberSince", {.after_title = "<p>Member since 12 March 2020</p>"}, ""},
        DateCase{"Deadline", {.after_title = "<p>Deadline: 12 March 2026</p>"}, ""},
        DateCase{"EventsFarBelow",
                 {.end = std::string(kStory) + kStory + kStory + kStory + kStory +
                         "<div class=date>12 March 2026 18:00 Concert</div>"},
                 ""},
        DateCase{"TeaserBelow",
                 {.end = std::string(kStory) + kStory + kStory + kStory +
                         "<div><a href=b>Port strike looms as talks break off</a><br>"
                         "<time datetime=2026-02-27>27 February 2026</time></div>"},
                 ""},
        DateCase{
            "CommentBelow",
            {.end = std::string(kStory) + kStory + kStory + kStory +
                    "<div><b>Ben</b><br><time datetime=2026-03-12>12 March 2026</time><p>Well "
                    "said, but what about the crews that had to wait for nine days?</p></div>"},
            ""},
        DateCase{"TodayAtTheTop",
                 {.before = "<div class=date>Wednesday, 18 November 2026</div><p>Economy</p><div>" +
                            std::string(400, 'x') + "</div>"},
                 ""},
        DateCase{"NextMeeting",
                 {.after_title = "<p>Nächste Sitzung: 12. März 2026</p>", .language = "de"},
                 ""},
        DateCase{"EventInATitle",
                 {.head = "<meta property='og:title' content='Concert on 12.03.2026 | Paper'>"},
                 ""},
        DateCase{"DayOfBirth", {.after_title = "<p class=date>28 January 1975</p>"}, ""},
        DateCase{"Caption",
                 {.after_title = "<figure><img src=a><figcaption>The port on 12 March 2026"
                                 "</figcaption></figure>"},
                 ""},
        DateCase{"InTheHeadline", {.title = "Weather report for 12 March 2026"}, ""},
        DateCase{"OnlyUpdatedInKorean",
                 {.after_title = "<p>수정 2026.03.12 18:00</p>", .language = "ko"},
                 ""},
        DateCase{"OnlyUpdated", {.after_title = "<p>Last updated on 12 March 2026</p>"}, ""},
        DateCase{"Ambiguous", {.after_title = "<p class=date>03/04/2026</p>"}, ""},
        DateCase{"Future", {.after_title = "<p class=date>12 March 2027</p>"}, ""},
        DateCase{"FutureField",
                 {.head = "<meta property='article:published_time' content='2027-03-10T18:00Z'>"},
                 ""},
        DateCase{"ScriptLiteral", {.head = "<script>var published = '2026-03-12';</script>"}, ""}),
    NameOf<DateCase>);

TEST(PageDates, FootersAboveTheTextAndTheirDataCount) {
  EXPECT_EQ(
      Published({.after_title = "<footer class=node__meta><div class=node__submitted>Submitted "
                                "by Ada Pell on Sat, 04/04/2026 - 10:12</div></footer>"}),
      "2026-04-04T10:12");
  EXPECT_EQ(
      Published({.after_title = "<div class='meta submitted'><span property='dc:date "
                                "dc:created' content='2026-08-12T15:22:00+01:00'>Submitted by "
                                "Ada Pell on Wed, 12/08/2026 - 15:22</span></div>"}),
      "2026-08-12T15:22:00+01:00");
}

TEST(PageDates, VideosHaveADayOfUpload) {
  const auto upload = [](const std::string& name) {
    return Published(
        {.head = R"(<script type=application/ld+json>{"@type":"VideoObject","name":")" + name +
                 R"(","uploadDate":"2026-03-08T16:20:00Z"}</script>)"});
  };
  EXPECT_EQ(upload("Strike ends in northern port"), "2026-03-08T16:20:00Z");
  EXPECT_EQ(upload("Dog rescued from a drain"), "");
}

TEST(PageDates, WhatWasUpdatedIsModified) {
  const Article article = Read({.after_title = "<p>Last updated on 12 March 2026, 9:15 am</p>"});
  EXPECT_FALSE(article.published);
  ASSERT_TRUE(article.modified);
  EXPECT_EQ(article.modified->value, "2026-03-12T09:15");
}

TEST(PageDates, SourcesThatAgreeOutweighOne) {
  const Article article =
      Read({.head = "<meta name=date content=2026-03-12>"
                    "<meta property='article:published_time' content='2026-03-10T18:00:00+01:00'>",
            .after_title = "<p class=date>March 10, 2026</p>"});
  ASSERT_TRUE(article.published);
  EXPECT_EQ(article.published->value, "2026-03-10T18:00:00+01:00");
  EXPECT_EQ(article.published->evidence, "meta:article:published_time");
  EXPECT_EQ(article.published->agrees_with, std::vector<std::string>{"text"});

  // "date" is the day of the last change as often: readers saw another one.
  EXPECT_EQ(Published({.head = "<meta name=date content=2026-03-12>",
                       .after_title = "<p class=date>Published on March 10, 2026</p>"}),
            "2026-03-10");
}

TEST(PageDates, DaysInFieldsAreWeakerThanWhatReadersSee) {
  EXPECT_EQ(Published({.head = "<meta property='article:published_time' content=2026-03-12>",
                       .after_title = "<p class=date>March 10, 2026</p>"}),
            "2026-03-10");
}

TEST(PageDates, WhatIsStampedAnewIsNotNew) {
  const std::string meta = "<meta property='article:published_time' content='2026-10-10T18:00Z'>";
  const std::string url = "https://paper.example/2024/03/10/story";
  const Article imported = Read({.head = meta, .url = url});
  ASSERT_TRUE(imported.published);
  EXPECT_EQ(imported.published->value, "2024-03-10");
  EXPECT_LT(imported.published->confidence, 0.8);
  EXPECT_EQ(Published({.head = meta, .after_title = "<time class=date>March 10, 2024</time>"}),
            "2024-03-10");
  // A few days are the time between planning and publication.
  EXPECT_EQ(Published({.head = meta, .url = "https://paper.example/2026/10/04/story"}),
            "2026-10-10T18:00Z");
}

TEST(PageDates, AgreementRaisesConfidence) {
  const std::string meta = "<meta property='article:published_time' content='2026-03-10T18:00Z'>";
  const Article alone = Read({.head = meta});
  const Article both = Read({.head = meta, .after_title = "<p class=date>March 10, 2026</p>"});
  const Article against = Read({.head = meta, .after_title = "<p class=date>March 1, 2026</p>"});
  EXPECT_GT(both.published->confidence, alone.published->confidence);
  EXPECT_LT(against.published->confidence, alone.published->confidence);
}

TEST(PageDates, TheClockOfThePageIsTheZone) {
  // The same moment: in UTC for machines, on the local clock for readers.
  const Article article =
      Read({.head = "<meta property='article:published_time' content='2026-05-04T00:44:52Z'>",
            .after_title = "<ul class=date><li>03/05/2026 21:44</li></ul>",
            .language = "pt-BR"});
  ASSERT_TRUE(article.published);
  EXPECT_EQ(article.published->value, "2026-05-03T21:44:52-03:00");
  EXPECT_EQ(FormatUtc(*article.published->utc_ms), "2026-05-04T00:44:52Z");
}

TEST(PageDates, UnreadableClaimsAreWarnings) {
  const Article article =
      Read({.head = "<meta property='article:published_time' content='4:58 PM ET'>"});
  EXPECT_FALSE(article.published);
  ASSERT_EQ(article.warnings.size(), 1U);
  EXPECT_EQ(
      article.warnings[0],
      "claim_unreadable: meta:article:published_time \"4:58 PM ET\" is not a date that can be "
      "read without guessing");
}

TEST(PageDates, NothingIsLaterThanTheFetch) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  article.claims.fetched_at = "2026-03-01T00:00:00Z";
  article.input.received_ms = ParseDate("2026-11-20T12:00:00Z")->utc_ms.value();
  article.html = "<h1>Strike ends</h1><p class=date>March 10, 2026</p>" + std::string(kStory);
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  EXPECT_FALSE(article.published);
}

TEST(PageDates, ATimeToComeIsAWarning) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  struct Case {
    const char *published, *modified;
    std::vector<std::string> warnings;
  };
  const std::string no_publication = "date_in_future: no publication time is believed";
  const std::string no_change = "date_in_future: no time of a change is believed";
  for (const Case& test : {Case{"2026-03-10T12:05:00Z", "2026-03-10T12:05:00Z", {}},
                           Case{"2026-03-10T12:55:00Z", "", {no_publication}},
                           Case{"2026-03-10T11:00:00Z", "2026-03-10T12:55:00Z", {no_change}},
                           Case{"2027-01-01", "2027-01-01", {no_publication, no_change}}}) {
    Article article;
    const RawRecord record;
    article.record = &record;
    article.body = "Text.";
    article.claims.fetched_at = "2026-03-10T12:00:00Z";
    article.claims.published_at = test.published;
    article.claims.modified_at = test.modified;
    Articles out;
    EXPECT_TRUE(stage->Process(article, out).ok());
    EXPECT_EQ(article.warnings, test.warnings) << test.published << " " << test.modified;
  }
}

TEST(PageDates, TimesWithoutZoneAreThoseOfTheSource) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  article.source.tz = "+03:00";
  article.body = "Text.";
  article.claims.published_at = "2026-03-10 18:00";
  article.claims.modified_at = "2026-03-10T18:00:00-05:00";
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  EXPECT_EQ(article.published->value, "2026-03-10T18:00+03:00");
  EXPECT_EQ(article.published->tz_source, "source");
  EXPECT_EQ(article.modified->value, "2026-03-10T18:00:00-05:00");
  EXPECT_EQ(article.modified->tz_source, "explicit");
}

TEST(PageDates, AChineseSourcesCstIsItsOwn) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  article.source = {.country = "cn", .tz = "+08:00"};
  article.body = "Text.";
  article.claims.published_at = "Tue Mar 10 14:05:00 CST 2026";
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  EXPECT_EQ(article.published->value, "2026-03-10T14:05:00+08:00");
  EXPECT_EQ(article.published->tz_source, "source");
}

struct TitleCase {
  const char* name;
  const char* head;
  const char* body;
  const char* title;
};
void PrintTo(const TitleCase& c, std::ostream* out) { *out << c.name; }
class Headline : public ::testing::TestWithParam<TitleCase> {};
TEST_P(Headline, IsChosen) {
  static const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  Article article;
  const RawRecord record;
  article.record = &record;
  article.source.domain = "the-paper.example";
  article.html = std::string("<head>") + GetParam().head + "</head><body>" + GetParam().body +
                 "<article>" + kStory + "</article>";
  Articles out;
  EXPECT_TRUE(stage->Process(article, out).ok());
  EXPECT_EQ(article.title, GetParam().title);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, Headline,
    ::testing::Values(
        TitleCase{"SiteBehindABar", "<title>Strike ends in northern port | The Paper</title>", "",
                  "Strike ends in northern port"},
        TitleCase{"SiteInFront", "<title>The Paper: Strike ends in northern port</title>", "",
                  "Strike ends in northern port"},
        TitleCase{"SiteAndDate",
                  "<title>Strike ends in northern port | The Paper | 10.03.2026</title>", "",
                  "Strike ends in northern port"},
        TitleCase{"ADashStays", "<title>Strike ends - what comes next for the port</title>", "",
                  "Strike ends - what comes next for the port"},
        TitleCase{"Entities", "<meta property=og:title content='Ports &amp;amp; docks: a strike'>",
                  "", "Ports & docks: a strike"},
        TitleCase{"SignsThatWereLetters",
                  R"(<title>????? ???? ???? | The Paper</title><meta property=og:title)"
                  R"( content='????? ???? ??????'>)",
                  "<h1>Strike ends in northern port</h1><h2>What comes next</h2>",
                  "Strike ends in northern port"},
        TitleCase{"WhatReadersSee",
                  "<title>Strike: news - The Paper</title><meta property=og:title "
                  "content=\"Strike's end in the northern port\">",
                  "<h1>Strike’s  end in the\n northern port</h1>",
                  "Strike’s end in the northern port"},
        TitleCase{
            "CutOff",
            "<title>Strike ends in northern port, talks go on - News - The Paper</title><meta "
            "name=twitter:title content='Strike ends in northern port, ta...'>",
            "<h1>Strike ends in northern port, talks go on</h1>",
            "Strike ends in northern port, talks go on"},
        TitleCase{"KickerInTheHeading",
                  "<meta property=og:title content='Strike ends in northern port'>",
                  "<h1><span>Harbour </span>Strike ends in northern port</h1>",
                  "Strike ends in northern port"},
        TitleCase{"ClaimsThatAgree",
                  "<meta property=og:title content='Harbour: Strike ends in northern port'>"
                  "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":"
                  "\"Harbour: Strike ends in northern port\"}</script>",
                  "<h1>Strike ends in northern port</h1>", "Harbour: Strike ends in northern port"},
        TitleCase{"ReferencesInLinkedData",
                  "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":"
                  "\"Don&#146;t stop&nbsp;&trade; &Omega;\"}</script>",
                  "", "Don\u2019t stop \u2122 \u03A9"},
        TitleCase{"SiteAsH1", "<title>The Paper » Archive » Strike ends in northern port</title>",
                  "<h1>The Paper</h1><h2>Strike ends in northern port</h2>",
                  "Strike ends in northern port"},
        TitleCase{"ArchiveOfABlog",
                  "<title>Harbour Notes » Blog Archive » Strike ends in northern port</title>",
                  "<h1>Harbour Notes</h1><h2>Strike ends in northern port</h2>",
                  "Strike ends in northern port"},
        TitleCase{"KickerOfAForum",
                  "<meta property=og:title content='News - Strike ends in northern port'>"
                  "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":"
                  "\"Strike ends in northern port\"}</script>",
                  "<h1><span>News </span>Strike ends in northern port</h1>",
                  "Strike ends in northern port"},
        TitleCase{"FormForSearchEngines",
                  "<title>Port strike: all about its end</title>"
                  "<meta property=og:title content='Strike ends in northern port'>"
                  "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":"
                  "\"Port strike: all about its end\"}</script>",
                  "<h1>Port strike: all about its end</h1>"
                  "<h2><span>Harbour</span> Strike ends in northern port</h2>",
                  "Strike ends in northern port"},
        TitleCase{"ColonOfAKickerThatIsNotShown",
                  "<meta property=og:title content='Harbour: Strike ends in northern port'>",
                  "<h1>The Paper</h1><h2><span>Harbour</span> Strike ends in northern port</h2>",
                  "Harbour: Strike ends in northern port"},
        TitleCase{"EndOfAPath",
                  "<title>Port strike: all about its end</title>"
                  "<meta property=og:title content='Port strike: all about its end'>"
                  "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":"
                  "\"Strike ends in northern port\"}</script>",
                  "<ol><li><a href=/>Home</a></li><li><h1>Port strike: all about its end</h1></li>"
                  "</ol>",
                  "Strike ends in northern port"},
        TitleCase{"ABarThatReadersSee", "<title>Strike ends in northern port | A guide</title>",
                  "<h2>Strike ends in northern port | A guide</h2>",
                  "Strike ends in northern port | A guide"},
        TitleCase{"ForScreenReaders", "<title>Strike ends in northern port | A guide</title>",
                  "<h2 class=sr-only>Strike ends in northern port | A guide</h2>",
                  "Strike ends in northern port"},
        TitleCase{"FirstWordOfATitle", "<title>Dock strikes and why they end - a guide</title>",
                  "<h1>When do strikes of dock workers end?</h1><h3>Dock strikes</h3>",
                  "When do strikes of dock workers end?"},
        TitleCase{"SignsOfMostClaims",
                  "<title>Harbour: Strike ends in port - all about ships and docks</title>"
                  "<meta property=og:title content='Harbour: Strike ends in port'>"
                  "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":"
                  "\"Harbour - Strike ends in port\"}</script>",
                  "", "Harbour: Strike ends in port"},
        TitleCase{"SectionBehindADash",
                  "<title>Strike ends in northern port - Local</title>"
                  "<meta property=article:section content=Local>",
                  "", "Strike ends in northern port"},
        TitleCase{"SectionOfThePath",
                  "<title>Strike ends in northern port / Ports / The Paper</title>"
                  "<meta property=og:site_name content='The Paper'>"
                  "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"BreadcrumbList\","
                  "\"itemListElement\":[{\"@type\":\"ListItem\",\"name\":\"Ports\"}]},"
                  "{\"@type\":\"NewsArticle\"}]}</script>",
                  "", "Strike ends in northern port"},
        TitleCase{"CommonSectionBeforeTheSite",
                  "<title>Strike ends in northern port - Business \u2039 The Paper</title>"
                  "<meta property=og:site_name content='The Paper'>",
                  "", "Strike ends in northern port"},
        TitleCase{"NoSection", "<title>Strike ends in northern port - Local</title>", "",
                  "Strike ends in northern port - Local"},
        TitleCase{"NameOfAnApplication",
                  "<title>Strike ends in northern port: Harbour Notes</title>"
                  "<meta name=application-name content='Harbour Notes'>",
                  "", "Strike ends in northern port"},
        TitleCase{"HeadlineAsNameOfAnApplication",
                  "<title>Strike ends in the northern port after nine days - The Paper</title>"
                  "<meta name=application-name"
                  " content='Strike ends in the northern port after nine days'>",
                  "<h1>Strike ends in the northern port after nine days</h1><h1>Home</h1>",
                  "Strike ends in the northern port after nine days"},
        TitleCase{"AColonThatReadersSee",
                  "<title>Strike ends in northern port: The Paper</title>"
                  "<meta property=og:site_name content='The Paper'>",
                  "<h1>Strike ends in northern port: The Paper</h1>",
                  "Strike ends in northern port: The Paper"},
        TitleCase{"AHeadingAlone", "<title>Home</title>", "<h1>Strike ends</h1>", "Strike ends"}),
    NameOf<TitleCase>);

struct SiteCase {
  const char* name;
  std::string title, site, domain, headline;
};
void PrintTo(const SiteCase& c, std::ostream* out) { *out << c.name; }
class SiteInTitle : public ::testing::TestWithParam<SiteCase> {};

TEST_P(SiteInTitle, IsCut) {
  const SiteCase& c = GetParam();
  EXPECT_EQ(WithoutSiteName(c.title, {c.site}, c.domain), c.headline);
}

INSTANTIATE_TEST_SUITE_P(
    Titles, SiteInTitle,
    ::testing::Values(
        SiteCase{"Underscore", "港口罢工结束 工人周二复工_新浪网", "新浪网", "sina.com.cn",
                 "港口罢工结束 工人周二复工"},
        SiteCase{"Channels", "港口罢工结束_新闻中心_新浪网", "", "sina.com.cn", "港口罢工结束"},
        SiteCase{"WideColon", "港のストが終わる：朝日新聞デジタル", "朝日新聞デジタル", "asahi.com",
                 "港のストが終わる"},
        SiteCase{"WideColonAndPublisher", "港のストが終わる：朝日新聞デジタル", "朝日新聞社",
                 "asahi.com", "港のストが終わる"},
        SiteCase{"WideBar", "港のストが終わる｜港新聞", "港新聞", "", "港のストが終わる"},
        SiteCase{"TwoScripts", "港口罢工结束 工人周二复工 - BBC News 中文", "", "bbc.com",
                 "港口罢工结束 工人周二复工"},
        SiteCase{"Bar", "Strike ends in port|Port Herald", "Port Herald", "",
                 "Strike ends in port"},
        SiteCase{"Hyphen", "Strike ends in port-Port Herald", "Port Herald", "",
                 "Strike ends in port"},
        SiteCase{"Dash", "Strike ends in port — Port Herald", "Port Herald", "",
                 "Strike ends in port"},
        SiteCase{"Colon", "Strike ends in port : Port Herald", "Port Herald", "",
                 "Strike ends in port"},
        SiteCase{"ColonWithoutASpace", "Strike ends in port: Port Herald", "Port Herald", "",
                 "Strike ends in port"},
        SiteCase{"Stroke", "Strike ends in port / Port Herald", "Port Herald", "",
                 "Strike ends in port"},
        SiteCase{"Tilde", "Strike ends in port ~ Port Herald", "Port Herald", "",
                 "Strike ends in port"},
        SiteCase{"Less", "Strike ends in port < portherald.com", "", "portherald.com",
                 "Strike ends in port"},
        SiteCase{"StrokeAndDomain", "Strike ends in port / Port Herald", "", "port-herald.example",
                 "Strike ends in port"},
        SiteCase{"TwoHyphens", "Strike ends in port -- Port Herald", "Port Herald", "",
                 "Strike ends in port"},
        SiteCase{"WholeDomain", "Strike ends in port: PortHerald.com", "", "www.portherald.com",
                 "Strike ends in port"},
        SiteCase{"WordOfADomain", "What we know so far: Ukraine", "", "ukraine.example",
                 "What we know so far: Ukraine"},
        SiteCase{"ColonOfAHeadline", "Ukraine: what we know", "The Paper", "paper.example",
                 "Ukraine: what we know"},
        SiteCase{"StrokeInAHeadline", "Trade 2025 / 2026 falls", "The Paper", "paper.example",
                 "Trade 2025 / 2026 falls"},
        SiteCase{"KoreanBar", "항구 파업 끝나 | 연합뉴스", "", "yna.co.kr", "항구 파업 끝나"},
        SiteCase{"HyphenInAWord", "Strike ends in port-city, ships leave", "City", "city.example",
                 "Strike ends in port-city, ships leave"},
        SiteCase{"ColonInAHeadline", "中国：新聞の自由", "港新聞", "", "中国：新聞の自由"},
        SiteCase{"UnderscoreInAName", "Why _why left the port", "Port Herald", "",
                 "Why _why left the port"}),
    [](const auto& made) { return made.param.name; });

TEST(DrawnHeadline, IsThePartOfTheTitleThatAPageDrawsLarge) {
  const auto page = [](const std::string& drawn) {
    return "<title>The Sentinel - Bridge tolls to double in January - 11/12/2004</title><table><tr>"
           "<td>" +
           drawn + "<br><br>" + kStory + "</td></tr></table>";
  };
  for (const char* drawn :
       {"<font size=5>Bridge tolls to double in January</font>",
        "<font face=Georgia size='+2'><b>Bridge tolls to double in January</b></font>",
        "<b>Bridge tolls to double in January</b>"}) {
    EXPECT_EQ(ReadPage(page(drawn)).title, "Bridge tolls to double in January") << drawn;
  }
  EXPECT_NE(ReadPage(page("<font size=2>Bridge tolls to double in January</font>")).title,
            "Bridge tolls to double in January");
}

TEST(HeadlineParts, ADateIsLookedForInTitlesOfSomeLengthOnly) {
  EXPECT_EQ(DateInTitle("Strike ends | 10.03.2026 | The Paper"), "10.03.2026");
  EXPECT_EQ(DateInTitle("10.03.2026"), "");
  std::string bars;
  for (int i = 0; i < 1000; ++i) bars += "a | ";
  EXPECT_EQ(DateInTitle(bars + "10.03.2026"), "");
}

std::string PersonJsonLd(const std::string& name) {
  return R"(<script type=application/ld+json>{"@type":"Article","author":{"@type":"Person","name":")" +
         name + "\"}}</script>";
}

struct AuthorCase {
  const char* name;
  PageParts page;
  const char* authors;  ///< parted by bars; * marks organisations
};
void PrintTo(const AuthorCase& c, std::ostream* out) { *out << c.name; }
class PageAuthor : public ::testing::TestWithParam<AuthorCase> {};
TEST_P(PageAuthor, IsNamed) { EXPECT_EQ(Authors(GetParam().page), GetParam().authors); }

constexpr const char* kHouseJsonLd =
    "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Strike ends in "
    "northern port\",\"author\":{\"@type\":\"Organization\",\"name\":\"The "
    "Paper\"},\"publisher\":{\"name\":\"The Paper\"}}</script>";

INSTANTIATE_TEST_SUITE_P(
    Sources, PageAuthor,
    ::testing::Values(
        AuthorCase{"Meta",
                   {.head = "<meta name=author content='Ada Pell, Ben Kestrel'>"},
                   "Ada Pell|Ben Kestrel"},
        AuthorCase{"MetaOfAProfile",
                   {.head = "<meta property='article:author' content='https://f.example/paper'>"},
                   ""},
        AuthorCase{"MetaOfAnAccount", {.head = "<meta name=author content=admin>"}, ""},
        AuthorCase{"LabelAndValue",
                   {.head = "<meta name=twitter:label1 content='Verfasst von'>"
                            "<meta name=twitter:data1 content='Ada Pell'>"},
                   "Ada Pell"},
        AuthorCase{"AReferenceInJsonLd",
                   {.head = "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"Article\","
                            "\"author\":{\"@id\":\"#p1\"}},{\"@type\":\"Person\",\"@id\":\"#p1\","
                            "\"name\":\"Ada Pell\"}]}</script>"},
                   "Ada Pell"},
        AuthorCase{
            "Rdfa", {.after_title = "<span property='schema:author'>Ada Pell</span>"}, "Ada Pell"},
        AuthorCase{"FamilyNameFirst",
                   {.head = PersonJsonLd("Pell, Ada"), .after_title = "<div>Ada Pell</div>"},
                   "Ada Pell"},
        AuthorCase{"FamilyNameFirstInItsField",
                   {.head = "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":"
                            "{\"@type\":\"Person\",\"name\":\"Pell, Ada\",\"givenName\":\"Ada\","
                            "\"familyName\":\"Pell\"}}</script>"},
                   "Ada Pell"},
        AuthorCase{
            "FamilyNameFirstOrNot", {.head = PersonJsonLd("Pell, Nairobi")}, "Pell, Nairobi"},
        AuthorCase{"HouseAndName", {.head = PersonJsonLd("Tagesbote, Ada Pell")}, "Ada Pell"},
        AuthorCase{"AgencyAndName",
                   {.head = PersonJsonLd("Reuters, Ben Kestrel")},
                   "Reuters*|Ben Kestrel"},
        AuthorCase{"NameAndJob", {.head = PersonJsonLd("Pell, Senior Editor")}, "Pell"},
        AuthorCase{"DeskAndPlace", {.head = PersonJsonLd("Redaktion, Berlin")}, "Redaktion*"},
        AuthorCase{"TwoChineseNames", {.head = PersonJsonLd("王明, 李红")}, "王明|李红"},
        AuthorCase{
            "LabelOutsideOfTheLink",
            {.after_title = "<span class=byline> De <span class='author vcard'><a class='url "
                            "fn n' href=/author/mary>Ada Pell</a></span></span>"},
            "Ada Pell"},
        AuthorCase{
            "LabelInABoxOfItsOwn",
            {.after_title = "<div class=td-post-author-name><div class=td-author-by>Ng</div> "
                            "<a href=/author/ada>Ada Pell</a></div>"},
            "Ada Pell"},
        AuthorCase{"NameOutsideOfTheLink",
                   {.after_title = "<p class=byline>By Ben Kestrel and <a href=/author/ada>Ada "
                                   "Pell</a></p>"},
                   "Ben Kestrel|Ada Pell"},
        AuthorCase{"AnyWordAndAColon",
                   {.after_title = "<p class=author>Zapisał: Ada Pell</p>"},
                   "Ada Pell"},
        AuthorCase{"WordsAndAColon",
                   {.after_title = "<p class=author>Text och bild: Ada Pell</p>"},
                   "Ada Pell"},
        AuthorCase{
            "NotAPhotographersLabel", {.after_title = "<p class=author>Foto: Ada Pell</p>"}, ""},
        AuthorCase{"LabelOfTheLanguage",
                   {.after_title = "<p class=author>Af Ada Pell</p>", .language = "da"},
                   "Ada Pell"},
        AuthorCase{"LabelOfTheLanguageInALine",
                   {.after_title = "<p>โดย สมชาย ใจดี</p>", .language = "th"},
                   "สมชาย ใจดี"},
        AuthorCase{"ALabelThatIsANameElsewhere",
                   {.after_title = "<p class=author>Per Ole Pell</p>", .language = "nb"},
                   "Per Ole Pell"},
        AuthorCase{"ALabelThatIsAName",
                   {.after_title = "<p class=author>Van Pell</p>", .language = "nl"},
                   "Van Pell"},
        AuthorCase{"NotOfAPhotosClass",
                   {.after_title = "<p class=article__photo-author>Ada Pell</p>",
                    .signature = "<div class=article__author>Ben Kestrel</div>"},
                   "Ben Kestrel"},
        AuthorCase{"ElementorsWidget",
                   {.after_title = "<div class='elementor-widget elementor-widget-post-info'><ul>"
                                   "<li itemprop=author><a href=/author/a>Ada Pell</a></li></ul>"
                                   "</div>"},
                   "Ada Pell"},
        AuthorCase{"PostedOnADayBy",
                   {.after_title = "<p>Posted on January 26, 2026 by Ada Pell</p>"},
                   "Ada Pell"},
        AuthorCase{"ADayBy", {.after_title = "<p>January 26, 2026 by Ada Pell</p>"}, "Ada Pell"},
        AuthorCase{"WordsAndPictures",
                   {.after_title = "<p>Words: Ada Pell. Pictures: Ben Kestrel</p>"},
                   "Ada Pell"},
        AuthorCase{
            "GreekVerb",
            {.after_title = "<p>14/09/2026 18:05 Γράφει ο Νίκος Σταυρίδης</p>", .language = "el"},
            "Νίκος Σταυρίδης"},
        AuthorCase{
            "NameAndDay", {.after_title = "<p>Ada Pell · 26 January 2026, 11:15</p>"}, "Ada Pell"},
        AuthorCase{"NameAndDayAndTimeOfReading",
                   {.after_title = "<div>26 January 2026 · 4 min · Ada Pell</div>"},
                   "Ada Pell"},
        AuthorCase{"DayAndTwoOthers",
                   {.after_title = "<div>26 January 2026 · Ada Pell · Ben Kestrel</div>"},
                   ""},
        AuthorCase{"SectionAndDay", {.after_title = "<p>Premier League · 26 January 2026</p>"}, ""},
        AuthorCase{"LinesOfTheMenuAreSections",
                   {.before = "<nav><a>Harbour Watch</a></nav>",
                    .after_title = "<p>Harbour Watch | 26 January 2026</p>"},
                   ""},
        AuthorCase{"ACorrespondentsPlace",
                   {.after_title = "<p class=author>প্রতিনিধি, শরীয়তপুর</p>", .language = "bn"},
                   ""},
        AuthorCase{"KoreanBracket",
                   {.after_title = "<p>[남도일보 박민서 기자] 한빛군이 빈집을 고쳤다.</p>",
                    .language = "ko"},
                   "박민서"},
        AuthorCase{"ChineseDateline",
                   {.after_title = "<p>川北网青川7月11日电（记者王晓东、李静）青川县普降暴雨。</p>",
                    .language = "zh"},
                   "王晓东|李静"},
        AuthorCase{
            "ChineseDatelineOfALongParagraph",
            {.after_title = "<p>川北网青川7月11日电（记者王晓东、李静）10日夜间至11日凌晨，"
                            "青川县普降暴雨，局部地区降雨量达到212毫米，三座桥梁不同程度受损，"
                            "目前已转移群众1200余人，暂无人员伤亡报告。</p>",
             .language = "zh"},
            "王晓东|李静"},
        AuthorCase{"JapaneseSignature",
                   {.signature = "<p>市長は「市にとって大きな日だ」と話している。【山本花子】</p>",
                    .language = "ja"},
                   "山本花子"},
        AuthorCase{"JapaneseAgency",
                   {.signature = "<p>市長は「市にとって大きな日だ」と話している。【時事通信】</p>",
                    .language = "ja"},
                   ""},
        AuthorCase{"KoreanDesk", {.after_title = "<p>문화부 기자</p>", .language = "ko"}, ""},
        AuthorCase{
            "NotTheValueOfALabel", {.after_title = "<p class=byline>Location: New Pell</p>"}, ""},
        AuthorCase{"TopicAndDay",
                   {.after_title = "<p>Harbour Strikes · 26 January 2026</p><p>It was the third "
                                   "of the harbour strikes.</p>"},
                   ""},
        AuthorCase{"HouseOutsideOfTheLink",
                   {.after_title = "<p class=byline>Reuters <a href=/author/ada>Ada Pell</a></p>"},
                   "Reuters*|Ada Pell"},
        AuthorCase{"AParticle",
                   {.after_title = "<p class=author>Van der Pell</p>", .language = "nl"},
                   "Van der Pell"},
        AuthorCase{"WordsBehindTheName",
                   {.after_title = "<div class='author vcard'><span class=fn>Ada Pell</span> "
                                   "<span>Staff</span></div>"},
                   "Ada Pell|Staff*"},
        AuthorCase{"LinksBesideEachOther",
                   {.after_title = "<div class=byline><a rel=author href=/author/a>Ada Pell</a> <a "
                                   "rel=author href=/author/b>Ben Kestrel</a></div>"},
                   "Ada Pell|Ben Kestrel"},
        AuthorCase{
            "TaiwanesePlace",
            {.after_title = "<p>（中央社記者林怡君澎湖縣15日電）漁港整建工程已延宕兩年。</p>",
             .language = "zh"},
            "林怡君"},
        AuthorCase{"TaiwaneseReport",
                   {.after_title = "<p>記者林怡君／澎湖報導</p>", .language = "zh"},
                   "林怡君"},
        AuthorCase{
            "ChineseLabelAmongOthers",
            {.after_title = "<p>2026年07月11日 来源：川北日报 作者：王晓东 李静 责任编辑：赵敏</p>",
             .language = "zh"},
            "王晓东|李静"},
        AuthorCase{"ChineseReportersConference",
                   {.after_title = "<p>记者会</p><p>记者调查</p>", .language = "zh"},
                   ""},
        AuthorCase{"JapaneseWriter",
                   {.after_title = "<p class=author>文・山本花子</p>", .language = "ja"},
                   "山本花子"},
        AuthorCase{"TwoNamesInAText",
                   {.head = "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":"
                            "\"Ada Pell, Ben Kestrel\"}</script>"},
                   "Ada Pell|Ben Kestrel"},
        AuthorCase{"NamesInAList",
                   {.head = "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":"
                            "{\"@type\":\"Person\",\"name\":[\"Ada Pell\",\"Ben Kestrel\"]}}"
                            "</script>"},
                   "Ada Pell|Ben Kestrel"},
        AuthorCase{"AJobIsNobody",
                   {.after_title = "<p class=byline>By Ada Pell, Business Correspondent</p>"},
                   "Ada Pell"},
        AuthorCase{"RussianLabel",
                   {.after_title = "<div>Автор: Марина Лобанова</div>"},
                   "Марина Лобанова"},
        AuthorCase{"TurkishLabel",
                   {.after_title = "<span class=author>Haber: Ayşe Demir</span>"},
                   "Ayşe Demir"},
        AuthorCase{"HindiLabel", {.after_title = "<div>लेखक: राकेश शर्मा</div>"}, "राकेश शर्मा"},
        AuthorCase{"ArabicLabel",
                   {.after_title = "<span class=author>كتب: محمود عبد الرحمن</span>"},
                   "محمود عبد الرحمن"},
        AuthorCase{
            "ChineseLabel", {.after_title = "<div>作者：李文博 王晓丽</div>"}, "李文博|王晓丽"},
        AuthorCase{"ChineseReporter", {.after_title = "<div>记者 李文博</div>"}, "李文博"},
        AuthorCase{
            "ChineseSentence", {.after_title = "<div>记者会将于明天上午在港口举行</div>"}, ""},
        AuthorCase{"KoreanMail",
                   {.after_title = "<span class=writer>김민수 기자 kms@paper.example</span>"},
                   "김민수"},
        AuthorCase{"TheHouseOnlyWhereNobodyElseIs", {.head = kHouseJsonLd}, "The Paper*"},
        AuthorCase{"APersonBeforeTheHouse",
                   {.head = kHouseJsonLd, .after_title = "<p class=byline>By Ada Pell</p>"},
                   "Ada Pell"},
        AuthorCase{"RelAuthor",
                   {.after_title = "<p>by <a rel=author href=/p>Ada Pell</a>, 10 March 2026</p>"},
                   "Ada Pell"},
        AuthorCase{"TwoElements",
                   {.after_title = "<p><a rel=author href=/p>Ada Pell</a> and "
                                   "<a rel=author href=/k>Ben Kestrel</a></p>"},
                   "Ada Pell|Ben Kestrel"},
        AuthorCase{
            "ALineOfText", {.after_title = "<p>Von Ada Pell</p>", .language = "de"}, "Ada Pell"},
        AuthorCase{"WholeNameOfAnAccount",
                   {.head = "<meta name=author content=Ada>",
                    .after_title = "<p>A column</p><p class=author>by Ada Pell</p>"},
                   "Ada Pell"},
        AuthorCase{"WholeNameOfAHandle",
                   {.head = "<meta name=author content=ada.pell>",
                    .after_title = "<p class=author>by Ada Pell</p>"},
                   "Ada Pell"},
        AuthorCase{"NameWithMarksOfAHandle",
                   {.head = "<meta name=author content=gabor_mueller>",
                    .after_title = "<p class=author>by Gábor Müller</p>"},
                   "Gábor Müller"},
        AuthorCase{"NotTheHandleOfAnother",
                   {.head = "<meta name=author content=ada_pell>",
                    .after_title = "<p class=author>by Ben Kestrel</p>"},
                   "ada_pell"},
        AuthorCase{"LabelAndNameWithASigle",
                   {.after_title = "<h5>Autor: </h5>Ada Pell/SP-X", .language = "de"},
                   "Ada Pell"},
        AuthorCase{"LabelFarFromTheHeadline",
                   {.end = std::string(kStory) + kStory + "<div><b>Von:</b><br>Ada Pell</div>",
                    .language = "de"},
                   "Ada Pell"},
        AuthorCase{"AsideOfTheHeadline",
                   {.after_title = "<aside>yes! | By Ada Pell | 10 March 2026</aside>"},
                   "Ada Pell"},
        AuthorCase{"Signature", {.signature = "<p><b><i>Ada Pell</i></b></p>"}, "Ada Pell"},
        AuthorCase{"NoSignatureAmongParagraphs",
                   {.after_title = std::string(kStory) + "<p><b>Ada Pell</b></p>"},
                   ""},
        AuthorCase{"NoSignatureOfABox",
                   {.signature = "<p><b>Weitere Informationen</b></p>", .language = "de"},
                   ""},
        AuthorCase{"LinkToAPageAboutTheAuthor",
                   {.after_title = "<p><a href=/author/ada-pell/>Ada Pell</a> | 3 min</p>"},
                   "Ada Pell"},
        AuthorCase{"NotTheLinkOfAnotherArticle",
                   {.end = std::string(kStory) + "<p><a href=/author/ada-pell/>Ada Pell</a></p>"},
                   ""},
        AuthorCase{"AddressInACaption",
                   {.after_title = "<figure><figcaption><p>Ships</p><address><a rel=author "
                                   "href=/p>Ada Pell</a></address></figcaption></figure>"},
                   "Ada Pell"},
        AuthorCase{"NotTheAuthorOfAPicture",
                   {.after_title = "<figure><figcaption><p>Ships</p><span class=author>Ben Kestrel"
                                   "</span></figcaption></figure>"},
                   ""},
        AuthorCase{"MarkedAside",
                   {.after_title = "<aside><span class=author-name>Ada Pell</span></aside>"},
                   "Ada Pell"},
        AuthorCase{"NotWordsAside",
                   {.after_title = "<aside><span class=author>Economy</span></aside>"},
                   ""},
        AuthorCase{"NotTheWordsBesideTheName",
                   {.after_title = "<p><span class=author-name>Capital</span> <span "
                                   "class=author>Ada Pell</span> <span class=author>Facebook"
                                   "</span></p>"},
                   "Ada Pell"},
        AuthorCase{"DrupalsSubmitted",
                   {.after_title = "<div class=node-promoted><div class=submitted>Gespeichert von "
                                   "<span class=username>rasos</span> am 24. Juli 2026 - "
                                   "18:55</div></div>",
                    .language = "de"},
                   "rasos"},
        AuthorCase{
            "DrupalsFooterAboveTheText",
            {.after_title = "<footer class=node__meta><div class=node__submitted>Submitted by "
                            "<span>Ada Pell</span> on Sat, 04/04/2026 - 10:12</div></footer>"},
            "Ada Pell"},
        AuthorCase{"ArabicArticle",
                   {.after_title = "<p class=byline>By Osama al-Sharif and Fatima el-Sayed</p>"},
                   "Osama al-Sharif|Fatima el-Sayed"},
        AuthorCase{"SmallParticles",
                   {.after_title = "<p class=byline>By Wanjiku wa Ngũgĩ, María de los Ángeles</p>"},
                   "Wanjiku wa Ngũgĩ|María de los Ángeles"},
        AuthorCase{"NoSmallWords", {.after_title = "<p class=byline>By un-American Ways</p>"}, ""},
        AuthorCase{"ReporterOfAHouse",
                   {.after_title = "<div class=author>島報 記者 林佩珊 ／雲林即時報導</div>",
                    .language = "zh-TW"},
                   "林佩珊"},
        AuthorCase{"JapaneseSignatureInRoundBrackets",
                   {.signature = "<p>港は再開した。（高橋恵子）</p>", .language = "ja"},
                   "高橋恵子"},
        AuthorCase{"NoSignatureInRoundBrackets",
                   {.signature = "<p>港は再開した。（敬称略）</p>", .language = "ja"},
                   ""},
        AuthorCase{"ReporterOfAHouseBelowATime",
                   {.after_title = "<section class=authors><time datetime=2026-08-08>2026-08-08 "
                                   "15:20</time><span class=author>聯合報 記者<a href=/author/1>"
                                   "林佩珊</a>／雲林即時報導</span></section>",
                    .language = "zh-TW"},
                   "林佩珊"},
        AuthorCase{"BelowInItsOwnFooter",
                   {.signature = "<footer class=entry-footer><span class=byline><span class='author"
                                 " vcard'><a class='url fn n' href=/a/k>Ben Kestrel</a></span>"
                                 "</span></footer>"},
                   "Ben Kestrel"},
        AuthorCase{"MarkedUpInItsOwnFooter",
                   {.signature = "<footer><div itemprop=author itemscope><span itemprop=name>Ben "
                                 "Kestrel</span><a href='mailto:b'>b@p.example</a></div></footer>"},
                   "Ben Kestrel"},
        AuthorCase{"NotInTheFooterOfAComment",
                   {.signature = "<article><footer><b class=fn>Ben Kestrel</b> says</footer>"
                                 "<p>Well said.</p></article>"},
                   ""},
        AuthorCase{"NotOfAFooterBelow",
                   {.signature = "<footer><p class=author>Ben Kestrel</p></footer>"},
                   ""},
        AuthorCase{"ADayOfTheWeekIsNobody",
                   {.after_title = "<div class=submitted>الجمعة, 08/02/2019 - 10:12</div>",
                    .language = "ar"},
                   ""},
        AuthorCase{"NotOfComments",
                   {.end = "<div class=comments><p class=author>Ben Kestrel says</p></div>"},
                   ""},
        AuthorCase{"NotOfAForm", {.end = "<p class=comment-form-author>Name *</p>"}, ""},
        AuthorCase{
            "NotASentence", {.after_title = "<p>By Tuesday Night the port was open.</p>"}, ""}),
    NameOf<AuthorCase>);

struct BylineCase {
  const char* text;
  const char* names;
};
void PrintTo(const BylineCase& c, std::ostream* out) { *out << c.text; }
class BylineText : public ::testing::TestWithParam<BylineCase> {};
TEST_P(BylineText, IsRead) {
  std::string all;
  for (const Author& author : ReadByline(GetParam().text, {"Example Wire", "wire.example"})) {
    all += (all.empty() ? "" : "|") + author.name + (author.kind == "person" ? "" : "*");
  }
  EXPECT_EQ(all, GetParam().names);
}

INSTANTIATE_TEST_SUITE_P(
    Bylines, BylineText,
    ::testing::Values(
        BylineCase{"By Ada Pell and Ben Kestrel in Paris", "Ada Pell|Ben Kestrel"},
        BylineCase{"Von Ada Pell und Ben Kestrel, dpa", "Ada Pell|Ben Kestrel|dpa*"},
        BylineCase{"Par Ada Pell et Ben Kestrel", "Ada Pell|Ben Kestrel"},
        BylineCase{"Autor: Ada Pell", "Ada Pell"},
        BylineCase{"Eingestellt von Ada Pell", "Ada Pell"},
        BylineCase{"Ada Pell, London, Ben Kestrel", "Ada Pell|Ben Kestrel"},
        BylineCase{"Rocío Pell y José Miguel Kestrel", "Rocío Pell|José Miguel Kestrel"},
        BylineCase{"José Ortega y Gasset", "José Ortega y Gasset"},
        BylineCase{"Ada Pell, PhD, and Ben Kestrel, M.D.", "Ada Pell|Ben Kestrel"},
        BylineCase{"Ben Kestrel, Jr.", "Ben Kestrel Jr."}, BylineCase{"Ada Pell (ape)", "Ada Pell"},
        BylineCase{"Ada Pell | 12.03.2025, 14:05 Uhr", "Ada Pell"},
        BylineCase{"Ada Pell, Chefredakteurin", "Ada Pell"},
        BylineCase{"Rechtsanwältin Ada Pell", "Ada Pell"},
        BylineCase{"vom Support Team", "Support Team*"},
        BylineCase{"Pell Pumps, Inc.", "Pell Pumps, Inc.*"},
        BylineCase{"Pell Pumps, Ltd., Ada Pell", "Pell Pumps, Ltd.*|Ada Pell"},
        BylineCase{"By Ada Pell, Nairobi Bureau Chief", "Ada Pell"},
        BylineCase{"By Ada Pell and Ben Kestrel, Staff Writers", "Ada Pell|Ben Kestrel"},
        BylineCase{"Ada Pell and Ben Kestrel, Correspondents", "Ada Pell|Ben Kestrel"},
        BylineCase{"Ursula von der Pell", "Ursula von der Pell"},
        BylineCase{"ADA PELL, AP Auto Writer", "Ada Pell|AP*"},
        BylineCase{"Ada Pell AP Sports Writer", "Ada Pell|AP*"},
        BylineCase{"Ada Pell and Ben Kestrel Associated Press",
                   "Ada Pell|Ben Kestrel|Associated Press*"},
        BylineCase{"Ada Pell, PA Political Correspondent", "Ada Pell|PA*"},
        BylineCase{"Ada Pell and Ben Kestrel EXAMPLE WIRE", "Ada Pell|Ben Kestrel|EXAMPLE WIRE*"},
        BylineCase{"ANI KESTREL", "Ani Kestrel"}, BylineCase{"Ada Maria Pa", "Ada Maria Pa"},
        BylineCase{"LUDWIG VON PELL III AND TK O'KESTREL-MCROE",
                   "Ludwig von Pell III|TK O'Kestrel-McRoe"},
        BylineCase{"J.T. PELL JR. and ED NG", "J.T. Pell Jr.|Ed Ng"},
        BylineCase{"Ada PELL", "Ada Pell"}, BylineCase{"HLNF Pell", "HLNF Pell"},
        BylineCase{"Ada Pell BBC", "Ada Pell BBC"}, BylineCase{"ÉLODIE ÖRN", "Élodie Örn"},
        BylineCase{"McCoy Pell", "McCoy Pell"}, BylineCase{"MAC PELL", "Mac Pell"},
        BylineCase{"PELL", "PELL"}, BylineCase{"Staff and Wire Reports", "Staff and Wire Reports*"},
        BylineCase{"Redacción Example Wire", "Redacción Example Wire*"},
        BylineCase{"Staff Reports", "Staff Reports*"}, BylineCase{"Redacción EC", "Redacción EC*"},
        BylineCase{"Pell Energie AG", "Pell Energie AG*"},
        BylineCase{"Pell GmbH & Co. KG", "Pell GmbH & Co. KG*"},
        BylineCase{"Copyright Pell GmbH", ""}, BylineCase{"publisher", ""},
        BylineCase{"University of Pell", "University of Pell*"},
        BylineCase{"Deutscher Pellverband", "Deutscher Pellverband*"},
        BylineCase{"Reuters/AP", "Reuters*|AP*"}, BylineCase{"AFP", "AFP*"},
        BylineCase{"Example Wire", "Example Wire*"}, BylineCase{"wire", "wire*"},
        BylineCase{"Redaktion", "Redaktion*"}, BylineCase{"wire.example", "wire.example*"},
        BylineCase{"Redacci&oacute;n", "Redacción*"}, BylineCase{"admin", ""},
        BylineCase{"https://f.example/ada.pell", ""}, BylineCase{"ada@wire.example", ""},
        BylineCase{"Print", ""}, BylineCase{"Email", ""}, BylineCase{"Share", ""},
        BylineCase{"Email | Print | Share", ""}, BylineCase{"By Ada Pell | Print", "Ada Pell"},
        BylineCase{"Name (erforderlich)", ""}, BylineCase{"Posted on", ""}, BylineCase{"By", ""},
        BylineCase{"", ""},
        BylineCase{"Por Ada Pell e Ben Kestrel, de Ilhéus", "Ada Pell|Ben Kestrel"},
        BylineCase{"Haber Merkezi", "Haber Merkezi*"},
        BylineCase{"By Ada Pell Published Jan 26, 2026", "Ada Pell"},
        BylineCase{"By Ada Pell Updated 2 hours ago", "Ada Pell"},
        BylineCase{"Published by Ada Pell", "Ada Pell"},
        BylineCase{"Story and photos by Ada Pell", "Ada Pell"},
        BylineCase{"Analysis by Ada Pell", "Ada Pell"},
        BylineCase{"Par Ada Pell avec AFP", "Ada Pell|AFP*"},
        BylineCase{"Par Ada Pell avec l'AFP", "Ada Pell|AFP*"},
        BylineCase{"Ministerie van Waterstaat", "Ministerie van Waterstaat*"},
        BylineCase{"Our Correspondent", ""}, BylineCase{"নিজস্ব প্রতিবেদক", ""},
        BylineCase{"Express News Service", "Express News Service*"},
        BylineCase{"JIM COURT", "Jim Court"},
        BylineCase{"Submitted by Ada Pell on Saturday, 04/04/2026", "Ada Pell"},
        BylineCase{"CNN Business", "CNN Business*"},
        BylineCase{"By Professor Ada Pell", "Ada Pell"}, BylineCase{"川北网", "川北网*"}));

INSTANTIATE_TEST_SUITE_P(
    Posts, BylineText,
    ::testing::Values(
        BylineCase{"By Ada Pell, Professor of Oceanography", "Ada Pell"},
        BylineCase{"Ada Pell, Professor of Law, University of Halden, and Ben Kestrel",
                   "Ada Pell|Ben Kestrel"},
        BylineCase{"Ada Pell, Professor of Marine Biology and Ocean Science", "Ada Pell"},
        BylineCase{"Ada Pell, Professor of Oceanography and Ben Kestrel", "Ada Pell|Ben Kestrel"},
        BylineCase{"Ada Pell, Associate Professor Emerita of Law, Ben Kestrel, Director for Africa",
                   "Ada Pell|Ben Kestrel"},
        BylineCase{"Ada Pell, PhD candidate at Halden", "Ada Pell"},
        BylineCase{"Ada Pell, Lecturer in Law, The Conversation Institute", "Ada Pell"},
        BylineCase{"Ada Pell, Chief of Staff", "Ada Pell"},
        BylineCase{"Ada Pell, Fellow, Halden Trust, and Ben Centerwall", "Ada Pell|Ben Centerwall"},
        BylineCase{"Ada Pell, Professor, Ben Schooling", "Ada Pell|Ben Schooling"},
        BylineCase{"Halden, Our Correspondent", ""},
        BylineCase{"Ada Pell, Director, Halden", "Ada Pell"},
        BylineCase{"Ada Pell, Director of Sales, Halden Corp", "Ada Pell"},
        BylineCase{"Ada Pell and Ben Kestrel, Fellows at Halden", "Ada Pell|Ben Kestrel"},
        BylineCase{"Ada Pell, Sentinel Staff Writer", "Ada Pell"},
        BylineCase{"Par Ada Pell, correspondante à Paris", "Ada Pell"},
        BylineCase{"Ada Pell Professor of Oceanography", "Ada Pell"},
        BylineCase{"Ada Pell - Professor of Oceanography", "Ada Pell"},
        BylineCase{"Von Ada Pell, Professorin für Meereskunde", "Ada Pell"},
        BylineCase{"Par Ada Pell, professeure d'océanographie", "Ada Pell"},
        BylineCase{"Por Ada Pell, directora de la revista", "Ada Pell"},
        BylineCase{"Ada Pell, Professor of Law, AFP", "Ada Pell|AFP*"},
        BylineCase{"Ben Kestrel, Professor Ada Pell", "Ben Kestrel|Ada Pell"},
        BylineCase{"By Ada Pell, Ben Kestrel and Cleo Reed", "Ada Pell|Ben Kestrel|Cleo Reed"},
        BylineCase{"Ada Chief and Dean Mayor", "Ada Chief|Dean Mayor"},
        BylineCase{"Ada Pell, Dean Head, Mary Chair", "Ada Pell|Dean Head|Mary Chair"},
        BylineCase{"By Ada Pell, June 3, 2026", "Ada Pell"},
        BylineCase{"By Ada Pell, Wednesday, June 3, 2026", "Ada Pell"},
        BylineCase{"By Ada Pell, 3 June 2026", "Ada Pell"},
        BylineCase{"By Ada Pell, June 3", "Ada Pell"},
        BylineCase{"By Ada Pell and Ben Kestrel, 03/06/2026", "Ada Pell|Ben Kestrel"}));

TEST(LeadImage, HasTheCaptionAndCreditOfItsFigure) {
  const char* const figures =
      "<figure><img src=/small/map.png><figcaption>The port.</figcaption></figure>"
      "<figure><img src='/small/strike-1.jpg?w=300'><figcaption>Workers at the gate. <span "
      "class=credit>Photo: Ben Kestrel / Wire</span></figcaption></figure>";
  const Article claimed =
      Read({.head = "<meta property=og:image content='https://i.example/large/strike-1.jpg'>",
            .after_title = figures});
  ASSERT_TRUE(claimed.lead_image);
  EXPECT_EQ(claimed.lead_image->url, "https://i.example/large/strike-1.jpg");
  EXPECT_EQ(claimed.lead_image->caption, "Workers at the gate.");
  EXPECT_EQ(claimed.lead_image->credit, "Ben Kestrel / Wire");
  const Article shown = Read({.after_title = figures});
  ASSERT_TRUE(shown.lead_image);
  EXPECT_EQ(shown.lead_image->url, "https://paper.example/small/map.png");
  EXPECT_EQ(shown.lead_image->caption, "The port.");
  EXPECT_EQ(shown.lead_image->credit, "");
  EXPECT_FALSE(Read({}).lead_image);
}

TEST(JsonLd, ThePagesOwnArticleCountsNotAnothers) {
  const std::string other =
      R"({"@type":"NewsArticle","headline":"Mayor resigns over budget affair","url":)"
      R"("https://paper.example/mayor","author":{"name":"Ben Kestrel"}})";
  const std::string by_headline =
      R"({"@type":"NewsArticle","headline":"Strike ends in northern port","author":"Ada Pell"})";
  const std::string by_address =
      R"({"@type":"NewsArticle","headline":"Ports open","url":"http://www.paper.example/story/?a=1",)"
      R"("author":"Ada Pell"})";
  const auto authors = [](const std::string& json) {
    return Authors({.head = "<script type=application/ld+json>" + json + "</script>"});
  };
  EXPECT_EQ(authors(other), "") << "address and headline are another article's";
  EXPECT_EQ(authors(R"({"@type":"NewsArticle","headline":"Mayor resigns over budget affair",)"
                    R"("author":{"name":"Ben Kestrel"}})"),
            "Ben Kestrel")
      << "the only one that the page tells of";
  EXPECT_EQ(authors(R"({"@type":"NewsArticle","headline":"Strike in the port is over after nine )"
                    R"(days","url":"https://paper.example/amp/1","author":{"name":"Ada Pell"}})"),
            "Ada Pell")
      << "another form of the headline";
  for (const std::string& own : {by_headline, by_address}) {
    EXPECT_EQ(authors("[" + other + "," + own + "]"), "Ada Pell");
    EXPECT_EQ(authors("[" + own + "," + other + "]"), "Ada Pell");
  }
  EXPECT_EQ(authors(R"({"@type":"ItemList","itemListElement":[{"item":)" + other + "}]}"), "");
}

TEST(Section, IsTheLastOnThePath) {
  const auto section = [](const PageParts& parts) {
    const Article article = Read(parts);
    return article.section ? article.section->value + "|" + article.section->evidence : "";
  };
  const std::string crumbs =
      R"(<script type=application/ld+json>{"@type":"BreadcrumbList","itemListElement":[)"
      R"({"name":"Home","item":"https://paper.example/"},)";
  EXPECT_EQ(
      section({.head = crumbs + R"({"name":"Ports","item":{"@id":"https://paper.example/ports"}},)"
                                R"({"name":"Strike ends in northern port"}]}</script>)"}),
      "Ports|jsonld:BreadcrumbList");
  EXPECT_EQ(section({.head = crumbs + R"({"name":"Strike ends","item":"/story"}]}</script>)"}), "");
  EXPECT_EQ(section({.before = "<ul class=breadcrumbs><li><a href=/>Home</a></li><li><a href=/news/"
                               "ports>Ports</a></li></ul>"}),
            "Ports|breadcrumb");
  EXPECT_EQ(section({.before = "<ul class=breadcrumbs><li><a href=/en>Home</a></li></ul>"}), "");
}

TEST(Headline, IsNotTheNameOfTheSiteInOgTitle) {
  const std::unique_ptr<Stage> stage = MakeDefaultStage(kArticleStage);
  const RawRecord record;
  Article article;
  article.record = &record;
  article.html =
      "<title>Strike ends in northern port</title><meta property=og:title content='The "
      "Paper'><meta property=og:site_name content='The Paper'><body>" +
      std::string(kStory);
  Articles out;
  ASSERT_TRUE(stage->Process(article, out).ok());
  EXPECT_EQ(article.title, "Strike ends in northern port");
}

TEST(Subjects, AreReadFromOtherNamesToo) {
  const Article article =
      Read({.head = "<meta name=DC.subject content='Ports, Strikes'><meta name=articleSection "
                    "content=Economy><meta name=articleAuthor content='Ada Pell'>"});
  EXPECT_EQ(article.keywords, (std::vector<std::string>{"Ports", "Strikes"}));
  ASSERT_TRUE(article.section);
  EXPECT_EQ(article.section->value, "Economy");
  ASSERT_EQ(article.authors.size(), 1U);
  EXPECT_EQ(article.authors[0].name, "Ada Pell");
  for (const std::string name : {"parsely-tags", "sailthru.tags"}) {
    EXPECT_EQ(Read({.head = "<meta name=" + name + " content='Ports, Strikes'>"}).keywords,
              (std::vector<std::string>{"Ports", "Strikes"}));
  }
}

TEST(Keywords, AreListsInAnyScript) {
  const auto keywords = [](const std::string& list) {
    std::string all;
    for (const std::string& keyword :
         Read({.head = "<meta name=keywords content='" + list + "'>"}).keywords) {
      all += keyword + "|";
    }
    return all;
  };
  EXPECT_EQ(keywords("ports, Strikes; Ports"), "ports|Strikes|");
  EXPECT_EQ(keywords("港口，罢工、工资"), "港口|罢工|工资|");
  EXPECT_EQ(keywords("ميناء، إضراب"), "ميناء|إضراب|");
  EXPECT_EQ(keywords(" , ;"), "");
}

TEST(Access, PartsThatCostArePaywalled) {
  const auto access = [](const std::string& more) {
    return Read({.head = "<script type=application/ld+json>{\"@type\":\"NewsArticle\"," + more +
                         "}</script>"})
        .access;
  };
  EXPECT_EQ(access("\"isAccessibleForFree\":true"), "free");
  EXPECT_EQ(access("\"isAccessibleForFree\":\"http://schema.org/False\""), "paywalled");
  EXPECT_EQ(access("\"hasPart\":{\"@type\":\"WebPageElement\",\"isAccessibleForFree\":\"False\","
                   "\"cssSelector\":\".pay\"}"),
            "paywalled");
  EXPECT_EQ(access("\"headline\":\"A\""), "");
}

TEST(Byline, FamilyNamesComeFirstInTheEast) {
  EXPECT_EQ(MakeAuthor("小野寺 遥", {}).family, "小野寺");
  EXPECT_EQ(MakeAuthor("小野寺 遥", {}).given, "遥");
}

TEST(Byline, FamilyNamesKeepTheirParticles) {
  const Author author = MakeAuthor("Ursula von der Pell", {});
  EXPECT_EQ(author.given, "Ursula");
  EXPECT_EQ(author.family, "von der Pell");
  EXPECT_EQ(MakeAuthor("Ben Kestrel Jr.", {}).family, "Kestrel Jr.");
}

TEST(Byline, LinesOfTextNeedALabelAndNothingElse) {
  const auto names = [](std::string_view text) {
    return ReadByline(text, {}, BylineTrust::kLine).size();
  };
  EXPECT_EQ(names("By Ada Pell"), 1U);
  EXPECT_EQ(names("Von Ada Pell, 12. März 2025"), 1U);
  EXPECT_EQ(names("Ada Pell"), 0U);
  EXPECT_EQ(names("Posted by Ada"), 1U);
  EXPECT_EQ(names("Guest essay by Ada Pell"), 1U);
  EXPECT_EQ(names("Propos recueillis par Ada Pell"), 1U);
  EXPECT_EQ(names("Texto: Ada Pell"), 1U);
  EXPECT_EQ(names("Reporting by hand"), 0U);
  EXPECT_EQ(names("Written by hand"), 0U);
  EXPECT_EQ(names("By Ada Pell, AP"), 2U);
  EXPECT_EQ(names("By Ada Pell, SP-X"), 1U);
  EXPECT_EQ(names("By Friday"), 0U);
  EXPECT_EQ(names("Von der Stadt bis ans Meer"), 0U);
  EXPECT_EQ(names("By hand and by machine"), 0U);
}

}  // namespace
}  // namespace newswired
