#include "daemon/event/side_rows.h"

#include "daemon/event/revision_json.h"

namespace newswired {
namespace {

bool Wanted(const std::array<bool, kOutTopicCount>& wanted, OutTopic topic) {
  return wanted[static_cast<std::size_t>(topic)];
}

OutRecord MakeRow(OutTopic topic, const RowContext& context, std::string_view value) {
  OutRecord row;
  row.topic = topic;
  row.key = context.uri;
  row.value = value;
  row.headers = {{"content-type", "application/json"},
                 {"traceparent", std::string(context.traceparent)}};
  return row;
}

void BeginRow(const Article& article, const RowContext& context, JsonOut& json) {
  json.Clear();
  json.BeginObject();
  json.Key("uri").String(context.uri);
  json.Field("version", article.claims.version);
  if (article.published) json.Field("published", article.published->value);
  json.Field("sourceDomain", article.source.domain);
  if (article.language) json.Field("language", article.language->tag);
}

void WriteEntity(const NumberedEntity& numbered, const Annotations& annotations, JsonOut& json) {
  const Entity& entity = *numbered.entity;
  json.Key("entity").String(numbered.id);
  json.Key("type").String(entity.type);
  json.Key("name").String(entity.name);
  for (const auto& [scheme, id] : entity.ids) json.Key(scheme).String(id);
  json.Key("nil").Bool(entity.nil);
  json.Key("salience").Share(entity.salience);
  if (entity.geo) {
    json.Key("lat").Decimal(entity.geo->lat, 5);
    json.Key("lon").Decimal(entity.geo->lon, 5);
    json.Field("country", entity.geo->country);
  }
  json.Key("mentions").Int(static_cast<std::int64_t>(numbered.mentions.size()));
  const Span& first = numbered.mentions.front()->span;
  const Range range = annotations.RangeOf(first);
  if (first.field == Field::kTitle) json.Key("field").String("/title");
  json.Key("start").Int(static_cast<std::int64_t>(range.start));
  json.Key("end").Int(static_cast<std::int64_t>(range.end));
  json.Key("exact").String(annotations.TextOf(first));
  json.Field("by", entity.by);
  json.Key("confidence").Share(entity.confidence);
}

void WriteJudgement(const Dedup& dedup, const RowContext& context, JsonOut& json) {
  json.Key("contentHash").String(context.content_hash);
  json.Key("role").String(NameOf(dedup.role));
  json.Field("clusterId", dedup.cluster_id);
  if (dedup.of) {
    json.Field("ofUri", dedup.of->uri);
    json.Field("ofVersion", dedup.of->version);
    if (!dedup.of->content_hash.empty()) {
      json.Key("ofContentHash").String(ShortHash(dedup.of->content_hash));
    }
    json.Key("ofConfirmed").Bool(dedup.of->confirmed);
    json.Key("similarity").Share(dedup.similarity);
  }
  if (const auto& syndication = dedup.syndication) {
    json.Field("agency", syndication->agency);
    json.Field("origin", syndication->origin);
  }
  json.Key("evidence");
  json.BeginArray();
  for (const std::string& evidence : dedup.evidence) json.String(evidence);
  json.EndArray();
  json.Field("by", dedup.by);
  json.Key("confidence").Share(dedup.confidence);
}

void AppendDedupRows(const Article& article, const RowContext& context,
                     const std::array<bool, kOutTopicCount>& wanted, JsonOut& json,
                     std::vector<OutRecord>& out) {
  for (const OutTopic topic : {OutTopic::kDuplicates, OutTopic::kRevisions}) {
    if (!Wanted(wanted, topic)) continue;
    if (topic == OutTopic::kRevisions && article.dedup->role != DedupRole::kRevision) continue;
    BeginRow(article, context, json);
    WriteJudgement(*article.dedup, context, json);
    if (topic == OutTopic::kRevisions && article.revision) {
      WriteRevisionMembers(*article.revision, json);
    }
    json.EndObject();
    out.push_back(MakeRow(topic, context, json.view()));
  }
}

/// What an article changed in its story: "opened", "joined", "merged".
void WriteStory(std::string_view change, const StoryMembership& story, const RowContext& context,
                JsonOut& json) {
  json.Key("storyId").String(story.story_id);
  json.Key("change").String(change);
  if (change == "merged") json.Key("mergedStoryId").String(story.merged);
  json.Key("time").String(context.emitted);
  json.Key("members").Int(static_cast<std::int64_t>(story.members));
  json.Field("seed", story.seed);
  json.Field("by", story.by);
  json.Key("confidence").Share(story.confidence);
}

void AppendStoryRows(const Article& article, const RowContext& context, JsonOut& json,
                     std::vector<OutRecord>& out) {
  const StoryMembership& story = *article.story;
  // What comes again unchanged is in its story already.
  const bool again = article.dedup && article.dedup->role == DedupRole::kRepeat;
  std::vector<std::string_view> changes;
  if (story.first_story) {
    changes.emplace_back("opened");
  } else if (!again) {
    changes.emplace_back("joined");
  }
  if (!story.merged.empty()) changes.emplace_back("merged");
  for (const std::string_view change : changes) {
    BeginRow(article, context, json);
    WriteStory(change, story, context, json);
    json.EndObject();
    out.push_back(MakeRow(OutTopic::kStories, context, json.view()));
  }
}

}  // namespace

std::string_view NameOf(DedupRole role) {
  switch (role) {
    case DedupRole::kReprint:
      return "reprint";
    case DedupRole::kCopy:
      return "copy";
    case DedupRole::kRevision:
      return "revision";
    case DedupRole::kRepeat:
      return "repeat";
    case DedupRole::kUnique:
      break;
  }
  return "unique";
}

std::string ShortHash(std::string_view hash) {
  constexpr std::string_view kPrefix = "sha256:";
  if (hash.starts_with(kPrefix)) hash.remove_prefix(kPrefix.size());
  return std::string(kPrefix).append(hash.substr(0, 16));
}

void AppendSideRows(const Article& article, const Annotations& annotations,
                    const RowContext& context, const std::array<bool, kOutTopicCount>& wanted,
                    JsonOut& json, std::vector<OutRecord>& out) {
  if (Wanted(wanted, OutTopic::kEntities) && !article.as_reference) {
    for (const NumberedEntity& numbered : annotations.entities()) {
      BeginRow(article, context, json);
      WriteEntity(numbered, annotations, json);
      json.EndObject();
      out.push_back(MakeRow(OutTopic::kEntities, context, json.view()));
    }
  }
  if (article.dedup && article.dedup->role != DedupRole::kUnique) {
    AppendDedupRows(article, context, wanted, json, out);
  }
  if (Wanted(wanted, OutTopic::kStories) && article.story) {
    AppendStoryRows(article, context, json, out);
  }
}

}  // namespace newswired
