#include "daemon/event/event_writer.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <set>
#include <string>

#include "daemon/event/sample_article.h"
#include "daemon/event/timestamp.h"
#include "daemon/event/trace_context.h"
#include "daemon/event/word_count.h"

namespace newswired {
namespace {

constexpr std::int64_t kEmitted = 1741790463121;  // 2025-03-12T14:41:03.121Z

EventOptions Options(Profile profile = Profile::kFull, OffsetUnit unit = OffsetUnit::kCodepoint) {
  EventOptions options;
  options.profile = profile;
  options.offset_unit = unit;
  options.config_sha256 = "5b0f";
  options.trace_seed = 7;
  return options;
}

std::vector<OutRecord> WriteAll(const Article& article, EventOptions options = Options()) {
  EventWriter writer(std::move(options));
  std::vector<OutRecord> out;
  writer.Write(article, kEmitted, out);
  return out;
}

/// An event that can be asked by JSON pointer; what is not there is "(none)".
class Event {
 public:
  explicit Event(const OutRecord& record) {
    document_.Parse(record.value.data(), record.value.size());
    EXPECT_FALSE(document_.HasParseError()) << record.value;
  }
  explicit Event(const Article& article, EventOptions options = Options())
      : Event(WriteAll(article, std::move(options)).front()) {}

  std::string operator[](const char* pointer) const {
    const rapidjson::Value* value = Find(pointer);
    if (value == nullptr) return "(none)";
    if (value->IsString()) return {value->GetString(), value->GetStringLength()};
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value->Accept(writer);
    return buffer.GetString();
  }
  [[nodiscard]] const rapidjson::Value* Find(const char* pointer) const {
    return rapidjson::Pointer(pointer).Get(document_);
  }
  [[nodiscard]] const rapidjson::Document& document() const { return document_; }

