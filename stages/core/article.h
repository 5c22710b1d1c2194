#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/record.h"
#include "stages/core/result.h"
#include "stages/core/span.h"

namespace newswired {

/// Where an article came from. `item` counts the articles of one record from 0 (feeds, WARC).
struct Input {
  std::string topic;
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  std::int32_t item = 0;
  std::string id;            ///< the producer's id, empty if none
  std::string content_type;  ///< as used after sniffing, e.g. "text/html"
  std::string charset;       ///< as used, e.g. "utf-8", "windows-1252"
  std::uint64_t feed = 0;    ///< hash of what tells its feed from others; 0: it is no item of one
  std::string sha256;        ///< hex, of the item's own bytes as received
  std::int64_t record_time_ms = -1;
  std::int64_t received_ms = 0;
};

/// The publisher, as far as known (DESIGN: `source{...}`).
struct Source {
  std::string id, name, domain, country, lang, tz;
};

/// How much of a point in time is known; nothing finer is ever invented.
enum class Precision : std::uint8_t { kYear, kMonth, kDay, kMinute, kSecond };

/// A point in time of the article's life with its evidence. `value` is ISO 8601 as precise as
/// known, in its own zone; `utc_ms` is set only where precision is kMinute or finer and the zone
/// is known.
struct Dated {
  std::string value;  ///< "2025-03-12T17:05:00+03:00", "2025-03-12"
  std::optional<std::int64_t> utc_ms;
  Precision precision = Precision::kDay;
  std::string tz_source;       ///< "explicit", "source", "none"
  std::string_view zone_name;  ///< what the zone was called, if by a name: "cst"; never freed
  std::string evidence;        ///< "jsonld:datePublished", "envelope:publishedAt"
  std::vector<std::string> agrees_with;
  double confidence = 0;
};

/// A short extracted value with its evidence.
struct Evidenced {
  std::string value;
  std::string evidence;
  double confidence = 0;
};

struct Author {
  std::string name, given, family;
  std::string kind = "person";  ///< "person", "organisation"
  std::string evidence;
  double confidence = 0;
};

struct Image {
  std::string url, caption, credit;
};

/// Block of the body, in text order. Blocks are separated by one empty line, list items by a line
/// break.
enum class BlockKind : std::uint8_t { kParagraph, kSubhead, kQuote, kListItem };
struct Block {
  BlockKind kind = BlockKind::kParagraph;
  Span span;
};

struct Dateline {
  Span span;           ///< of the whole dateline, with its dash
  std::string place;   ///< as written
  std::string date;    ///< ISO, empty if none
  std::string agency;  ///< as written, empty if none
  double confidence = 0;
};

struct Language {
  std::string tag;  ///< BCP 47, "und" when unknown
  double confidence = 0;
};

/// How the body was found.
struct Extraction {
  std::string method;                   ///< "plain-text", "density", "jsonld:articleBody" ...
  std::vector<std::string> candidates;  ///< what was compared
  double agreement = 0;                 ///< of the candidates, [0, 1]
  double confidence = 0;
  /// What kind of page it was: "article", "liveBlog", "index", "gallery", "video", "audio",
  /// "paywallStub"; what came in its place: "error", "challenge", "consent"; nothing where the
  /// input was no page.
  std::optional<Evidenced> page_type;
  bool partial = false;  ///< the body is only the beginning of the text
};

/// What an article says about itself in its text: that it was corrected or taken back, or may not
/// be published yet.
struct Note {
  Span span;          ///< empty: it is not in the text
  std::string text;   ///< what it says, where it is not in the text
  std::string kind;   ///< "correction", "clarification", "embargo", "withdrawal", "kill"
  std::string until;  ///< of an embargo, as precise as written: ISO 8601; empty: not readable
  std::string rule;   ///< that found it
  std::string by;     ///< "article@0.1.0"
  double confidence = 0;
};

/// Where the fields come from that carry no evidence of their own; empty: unknown, or no such
/// field.
struct FieldEvidence {
  std::string title, canonical_url, keywords, lead_image, access;
  std::string language_claim;  ///< of Claims::language
};

/// Who owns the article and what may be done with it, as the producer says. Only carried along.
struct Rights {
  std::string copyright_holder, copyright_notice, usage_terms;
};

/// A text that came with the article beside the one that became its body: another format, a shorter
/// one.
struct OtherBody {
  std::string role;          ///< as the producer named it, may be empty
  std::string content_type;  ///< "text/html" ...
  std::string value;
};

/// What the producer claims in headers, envelope or document: evidence, not truth.
struct Claims {
  std::string headline, byline, section, language, version, supersedes, pub_status;
  std::string published_at, modified_at, fetched_at, embargoed_until;
  std::string summary;       ///< plain text; empty where it became the body
  std::string slugline;      ///< the desk's name of the story
  std::string edition;       ///< what the desk calls this version: ", 2nd Ld", "(UPDATE 3)"
  std::string edition_note;  ///< to editors: corrections, embargoes
  std::string located;       ///< where it was written
  std::string type;          ///< ninjs's word for what the item is; empty: a text
  std::vector<std::string> keywords;
  int urgency = 0;        ///< 1 to 9, 0: none
  bool corrects = false;  ///< its format says that it corrects an earlier version
};

/// Mention kinds and entity types are IPTC/OntoNotes words (DESIGN, section 3).
enum class MentionKind : std::uint8_t { kName, kNominal, kPronoun };
struct Mention {
  Span span;
  MentionKind kind = MentionKind::kName;
  double confidence = 0;
};

struct Geo {
  double lat = 0, lon = 0;
  std::string feature_code;  ///< GeoNames, e.g. "PPLC"
  std::string country;       ///< ISO 3166-1 alpha-2
};

struct Entity {
  std::string type;                        ///< "GPE", "ORG", "NORP" ...
  std::string name;                        ///< canonical
  std::map<std::string, std::string> ids;  ///< "wikidata", "geonames", "iso3166"
  bool nil = false;                        ///< true: looked for and in no table
  double salience = 0;
  std::optional<Geo> geo;
  std::vector<Mention> mentions;  ///< in text order, never empty
  std::string link_method;        ///< "gazetteer", "alias"; empty: not linked
  double link_confidence = 0;
  std::string by;  ///< "entities@0.1.0"
  double confidence = 0;
};

/// Roles of DESIGN section 6, in order of precedence.
enum class DedupRole : std::uint8_t { kUnique, kReprint, kCopy, kRevision, kRepeat };
struct DedupOf {
  std::string uri, version, content_hash;
  bool confirmed = false;  ///< its publication is known to be committed
};
/// That the article is another house's work, as its text says.
struct Syndication {
  std::string agency;    ///< news agency, as written; empty: none is named
  std::string origin;    ///< who published it first, as written; empty: it does not say
  std::string evidence;  ///< where it says so: "dateline", "dateline+byline", "credit"
  double confidence = 0;
};
struct Dedup {
  DedupRole role = DedupRole::kUnique;
  std::string cluster_id;
  std::optional<DedupOf> of;
  double similarity = 0;
  std::vector<std::string> evidence;       ///< "same-uri", "same-text", "contained:0.94"
  std::optional<Syndication> syndication;  ///< of a kCopy or kReprint
  std::string by;
  double confidence = 0;
};

/// What a new version of an item changed. Sentences by their place in Article::sentences, of the
/// version before by their place in its own.
struct RevisionDiff {
  struct Changed {
    std::uint32_t now = 0, before = 0;
    std::vector<std::string> what;  ///< "quantity:3,900->4,200", "name:+Smith"; empty: only wording
  };
  std::vector<std::uint32_t> added, removed;
  std::vector<Changed> changed;
  bool headline_changed = false;
  std::vector<std::string> headline_what;  ///< its numbers and times that changed
  bool material = false;                   ///< more than wording
};
struct Revision {
  std::string chain_id;
  std::uint32_t number = 0;  ///< 2 for the first change
  DedupOf previous;
  std::string change;  ///< "update", "correction", "headline", "rewrite", "withdrawal", "kill"
  std::optional<RevisionDiff> diff;  ///< nothing: the text before is not known in detail any more
  bool out_of_order = false;         ///< older than the version that it came after
  bool is_back = false;              ///< an earlier version, not the latest, said the same
};

/// The story that an article is a report of.
struct StoryMembership {
  std::string story_id;       ///< shared by its reports, never changed
  bool first_story = false;   ///< the article opened the story
  double novelty = 0;         ///< share of what it says that the nearest story does not, [0, 1]
  double similarity = 0;      ///< to the nearest report of the story, 0 for the first one
  std::uint64_t members = 0;  ///< reports in the window, this one included
  std::string seed;           ///< uri of the first report
  std::string merged;         ///< id of a story that turned out to be this one; empty: none
  std::string by;
  double confidence = 0;
};

enum class StageState : std::uint8_t { kOk, kFailed, kSkipped };
struct StageReport {
  std::string_view name;     ///< static storage (the StageType's)
  std::string_view version;  ///< as above
  std::int64_t cpu_us = 0;   ///< thread CPU time
  StageState state = StageState::kOk;
  std::string code, message;  ///< of the failure
};

/// The article that stages read and extend.
///
/// Before `decode` it holds nothing but `record` and the coordinates in `input`; from `decode` on
/// every string is valid UTF-8 in NFC. Spans index `body` or `title`; whoever changes one of these
/// after annotations exist must move them.
struct Article {
  const RawRecord* record = nullptr;  ///< what it was made from; outlives the article's processing
  Input input;

