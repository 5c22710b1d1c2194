#include "stages/decode/archive_documents.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "stages/core/budget.h"
#include "stages/decode/claims.h"
#include "stages/decode/emitter.h"
#include "stages/decode/http_message.h"
#include "stages/decode/news_item.h"
#include "stages/decode/warc.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxTypesNamed = 16;   // of records that were skipped
constexpr std::size_t kMaxDigests = 10'000;  // payloads that revisits may refer to

bool IsUrn(std::string_view uri) { return EqualsIgnoringAsciiCase(uri.substr(0, 4), "urn:"); }

bool IsRevisit(const ArchiveRecord& record) {
  return EqualsIgnoringAsciiCase(record.type, "revisit");
}

/// What a record holds.
struct Payload {
  std::string_view block;
  std::string_view cut;  ///< why a part of it alone was kept; empty: all is there
};

/// Payloads by digest and id, so that a revisit finds the page of an earlier visit.
class Payloads {
 public:
  void Remember(const ArchiveRecord& record) {
    if (IsRevisit(record) || found_.size() >= kMaxDigests) return;
    for (const std::string_view key : {record.payload_digest, record.id}) {
      if (!key.empty()) found_.emplace(std::string(key), Payload{record.block, record.cut});
    }
  }

  [[nodiscard]] std::optional<Payload> Find(const ArchiveRecord& revisit) const {
    auto found = found_.find(revisit.payload_digest);
    if (found == found_.end()) found = found_.find(revisit.refers_to);
    if (found == found_.end()) return std::nullopt;
    return found->second;
  }

 private:
  std::map<std::string, Payload, std::less<>> found_;
};

Status ReadRecord(const ArchiveRecord& record, const Payloads& payloads,
                  const ArchiveDocumentReader& read, Article& item, Articles& more) {
  if (IsUrn(record.uri)) {
    ClaimId(record.uri, "WARC-Target-URI", item.id, item);
  } else {
    ClaimUrl(record.uri, "", "WARC-Target-URI", item);
  }
  ClaimFetched(record.date, "WARC-Date", "archive:date", item);
  if (record.behind_damage) {
    item.warnings.emplace_back(
        "archive_damaged: a record before this one says that it reaches beyond the end");
  }
  ArchiveDocument document{.content_type = record.content_type, .content_encoding = "identity"};
  Payload payload{record.block, record.cut};
  bool http = record.http;
  if (IsRevisit(record)) {
    const std::optional<Payload> earlier = payloads.Find(record);
    if (!earlier) {
      return BadInput("revisit_without_payload",
                      "a revisit: its page is as it was at an earlier visit, which is not here");
    }
    payload = *earlier;
    document.again = true;
    http = payload.block.starts_with("HTTP/");
  }
  document.bytes = payload.block;
  document.cut = !payload.cut.empty();
  if (document.cut) {
    item.warnings.push_back("truncated: the crawler kept a part of this record alone (" +
                            Excerpt(payload.cut) + ")");
  }
  HttpMessage message;
  if (http) {
    NW_CHECK_OK(ReadHttpMessage(document.bytes, message));
    if (message.status < 200 || message.status > 299) {
      return BadInput("http_status", "a response of status " + std::to_string(message.status));
    }
    document.content_type = message.content_type;
    if (!message.content_encoding.empty()) document.content_encoding = message.content_encoding;
    document.bytes = message.body;
    if (!message.broken.empty() && !document.cut) {
      document.cut = true;
      item.warnings.push_back("truncated: " + message.broken);
    }
  }
  // An archive whose line ends were changed on its way is shorter than it says, its bodies may be
  // whole: those are read.
  const bool whole = message.content_length && message.body.size() >= *message.content_length;
  if (record.truncated && !whole) {
    return BadInput("truncated_record",
                    "the archive ends, or another record begins, within this one");
  }
  return read(document, item, more);
}

Status Finish(std::size_t count, Status& last,
              const std::map<std::string, std::size_t, std::less<>>& skipped, Article& article) {
  std::string names;
  std::size_t named = 0;
  for (const auto& [type, number] : skipped) {
    if (named++ == kMaxTypesNamed) {
      names += ", ...";
      break;
    }
    names += (names.empty() ? "" : ", ") + std::to_string(number) + " " + type;
  }
  if (count == 0) {
    return BadInput("empty_document",
                    "archive without documents, records: " + (names.empty() ? "none" : names));
  }
  // One record with one document is told as any other document.
  if (count == 1 && !last.ok()) {
    article.rejected.reset();
    return std::move(last);
  }
  if (!names.empty()) article.warnings.push_back("records_skipped: " + names);
  return Ok();
}

}  // namespace

Status ReadArchive(std::string_view bytes, std::optional<Error> missing, std::size_t max_items,
                   const ArchiveDocumentReader& read, Article& article, Articles& out) {
  if (!IsArchive(bytes) && !HoldsRecord(bytes))
    return BadInput("invalid_warc", "neither WARC nor ARC");
  ArchiveReader reader(bytes);
  Emitter emitter(article, out);
  std::map<std::string, std::size_t, std::less<>> skipped;
  Payloads payloads;
  BudgetMeter budget;
  Status last = Ok();
  while (std::optional<Result<ArchiveRecord>> next = reader.Next()) {
    Article item = emitter.pattern();
    Articles more;
    if (!next->ok()) {
      last = std::move(*next).error();
    } else {
      const ArchiveRecord& record = **next;
      if (budget.Exceeded(record.block.size())) return Budget::MakeError();
      if (!HoldsDocument(record)) {
        ++skipped[Excerpt(record.type)];
        continue;
      }
      payloads.Remember(record);
      item.input.sha256 = Sha256Hex(record.block);
      last = ReadRecord(record, payloads, read, item, more);
    }
    if (emitter.count() == max_items) return TooManyItems("archive", max_items);
    emitter.Emit(std::move(item), std::move(more), last);
    if (emitter.count() > max_items) return TooManyItems("archive", max_items);
  }
  if (missing) {
    last = *std::move(missing);
    emitter.Emit(emitter.pattern(), {}, last);
  }
  return Finish(emitter.count(), last, skipped, article);
}

}  // namespace newswired