 private:
  rapidjson::Document document_;
};

std::string HeaderOf(const OutRecord& record, std::string_view name) {
  for (const OutHeader& header : record.headers) {
    if (header.name == name) return header.value;
  }
  return "(none)";
}

struct Expected {
  const char* name;
  const char* pointer;
  const char* value;
};

class SampleEvent : public testing::TestWithParam<Expected> {};

TEST_P(SampleEvent, Has) {
  EXPECT_EQ(Event(SampleArticle())[GetParam().pointer], GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Fields, SampleEvent,
    testing::Values(
        Expected{"Standard", "/standard/version", "3.1"},
        Expected{"Uri", "/uri", "tag:wire.example,2025-03-12:port-strike-0312"},
        Expected{"Profile", "/profile", "newswired-enriched/1.0"},
        Expected{"Version", "/version", "2"},
        Expected{"FirstCreated", "/firstCreated", "2025-03-12T14:05:00Z"},
        Expected{"VersionCreatedFromPublished", "/versionCreated", "2025-03-12T14:05:00Z"},
        Expected{"PubStatus", "/pubStatus", "usable"}, Expected{"Urgency", "/urgency", "4"},
        Expected{"By", "/by", "Wanjiru Sample"},
        Expected{"LocatedIsTheEntitysName", "/located", "Nairobi"},
        Expected{"Headline", "/headlines/0/value", "Kenyan minister offers pause in port strike"},
        Expected{"CharCount", "/bodies/0/charCount", "222"},
        Expected{"WordCount", "/bodies/0/wordCount", "36"},
        Expected{"NoPeople", "/people", "(none)"},
        Expected{
            "Organisation", "/organisations/0",
            R"({"name":"African Union","rel":"mentions","uri":"http://www.wikidata.org/entity/Q7159","literal":"e4"})"},
        Expected{"AboutComesFirst", "/places/0/name", "Kenya"},
        Expected{
            "Located", "/places/1",
            R"({"name":"Nairobi","rel":"located","literal":"e2","geoJSON":{"type":"Point","coordinates":[36.81667,-1.28333]}})"},
        Expected{"OneSource", "/infoSources",
                 R"([{"name":"Example Wire","role":"originator","uri":"https://wire.example/"}])"},
        Expected{"AltIdOfTheInput", "/altIds/2/value", "ew-778812"},
        Expected{"Image", "/associations/0/descriptions/0/value", "The port"},
        Expected{"TextField", "/enrichment/text/field", "/bodies/0/value"},
        Expected{"TextBytes", "/enrichment/text/byteLength", "229"},
        Expected{
            "Dateline", "/enrichment/article/dateline",
            R"({"start":0,"end":34,"exact":"NAIROBI, March 12 (Example Wire) -","place":"e2","date":"2025-03-12","agencyName":"Example Wire","confidence":0.99})"},
        Expected{"Published", "/enrichment/article/published/value", "2025-03-12T17:05:00+03:00"},
        Expected{"NoModified", "/enrichment/article/modified", "(none)"},
        Expected{"Subhead", "/enrichment/structure/1", R"({"kind":"subhead","start":78,"end":91})"},
        Expected{
            "Dedup", "/enrichment/dedup/of",
            R"({"uri":"tag:wire.example,2025-03-12:port-strike-0312","version":"1","contentHash":"sha256:77d0c1b2a9e4f365","confirmed":true})"},
        Expected{
            "Revision", "/enrichment/revision",
            R"({"chainId":"rev:2b0c","number":2,"change":"update","outOfOrder":true,"diff":{"sentencesAdded":[1],"sentencesRemoved":[],"sentencesChanged":[{"now":0,"before":0,"what":["quantity:3,900->4,200"]}],"headlineChanged":false},"material":true,"previous":{"uri":"tag:wire.example,2025-03-12:port-strike-0312","version":"1","contentHash":"sha256:77d0c1b2a9e4f365","confirmed":true}})"},
        Expected{
            "Story", "/enrichment/story",
            R"({"storyId":"st:5f1c77d0c1b2a9e4","firstStory":false,"novelty":0.38,"similarity":0.81,"members":17,"seed":"tag:wire.example,2025-03-10:mombasa-dock-walkout","merged":"st:65f1c77d0c1b2a9e","by":"story@0.1.0","confidence":0.88})"},
        Expected{"TitleComesFirst", "/enrichment/entities/0/name", "Kenyan"},
        Expected{"TitleField", "/enrichment/entities/0/mentions/0/field", "/title"},
        Expected{"GeonamesIsANumber", "/enrichment/entities/2/ids",
                 R"({"geonames":192950,"iso3166":"KE","wikidata":"Q114"})"},
        Expected{"Received", "/enrichment/pipeline/received", "2025-03-12T14:41:03.112Z"},
        Expected{"Offset", "/enrichment/pipeline/input/offset", "918273"},
        Expected{
            "FailedStage", "/enrichment/pipeline/stages/1",
            R"({"name":"entities","version":"0.1.0","us":38,"status":"failed","code":"over_budget","message":"took more than 5 ms"})"},
        Expected{"Warnings", "/enrichment/pipeline/warnings", R"(["decode: repaired mojibake"])"}),
    [](const auto& param) { return param.param.name; });

/// Cuts `text` by code points, bytes or UTF-16 units the slow way.
std::string Slice(const std::string& text, OffsetUnit unit, std::size_t start, std::size_t end) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t size = 1;
    while (i + size < text.size() &&
           (static_cast<unsigned char>(text[i + size]) & 0xC0U) == 0x80U) {
      ++size;
    }
    if (at >= start && at < end) out.append(text, i, size);
    at += unit == OffsetUnit::kByte ? size : unit == OffsetUnit::kUtf16 && size == 4 ? 2U : 1U;
    i += size;
  }
  return out;
}

class OffsetUnits : public testing::TestWithParam<OffsetUnit> {};

TEST_P(OffsetUnits, EveryMentionIsItsSliceOfTheText) {
  const Event event(SampleArticle(), Options(Profile::kFull, GetParam()));
  int checked = 0;
  for (const auto& entity : event.Find("/enrichment/entities")->GetArray()) {
    for (const auto& mention : entity["mentions"].GetArray()) {
      const char* field =
          mention.HasMember("field") ? mention["field"].GetString() : "/bodies/0/value";
      EXPECT_EQ(
          Slice(event[field], GetParam(), mention["start"].GetUint(), mention["end"].GetUint()),
          mention["exact"].GetString());
      ++checked;
    }
  }
  EXPECT_EQ(checked, 4);
}

INSTANTIATE_TEST_SUITE_P(Units, OffsetUnits,
                         testing::Values(OffsetUnit::kCodepoint, OffsetUnit::kByte,
                                         OffsetUnit::kUtf16));

TEST(EventWriter, CountsOffsetsInTheUnitAskedFor) {
  const auto start = [](OffsetUnit unit) {
    return Event(SampleArticle(),
                 Options(Profile::kFull, unit))["/enrichment/entities/3/mentions/0/start"];
  };
  EXPECT_EQ(start(OffsetUnit::kCodepoint), "172");
  EXPECT_EQ(start(OffsetUnit::kUtf16), "173");  // the ship takes two
  EXPECT_EQ(start(OffsetUnit::kByte), "179");   // and four here, the quotation marks three each
}

TEST(EventWriter, LeanHasNoQuotedTextCandidatesOrTimings) {
  const std::string value = WriteAll(SampleArticle(), Options(Profile::kLean)).front().value;
  EXPECT_EQ(value.find("\"exact\""), std::string::npos);
  EXPECT_EQ(value.find("\"candidates\""), std::string::npos);
  EXPECT_EQ(value.find("\"us\""), std::string::npos);
  EXPECT_NE(value.find("\"entities\""), std::string::npos);
}

TEST(EventWriter, NinjsHasNoEnrichment) {
  const OutRecord record = WriteAll(SampleArticle(), Options(Profile::kNinjs)).front();
  const Event event(record);
  EXPECT_EQ(event["/enrichment"], "(none)");
  EXPECT_EQ(event["/places/0/name"], "Kenya");
  EXPECT_EQ(HeaderOf(record, "ce_dataschema"),
            "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#");
}

TEST(EventWriter, KeepsTheTimesApart) {
  Article article = SampleArticle();
  article.fetched = Dated{.value = "2025-03-12T17:20:00+03:00",
                          .utc_ms = 1741789200000,
                          .precision = Precision::kSecond,
                          .tz_source = "explicit",
                          .evidence = "envelope:fetchedAt",
                          .agrees_with = {},
                          .confidence = 0.98};
  for (const bool reference : {false, true}) {
    article.as_reference = reference;
    const Event event(article);
    EXPECT_EQ(event["/enrichment/article/published/value"], "2025-03-12T17:05:00+03:00");
    EXPECT_EQ(event["/enrichment/article/fetched/value"], "2025-03-12T17:20:00+03:00");
    EXPECT_EQ(event["/enrichment/article/fetched/utc"], "2025-03-12T14:20:00Z");
    EXPECT_EQ(event["/enrichment/article/fetched/precision"], "second");
    EXPECT_EQ(event["/enrichment/article/fetched/tzSource"], "explicit");
    EXPECT_EQ(event["/enrichment/article/fetched/evidence"], "envelope:fetchedAt");
  }
}

TEST(EventWriter, NeverMakesATimeOfADate) {
  Article article = SampleArticle();
  article.published = Dated{.value = "2025-03-12",
                            .utc_ms = {},
                            .precision = Precision::kDay,
                            .tz_source = "none",
                            .evidence = "dateline",
                            .agrees_with = {},
                            .confidence = 0.9};
  const Event event(article);
  EXPECT_EQ(event["/firstCreated"], "(none)");
  EXPECT_EQ(event["/versionCreated"], "(none)");
  EXPECT_EQ(event["/contentCreated"], "(none)");
  EXPECT_EQ(event["/enrichment/article/published/value"], "2025-03-12");
  EXPECT_EQ(event["/enrichment/article/published/precision"], "day");
  EXPECT_EQ(event["/enrichment/article/published/utc"], "(none)");
}

TEST(EventWriter, WritesWhatAnAlmostEmptyArticleHoldsAndNoMore) {
  Article article;
  article.uri = "urn:x:1";
  article.title = "Only a headline";
  const Event event(article);
  std::vector<std::string> keys;
  for (const auto& member : event.document().GetObject())
    keys.emplace_back(member.name.GetString());
  EXPECT_EQ(keys,
            (std::vector<std::string>{"standard", "uri", "type", "representationType", "profile",
                                      "pubStatus", "title", "headlines", "bodies", "enrichment"}));
  EXPECT_EQ(event["/bodies/0/charCount"], "0");
  EXPECT_EQ(event["/enrichment/entities"], "[]");
}

TEST(EventWriter, AnAgencyOtherThanTheSourceIsTheOriginator) {
  Article article = SampleArticle();
  article.source.name = "The Daily Sample";
  EXPECT_EQ(Event(article)["/infoSources"],
            R"([{"name":"Example Wire","role":"originator"},)"
            R"({"name":"The Daily Sample","role":"publisher","uri":"https://wire.example/"}])");
}

TEST(EventWriter, APlaceOfTheDatelineIsLocatedUnlessTheStoryIsThere) {
  Article article = SampleArticle();
  article.entities[2].salience = 0.9;
  EXPECT_EQ(Event(article)["/places/0/rel"], "located");
  article.entities[2].mentions.push_back(
      {SpanOf(article, "Kenyan", Field::kTitle), MentionKind::kName, 1});
  EXPECT_EQ(Event(article)["/places/0/rel"], "about");
}

TEST(EventWriter, IsAboutWhatHasHalfTheSalienceOfTheFirst) {
  Article article = SampleArticle();
  article.entities[0].salience = 0.3;  // African Union
  article.entities[1].salience = 0.6;  // Kenya
  EXPECT_EQ(Event(article)["/organisations/0/rel"], "about");
  article.entities[1].salience = 0.7;
  EXPECT_EQ(Event(article)["/organisations/0/rel"], "mentions");
  article.entities[0].salience = 0.09;
  article.entities[1].salience = 0.09;
  EXPECT_EQ(Event(article)["/places/1/rel"], "mentions");
}

TEST(EventWriter, CarriesWhatTheProducerSaysOfTheItem) {
  Article article = SampleArticle();
  article.claims.type = "picture";
  article.claims.supersedes = "ew-1";
  article.claims.summary = "A short one.";
  article.claims.slugline = "KENYA-PORTS";
  article.claims.edition_note = "ADDS quote";
  article.claims.embargoed_until = "2025-03-12T16:00:00Z";
  article.claims.pub_status = "withheld";
  article.rights = {.copyright_holder = "Example Wire",
                    .copyright_notice = "(c) 2025",
                    .usage_terms = "no archives"};
  article.other_bodies = {{.role = "data", .content_type = "application/xml", .value = "<x/>"}};
  const Event event(article);
  EXPECT_EQ(event["/type"], "picture");
  EXPECT_EQ(event["/pubStatus"], "withheld");
  EXPECT_EQ(event["/embargoedUntil"], "2025-03-12T16:00:00Z");
  EXPECT_EQ(event["/copyrightHolder"], "Example Wire");
  EXPECT_EQ(event["/copyrightNotice"], "(c) 2025");
  EXPECT_EQ(event["/usageTerms"], "no archives");
  EXPECT_EQ(event["/edNote"], "ADDS quote");
  EXPECT_EQ(event["/slugline"], "KENYA-PORTS");
  EXPECT_EQ(event["/descriptions/0/value"], "A short one.");
  EXPECT_EQ(event["/bodies/1/role"], "data");
  EXPECT_EQ(event["/bodies/1/contentType"], "application/xml");
  EXPECT_EQ(event["/bodies/1/value"], "<x/>");
  EXPECT_EQ(event["/enrichment/article/supersedes"], "ew-1");
}

TEST(EventWriter, NotesThatAreNotInTheText) {
  Article article = SampleArticle();
  article.notes = {{.text = "The year was wrong.",
                    .kind = "correction",
                    .rule = "jsonld:correction",
                    .by = "article@0.1.0",
                    .confidence = 0.97}};
  const Event event(article);
  EXPECT_EQ(event["/enrichment/notes/0/text"], "The year was wrong.");
  EXPECT_EQ(event.Find("/enrichment/notes/0/start"), nullptr);
  EXPECT_EQ(event["/edNote"], "The year was wrong.");
}

TEST(EventWriter, NotesOfTheTextWithTheirSpans) {
  Article article = SampleArticle();
  article.notes = {{.span = SpanOf(article, "African Union"),
                    .kind = "embargo",
                    .until = "2025-03-14",
                    .rule = "label",
                    .by = "article@0.1.0",
                    .confidence = 0.9}};
  const Event event(article);
  EXPECT_EQ(event["/enrichment/notes/0/kind"], "embargo");
  EXPECT_EQ(event["/enrichment/notes/0/exact"], "African Union");
  EXPECT_EQ(event["/enrichment/notes/0/until"], "2025-03-14");
  EXPECT_EQ(event["/enrichment/notes/0/rule"], "label");
  EXPECT_EQ(event["/edNote"], "African Union");
  article.claims.edition_note = "ADDS quote";
  EXPECT_EQ(Event(article)["/edNote"], "ADDS quote") << "the producer's word counts more";
}

TEST(EventWriter, KindOfPage) {
  Article article = SampleArticle();
  article.extraction.page_type =
      Evidenced{.value = "paywallStub", .evidence = "text:ellipsis", .confidence = 0.9};
  article.extraction.partial = true;
  const Event event(article);
  EXPECT_EQ(event["/enrichment/article/extraction/pageType/value"], "paywallStub");
  EXPECT_EQ(event["/enrichment/article/extraction/pageType/evidence"], "text:ellipsis");
  EXPECT_EQ(event["/enrichment/article/extraction/partial"], "true");
}

TEST(EventWriter, KindOfAPageWithoutAText) {
  Article article = SampleArticle();
  article.extraction = {};
  EXPECT_EQ(Event(article).Find("/enrichment/article/extraction"), nullptr);
  article.extraction.page_type =
      Evidenced{.value = "gallery", .evidence = "form:9 captions", .confidence = 0.8};
  const Event event(article);
  EXPECT_EQ(event["/enrichment/article/extraction/method"], "none");
  EXPECT_EQ(event["/enrichment/article/extraction/confidence"], "0");
  EXPECT_EQ(event["/enrichment/article/extraction/pageType/value"], "gallery");
}

TEST(EventWriter, WhereFieldsComeFrom) {
  Article article = SampleArticle();
  article.evidence.title = "h1";
  article.evidence.keywords = "meta:keywords";
  const Event event(article);
  EXPECT_EQ(event["/enrichment/article/evidence/title"], "h1");
  EXPECT_EQ(event["/enrichment/article/evidence/keywords"], "meta:keywords");
}

TEST(EventWriter, LeavesOutSpansThatDoNotFitTheText) {
  Article article = SampleArticle();
  const auto size = static_cast<std::uint32_t>(article.body.size());
  article.entities[0].mentions.push_back({{size - 3, size + 1}, MentionKind::kName, 1});
  article.entities[1].mentions.push_back({{5, 5}, MentionKind::kName, 1});
  const Span quote = SpanOf(article, "\u201CWe");
  article.entities[2].mentions = {{{quote.begin + 1, quote.end}, MentionKind::kName, 1}};
  const Event event(article);
  EXPECT_EQ(event.Find("/enrichment/entities")->Size(), 3U);
  EXPECT_EQ(event["/enrichment/entities/2/mentions/1"], "(none)");
  EXPECT_EQ(event["/enrichment/pipeline/warnings/3"],
            "event: left out mentions of Nairobi that do not fit the text");
}

TEST(EventWriter, EscapesEveryControlCharacter) {
  Article article;
  article.uri = "urn:x:1";
  for (char c = 1; c < 0x20; ++c) article.body.append("sixteen bytes and").push_back(c);
  article.body.append("\"\\\x7F");
  const OutRecord record = WriteAll(article).front();
  EXPECT_TRUE(std::none_of(record.value.begin(), record.value.end(),
                           [](char c) { return c >= 0 && c < 0x20; }));
  EXPECT_EQ(Event(record)["/bodies/0/value"], article.body);
}

TEST(EventWriter, PercentEncodesWhatIsNoUri) {
  Article article;
  article.uri = "https://news.example/Zürich wahl";
  const std::vector<OutRecord> out = WriteAll(article);
  EXPECT_EQ(out.front().key, "https://news.example/Z%C3%BCrich%20wahl");
  EXPECT_EQ(Event(out.front())["/uri"], out.front().key);
  article.uri = "4711";
  EXPECT_EQ(WriteAll(article).front().key, "urn:newswired:item:4711");
  article.uri = "http://[2001:db8::1]:8080/a[1]";
  EXPECT_EQ(WriteAll(article).front().key, "http://[2001:db8::1]:8080/a%5B1%5D");
  article.uri = "http://[no number]/";
  EXPECT_EQ(WriteAll(article).front().key, "http://%5Bno%20number%5D/");
}

TEST(EventHeaders, AreCloudEventsInBinaryMode) {
  const OutRecord record = WriteAll(SampleArticle()).front();
  EXPECT_EQ(record.key, "tag:wire.example,2025-03-12:port-strike-0312");
  EXPECT_EQ(HeaderOf(record, "ce_specversion"), "1.0");
  EXPECT_EQ(HeaderOf(record, "ce_id"),
            "tag:wire.example,2025-03-12:port-strike-0312|2|sha256:002da651d5ea4f11");
  EXPECT_EQ(HeaderOf(record, "ce_source"), "newswired");
  EXPECT_EQ(HeaderOf(record, "ce_type"), "news.article.revised");
  EXPECT_EQ(HeaderOf(record, "ce_time"), "2025-03-12T14:41:03.121Z");
  EXPECT_EQ(HeaderOf(record, "ce_subject"), record.key);
  EXPECT_EQ(HeaderOf(record, "ce_dataschema"), "urn:newswired:schema:event:1.0");
  EXPECT_EQ(HeaderOf(record, "content-type"), "application/json");
}

TEST(EventHeaders, IdIsTheSameForAReplay) {
  EventWriter writer(Options());
  std::vector<OutRecord> out;
  writer.Write(SampleArticle(), kEmitted, out);
  writer.Write(SampleArticle(), kEmitted + 1000, out);
  EXPECT_EQ(HeaderOf(out[0], "ce_id"), HeaderOf(out[1], "ce_id"));
  EXPECT_NE(HeaderOf(out[0], "traceparent"), HeaderOf(out[1], "traceparent"));
}

TEST(EventHeaders, IdTellsWhatIsTakenBackFromWhatWasSent) {
  Article article = SampleArticle();
  const std::string usable = HeaderOf(WriteAll(article).front(), "ce_id");
  article.claims.pub_status = "canceled";
  EXPECT_EQ(HeaderOf(WriteAll(article).front(), "ce_id"), usable + "|killed");
  article.claims.pub_status = "withheld";
  EXPECT_EQ(HeaderOf(WriteAll(article).front(), "ce_id"), usable + "|withdrawn");
  article.claims.pub_status = "usable";
  article.claims.embargoed_until = "2025-03-13T08:00:00+02:00";
  EXPECT_EQ(HeaderOf(WriteAll(article).front(), "ce_id"),
            usable + "|embargoed:2025-03-13T06:00:00Z");
  article.claims.embargoed_until.clear();
  article.revision->change = "kill";
  EXPECT_EQ(HeaderOf(WriteAll(article).front(), "ce_id"), usable + "|killed");
  article.revision->change = "update";
  article.revision->is_back = true;
  article.revision->number = 3;
  EXPECT_EQ(HeaderOf(WriteAll(article).front(), "ce_id"), usable + "|3");
}

TEST(EventHeaders, TypeFollowsRoleAndStatus) {
  Article article = SampleArticle();
  const auto type = [&] { return HeaderOf(WriteAll(article).front(), "ce_type"); };
  for (const DedupRole role : {DedupRole::kCopy, DedupRole::kReprint, DedupRole::kRepeat}) {
    article.dedup->role = role;
    EXPECT_EQ(type(), "news.article.duplicate");
  }
  article.dedup->role = DedupRole::kUnique;
  EXPECT_EQ(type(), "news.article.enriched");
  article.claims.pub_status = "stat:canceled";
  EXPECT_EQ(type(), "news.article.withdrawn");
  article.claims.pub_status = "no such word";
  EXPECT_EQ(type(), "news.article.enriched");
}

TEST(EventHeaders, CarryOnATrace) {
  RawRecord record;
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const std::string parent = "00-" + trace + "-00f067aa0ba902b7-01";
  record.headers = {{"traceparent", parent}, {"tracestate", "vendor=1"}};
  Article article = SampleArticle();
  article.record = &record;
  const OutRecord event = WriteAll(article).front();
  const std::string out = HeaderOf(event, "traceparent");
  EXPECT_TRUE(TraceContext::Valid(out));
  EXPECT_EQ(out.substr(0, 36), "00-" + trace + "-");
  EXPECT_NE(out, parent);
  EXPECT_EQ(out.substr(52), "-01");
  EXPECT_EQ(HeaderOf(event, "tracestate"), "vendor=1");
}

TEST(EventHeaders, LeaveOutAHugeTraceState) {
  RawRecord record;
  const std::string state(5000, 'x');
  record.headers = {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
                    {"tracestate", state}};
  Article article = SampleArticle();
  article.record = &record;
  EXPECT_EQ(HeaderOf(WriteAll(article).front(), "tracestate"), "(none)");
}

TEST(EventHeaders, StartATraceWhereTheIncomingOneIsBroken) {
  const std::string parent = "00-00000000000000000000000000000000-00f067aa0ba902b7-01";
  RawRecord record;
  record.headers = {{"traceparent", parent}, {"tracestate", "vendor=1"}};
  Article article = SampleArticle();
  article.record = &record;
  const OutRecord event = WriteAll(article).front();
  EXPECT_TRUE(TraceContext::Valid(HeaderOf(event, "traceparent")));
  EXPECT_EQ(HeaderOf(event, "tracestate"), "(none)");
}

TEST(TraceContext, KnowsWhatIsValid) {
  const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  EXPECT_TRUE(TraceContext::Valid(good));
  EXPECT_FALSE(TraceContext::Valid(""));
  EXPECT_FALSE(TraceContext::Valid(good + "-x"));                  // version 00 has nothing more
  EXPECT_TRUE(TraceContext::Valid("cc" + good.substr(2) + "-x"));  // a later one may
  EXPECT_FALSE(TraceContext::Valid("cc" + good.substr(2) + "x"));
  EXPECT_FALSE(TraceContext::Valid("ff" + good.substr(2)));
  EXPECT_FALSE(TraceContext::Valid("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"));
  EXPECT_FALSE(TraceContext::Valid("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"));
  EXPECT_FALSE(TraceContext::Valid("00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
}

TEST(SideRows, ComeAfterTheEventUnderItsKey) {
  EventOptions options = Options();
  options.side_topics.fill(true);
  const std::vector<OutRecord> out = WriteAll(SampleArticle(), options);
  ASSERT_EQ(out.size(), 9U);  // event, four entities, duplicates, revisions, two of stories
  EXPECT_EQ(out[0].topic, OutTopic::kEvents);
  EXPECT_EQ(out[5].topic, OutTopic::kDuplicates);
  EXPECT_EQ(out[6].topic, OutTopic::kRevisions);
  EXPECT_EQ(out[7].topic, OutTopic::kStories);
  for (const OutRecord& record : out) {
    EXPECT_EQ(record.key, out[0].key);
    EXPECT_EQ(HeaderOf(record, "traceparent"), HeaderOf(out[0], "traceparent"));
  }
  EXPECT_EQ(
      out[3].value,
      R"({"uri":"tag:wire.example,2025-03-12:port-strike-0312","version":"2",)"
      R"("published":"2025-03-12T17:05:00+03:00","sourceDomain":"wire.example","language":"en",)"
      R"("entity":"e3","type":"GPE","name":"Kenya","geonames":"192950","iso3166":"KE",)"
      R"("wikidata":"Q114","nil":false,"salience":0.12,"mentions":1,"start":35,"end":40,)"
      R"("exact":"Kenya","by":"entities@0.1.0","confidence":0.98})");
  const Event duplicate(out[5]);
  EXPECT_EQ(duplicate["/role"], "revision");
  EXPECT_EQ(duplicate["/ofVersion"], "1");
  EXPECT_EQ(duplicate["/similarity"], "0.94");
}

TEST(SideRows, StoriesSayWhatAnArticleChanged) {
  EventOptions options = Options();
  options.side_topics[static_cast<std::size_t>(OutTopic::kStories)] = true;
  Article article = SampleArticle();
  article.story = StoryMembership{
      .story_id = "st:a", .first_story = true, .members = 1, .seed = article.uri, .by = "story@1"};
  const auto changes = [&] {
    std::string all;
    const std::vector<OutRecord> out = WriteAll(article, options);
    for (std::size_t i = 1; i < out.size(); ++i) {
      const Event row(out[i]);
      all += row["/storyId"] + " " + row["/change"] + " " + row["/mergedStoryId"] + "; ";
    }
    return all;
  };
  EXPECT_EQ(changes(), "st:a opened (none); ");
  article.story->first_story = false;
  EXPECT_EQ(changes(), "st:a joined (none); ");
  article.story->merged = "st:b";
  EXPECT_EQ(changes(), "st:a joined (none); st:a merged st:b; ");
  article.dedup->role = DedupRole::kRepeat;
  EXPECT_EQ(changes(), "st:a merged st:b; ") << "it is in its story already";
  article.story.reset();
  EXPECT_EQ(changes(), "");
}

TEST(SideRows, AMergeNamesBothStoriesArticleAndTime) {
  EventOptions options = Options();
  options.side_topics[static_cast<std::size_t>(OutTopic::kStories)] = true;
  Article article = SampleArticle();
  article.story = StoryMembership{.story_id = "st:a",
                                  .members = 7,
                                  .seed = "urn:first",
                                  .merged = "st:b",
                                  .by = "story@1",
                                  .confidence = 0.9};
  const std::vector<OutRecord> out = WriteAll(article, options);
  ASSERT_EQ(out.size(), 3U);
  EXPECT_EQ(out[2].topic, OutTopic::kStories);
  EXPECT_EQ(out[2].key, out[0].key);
  EXPECT_EQ(
      out[2].value,
      R"({"uri":"tag:wire.example,2025-03-12:port-strike-0312","version":"2",)"
      R"("published":"2025-03-12T17:05:00+03:00","sourceDomain":"wire.example","language":"en",)"
      R"("storyId":"st:a","change":"merged","mergedStoryId":"st:b",)"
      R"("time":"2025-03-12T14:41:03.121Z","members":7,"seed":"urn:first","by":"story@1",)"
      R"("confidence":0.9})");
}

TEST(Syndication, NamesTheDatelinesEntity) {
  Article article = SampleArticle();
  article.dedup->syndication = Syndication{.agency = article.dateline->agency,
                                           .origin = "Coast Mail",
                                           .evidence = "dateline+statement",
                                           .confidence = 0.98};
  const Event event(article);
  EXPECT_EQ(event["/enrichment/dedup/syndication/agency"],
            event["/enrichment/article/dateline/agency"]);
  EXPECT_EQ(event["/enrichment/dedup/syndication/agencyName"], article.dateline->agency);
  EXPECT_EQ(event["/enrichment/dedup/syndication/origin"], "Coast Mail");
}

TEST(Reference, HasNeitherTextNorWhatWasFoundInIt) {
  Article article = SampleArticle();
  article.as_reference = true;
  article.dedup->role = DedupRole::kCopy;
  article.dedup->syndication =
      Syndication{.agency = "Example Wire", .evidence = "dateline", .confidence = 0.98};
  article.claims.summary = "A summary.";
  article.notes = {{.text = "Corrects a name.", .kind = "correction"}};
  const Event event(article);
  EXPECT_EQ(event["/representationType"], "partial");
  EXPECT_EQ(event["/title"], article.title);
  EXPECT_EQ(event["/infoSources/0/name"], "Example Wire");
  EXPECT_EQ(event["/associations"],
            R"([{"name":"original","uri":")" + article.dedup->of->uri + R"("}])");
  EXPECT_EQ(event["/enrichment/dedup/role"], "copy");
  EXPECT_EQ(event["/enrichment/dedup/syndication"],
            R"({"agencyName":"Example Wire","evidence":"dateline","confidence":0.98})");
  EXPECT_EQ(event["/enrichment/article/published/value"], "2025-03-12T17:05:00+03:00");
  EXPECT_NE(event["/enrichment/pipeline/stages"], "(none)");
  for (const char* absent :
       {"/bodies", "/descriptions", "/people", "/organisations", "/places", "/edNote",
        "/enrichment/text", "/enrichment/structure", "/enrichment/notes", "/enrichment/sentences",
        "/enrichment/entities", "/enrichment/article/dateline", "/enrichment/article/keywords"}) {
    EXPECT_EQ(event[absent], "(none)") << absent;
  }
  EXPECT_EQ(HeaderOf(WriteAll(article).front(), "ce_type"), "news.article.duplicate");
}

TEST(Reference, HasNoRowsOfEntities) {
  EventOptions options = Options();
  options.side_topics.fill(true);
  Article article = SampleArticle();
  article.as_reference = true;
  article.dedup->role = DedupRole::kCopy;
  const std::vector<OutRecord> out = WriteAll(article, options);
  for (const OutRecord& record : out) EXPECT_NE(record.topic, OutTopic::kEntities);
  EXPECT_EQ(out[1].topic, OutTopic::kDuplicates);
}

TEST(SideRows, AreOnlyThoseAskedFor) {
  EventOptions options = Options();
  options.side_topics[static_cast<std::size_t>(OutTopic::kDuplicates)] = true;
  Article article = SampleArticle();
  EXPECT_EQ(WriteAll(article, options).size(), 2U);
  article.dedup->role = DedupRole::kUnique;
  EXPECT_EQ(WriteAll(article, options).size(), 1U);
}

TEST(DeadLetter, KeepsTheRecordAndSaysWhy) {
  RawRecord record;
  record.topic = "raw.news";
  record.partition = 2;
  record.offset = 41;
  record.has_key = record.has_value = true;
  record.key = "k";
  record.value = "abc";
  record.headers = {{"content-type", "text/html"}, {"content-type", "twice"}};
  const OutRecord letter = MakeDeadLetter(
      record, {.stage = "decode", .error = BadInput("bad_json", "not JSON"), .attempt = 1}, 3, 9,
      kEmitted);
  EXPECT_EQ(letter.topic, OutTopic::kDeadLetter);
  EXPECT_EQ(letter.key, "k");
  EXPECT_EQ(letter.value, "abc");
  std::string headers;
  for (const OutHeader& header : letter.headers) headers += header.name + "=" + header.value + "\n";
  EXPECT_EQ(
      headers,
      "content-type=text/html\ncontent-type=twice\ndlq-stage=decode\ndlq-code=bad_json\n"
      "dlq-message=not JSON\ndlq-attempt=1\ndlq-topic=raw.news\ndlq-partition=2\ndlq-offset=41\n"
      "dlq-item=3\n"
      "dlq-sha256=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
      "dlq-config-generation=9\ndlq-time=2025-03-12T14:41:03.121Z\n");
}

TEST(DeadLetter, OfAReplayedOneHasOneSetOfHeadersAndCountsOn) {
  RawRecord record;
  record.has_value = true;
  record.headers = {{"dlq-stage", "old"}, {"dlq-attempt", "2"}, {"kept", "1"}};
  const OutRecord letter =
      MakeDeadLetter(record, {.stage = "article", .error = {}, .attempt = 1}, 0, 0, 0);
  EXPECT_EQ(HeaderOf(letter, "dlq-stage"), "article");
  EXPECT_EQ(HeaderOf(letter, "dlq-attempt"), "3");
  EXPECT_EQ(HeaderOf(letter, "kept"), "1");
  std::set<std::string> names;
  for (const OutHeader& header : letter.headers) EXPECT_TRUE(names.insert(header.name).second);
}

TEST(DeadLetter, KeepsHeadersThatAreNotItsOwn) {
  RawRecord record;
  record.headers = {{"dlq-foo", "1"},
                    {"dlq-original-topic", "raw"},
                    {"dlq-value-bytes", "9"},
                    {"dlq-code", "old"},
                    {"empty", ""},
                    {"null", {}}};
  const OutRecord letter = MakeDeadLetter(record, {.stage = "article", .error = {}}, 0, 0, 0);
  ASSERT_GT(letter.headers.size(), 4U);
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < 4; ++i) kept.push_back(letter.headers[i].name);
  EXPECT_EQ(kept, (std::vector<std::string>{"dlq-foo", "dlq-original-topic", "empty", "null"}));
  EXPECT_EQ(letter.headers[4].name, "dlq-stage");
  EXPECT_FALSE(letter.headers[2].null);
  EXPECT_TRUE(letter.headers[3].null);
}

TEST(DeadLetter, BareHasNothingOfTheOriginalButWhereItIs) {
  RawRecord record;
  record.topic = "raw";
  record.offset = 41;
  record.has_key = record.has_value = true;
  record.key = "key";
  record.value = "abc";
  record.headers = {{"content-type", "text/html"}, {"dlq-foo", "1"}};
  const Failure failure{.stage = "decode", .error = BadInput("bad", std::string(1000, 'x'))};
  const OutRecord letter = Bare(MakeDeadLetter(record, failure, 3, 9, 0));
  EXPECT_FALSE(letter.has_key);
  EXPECT_FALSE(letter.has_value);
  EXPECT_EQ(letter.key + letter.value, "");
  EXPECT_EQ(letter.headers.size(), 12U);
  for (const OutHeader& header : letter.headers) EXPECT_TRUE(IsDeadLetterHeader(header.name));
  EXPECT_EQ(HeaderOf(letter, "dlq-code"), "bad");
  EXPECT_EQ(HeaderOf(letter, "dlq-message"), std::string(100, 'x') + " ...");
  EXPECT_EQ(HeaderOf(letter, "dlq-topic"), "raw");
  EXPECT_EQ(HeaderOf(letter, "dlq-offset"), "41");
  EXPECT_EQ(HeaderOf(letter, "dlq-value-bytes"), "3");
  EXPECT_EQ(HeaderOf(letter, "dlq-sha256").size(), 64U);
}

TEST(DeadLetter, OfATombstoneIsATombstone) {
  const OutRecord letter =
      MakeDeadLetter(RawRecord{}, {.stage = "decode", .error = {}, .attempt = 1}, 0, 0, 0);
  EXPECT_FALSE(letter.has_key);
  EXPECT_FALSE(letter.has_value);
  EXPECT_EQ(HeaderOf(letter, "dlq-sha256"), "(none)");
}

TEST(DeadLetter, CutsLongMessagesBetweenCharacters) {
  std::string message(1999, 'x');
  message.append("\u00E9\u00E9");
  const OutRecord letter = MakeDeadLetter(
      RawRecord{}, {.stage = "s", .error = BadInput("c", message), .attempt = 1}, 0, 0, 0);
  EXPECT_EQ(HeaderOf(letter, "dlq-message"), std::string(1999, 'x') + " ...");
}

TEST(DeadLetter, WithoutValueKeepsSizeAndHash) {
  RawRecord record;
  record.has_value = true;
  record.value = "abc";
  const OutRecord letter = WithoutValue(
      MakeDeadLetter(record, {.stage = "delivery", .error = {}, .attempt = 1}, 0, 0, 0));
  EXPECT_FALSE(letter.has_value);
  EXPECT_EQ(letter.value, "");
  EXPECT_EQ(HeaderOf(letter, "dlq-value-bytes"), "3");
  EXPECT_EQ(HeaderOf(letter, "dlq-sha256"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(WordCount, CountsStretchesBetweenWhiteSpace) {
  EXPECT_EQ(CountWords(""), 0U);
  EXPECT_EQ(CountWords(" \t\r\n\v\f "), 0U);
  EXPECT_EQ(CountWords("one  two - three\n\nfour"), 5U);
  EXPECT_EQ(CountWords("a\u00A0b\u2003c\u3000d\u2028e\u0085f\u200A"), 6U);
  EXPECT_EQ(CountWords("\u201Cquoted\u201D caf\u00E9 \u20AC5"), 3U);  // same first bytes, no space
}

// Blocks of sixteen against one character after the other, with words over every border.
TEST(WordCount, DoesNotDependOnBlocks) {
  for (std::size_t lead = 0; lead < 40; ++lead) {
    for (const std::string_view pattern : {"ab ", "a b", " \u00E9", "abcdefghijklmnopq "}) {
      std::string text(lead, 'x');
      std::size_t expected = 0;
      for (int i = 0; i < 30; ++i) text.append(pattern);
      for (std::size_t i = 0; i < text.size(); ++i) {
        expected += text[i] != ' ' && (i == 0 || text[i - 1] == ' ') ? 1U : 0U;
      }
      EXPECT_EQ(CountWords(text), expected) << lead << pattern;
    }
  }
}

TEST(Timestamp, FormatsUtc) {
  EXPECT_EQ(Rfc3339Utc(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(Rfc3339Utc(kEmitted), "2025-03-12T14:41:03.121Z");
  EXPECT_EQ(Rfc3339Utc(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(Rfc3339Utc(0, true), "1970-01-01T00:00:00.000Z");
}

TEST(Timestamp, ReadsDurations) {
  EXPECT_EQ(ParseDuration("90s"), 90'000);
  EXPECT_EQ(ParseDuration("2h"), 7'200'000);
  EXPECT_EQ(ParseDuration("400d"), 34'560'000'000);
  for (const char* bad : {"", "h", "2", "2 h", "-2h", "1.5h", "2w", "99999999999s"}) {
    EXPECT_EQ(ParseDuration(bad), std::nullopt) << bad;
  }
}

TEST(Timestamp, ReadsRfc3339) {
  EXPECT_EQ(ParseRfc3339("2025-03-12T17:41:03.121+03:00"), kEmitted);
  EXPECT_EQ(ParseRfc3339("1970-01-01t00:00:00z"), 0);
  EXPECT_EQ(ParseRfc3339("2024-02-29", true), 1709164800000);
  for (const char* bad : {"", "2025", "2025-02-29", "2025-03-12", "2025-03-12T17:41",
                          "2025-03-12T25:00:00Z", "2025-03-12T17:41:03", "2025-03-12T17:41:03+3:00",
                          "2025-03-12T17:41:03Zx", "2025-03-12T17:41:03.Z", "March 12"}) {
    EXPECT_EQ(ParseRfc3339(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace newswired