  std::string uri;             ///< identity and record key (DESIGN, section 2)
  std::string supersedes_uri;  ///< that of the item which it says it replaces; empty: none
  std::string id;              ///< within its source
  std::string url, canonical_url;
  Source source;
  Claims claims;
  Rights rights;
  std::vector<OtherBody> other_bodies;
  bool may_be_empty = false;    ///< its format lets an item go without headline and text
  bool shares_address = false;  ///< others of its record, which have other ids, have its address
  std::string html;             ///< UTF-8 page for `article` to read; empty for plain text
  /// The page in place of `html`, where it is bytes of the record as they are: they are not copied.
  std::string_view html_in_record;
  [[nodiscard]] std::string_view page() const {
    return html.empty() ? html_in_record : std::string_view(html);
  }

  std::string title, body;
  /// The bytes that the body begins with and that are no text, but the header of a wire's plain
  /// text: slug, headline, byline. They stay in it, since plain text leaves as it came.
  std::size_t header_bytes = 0;
  [[nodiscard]] std::string_view report() const {
    return std::string_view(body).substr(std::min(header_bytes, body.size()));
  }
  std::vector<Block> structure;
  std::vector<Author> authors;
  std::optional<Dated> published, modified;
  std::optional<Dated> fetched;  ///< by whoever sent the record
  std::optional<Evidenced> section;
  std::vector<std::string> keywords;
  std::optional<Image> lead_image;
  std::optional<Dateline> dateline;
  std::vector<Note> notes;  ///< in text order
  std::string access;       ///< "free", "metered", "paywalled"; empty: unknown
  Extraction extraction;
  FieldEvidence evidence;
  std::optional<Language> language;

  std::vector<Entity> entities;
  std::vector<Span> sentences;  ///< of `body`, in text order; where a stage needed them
  std::optional<Dedup> dedup;
  std::optional<Revision> revision;
  std::optional<StoryMembership> story;
  /// It goes out as a pointer to what it repeats (`dedup`): without its text, and what was found in
  /// it.
  bool as_reference = false;

  /// SHA-256 (hex) of what makes the content: title + "\n" + body. Empty before `article`.
  std::string content_hash;

  std::vector<StageReport> reports;
  std::vector<std::string> warnings;

  /// Set by a stage that splits a record and finds one item broken: that item alone goes to the
  /// dead-letter topic.
  std::optional<Error> rejected;
};

using Articles = std::vector<Article>;

/// Whether it is what a server sent in place of a page: its text is that of many, about nothing.
inline bool IsStandIn(const Article& article) {
  const std::optional<Evidenced>& type = article.extraction.page_type;
  return type && (type->value == "error" || type->value == "challenge" || type->value == "consent");
}

}  // namespace newswired
