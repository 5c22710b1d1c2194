#include "daemon/event/event_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "daemon/event/annotations.h"
#include "daemon/event/build_name.h"
#include "daemon/event/json_out.h"
#include "daemon/event/revision_json.h"
#include "daemon/event/side_rows.h"
#include "daemon/event/timestamp.h"
#include "daemon/event/trace_context.h"
#include "daemon/event/uri.h"
#include "daemon/event/word_count.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

constexpr std::string_view kNinjsSchema = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#";
constexpr std::string_view kEventSchema = "urn:newswired:schema:event:1.0";
constexpr std::string_view kTextField = "/bodies/0/value";
constexpr std::string_view kTitleField = "/title";

/// What the article is about, not only mentions: at least this much of it, and half as much as the
/// entity that it is about most.
constexpr double kAboutSalience = 0.1;
constexpr std::size_t kMaxTraceState = 4096;  // W3C asks for 512; each event of a record has it
constexpr double kAboutShare = 0.5;

std::string_view ProfileName(Profile profile) {
  switch (profile) {
    case Profile::kLean:
      return "newswired-lean/1.0";
    case Profile::kNinjs:
      return "newswired-ninjs/1.0";
    case Profile::kFull:
      break;
  }
  return "newswired-enriched/1.0";
}

std::string_view UnitName(OffsetUnit unit) {
  switch (unit) {
    case OffsetUnit::kByte:
      return "byte";
    case OffsetUnit::kUtf16:
      return "utf16";
    case OffsetUnit::kCodepoint:
      break;
  }
  return "codepoint";
}

std::string_view NameOf(Precision precision) {
  switch (precision) {
    case Precision::kYear:
      return "year";
    case Precision::kMonth:
      return "month";
    case Precision::kMinute:
      return "minute";
    case Precision::kSecond:
      return "second";
    case Precision::kDay:
      break;
  }
  return "day";
}

std::string_view NameOf(BlockKind kind) {
  switch (kind) {
    case BlockKind::kSubhead:
      return "subhead";
    case BlockKind::kQuote:
      return "quote";
    case BlockKind::kListItem:
      return "listItem";
    case BlockKind::kParagraph:
      break;
  }
  return "paragraph";
}

std::string_view NameOf(MentionKind kind) {
  switch (kind) {
    case MentionKind::kNominal:
      return "nominal";
    case MentionKind::kPronoun:
      return "pronoun";
    case MentionKind::kName:
      break;
  }
  return "name";
}

std::string_view NameOf(StageState state) {
  switch (state) {
    case StageState::kFailed:
      return "failed";
    case StageState::kSkipped:
      return "skipped";
    case StageState::kOk:
      break;
  }
  return "ok";
}

/// ninjs's word for what the producer says; its default where that is nothing we know.
std::string_view PubStatus(std::string_view claim) {
  constexpr std::string_view kCode = "stat:";  // as a NewsML-G2 qcode
  if (claim.starts_with(kCode)) claim.remove_prefix(kCode.size());
  if (claim == "withheld" || claim == "withdrawn") return "withheld";
  for (const std::string_view word : {"canceled", "cancelled", "killed"}) {
    if (claim == word) return "canceled";
  }
  return "usable";
}

/// ninjs's word for what the item is.
std::string_view ItemType(std::string_view claim) {
  for (const std::string_view word :
       {"audio", "video", "picture", "graphic", "composite", "component", "event", "planning"}) {
    if (claim == word) return word;
  }
  return "text";
}

/// By its status, or by what a new version says of the item.
bool IsWithdrawn(const Article& article) {
  if (PubStatus(article.claims.pub_status) != "usable") return true;
  const std::string_view change =
      article.revision ? std::string_view(article.revision->change) : "";
  return change == "kill" || change == "withdrawal";
}

bool IsKilled(const Article& article) {
  return PubStatus(article.claims.pub_status) == "canceled" ||
         (article.revision && article.revision->change == "kill");
}

std::string_view CloudEventType(const Article& article) {
  if (IsWithdrawn(article)) return "news.article.withdrawn";
  if (!article.dedup) return "news.article.enriched";
  switch (article.dedup->role) {
    case DedupRole::kRevision:
      return "news.article.revised";
    case DedupRole::kReprint:
    case DedupRole::kCopy:
    case DedupRole::kRepeat:
      return "news.article.duplicate";
    case DedupRole::kUnique:
      break;
  }
  return "news.article.enriched";
}

