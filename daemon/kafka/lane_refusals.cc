// What a lane does about records that are too large, for us or for the brokers.

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "daemon/kafka/lane.h"

namespace newswired::kafka {
namespace {

/// Into how many groups those are divided of whom one is at fault: four rounds find it among ten
/// thousand, and a round has few requests that others wait for.
constexpr std::size_t kGroups = 16;
/// Changes of group within a batch. Each waits for an answer, and all of them have to fit into the
/// transaction's time-out.
constexpr std::size_t kMostChanges = 50;
/// More than the client library counts for a record and for a header beside their own bytes.
constexpr std::size_t kRecordFrame = 64;
constexpr std::size_t kHeaderFrame = 10;

Shape Smaller(Shape shape) {
  return shape == Shape::kBare ? shape : static_cast<Shape>(static_cast<int>(shape) + 1);
}

/// The dead letter of `article` is what a stage made of it: nothing is smaller but one without its
/// value.
Shape RefusedShape(const Produced& produced) {
  return produced.shape == Shape::kWhole && produced.topic == OutTopic::kDeadLetter
             ? Shape::kDeadLetter
             : produced.shape;
}

std::size_t SizeOf(const OutRecord& record, const RawRecord& from) {
  // newswired-source and config-generation.
  std::size_t size = kRecordFrame + record.key.size() + record.value.size() + from.topic.size() +
                     2 * kHeaderFrame + 128;
  for (const OutHeader& header : record.headers) {
    size += kHeaderFrame + header.name.size() + header.value.size();
  }
  return size;
}

/// Puts the dead letter of `article` in the place of everything else that it causes.
void ReplaceByDeadLetter(WorkItem& item, std::int32_t article, OutRecord dead_letter, Shape shape) {
  std::vector<OutRecord> out;
  std::vector<Row> rows;
  bool placed = false;
  for (std::size_t i = 0; i < item.out.size(); ++i) {
    if (item.rows[i].item != article) {
      out.push_back(std::move(item.out[i]));
      rows.push_back(item.rows[i]);
    } else if (!placed) {
      out.push_back(std::move(dead_letter));  // NOLINT(bugprone-use-after-move): once, see placed
      rows.push_back({article, 0, shape});
      placed = true;
    }
  }
  item.out = std::move(out);
  item.rows = std::move(rows);
}

}  // namespace

// --- what is learnt ------------------------------------------------------------------------------

// The whole request fails, innocents included: those who were in it are divided into groups, which
// go in requests of their own the next time, until an article is refused alone. That one becomes a
// dead letter. The memory of this is the lane's; a crash only repeats the discovery.
bool Lane::LearnRefusals(const Batch& batch, const ProducerEvent& event) {
  std::vector<Refusal> refusals;
  for (const Refusal& refusal : event.refusals) {
    if (refusal.permanent() && refusal.index < batch.produced.size()) refusals.push_back(refusal);
  }
  std::sort(refusals.begin(), refusals.end(),
            [](const Refusal& a, const Refusal& b) { return a.index < b.index; });
  bool learnt = false;
  std::map<std::uint64_t, std::vector<std::size_t>> groups;  // indices, one for each article
  for (const Refusal& refusal : refusals) {
    const Produced& produced = batch.produced[refusal.index];
    const ArticleCoordinates article = CoordinatesOf(batch, refusal.index);
    const auto suspect = suspects_.find(article);
    if (suspect != suspects_.end() && suspect->second.alone) {
      learnt |= NoteRefused(article, produced,
                            BadInput("record_refused", std::string("the broker refused it: ") +
                                                           rd_kafka_err2str(refusal.code)));
      continue;
    }
    auto& group = groups[suspect == suspects_.end() ? 0 : suspect->second.group];
    if (group.empty() || CoordinatesOf(batch, group.back()) != article) {
      group.push_back(refusal.index);
    }
  }
  for (const auto& [number, refused] : groups) Divide(batch, refused);
  learnt |= !groups.empty();
  if (learnt) failures_ = 0;  // go on at once
  return learnt;
}

Lane::ArticleCoordinates Lane::CoordinatesOf(const Batch& batch, std::size_t produced) {
  const RawRecord& record = batch.items[batch.produced[produced].item].record;
  return {std::string(record.topic), record.partition, record.offset,
          batch.produced[produced].article};
}

// A request holds what goes to one partition, scattered among what goes to others. Those in between
// join the group: they are not suspected, but keeping them apart would cost a wait for each.
void Lane::Divide(const Batch& batch, const std::vector<std::size_t>& refused) {
  const std::size_t each = (refused.size() + kGroups - 1) / kGroups;
  for (std::size_t begin = 0; begin < refused.size(); begin += each) {
    const std::size_t end = std::min(begin + each, refused.size());
    ++last_group_;
    if (end - begin == 1) {
      suspects_[CoordinatesOf(batch, refused[begin])] = {.group = last_group_, .alone = true};
      continue;
    }
    for (std::size_t i = refused[begin]; i <= refused[end - 1]; ++i) {
      Suspect& suspect = suspects_[CoordinatesOf(batch, i)];
      if (!suspect.alone) suspect.group = last_group_;
    }
  }
}

/// False: it was known already, so that nothing smaller is left to try.
bool Lane::NoteRefused(const ArticleCoordinates& article, const Produced& produced, Error error) {
  const Shape shape = RefusedShape(produced);
  const auto [found, added] = refused_.emplace(article, Refused{std::move(error), shape});
  if (added) return true;
  if (found->second.shape >= shape) return false;
  found->second.shape = shape;
  return true;
}

void Lane::ForgetRefusals(const Offsets& committed) {
  const auto is_past = [&](const auto& entry) {
    const ArticleCoordinates& article = entry.first;
    const auto found = committed.find({std::get<0>(article), std::get<1>(article)});
    return found != committed.end() && std::get<2>(article) < found->second;
  };
  std::erase_if(suspects_, is_past);
  std::erase_if(refused_, is_past);
}

// Larger than our own client takes: the transaction is unharmed, but other rows of the article may
// be in it already. So the batch is redone without the article. Every other error is about the
// transaction or the topic, not about this record.
bool Lane::OnProduceError(const RawRecord& record, const Produced& produced, const Error& error) {
  const ArticleCoordinates article{record.topic, record.partition, record.offset, produced.article};
  if (error.code != "record_too_large" || !NoteRefused(article, produced, error)) {
    recovery_.trouble = error.code + ": " + error.message;
  }
  StartRecovery(/*in_doubt=*/false, {});
  return false;
}

// --- keeping suspects apart ----------------------------------------------------------------------

// Suspects wait for the answers to others, and others for the answers to them: a batch that has
// many of them is closed early.
void Lane::NoteSuspects(Batch& batch, const RawRecord& record) {
  const auto note = [&batch](std::uint64_t group) {
    if (std::exchange(batch.last_group, group) != group) ++batch.group_changes;
  };
  bool suspected = false;
  for (auto at = suspects_.lower_bound({std::string(record.topic), record.partition, record.offset,
                                        std::numeric_limits<std::int32_t>::min()});
       at != suspects_.end() && std::get<0>(at->first) == record.topic &&
       std::get<1>(at->first) == record.partition && std::get<2>(at->first) == record.offset;
       ++at) {
    note(at->second.group);
    suspected = true;
  }
  if (!suspected) note(0);
  if (batch.group_changes >= kMostChanges) batch.closed = true;
}

// False: what was sent before must be acknowledged first.
bool Lane::MaySend(const RawRecord& record, std::int32_t article) {
  std::uint64_t group = 0;
  if (!suspects_.empty()) {
    const auto suspect =
        suspects_.find({std::string(record.topic), record.partition, record.offset, article});
    if (suspect != suspects_.end()) group = suspect->second.group;
  }
  if (group != sending_group_ && front_producer_->outstanding() > 0) {
    front_producer_->Hurry();  // an operator's linger.ms would be waited for at each change
    if (front_producer_->outstanding() > 0) {
      awaits_answers_ = true;  // look again soon
      return false;
    }
  }
  sending_group_ = group;
  return true;
}

// --- what is sent instead ------------------------------------------------------------------------

std::size_t Lane::LimitOf(OutTopic topic) const {
  const auto limit = static_cast<std::size_t>(config_.output.max_record_bytes);
  return topic == OutTopic::kDeadLetter ? std::max(limit, options_.max_dead_letter_bytes) : limit;
}

// Before an article's first row is produced: later, the batch would have to be redone.
void Lane::ApplyRefusals(WorkItem& item) {
  item.refusals_applied = true;
  const RawRecord& record = item.record;
  std::map<std::int32_t, Refused> articles;
  for (std::size_t i = 0; i < item.out.size(); ++i) {
    const OutRecord& out = item.out[i];
    const std::size_t size = SizeOf(out, record);
    if (size <= LimitOf(out.topic)) continue;
    const Produced produced{0, item.rows[i].item, out.topic, item.rows[i].shape};
    Error error = BadInput("record_too_large",
                           fmt::format("its record of {} bytes exceeds output.max_record_bytes "
                                       "({})",
                                       size, config_.output.max_record_bytes));
    articles[produced.article] = Refused{std::move(error), RefusedShape(produced)};
  }
  if (!refused_.empty()) {
    for (const Row& row : item.rows) {
      const auto found =
          refused_.find({std::string(record.topic), record.partition, record.offset, row.item});
      if (found != refused_.end()) articles[row.item] = found->second;
    }
  }
  for (const auto& [article, refused] : articles) Shrink(item, article, refused);
}

void Lane::Shrink(WorkItem& item, std::int32_t article, const Refused& refused) {
  OutRecord letter;
  for (std::size_t i = 0; i < item.out.size(); ++i) {
    // A dead letter that a stage made keeps its reason.
    const bool own = item.rows[i].item == article && item.out[i].topic == OutTopic::kDeadLetter;
    if (own) letter = std::move(item.out[i]);
  }
  if (letter.topic != OutTopic::kDeadLetter) {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    letter = MakeDeadLetter(item.record, {.stage = "delivery", .error = refused.error}, article,
                            front_->generation->number(), now.count());
    options_.observer->DeadLettered(refused.error.code);
  }
  Shape shape = Smaller(refused.shape);
  const auto fits = [&] { return SizeOf(letter, item.record) <= LimitOf(OutTopic::kDeadLetter); };
  if (shape == Shape::kDeadLetter && !fits()) shape = Shape::kWithoutValue;
  if (shape >= Shape::kWithoutValue) letter = WithoutValue(std::move(letter));
  if (shape == Shape::kWithoutValue && !fits()) shape = Shape::kBare;
  if (shape == Shape::kBare) letter = Bare(std::move(letter));
  ReplaceByDeadLetter(item, article, std::move(letter), shape);
}

}  // namespace newswired::kafka
