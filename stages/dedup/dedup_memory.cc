#include "stages/dedup/dedup_memory.h"

#include <utility>

#include "stages/dedup/claim_bytes.h"

namespace newswired {

Result<SharedMemory::Judged> DedupMemory::Judge(const ClaimHead& head, std::int64_t append_ms,
                                                std::string_view claim, Article& article) {
  Claim read;
  if (!DecodeClaim(claim, read)) return BadInput("claim", "is no claim of dedup");
  read.key = head.key;
  read.bytes = head.bytes;
  read.record_ms = head.record_ms;
  read.time_ms = append_ms;
  DedupWindow::Judgement judgement = window_.Judge(read);
  article.dedup = std::move(judgement.verdict);
  article.dedup->by = by_;
  article.revision = std::move(judgement.revision);
  return Judged{.outcome = window_.Outcome(),
                .suppressible = judgement.suppressible,
                .again = judgement.again};
}

Status DedupMemory::Confirm(const ClaimHead& head, std::string_view outcome, bool published) {
  if (window_.Confirm(head.key, head.bytes, outcome, published)) return Ok();
  return BadInput("outcome", "is no outcome of dedup");
}

}  // namespace newswired