/// Which list of ninjs an entity belongs to.
enum class List { kNone, kPeople, kOrganisations, kPlaces };

List ListOf(std::string_view type) {
  if (type == "PERSON") return List::kPeople;
  if (type == "ORG") return List::kOrganisations;
  if (type == "GPE" || type == "LOC" || type == "FAC") return List::kPlaces;
  return List::kNone;
}

std::string WikidataUri(std::string_view id) {
  return std::string("http://www.wikidata.org/entity/").append(id);
}

}  // namespace

struct EventWriter::Impl {
  explicit Impl(EventOptions event_options)
      : options(std::move(event_options)), trace(options.trace_seed) {}

  void Write(const Article& source, std::int64_t emitted_ms, std::vector<OutRecord>& out);

  void WriteIdentity();
  void WriteTimes();
  void WriteText();
  void WriteBodies();
  void WriteEntityList(std::string_view name, List list);
  void WriteEntityListItem(const NumberedEntity& numbered, std::string_view rel);
  [[nodiscard]] std::string_view RelationOf(const NumberedEntity& numbered) const;
  void WriteSources();
  void WriteAltIds();
  void WriteOriginal();
  void WriteLeadImage();

  void WriteEnrichment(std::int64_t emitted_ms);
  void WriteTextFacts();
  void WriteReferenceFacts();
  void WriteArticleFacts();
  void WriteDated(std::string_view name, const std::optional<Dated>& dated);
  void WriteDateline();
  void WriteStructure();
  void WriteSentences();
  void WriteDedup();
  void WriteSyndication();
  void WriteRevision();
  void WriteOf(std::string_view name, const DedupOf& of);
  void WriteStory();
  void WriteEntities();
  void WriteEntity(const NumberedEntity& numbered);
  void WritePipeline(std::int64_t emitted_ms);
  void WriteInput();
  void WriteStages();

  void WriteEvidenced(std::string_view name, const std::optional<Evidenced>& found);
  void WriteFieldEvidence();
  void WriteNotes();
  [[nodiscard]] std::string EditorsNote() const;
  void WriteSpan(const Span& span);
  void WriteStrings(std::string_view name, const std::vector<std::string>& strings);
  [[nodiscard]] std::vector<OutHeader> Headers(std::int64_t emitted_ms);

  [[nodiscard]] bool lean() const { return options.profile == Profile::kLean; }

  const EventOptions options;
  TraceContext trace;
  JsonOut json;
  Annotations annotations;

  // Of the article that is being written.
  const Article* article = nullptr;
  const NumberedEntity* dateline_place = nullptr;
  double top_salience = 0;
  std::string uri;
  std::string text_sha256;
  std::string content_hash;
  std::string traceparent;
};

void EventWriter::Impl::Write(const Article& source, std::int64_t emitted_ms,
                              std::vector<OutRecord>& out) {
  article = &source;
  annotations.Reset(source, options.offset_unit);
  dateline_place = nullptr;
  if (source.dateline && annotations.Sound(source.dateline->span)) {
    dateline_place = annotations.FindWithin(source.dateline->span, source.dateline->place);
  }
  top_salience = 0;
  for (const NumberedEntity& numbered : annotations.entities()) {
    top_salience = std::max(top_salience, numbered.entity->salience);
  }
  text_sha256 = Sha256Hex(source.body);
  content_hash = ShortHash(source.content_hash.empty() ? text_sha256 : source.content_hash);
  // Only a pipeline without `decode` leaves an article without an identity.
  uri = ToUri(source.uri.empty() ? content_hash : source.uri);

  json.Clear();
  json.BeginObject();
  WriteIdentity();
  WriteTimes();
  WriteText();
  if (!article->as_reference) {
    WriteBodies();
    WriteEntityList("people", List::kPeople);
    WriteEntityList("organisations", List::kOrganisations);
    WriteEntityList("places", List::kPlaces);
  }
  WriteSources();
  WriteAltIds();
  if (article->as_reference) {
    WriteOriginal();
  } else {
    WriteLeadImage();
  }
  if (options.profile != Profile::kNinjs) WriteEnrichment(emitted_ms);
  json.EndObject();

  OutRecord event;
  event.topic = OutTopic::kEvents;
  event.key = uri;
  event.value = json.view();
  event.headers = Headers(emitted_ms);
  out.push_back(std::move(event));
  AppendSideRows(*article, annotations,
                 {.uri = uri,
                  .content_hash = content_hash,
                  .traceparent = traceparent,
                  .emitted = Rfc3339Utc(emitted_ms, /*always_millis=*/true)},
                 options.side_topics, json, out);
}

