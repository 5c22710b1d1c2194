#pragma once

#include <string_view>

#include "stages/core/article.h"

namespace newswired {

/// For tests and the benchmark: the article of the design's worked example as far as an Article
/// holds it (revised, with a dateline, typographic quotes, an emoji before the last name), with
/// spans made by searching the text.
inline Span SpanOf(const Article& article, std::string_view text, Field field = Field::kBody) {
  const std::string& whole = field == Field::kTitle ? article.title : article.body;
  const std::size_t at = whole.find(text);
  return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + text.size()), field};
}

inline Entity SampleEntity(const Article& article, std::string_view type, std::string_view name,
                           std::string_view surface, Field field = Field::kBody) {
  Entity entity;
  entity.type = type;
  entity.name = name;
  entity.mentions.push_back({SpanOf(article, surface, field), MentionKind::kName, 0.99});
  entity.by = "entities@0.1.0";
  entity.confidence = 0.98;
  return entity;
}

inline Article SampleArticle() {
  Article a;
  a.input = {.topic = "raw.news",
             .partition = 3,
             .offset = 918273,
             .item = 0,
             .id = "ew-778812",
             .content_type = "text/html",
             .charset = "utf-8",
             .sha256 = std::string(64, 'c'),
             .record_time_ms = 1741790463000,
             .received_ms = 1741790463112};
  a.uri = "tag:wire.example,2025-03-12:port-strike-0312";
  a.url = "https://wire.example/2025/03/12/port-strike?x=1";
  a.canonical_url = "https://wire.example/2025/03/12/port-strike";
  a.source.name = "Example Wire";
  a.source.domain = "wire.example";
  a.claims.version = "2";
  a.claims.urgency = 4;
  a.title = "Kenyan minister offers pause in port strike";
  a.body =
      "NAIROBI, March 12 (Example Wire) - Kenya's transport minister met the union.\n\n"
      "UNION REFUSES\n\n"
      "\u201CWe put a fair offer on the table,\u201D Transport Minister Achieng Tarrow said.\n\n"
      "\U0001F6A2 African Union officials have not joined the talks.";
  a.structure = {{BlockKind::kParagraph, {0, 76}},
                 {BlockKind::kSubhead, SpanOf(a, "UNION REFUSES")}};
  a.authors = {{.name = "Wanjiru Sample",
                .given = "Wanjiru",
                .family = "Sample",
                .kind = "person",
                .evidence = "jsonld:author",
                .confidence = 0.97}};
  a.published = Dated{.value = "2025-03-12T17:05:00+03:00",
                      .utc_ms = 1741788300000,
                      .precision = Precision::kSecond,
                      .tz_source = "explicit",
                      .evidence = "jsonld:datePublished",
                      .agrees_with = {"dateline"},
                      .confidence = 0.99};
  a.dateline = Dateline{.span = SpanOf(a, "NAIROBI, March 12 (Example Wire) -"),
                        .place = "NAIROBI",
                        .date = "2025-03-12",
                        .agency = "Example Wire",
                        .confidence = 0.99};
  a.extraction = {.method = "jsonld:articleBody",
                  .candidates = {"jsonld:articleBody", "density"},
                  .agreement = 0.97,
                  .confidence = 0.96};
  a.language = Language{.tag = "en", .confidence = 0.999};
  a.lead_image =
      Image{.url = "https://wire.example/port.jpg", .caption = "The port", .credit = "EW"};
  // Not in text order, as a stage may leave them.
  Entity african_union = SampleEntity(a, "ORG", "African Union", "African Union");
  african_union.ids = {{"wikidata", "Q7159"}};
  Entity kenya = SampleEntity(a, "GPE", "Kenya", "Kenya'");
  kenya.mentions = {{SpanOf(a, "Kenya"), MentionKind::kName, 0.99}};
  kenya.ids = {{"geonames", "192950"}, {"iso3166", "KE"}, {"wikidata", "Q114"}};
  kenya.salience = 0.12;
  kenya.link_method = "gazetteer";
  kenya.link_confidence = 0.99;
  Entity nairobi = SampleEntity(a, "GPE", "Nairobi", "NAIROBI");
  nairobi.geo = Geo{.lat = -1.28333, .lon = 36.81667, .feature_code = "PPLC", .country = "KE"};
  const Entity kenyan = SampleEntity(a, "NORP", "Kenyan", "Kenyan", Field::kTitle);
  a.entities = {african_union, kenya, nairobi, kenyan};
  a.dedup = Dedup{.role = DedupRole::kRevision,
                  .cluster_id = "dup:5f1c",
                  .of = DedupOf{.uri = "tag:wire.example,2025-03-12:port-strike-0312",
                                .version = "1",
                                .content_hash = "77d0c1b2a9e4f3650000",
                                .confirmed = true},
                  .similarity = 0.94,
                  .evidence = {"same-uri"},
                  .by = "dedup@0.2.0",
                  .confidence = 0.99};
  a.revision = Revision{
      .chain_id = "rev:2b0c",
      .number = 2,
      .previous = *a.dedup->of,
      .change = "update",
      .diff = RevisionDiff{.added = {1},
                           .removed = {},
                           .changed = {{.now = 0, .before = 0, .what = {"quantity:3,900->4,200"}}},
                           .headline_changed = false,
                           .material = true},
      .out_of_order = true};
  a.sentences = {SpanOf(a, "Kenya"), SpanOf(a, "African Union")};
  a.story = StoryMembership{.story_id = "st:5f1c77d0c1b2a9e4",
                            .novelty = 0.38,
                            .similarity = 0.81,
                            .members = 17,
                            .seed = "tag:wire.example,2025-03-10:mombasa-dock-walkout",
                            .merged = "st:65f1c77d0c1b2a9e",
                            .by = "story@0.1.0",
                            .confidence = 0.88};
  a.content_hash = "002da651d5ea4f11" + std::string(48, '0');
  a.reports = {{.name = "decode",
                .version = "0.1.0",
                .cpu_us = 9,
                .state = StageState::kOk,
                .code = {},
                .message = {}},
               {.name = "entities",
                .version = "0.1.0",
                .cpu_us = 38,
                .state = StageState::kFailed,
                .code = "over_budget",
                .message = "took more than 5 ms"}};
  a.warnings = {"decode: repaired mojibake"};
  return a;
}

}  // namespace newswired
