#include "daemon/cli/ledger_stats.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "daemon/cli/dlq_text.h"
#include "daemon/cli/json_object.h"
#include "daemon/event/side_rows.h"
#include "daemon/event/timestamp.h"
#include "stages/text/hash.h"

namespace newswired::cli {
namespace {

constexpr std::int64_t kMillisPerDay = 86'400'000;
constexpr std::array kRoles = {DedupRole::kUnique, DedupRole::kReprint, DedupRole::kCopy,
                               DedupRole::kRevision, DedupRole::kRepeat};
constexpr std::array kNotJudged = {AppliedAs::kClaimStale,
                                   AppliedAs::kClaimUnfollowed,
                                   AppliedAs::kClaimUnreadable,
                                   AppliedAs::kConfirmationStale,
                                   AppliedAs::kConfirmationUnfollowed,
                                   AppliedAs::kConfirmationUnreadable,
                                   AppliedAs::kControlIgnored,
                                   AppliedAs::kControlStranger};
constexpr std::array kSkipped = {AppliedAs::kForeign, AppliedAs::kFormat, AppliedAs::kChecksum,
                                 AppliedAs::kShape};

std::uint64_t ArticleOf(const ClaimHead& head) { return Mix64(head.key) ^ head.bytes; }

std::size_t IndexOf(DedupRole role) { return static_cast<std::size_t>(role); }

/// "12 foreign, 1 shape"; "none".
std::string CountsText(const LedgerMachine& machine, std::span<const AppliedAs> kinds) {
  std::string text;
  for (const AppliedAs as : kinds) {
    if (machine.count(as) == 0) continue;
    fmt::format_to(std::back_inserter(text), "{}{} {}", text.empty() ? "" : ", ", machine.count(as),
                   NameOf(as));
  }
  return text.empty() ? "none" : text;
}

std::string CountsJson(const LedgerMachine& machine, std::span<const AppliedAs> kinds) {
  JsonObject object;
  for (const AppliedAs as : kinds) object.Number(NameOf(as), machine.count(as));
  return std::move(object).Finish();
}

bool IsAccepted(AppliedAs as) {
  return as == AppliedAs::kControlFirst || as == AppliedAs::kControlRepeat ||
         as == AppliedAs::kControlChange;
}

void AddVerdict(const Applied& claim, JsonObject& object) {
  const Article& article = claim.article;
  if (article.dedup) {
    object.Text("role", newswired::NameOf(article.dedup->role));
    object.Text("clusterId", article.dedup->cluster_id);
    if (article.dedup->of) {
      object.Text("of", article.dedup->of->uri);
      object.Bool("ofConfirmed", article.dedup->of->confirmed);
    }
  }
  if (article.story) object.Text("storyId", article.story->story_id);
  const auto any = [&](bool SharedMemory::Judged::*flag) {
    return std::any_of(claim.judged.begin(), claim.judged.end(),
                       [&](const auto& judged) { return judged.*flag; });
  };
  object.Bool("suppressible", any(&SharedMemory::Judged::suppressible));
  object.Bool("again", any(&SharedMemory::Judged::again));
}

}  // namespace

LedgerStats::LedgerStats(std::string topic, std::string group, std::vector<SharedStage> stages)
    : topic_(std::move(topic)), machine_(std::move(group), std::move(stages)) {}

const Applied& LedgerStats::Apply(const kafka::StoredRecord& record) {
  if (first_offset_ < 0) first_offset_ = record.offset;
  const Applied& applied =
      machine_.Apply(record.offset, record.timestamp_ms, record.value.value_or(""));
  if (applied.as == AppliedAs::kClaim) CountClaim(applied, record.timestamp_ms);
  if (applied.as == AppliedAs::kConfirmation) CountConfirmation(applied);
  return applied;
}

void LedgerStats::CountClaim(const Applied& claim, std::int64_t append_ms) {
  if (claim.judged.front().again) {
    ++redelivered_;
    return;
  }
  if (claim.article.dedup) {
    ++roles_[IndexOf(claim.article.dedup->role)];
  } else {
    ++without_role_;
  }
  fates_.try_emplace(ArticleOf(claim.head), Fate::kUnconfirmed);
  claimed_ms_.push_back(append_ms);
  while (claimed_ms_.size() > machine_.articles()) claimed_ms_.pop_front();
}

void LedgerStats::CountConfirmation(const Applied& confirmation) {
  const auto fate = fates_.find(ArticleOf(confirmation.head));
  // The first one counts; those of articles whose claims retention has taken are nobody's.
  if (fate == fates_.end() || fate->second != Fate::kUnconfirmed) return;
  fate->second = confirmation.published ? Fate::kPublished : Fate::kSuppressed;
}

LedgerStats::Fates LedgerStats::CountFates() const {
  Fates fates;
  for (const auto& [article, fate] : fates_) {
    ++(fate == Fate::kPublished    ? fates.published
       : fate == Fate::kSuppressed ? fates.suppressed
                                   : fates.unconfirmed);
  }
  return fates;
}

std::uint64_t LedgerStats::Judged() const {
  std::uint64_t sum = without_role_;
  for (const std::uint64_t count : roles_) sum += count;
  return sum;
}

double LedgerStats::HitRate() const {
  const std::uint64_t judged = Judged();
  const std::uint64_t known = judged - without_role_ - roles_[IndexOf(DedupRole::kUnique)];
  return judged == 0 ? 0 : 100.0 * static_cast<double>(known) / static_cast<double>(judged);
}

std::int64_t LedgerStats::OldestAgeMs() const {
  if (claimed_ms_.empty() || machine_.articles() == 0 || machine_.now_ms() < 0) return -1;
  return std::max<std::int64_t>(machine_.now_ms() - claimed_ms_.front(), 0);
}

std::string LedgerStats::ControlText() const {
  std::string out;
  const auto line = [&](std::string_view name, const std::string& value) {
    fmt::format_to(std::back_inserter(out), "{:<12} {}\n", name, value);
  };
  if (!machine_.control()) {
    line("control", machine_.stranger().empty()
                        ? "no control record"
                        : "of another group: " + Visible(machine_.stranger(), false));
    return out;
  }
  const CurrentControl& control = *machine_.control();
  line("control",
       fmt::format("{}, at offset {}, generation {}, group {}", Hex64(control.id), control.offset,
                   control.record.generation, Visible(control.record.group, false)));
  for (const ControlRecord::Stage& stage : control.record.stages) {
    line("", Visible(fmt::format("{}@{} {}", stage.name, stage.version, stage.rules), false));
  }
  if (control.cannot_follow) {
    line("", "cannot be followed: " + Visible(control.cannot_follow->message, false));
  } else if (const auto differs = RuleDifferences(control.record, machine_.stages());
             !differs.empty()) {
    line("", "not as configured here: " + differs);
  }
  return out;
}

std::string LedgerStats::Text() const {
  if (first_offset_ < 0) return fmt::format("topic {} has no records\n", topic_);
  std::string out;
  const auto line = [&](std::string_view name, const std::string& value) {
    fmt::format_to(std::back_inserter(out), "{:<12} {}\n", name, value);
  };
  line("topic",
       fmt::format("{}, offsets {} to {}", topic_, first_offset_, machine_.next_offset() - 1));
  out += ControlText();
  line("ledger time", machine_.now_ms() < 0 ? "not known yet (it takes eight claims)"
                                            : Rfc3339Utc(machine_.now_ms()));
  if (OldestAgeMs() >= 0) {
    line("oldest", fmt::format("{:.2f} days before", static_cast<double>(OldestAgeMs()) /
                                                         static_cast<double>(kMillisPerDay)));
  }
  for (std::size_t i = 0; i < machine_.memories().size(); ++i) {
    const SharedMemory& memory = *machine_.memories()[i];
    line(i == 0 ? "memory" : "", fmt::format("{}: {} articles, {} bytes", machine_.stages()[i].name,
                                             memory.articles(), memory.bytes()));
  }
  std::string roles;
  for (const DedupRole role : kRoles) {
    fmt::format_to(std::back_inserter(roles), "{}{} {}", roles.empty() ? "" : ", ",
                   roles_[IndexOf(role)], newswired::NameOf(role));
  }
  line("judged", fmt::format("{} articles: {}", Judged(), roles));
  line("hit rate", fmt::format("{:.1f} % were known", HitRate()));
  line("redelivered", std::to_string(redelivered_));
  const Fates fates = CountFates();
  line("confirmed", fmt::format("{} published, {} suppressed; {} not confirmed", fates.published,
                                fates.suppressed, fates.unconfirmed));
  line("not applied", CountsText(machine_, kNotJudged));
  line("skipped", CountsText(machine_, kSkipped));
  line("state", Hex64(machine_.Hash()));
  return out;
}

std::string LedgerStats::ControlJson() const {
  const CurrentControl& control = *machine_.control();
  JsonObject object;
  object.Number("offset", control.offset);
  object.Text("id", Hex64(control.id));
  object.Number("generation", control.record.generation);
  object.Text("group", control.record.group);
  object.Number("windowMs", control.record.window_ms);
  std::string stages = "[";
  for (const ControlRecord::Stage& stage : control.record.stages) {
    JsonObject entry;
    entry.Text("name", stage.name);
    entry.Text("version", stage.version);
    entry.Text("rules", stage.rules);
    if (stages.size() > 1) stages += ',';
    stages += std::move(entry).Finish();
  }
  object.Raw("stages", stages + "]");
  object.Bool("followed", !control.cannot_follow);
  if (control.cannot_follow) object.Text("why", control.cannot_follow->message);
  const std::string differs = RuleDifferences(control.record, machine_.stages());
  if (!control.cannot_follow && !differs.empty()) object.Text("differs", differs);
  return std::move(object).Finish();
}

std::string LedgerStats::MemoriesJson() const {
  std::string memories = "[";
  for (std::size_t i = 0; i < machine_.memories().size(); ++i) {
    JsonObject entry;
    entry.Text("stage", machine_.stages()[i].name);
    entry.Number("articles", machine_.memories()[i]->articles());
    entry.Number("bytes", machine_.memories()[i]->bytes());
    if (i > 0) memories += ',';
    memories += std::move(entry).Finish();
  }
  return memories + "]";
}

std::string LedgerStats::Json() const {
  JsonObject object;
  object.Text("record", "summary");
  object.Text("topic", topic_);
  if (first_offset_ >= 0) {
    object.Number("firstOffset", first_offset_);
    object.Number("lastOffset", machine_.next_offset() - 1);
  }
  if (machine_.control()) object.Raw("control", ControlJson());
  if (!machine_.stranger().empty()) object.Text("stranger", machine_.stranger());
  if (machine_.now_ms() >= 0) object.Text("ledgerTime", Rfc3339Utc(machine_.now_ms(), true));
  if (OldestAgeMs() >= 0) object.Number("oldestAgeMs", OldestAgeMs());
  object.Raw("memories", MemoriesJson());
  JsonObject roles;
  for (const DedupRole role : kRoles) {
    roles.Number(newswired::NameOf(role), roles_[IndexOf(role)]);
  }
  object.Number("judged", Judged());
  object.Raw("roles", std::move(roles).Finish());
  object.Raw("hitRate", fmt::format("{:.4f}", HitRate() / 100));
  object.Number("redelivered", redelivered_);
  const Fates fates = CountFates();
  object.Number("published", fates.published);
  object.Number("suppressed", fates.suppressed);
  object.Number("unconfirmed", fates.unconfirmed);
  object.Raw("notApplied", CountsJson(machine_, kNotJudged));
  object.Raw("skipped", CountsJson(machine_, kSkipped));
  object.Text("stateHash", Hex64(machine_.Hash()));
  return std::move(object).Finish();
}

std::string LedgerRecordJson(std::int64_t offset, const Applied& applied,
                             const LedgerMachine& machine) {
  JsonObject object;
  const auto begin = [&](std::string_view record) {
    object.Text("record", record);
    object.Number("offset", offset);
  };
  if (applied.as == AppliedAs::kClaim) {
    begin("claim");
    object.Text("key", Hex64(applied.head.key));
    object.Text("bytes", Hex64(applied.head.bytes));
    object.Number("recordMs", applied.head.record_ms);
    AddVerdict(applied, object);
  } else if (applied.as == AppliedAs::kConfirmation) {
    begin("confirmation");
    object.Number("claim", applied.claim);
    object.Text("key", Hex64(applied.head.key));
    object.Text("bytes", Hex64(applied.head.bytes));
    object.Bool("published", applied.published);
  } else if (IsAccepted(applied.as)) {
    begin("control");
    object.Text("as", NameOf(applied.as));
    object.Text("id", Hex64(machine.control()->id));
    object.Text("stateHash", Hex64(machine.Hash()));
  } else {
    return "";
  }
  return std::move(object).Finish();
}

}  // namespace newswired::cli