void EventWriter::Impl::WriteIdentity() {
  json.Key("standard");
  json.BeginObject();
  json.Key("name").String("ninjs");
  json.Key("version").String("3.1");
  json.Key("schema").String(kNinjsSchema);
  json.EndObject();
  json.Key("uri").String(uri);
  json.Key("type").String(ItemType(article->claims.type));
  json.Key("representationType").String(article->as_reference ? "partial" : "full");
  json.Key("profile").String(ProfileName(options.profile));
  json.Field("version", article->claims.version);
}

/// ninjs knows points in time only; a bare date stands in enrichment.article.published alone.
void EventWriter::Impl::WriteTimes() {
  const auto& published = article->published;
  const auto& modified = article->modified;
  const bool has_published = published && published->utc_ms;
  const bool has_modified = modified && modified->utc_ms;
  if (has_published) json.Key("firstCreated").String(Rfc3339Utc(*published->utc_ms));
  if (has_published || has_modified) {
    json.Key("versionCreated")
        .String(Rfc3339Utc(has_modified ? *modified->utc_ms : *published->utc_ms));
  }
  if (has_published) json.Key("contentCreated").String(Rfc3339Utc(*published->utc_ms));
  if (const auto until = ParseRfc3339(article->claims.embargoed_until)) {
    json.Key("embargoedUntil").String(Rfc3339Utc(*until));
  }
}

void EventWriter::Impl::WriteText() {
  const Claims& claims = article->claims;
  json.Key("pubStatus").String(PubStatus(claims.pub_status));
  if (claims.urgency >= 1 && claims.urgency <= 9) json.Key("urgency").Int(claims.urgency);
  json.Field("copyrightHolder", article->rights.copyright_holder);
  json.Field("copyrightNotice", article->rights.copyright_notice);
  json.Field("usageTerms", article->rights.usage_terms);
  json.Field("edNote", article->as_reference ? claims.edition_note : EditorsNote());
  if (article->language && article->language->tag != "und") {
    json.Field("language", article->language->tag);
  }
  if (!article->title.empty()) {
    json.Key("title").String(article->title);
    json.Key("headlines");
    json.BeginArray();
    json.BeginObject();
    json.Key("role").String("main");
    json.Key("contentType").String("text/plain");
    json.Key("value").String(article->title);
    json.EndObject();
    json.EndArray();
  }
  if (!article->authors.empty()) {
    std::string by;
    for (const Author& author : article->authors) {
      if (!by.empty()) by.append(", ");
      by.append(author.name);
    }
    json.Field("by", by);
  }
  if (dateline_place != nullptr) {
    json.Key("located").String(dateline_place->entity->name);
  } else if (article->dateline && !article->dateline->place.empty()) {
    json.Field("located", article->dateline->place);
  } else {
    json.Field("located", claims.located);
  }
  json.Field("slugline", claims.slugline);
}

void EventWriter::Impl::WriteBodies() {
  const Claims& claims = article->claims;
  if (!claims.summary.empty()) {
    json.Key("descriptions");
    json.BeginArray();
    json.BeginObject();
    json.Key("role").String("summary");
    json.Key("contentType").String("text/plain");
    json.Key("value").String(claims.summary);
    json.EndObject();
    json.EndArray();
  }
  json.Key("bodies");
  json.BeginArray();
  json.BeginObject();
  json.Key("role").String("main");
  json.Key("contentType").String("text/plain");
  json.Key("charCount").Int(static_cast<std::int64_t>(annotations.BodyCodepoints()));
  json.Key("wordCount").Int(static_cast<std::int64_t>(CountWords(article->body)));
  json.Key("value").String(article->body);
  json.EndObject();
  for (const OtherBody& other : article->other_bodies) {
    json.BeginObject();
    json.Field("role", other.role);
    json.Field("contentType", other.content_type);
    json.Key("value").String(other.value);
    json.EndObject();
  }
  json.EndArray();
}

/// What the article is about comes first, then where it was written, then the rest, each in text
/// order.
void EventWriter::Impl::WriteEntityList(std::string_view name, List list) {
  bool open = false;
  for (const std::string_view wanted : {"about", "located", "mentions"}) {
    for (const NumberedEntity& numbered : annotations.entities()) {
      if (ListOf(numbered.entity->type) != list) continue;
      if (RelationOf(numbered) != wanted) continue;
      if (!std::exchange(open, true)) {
        json.Key(name);
        json.BeginArray();
      }
      WriteEntityListItem(numbered, wanted);
    }
  }
  if (open) json.EndArray();
}

