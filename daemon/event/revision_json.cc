#include "daemon/event/revision_json.h"

namespace newswired {
namespace {

void WriteNumbers(std::string_view name, const std::vector<std::uint32_t>& numbers, JsonOut& json) {
  json.Key(name);
  json.BeginArray();
  for (const std::uint32_t number : numbers) json.Int(number);
  json.EndArray();
}

void WriteWhat(std::string_view name, const std::vector<std::string>& changes, JsonOut& json) {
  json.Key(name);
  json.BeginArray();
  for (const std::string& what : changes) json.String(what);
  json.EndArray();
}

void WriteDiff(const RevisionDiff& diff, JsonOut& json) {
  json.Key("diff");
  json.BeginObject();
  WriteNumbers("sentencesAdded", diff.added, json);
  WriteNumbers("sentencesRemoved", diff.removed, json);
  json.Key("sentencesChanged");
  json.BeginArray();
  for (const RevisionDiff::Changed& changed : diff.changed) {
    json.BeginObject();
    json.Key("now").Int(changed.now);
    json.Key("before").Int(changed.before);
    WriteWhat("what", changed.what, json);
    json.EndObject();
  }
  json.EndArray();
  json.Key("headlineChanged").Bool(diff.headline_changed);
  if (!diff.headline_what.empty()) WriteWhat("headlineWhat", diff.headline_what, json);
  json.EndObject();
}

}  // namespace

void WriteRevisionMembers(const Revision& revision, JsonOut& json) {
  json.Key("chainId").String(revision.chain_id);
  json.Key("number").Int(revision.number);
  json.Key("change").String(revision.change);
  if (revision.out_of_order) json.Key("outOfOrder").Bool(true);
  if (!revision.diff) return;
  WriteDiff(*revision.diff, json);
  json.Key("material").Bool(revision.diff->material);
}

}  // namespace newswired
