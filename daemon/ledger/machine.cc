#include "daemon/ledger/machine.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "stages/core/bytes.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

constexpr std::int64_t kMillisPerHour = 3'600'000;

AppliedAs SkippedAs(const Error& error) {
  if (error.code == "foreign") return AppliedAs::kForeign;
  if (error.code == "format") return AppliedAs::kFormat;
  if (error.code == "checksum") return AppliedAs::kChecksum;
  return AppliedAs::kShape;
}

Error CannotFollow(std::string message) { return ConfigError("cannot_follow", std::move(message)); }

std::string NamesOf(const std::vector<ControlRecord::Stage>& stages) {
  std::string names;
  for (const ControlRecord::Stage& stage : stages) {
    if (!names.empty()) names += ", ";
    names.append(stage.name).append("@").append(stage.version);
  }
  return names.empty() ? "none" : names;
}

bool SameStage(const ControlRecord::Stage& a, const ControlRecord::Stage& b) {
  return a.name == b.name && a.version == b.version;
}

Error WrongState(std::string message) { return BadInput("state", std::move(message)); }

Error WrongCount(std::size_t expected, std::size_t found) {
  return BadInput("parts", "it is for " + std::to_string(found) + " stages, not for " +
                               std::to_string(expected));
}

std::vector<std::string_view> WordsOf(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// Those of `text` that `other` has not: of rules, what differs.
std::string WordsWithout(std::string_view text, std::string_view other) {
  const std::vector<std::string_view> known = WordsOf(other);
  std::string left;
  for (const std::string_view word : WordsOf(text)) {
    if (std::find(known.begin(), known.end(), word) != known.end()) continue;
    if (!left.empty()) left += ' ';
    left += word;
  }
  return left;
}

}  // namespace

std::uint64_t LedgerRecordHash(std::int64_t append_ms, std::string_view bytes) {
  return Mix64(Hash64(bytes) ^ static_cast<std::uint64_t>(append_ms));
}

std::vector<SharedStage> SharedStages(const Config& config) {
  std::vector<SharedStage> shared;
  for (const StageConfig& stage : config.stages) {
    if (!stage.factory.memory) continue;
    shared.push_back({.name = std::string(stage.type->name),
                      .version = std::string(stage.type->version),
                      .factory = stage.factory});
  }
  return shared;
}

ControlRecord MakeControl(const std::string& group, const std::vector<SharedStage>& stages,
                          std::uint32_t generation, std::int64_t previous) {
  ControlRecord control{.group = group, .generation = generation, .previous = previous};
  for (const SharedStage& stage : stages) {
    control.window_ms = std::max(control.window_ms, stage.factory.window_hours * kMillisPerHour);
    control.stages.push_back(
        {.name = stage.name, .version = stage.version, .rules = stage.factory.rules});
  }
  return control;
}

Result<std::vector<StageFactory>> FollowControl(const ControlRecord& control,
                                                const std::vector<SharedStage>& stages) {
  if (control.claim_format != kClaimFormat) {
    return CannotFollow("the ledger has claims of format " + std::to_string(control.claim_format) +
                        ", this program knows format " + std::to_string(kClaimFormat));
  }
  const std::vector<ControlRecord::Stage> own = MakeControl(control.group, stages).stages;
  if (!std::equal(own.begin(), own.end(), control.stages.begin(), control.stages.end(),
                  SameStage)) {
    return CannotFollow("the stages of the ledger are " + NamesOf(control.stages) +
                        ", those here are " + NamesOf(own));
  }
  std::vector<StageFactory> followed;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const std::string& rules = control.stages[i].rules;
    auto factory = stages[i].factory.follow(rules);
    if (!factory.ok()) {
      return CannotFollow("stage " + stages[i].name + " has no such rules as the ledger's (" +
                          rules + "): " + factory.error().message);
    }
    followed.push_back(std::move(factory).value());
  }
  return followed;
}

std::string RuleDifferences(const ControlRecord& control, const std::vector<SharedStage>& stages) {
  std::string text;
  for (std::size_t i = 0; i < std::min(stages.size(), control.stages.size()); ++i) {
    const std::string& rules = control.stages[i].rules;
    const std::string& own = stages[i].factory.rules;
    if (rules == own) continue;
    if (!text.empty()) text += "; ";
    text.append(stages[i].name).append(": ").append(WordsWithout(rules, own));
    text.append(", not ").append(WordsWithout(own, rules));
  }
  return text;
}