std::string_view EventWriter::Impl::RelationOf(const NumberedEntity& numbered) const {
  const auto in_dateline = [&](const Mention* mention) {
    return mention->span.field == Field::kBody && mention->span.end <= article->dateline->span.end;
  };
  // A place that stands nowhere but in the dateline is where the reporter sat.
  if (&numbered == dateline_place &&
      std::all_of(numbered.mentions.begin(), numbered.mentions.end(), in_dateline)) {
    return "located";
  }
  const double salience = numbered.entity->salience;
  const bool in_title = numbered.mentions.front()->span.field == Field::kTitle;
  const bool about =
      in_title || (salience >= kAboutSalience && salience >= kAboutShare * top_salience);
  return about ? "about" : "mentions";
}

void EventWriter::Impl::WriteEntityListItem(const NumberedEntity& numbered, std::string_view rel) {
  const Entity& entity = *numbered.entity;
  json.BeginObject();
  json.Key("name").String(entity.name);
  json.Key("rel").String(rel);
  if (const auto id = entity.ids.find("wikidata"); id != entity.ids.end()) {
    json.Key("uri").String(WikidataUri(id->second));
  }
  json.Key("literal").String(numbered.id);
  if (entity.geo && ListOf(entity.type) == List::kPlaces) {
    json.Key("geoJSON");
    json.BeginObject();
    json.Key("type").String("Point");
    json.Key("coordinates");
    json.BeginArray();
    json.Decimal(entity.geo->lon, 5);
    json.Decimal(entity.geo->lat, 5);
    json.EndArray();
    json.EndObject();
  }
  json.EndObject();
}

/// The agency of the dateline wrote it, the source that we have it from may only print it.
void EventWriter::Impl::WriteSources() {
  const Source& source = article->source;
  const std::string_view publisher = source.name.empty() ? source.domain : source.name;
  const std::string_view agency =
      article->dateline ? std::string_view(article->dateline->agency) : "";
  const bool reprinted = !agency.empty() && agency != publisher;
  if (publisher.empty() && agency.empty()) return;
  json.Key("infoSources");
  json.BeginArray();
  if (reprinted) {
    json.BeginObject();
    json.Key("name").String(agency);
    json.Key("role").String("originator");
    json.EndObject();
  }
  if (!publisher.empty()) {
    json.BeginObject();
    json.Key("name").String(publisher);
    json.Key("role").String(reprinted ? "publisher" : "originator");
    if (IsHostName(source.domain)) json.Key("uri").String("https://" + source.domain + "/");
    json.EndObject();
  }
  json.EndArray();
}

void EventWriter::Impl::WriteAltIds() {
  const std::array<std::pair<std::string_view, std::string_view>, 3> ids = {{
      {"canonicalUrl", article->canonical_url},
      {"url", article->url == article->canonical_url ? std::string_view() : article->url},
      {"feedItemId", article->input.id},
  }};
  bool open = false;
  for (const auto& [role, value] : ids) {
    if (value.empty()) continue;
    if (!std::exchange(open, true)) {
      json.Key("altIds");
      json.BeginArray();
    }
    json.BeginObject();
    json.Key("role").String(role);
    json.Key("value").String(value);
    json.EndObject();
  }
  if (open) json.EndArray();
}

/// What a reference stands for.
void EventWriter::Impl::WriteOriginal() {
  if (!article->dedup || !article->dedup->of) return;
  json.Key("associations");
  json.BeginArray();
  json.BeginObject();
  json.Key("name").String("original");
  json.Key("uri").String(article->dedup->of->uri);
  json.EndObject();
  json.EndArray();
}

void EventWriter::Impl::WriteLeadImage() {
  const auto& image = article->lead_image;
  if (!image || !IsWebUrl(image->url)) return;
  json.Key("associations");
  json.BeginArray();
  json.BeginObject();
  json.Key("name").String("leadImage");
  json.Key("uri").String(ToUri(image->url));
  json.Key("type").String("picture");
  if (!image->caption.empty()) {
    json.Key("descriptions");
    json.BeginArray();
    json.BeginObject();
    json.Key("role").String("caption");
    json.Key("contentType").String("text/plain");
    json.Key("value").String(image->caption);
    json.EndObject();
    json.EndArray();
  }
  json.EndObject();
  json.EndArray();
}

void EventWriter::Impl::WriteEnrichment(std::int64_t emitted_ms) {
  json.Key("enrichment");
  json.BeginObject();
  json.Key("schema").String("newswired-enrichment/1.0");
  if (article->as_reference) {
    WriteReferenceFacts();
  } else {
    WriteTextFacts();
    WriteArticleFacts();
    WriteStructure();
    WriteNotes();
    WriteSentences();
  }
  WriteDedup();
  WriteRevision();
  WriteStory();
  if (!article->as_reference) WriteEntities();
  WritePipeline(emitted_ms);
  json.EndObject();
}

void EventWriter::Impl::WriteTextFacts() {
  json.Key("text");
  json.BeginObject();
  json.Key("field").String(kTextField);
  json.Key("offsetUnit").String(UnitName(options.offset_unit));
  json.Key("normalization").String("NFC");
  json.Key("sha256").String(text_sha256);
  json.Key("byteLength").Int(static_cast<std::int64_t>(article->body.size()));
  json.EndObject();
}

/// Of a reference: source and times.
void EventWriter::Impl::WriteReferenceFacts() {
  json.Key("article");
  json.BeginObject();
  json.Field("sourceDomain", article->source.domain);
  WriteDated("published", article->published);
  WriteDated("modified", article->modified);
  WriteDated("fetched", article->fetched);
  json.EndObject();
}

void EventWriter::Impl::WriteArticleFacts() {
  json.Key("article");
  json.BeginObject();
  json.Field("sourceDomain", article->source.domain);
  json.Field("supersedes", article->claims.supersedes);
  WriteEvidenced("section", article->section);
  if (!article->authors.empty()) {
    json.Key("authors");
    json.BeginArray();
    for (const Author& author : article->authors) {
      json.BeginObject();
      json.Key("name").String(author.name);
      json.Field("given", author.given);
      json.Field("family", author.family);
      json.Field("kind", author.kind);
      json.Field("evidence", author.evidence);
      json.Key("confidence").Share(author.confidence);
      json.EndObject();
    }
    json.EndArray();
  }
  WriteDateline();
  WriteDated("published", article->published);
  WriteDated("modified", article->modified);
  WriteDated("fetched", article->fetched);
  if (const auto& image = article->lead_image) {
    json.Key("leadImage");
    json.BeginObject();
    json.Key("url").String(image->url);
    json.Field("caption", image->caption);
    json.Field("credit", image->credit);
    json.EndObject();
  }
  json.Field("access", article->access);
  if (!article->keywords.empty()) WriteStrings("keywords", article->keywords);
  if (article->language) {
    json.Key("language");
    json.BeginObject();
    json.Key("tag").String(article->language->tag);
    json.Key("confidence").Share(article->language->confidence);
    json.EndObject();
  }
  // Galleries and indices have no text: what they are is told all the same.
  const Extraction& extraction = article->extraction;
  if (!extraction.method.empty() || extraction.page_type) {
    json.Key("extraction");
    json.BeginObject();
    json.Key("method").String(extraction.method.empty() ? "none" : extraction.method);
    if (!lean() && !extraction.candidates.empty()) {
      WriteStrings("candidates", extraction.candidates);
      json.Key("agreement").Share(extraction.agreement);
    }
    json.Key("confidence").Share(extraction.confidence);
    WriteEvidenced("pageType", extraction.page_type);
    if (extraction.partial) json.Key("partial").Bool(true);
    json.EndObject();
  }
  if (!lean()) WriteFieldEvidence();
  json.EndObject();
}

void EventWriter::Impl::WriteEvidenced(std::string_view name,
                                       const std::optional<Evidenced>& found) {
  if (!found) return;
  json.Key(name);
  json.BeginObject();
  json.Key("value").String(found->value);
  json.Field("evidence", found->evidence);
  json.Key("confidence").Share(found->confidence);
  json.EndObject();
}

void EventWriter::Impl::WriteFieldEvidence() {
  const FieldEvidence& evidence = article->evidence;
  const std::array<std::pair<std::string_view, std::string_view>, 6> fields = {
      {{"title", evidence.title},
       {"canonicalUrl", evidence.canonical_url},
       {"languageClaim", evidence.language_claim},
       {"leadImage", evidence.lead_image},
       {"access", evidence.access},
       {"keywords", evidence.keywords}}};
  bool open = false;
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    if (!std::exchange(open, true)) {
      json.Key("evidence");
      json.BeginObject();
    }
    json.Key(name).String(value);
  }
  if (open) json.EndObject();
}