std::string_view NameOf(AppliedAs as) {
  switch (as) {
    case AppliedAs::kClaim:
      return "claim";
    case AppliedAs::kClaimStale:
      return "claim_stale";
    case AppliedAs::kClaimUnfollowed:
      return "claim_unfollowed";
    case AppliedAs::kClaimUnreadable:
      return "claim_unreadable";
    case AppliedAs::kConfirmation:
      return "confirmation";
    case AppliedAs::kConfirmationStale:
      return "confirmation_stale";
    case AppliedAs::kConfirmationUnfollowed:
      return "confirmation_unfollowed";
    case AppliedAs::kConfirmationUnreadable:
      return "confirmation_unreadable";
    case AppliedAs::kControlFirst:
      return "control_first";
    case AppliedAs::kControlRepeat:
      return "control_repeat";
    case AppliedAs::kControlChange:
      return "control_change";
    case AppliedAs::kControlIgnored:
      return "control_ignored";
    case AppliedAs::kControlStranger:
      return "control_stranger";
    case AppliedAs::kForeign:
      return "foreign";
    case AppliedAs::kFormat:
      return "format";
    case AppliedAs::kChecksum:
      return "checksum";
    case AppliedAs::kShape:
      return "shape";
  }
  return "";
}

LedgerMachine::LedgerMachine(std::string group, std::vector<SharedStage> stages)
    : group_(std::move(group)), stages_(std::move(stages)) {}

Applied& LedgerMachine::Apply(std::int64_t offset, std::int64_t append_ms, std::string_view bytes) {
  assert(offset >= next_offset_);
  next_offset_ = offset + 1;
  last_record_ = LedgerRecordHash(append_ms, bytes);
  applied_.error.reset();
  auto record = DecodeLedgerRecord(bytes);
  if (!record.ok()) {
    applied_.as = SkippedAs(record.error());
    applied_.error = std::move(record).error();
  } else if (const auto* claim = std::get_if<ClaimRecord>(&*record)) {
    applied_.as = ApplyClaim(append_ms, *claim);
  } else if (const auto* confirmation = std::get_if<ConfirmationRecord>(&*record)) {
    applied_.as = ApplyConfirmation(append_ms, *confirmation);
  } else {
    applied_.as = ApplyControl(offset, append_ms, std::get<ControlRecord>(std::move(*record)));
  }
  ++counts_[static_cast<std::size_t>(applied_.as)];
  return applied_;
}

AppliedAs LedgerMachine::ApplyClaim(std::int64_t append_ms, const ClaimRecord& claim) {
  applied_.sender = claim.sender;
  applied_.ticket = claim.ticket;
  applied_.head = claim.head;
  if (!control_ || claim.control != control_->id) return AppliedAs::kClaimStale;
  // Those that cannot read it must agree with the others on what the time is.
  counted_ms_ = append_ms;
  clock_.Advance(append_ms);
  if (control_->cannot_follow) return AppliedAs::kClaimUnfollowed;
  if (Status judged = Judge(append_ms, claim); !judged.ok()) {
    applied_.error = std::move(judged).error();
    return AppliedAs::kClaimUnreadable;
  }
  return AppliedAs::kClaim;
}

Status LedgerMachine::Judge(std::int64_t append_ms, const ClaimRecord& claim) {
  applied_.article.dedup.reset();
  applied_.article.revision.reset();
  applied_.article.story.reset();
  applied_.judged.clear();
  if (claim.parts.size() != memories_.size()) {
    return WrongCount(memories_.size(), claim.parts.size());
  }
  for (std::size_t i = 0; i < memories_.size(); ++i) {
    auto judged = memories_[i]->Judge(claim.head, append_ms, claim.parts[i], applied_.article);
    if (!judged.ok()) return std::move(judged).error().In("stage " + stages_[i].name);
    applied_.judged.push_back(std::move(judged).value());
  }
  return Ok();
}

AppliedAs LedgerMachine::ApplyConfirmation(std::int64_t append_ms,
                                           const ConfirmationRecord& confirmation) {
  applied_.head = {.key = confirmation.key, .bytes = confirmation.bytes};
  applied_.claim = confirmation.claim;
  applied_.published = confirmation.published;
  if (!control_ || confirmation.control != control_->id) return AppliedAs::kConfirmationStale;
  counted_ms_ = append_ms;
  if (control_->cannot_follow) return AppliedAs::kConfirmationUnfollowed;
  if (Status confirmed = Confirm(confirmation); !confirmed.ok()) {
    applied_.error = std::move(confirmed).error();
    return AppliedAs::kConfirmationUnreadable;
  }
  return AppliedAs::kConfirmation;
}

Status LedgerMachine::Confirm(const ConfirmationRecord& confirmation) {
  if (confirmation.outcomes.size() != memories_.size()) {
    return WrongCount(memories_.size(), confirmation.outcomes.size());
  }
  for (std::size_t i = 0; i < memories_.size(); ++i) {
    Status confirmed =
        memories_[i]->Confirm(applied_.head, confirmation.outcomes[i], confirmation.published);
    if (!confirmed.ok()) return std::move(confirmed).error().In("stage " + stages_[i].name);
  }
  return Ok();
}