void EventWriter::Impl::WriteNotes() {
  bool open = false;
  for (const Note& note : article->notes) {
    const bool in_text = annotations.Sound(note.span);
    if (!in_text && note.text.empty()) continue;
    if (!std::exchange(open, true)) {
      json.Key("notes");
      json.BeginArray();
    }
    json.BeginObject();
    json.Key("kind").String(note.kind);
    if (in_text) {
      WriteSpan(note.span);
    } else {
      json.Key("text").String(note.text);
    }
    json.Field("until", note.until);
    json.Field("by", note.by);
    if (!lean()) json.Field("rule", note.rule);
    json.Key("confidence").Share(note.confidence);
    json.EndObject();
  }
  if (open) json.EndArray();
}

/// The producer's note to editors, else what the text says of that kind.
std::string EventWriter::Impl::EditorsNote() const {
  if (!article->claims.edition_note.empty()) return article->claims.edition_note;
  std::string joined;
  for (const Note& note : article->notes) {
    const bool in_text = annotations.Sound(note.span);
    if (!in_text && note.text.empty()) continue;
    if (!joined.empty()) joined += "\n";
    joined += in_text ? annotations.TextOf(note.span) : note.text;
  }
  return joined;
}

void EventWriter::Impl::WriteDateline() {
  if (!article->dateline || !annotations.Sound(article->dateline->span)) return;
  const Dateline& dateline = *article->dateline;
  json.Key("dateline");
  json.BeginObject();
  WriteSpan(dateline.span);
  if (dateline_place != nullptr) {
    json.Key("place").String(dateline_place->id);
  } else {
    json.Field("placeName", dateline.place);
  }
  json.Field("date", dateline.date);
  if (const auto* agency = annotations.FindWithin(dateline.span, dateline.agency)) {
    json.Key("agency").String(agency->id);
  } else {
    json.Field("agencyName", dateline.agency);
  }
  json.Key("confidence").Share(dateline.confidence);
  json.EndObject();
}

void EventWriter::Impl::WriteDated(std::string_view name, const std::optional<Dated>& dated) {
  if (!dated) return;
  json.Key(name);
  json.BeginObject();
  json.Key("value").String(dated->value);
  if (dated->utc_ms) json.Key("utc").String(Rfc3339Utc(*dated->utc_ms));
  json.Key("precision").String(NameOf(dated->precision));
  json.Field("tzSource", dated->tz_source);
  json.Field("evidence", dated->evidence);
  if (!dated->agrees_with.empty()) WriteStrings("agreesWith", dated->agrees_with);
  json.Key("confidence").Share(dated->confidence);
  json.EndObject();
}

void EventWriter::Impl::WriteStructure() {
  if (article->structure.empty()) return;
  json.Key("structure");
  json.BeginArray();
  for (const Block& block : article->structure) {
    if (!annotations.Sound(block.span)) continue;
    const Range range = annotations.RangeOf(block.span);
    json.BeginObject();
    json.Key("kind").String(NameOf(block.kind));
    json.Key("start").Int(static_cast<std::int64_t>(range.start));
    json.Key("end").Int(static_cast<std::int64_t>(range.end));
    json.EndObject();
  }
  json.EndArray();
}

void EventWriter::Impl::WriteOf(std::string_view name, const DedupOf& of) {
  json.Key(name);
  json.BeginObject();
  json.Key("uri").String(of.uri);
  json.Field("version", of.version);
  if (!of.content_hash.empty()) json.Key("contentHash").String(ShortHash(of.content_hash));
  json.Key("confirmed").Bool(of.confirmed);
  json.EndObject();
}

void EventWriter::Impl::WriteRevision() {
  if (!article->revision) return;
  json.Key("revision");
  json.BeginObject();
  WriteRevisionMembers(*article->revision, json);
  WriteOf("previous", article->revision->previous);
  json.EndObject();
}

void EventWriter::Impl::WriteSentences() {
  if (article->sentences.empty()) return;
  json.Key("sentences");
  json.BeginArray();
  for (const Span& sentence : article->sentences) {
    const Range range = annotations.RangeOf(sentence);
    json.BeginArray();
    json.Int(static_cast<std::int64_t>(range.start));
    json.Int(static_cast<std::int64_t>(range.end));
    json.EndArray();
  }
  json.EndArray();
}

void EventWriter::Impl::WriteDedup() {
  if (!article->dedup) return;
  const Dedup& dedup = *article->dedup;
  json.Key("dedup");
  json.BeginObject();
  json.Key("role").String(newswired::NameOf(dedup.role));
  json.Field("clusterId", dedup.cluster_id);
  if (dedup.of) {
    WriteOf("of", *dedup.of);
    json.Key("similarity").Share(dedup.similarity);
  }
  if (!dedup.evidence.empty()) WriteStrings("evidence", dedup.evidence);
  json.Key("contentHash").String(content_hash);
  WriteSyndication();
  json.Field("by", dedup.by);
  json.Key("confidence").Share(dedup.confidence);
  json.EndObject();
}

void EventWriter::Impl::WriteSyndication() {
  if (!article->dedup->syndication) return;
  const Syndication& syndication = *article->dedup->syndication;
  json.Key("syndication");
  json.BeginObject();
  if (!article->as_reference && article->dateline &&
      article->dateline->agency == syndication.agency) {
    const auto* agency = annotations.FindWithin(article->dateline->span, syndication.agency);
    if (agency != nullptr) json.Key("agency").String(agency->id);
  }
  json.Field("agencyName", syndication.agency);
  json.Field("origin", syndication.origin);
  json.Field("evidence", syndication.evidence);
  json.Key("confidence").Share(syndication.confidence);
  json.EndObject();
}

void EventWriter::Impl::WriteStory() {
  if (!article->story) return;
  const StoryMembership& story = *article->story;
  json.Key("story");
  json.BeginObject();
  json.Key("storyId").String(story.story_id);
  json.Key("firstStory").Bool(story.first_story);
  json.Key("novelty").Share(story.novelty);
  if (!story.first_story) json.Key("similarity").Share(story.similarity);
  json.Key("members").Int(static_cast<std::int64_t>(story.members));
  json.Field("seed", story.seed);
  json.Field("merged", story.merged);
  json.Field("by", story.by);
  json.Key("confidence").Share(story.confidence);
  json.EndObject();
}

void EventWriter::Impl::WriteEntities() {
  json.Key("entities");
  json.BeginArray();
  for (const NumberedEntity& numbered : annotations.entities()) WriteEntity(numbered);
  json.EndArray();
}

void EventWriter::Impl::WriteEntity(const NumberedEntity& numbered) {
  const Entity& entity = *numbered.entity;
  json.BeginObject();
  json.Key("id").String(numbered.id);
  json.Key("type").String(entity.type);
  json.Key("name").String(entity.name);
  json.Key("ids");
  json.BeginObject();
  for (const auto& [scheme, id] : entity.ids) {
    json.Key(scheme);
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(id.data(), id.data() + id.size(), number);
    const bool numeric = problem == std::errc() && end == id.data() + id.size();
    if (scheme == "geonames" && numeric) {
      json.Int(number);
    } else {
      json.String(id);
    }
  }
  json.EndObject();
  json.Key("nil").Bool(entity.nil);
  json.Key("salience").Share(entity.salience);
  if (entity.geo) {
    json.Key("geo");
    json.BeginObject();
    json.Key("lat").Decimal(entity.geo->lat, 5);
    json.Key("lon").Decimal(entity.geo->lon, 5);
    json.Field("featureCode", entity.geo->feature_code);
    json.Field("country", entity.geo->country);
    json.EndObject();
  }
  json.Key("mentions");
  json.BeginArray();
  for (const Mention* mention : numbered.mentions) {
    json.BeginObject();
    WriteSpan(mention->span);
    json.Key("kind").String(NameOf(mention->kind));
    json.Key("confidence").Share(mention->confidence);
    json.EndObject();
  }
  json.EndArray();
  if (!entity.link_method.empty()) {
    json.Key("link");
    json.BeginObject();
    json.Key("confidence").Share(entity.link_confidence);
    json.Key("method").String(entity.link_method);
    json.EndObject();
  }
  json.Field("by", entity.by);
  json.Key("confidence").Share(entity.confidence);
  json.EndObject();
}