AppliedAs LedgerMachine::ApplyControl(std::int64_t offset, std::int64_t append_ms,
                                      ControlRecord control) {
  const std::uint64_t id = ControlId(control);
  applied_.names_no_previous = control.previous == -1;
  const AppliedAs as = Weigh(control, id, append_ms);
  if (as == AppliedAs::kControlStranger) stranger_ = control.group;
  if (as == AppliedAs::kControlStranger || as == AppliedAs::kControlIgnored) return as;
  counted_ms_ = append_ms;
  unseen_ = as == AppliedAs::kControlFirst;
  if (unseen_) {
    in_the_middle_ = control.previous >= 0;
  } else if (control.previous != -1 && control.previous != control_->offset) {
    in_the_middle_ = true;  // ours was never that of the others
  } else if (as == AppliedAs::kControlChange) {
    in_the_middle_ = false;
  }
  if (as == AppliedAs::kControlRepeat) {
    control_->record = std::move(control);
    control_->offset = offset;
  } else {
    Adopt(offset, id, std::move(control));
  }
  applied_.error = control_->cannot_follow;
  return as;
}

AppliedAs LedgerMachine::Weigh(const ControlRecord& control, std::uint64_t id,
                               std::int64_t append_ms) const {
  if (control.group != group_) return AppliedAs::kControlStranger;
  if (!control_) return AppliedAs::kControlFirst;
  const bool names_current = control.previous == control_->offset;
  // Its writer had seen a control record count that is later than the one that ours names: so ours
  // was ignored, before this machine's first record.
  const bool proves_ours_stale = unseen_ && control.previous > control_->record.previous &&
                                 control.previous < control_->offset;
  if (names_current || proves_ours_stale) {
    return id == control_->id ? AppliedAs::kControlRepeat : AppliedAs::kControlChange;
  }
  // All that the others have judged has left the window.
  const bool idle = append_ms - counted_ms_ > control_->record.window_ms;
  return control.previous == -1 && idle ? AppliedAs::kControlChange : AppliedAs::kControlIgnored;
}

void LedgerMachine::Adopt(std::int64_t offset, std::uint64_t id, ControlRecord control) {
  memories_.clear();
  clock_ = {};
  CurrentControl current{.offset = offset, .id = id};
  if (auto factories = FollowControl(control, stages_); factories.ok()) {
    current.factories = std::move(factories).value();
    for (const StageFactory& factory : current.factories) memories_.push_back(factory.memory());
  } else {
    current.cannot_follow = std::move(factories).error();
  }
  current.record = std::move(control);
  control_ = std::move(current);
}

ControlRecord LedgerMachine::Repeat() const {
  ControlRecord control = control_->record;
  control.previous = control_->offset;
  return control;
}

ControlRecord LedgerMachine::Change() const {
  if (!control_) return MakeControl(group_, stages_);
  return MakeControl(group_, stages_, control_->record.generation + 1, control_->offset);
}

std::uint64_t LedgerMachine::Hash() const {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.Put(control_ ? control_->id : 0);
  for (const auto& memory : memories_) writer.Put(memory->Hash());
  return Hash64(bytes);
}

void LedgerMachine::Save(StateWriter& writer) const {
  writer.Put(next_offset_);
  writer.Put(last_record_);
  writer.Put(control_->offset);
  writer.PutAll(Encode(control_->record));
  writer.Put(unseen_);
  writer.Put(clock_);
  writer.Put(counted_ms_);
  for (const auto& memory : memories_) memory->Save(writer);
}

Status LedgerMachine::Load(StateReader& reader) {
  Status loaded = LoadMemories(reader);
  if (!loaded.ok()) Clear();
  return loaded;
}

Status LedgerMachine::LoadMemories(StateReader& reader) {
  std::int64_t offset = -1;
  std::string bytes;
  if (!reader.Get(next_offset_) || !reader.Get(last_record_) || !reader.Get(offset) ||
      !reader.GetAll(bytes)) {
    return WrongState("its head is cut off");
  }
  NW_TRY(LedgerRecord record, DecodeLedgerRecord(bytes));
  auto* control = std::get_if<ControlRecord>(&record);
  if (control == nullptr) return WrongState("it has no control record");
  if (control->group != group_) {
    return WrongState("it is of group " + control->group + ", not of " + group_);
  }
  const std::uint64_t id = ControlId(*control);
  Adopt(offset, id, std::move(*control));
  if (control_->cannot_follow) return *control_->cannot_follow;
  if (!reader.Get(unseen_) || !reader.Get(clock_) || !reader.Get(counted_ms_)) {
    return WrongState("its clock is cut off");
  }
  for (std::size_t i = 0; i < memories_.size(); ++i) {
    if (!memories_[i]->Load(reader)) {
      return WrongState("stage " + stages_[i].name + " of this program cannot read it");
    }
  }
  return reader.done() ? Ok() : WrongState("it goes on behind its end");
}

void LedgerMachine::Clear() {
  control_.reset();
  unseen_ = in_the_middle_ = false;
  memories_.clear();
  clock_ = {};
  counted_ms_ = -1;
  next_offset_ = 0;
  last_record_ = 0;
  stranger_.clear();
}

std::size_t LedgerMachine::articles() const {
  std::size_t most = 0;
  for (const auto& memory : memories_) most = std::max(most, memory->articles());
  return most;
}

std::size_t LedgerMachine::bytes() const {
  std::size_t sum = 0;
  for (const auto& memory : memories_) sum += memory->bytes();
  return sum;
}

}  // namespace newswired