void EventWriter::Impl::WritePipeline(std::int64_t emitted_ms) {
  json.Key("pipeline");
  json.BeginObject();
  json.Key("build").String(BuildName());
  json.Field("configSha256", options.config_sha256);
  if (article->input.received_ms > 0) {
    json.Key("received").String(Rfc3339Utc(article->input.received_ms, /*always_millis=*/true));
  }
  json.Key("emitted").String(Rfc3339Utc(emitted_ms, /*always_millis=*/true));
  WriteInput();
  WriteStages();
  json.Key("warnings");
  json.BeginArray();
  for (const std::string& warning : article->warnings) json.String(warning);
  for (const std::string& warning : annotations.warnings()) json.String(warning);
  json.EndArray();
  json.EndObject();
}

void EventWriter::Impl::WriteInput() {
  const Input& input = article->input;
  json.Key("input");
  json.BeginObject();
  json.Field("id", input.id);
  json.Field("topic", input.topic);
  if (input.partition >= 0) json.Key("partition").Int(input.partition);
  if (input.offset >= 0) json.Key("offset").Int(input.offset);
  json.Key("item").Int(input.item);
  json.Field("contentType", input.content_type);
  json.Field("charset", input.charset);
  json.Field("sha256", input.sha256);
  json.EndObject();
}

void EventWriter::Impl::WriteStages() {
  json.Key("stages");
  json.BeginArray();
  for (const StageReport& report : article->reports) {
    json.BeginObject();
    json.Key("name").String(report.name);
    json.Key("version").String(report.version);
    if (!lean()) json.Key("us").Int(report.cpu_us);
    json.Key("status").String(NameOf(report.state));
    json.Field("code", report.code);
    json.Field("message", report.message);
    json.EndObject();
  }
  json.EndArray();
}

void EventWriter::Impl::WriteSpan(const Span& span) {
  const Range range = annotations.RangeOf(span);
  if (span.field == Field::kTitle) json.Key("field").String(kTitleField);
  json.Key("start").Int(static_cast<std::int64_t>(range.start));
  json.Key("end").Int(static_cast<std::int64_t>(range.end));
  if (!lean()) json.Key("exact").String(annotations.TextOf(span));
}

void EventWriter::Impl::WriteStrings(std::string_view name,
                                     const std::vector<std::string>& strings) {
  json.Key(name);
  json.BeginArray();
  for (const std::string& string : strings) json.String(string);
  json.EndArray();
}

std::vector<OutHeader> EventWriter::Impl::Headers(std::int64_t emitted_ms) {
  std::string id = uri;
  id.append("|").append(article->claims.version).append("|").append(content_hash);
  // The same text may be taken back, put under an embargo, or come back: readers must not take that
  // for a replay of what they have.
  if (IsWithdrawn(*article)) id += IsKilled(*article) ? "|killed" : "|withdrawn";
  if (const auto until = ParseRfc3339(article->claims.embargoed_until)) {
    id.append("|embargoed:").append(Rfc3339Utc(*until));
  }
  if (article->revision && article->revision->is_back) {
    id.append("|").append(std::to_string(article->revision->number));
  }
  const auto incoming = [&](std::string_view name) -> const std::string_view* {
    return article->record == nullptr ? nullptr : article->record->FindHeader(name);
  };
  const std::string_view* const parent = incoming("traceparent");
  traceparent = trace.Next(parent);
  std::vector<OutHeader> headers;
  headers.reserve(14);  // delivery adds some
  headers.push_back({"ce_specversion", "1.0"});
  headers.push_back({"ce_id", std::move(id)});
  headers.push_back({"ce_source", options.ce_source});
  headers.push_back({"ce_type", std::string(CloudEventType(*article))});
  headers.push_back({"ce_time", Rfc3339Utc(emitted_ms, /*always_millis=*/true)});
  headers.push_back({"ce_subject", uri});
  headers.push_back(
      {"ce_dataschema",
       std::string(options.profile == Profile::kNinjs ? kNinjsSchema : kEventSchema)});
  headers.push_back({"content-type", "application/json"});
  headers.push_back({"traceparent", traceparent});
  const std::string_view* const state = incoming("tracestate");
  const bool is_kept = state != nullptr && state->size() <= kMaxTraceState;
  if (is_kept && parent != nullptr && TraceContext::Valid(*parent)) {
    headers.push_back({"tracestate", std::string(*state)});
  }
  return headers;
}

EventWriter::EventWriter(EventOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
EventWriter::~EventWriter() = default;

void EventWriter::Write(const Article& article, std::int64_t emitted_ms,
                        std::vector<OutRecord>& out) {
  impl_->Write(article, emitted_ms, out);
}

}  // namespace newswired
