#include "daemon/ledger/record.h"

#include <utility>

#include "stages/core/bytes.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

constexpr std::string_view kMagic = "NL";
constexpr std::uint8_t kClaim = 1;
constexpr std::uint8_t kConfirmation = 2;
constexpr std::uint8_t kControl = 3;

constexpr std::size_t kChecksumAt = kMagic.size() + sizeof kLedgerFormat;
constexpr std::size_t kContentAt = kChecksumAt + sizeof(std::uint64_t);

/// The beginning of a record, with room for its checksum.
std::string Open(std::uint8_t kind, std::size_t size) {
  std::string bytes;
  bytes.reserve(size);
  bytes = kMagic;
  ByteWriter writer(bytes);
  writer.Put(kLedgerFormat);
  writer.Put(std::uint64_t{0});
  writer.Put(kind);
  return bytes;
}

std::string Sealed(std::string bytes) {
  std::string checksum;
  ByteWriter(checksum).Put(Hash64(std::string_view(bytes).substr(kContentAt)));
  bytes.replace(kChecksumAt, checksum.size(), checksum);
  return bytes;
}

/// Of a record without its texts, at most.
constexpr std::size_t kFixedSize = 64;

std::size_t SizeOf(const std::vector<std::string_view>& texts) {
  std::size_t size = 0;
  for (const std::string_view text : texts) size += sizeof(std::uint32_t) + text.size();
  return size;
}

void PutTexts(const std::vector<std::string_view>& texts, ByteWriter& out) {
  out.Put(static_cast<std::uint8_t>(texts.size()));
  for (const std::string_view text : texts) out.PutText(text);
}

std::vector<std::string_view> GetTexts(ByteReader& in) {
  std::vector<std::string_view> texts(in.Get<std::uint8_t>());
  for (std::string_view& text : texts) text = in.GetText();
  return texts;
}

/// All that its id is made of.
void PutRules(const ControlRecord& control, ByteWriter& out) {
  out.PutText(control.group);
  out.Put(control.claim_format);
  out.Put(control.generation);
  out.Put(control.window_ms);
  out.Put(static_cast<std::uint8_t>(control.stages.size()));
  for (const ControlRecord::Stage& stage : control.stages) {
    out.PutText(stage.name);
    out.PutText(stage.version);
    out.PutText(stage.rules);
  }
}

Error BadShape() { return BadInput("shape", "a record of the ledger is cut off or impossible"); }

Result<LedgerRecord> DecodeClaim(ByteReader in) {
  ClaimRecord claim;
  claim.control = in.Get<std::uint64_t>();
  claim.sender = in.Get<std::uint64_t>();
  claim.ticket = in.Get<std::uint64_t>();
  claim.head.key = in.Get<std::uint64_t>();
  claim.head.bytes = in.Get<std::uint64_t>();
  claim.head.record_ms = in.Get<std::int64_t>();
  claim.parts = GetTexts(in);
  if (!in.done()) return BadShape();
  return LedgerRecord(std::move(claim));
}

Result<LedgerRecord> DecodeConfirmation(ByteReader in) {
  ConfirmationRecord confirmation;
  confirmation.control = in.Get<std::uint64_t>();
  confirmation.claim = in.Get<std::int64_t>();
  confirmation.key = in.Get<std::uint64_t>();
  confirmation.bytes = in.Get<std::uint64_t>();
  const auto published = in.Get<std::uint8_t>();
  confirmation.published = published == 1;
  confirmation.outcomes = GetTexts(in);
  if (!in.done() || published > 1) return BadShape();
  return LedgerRecord(std::move(confirmation));
}

Result<LedgerRecord> DecodeControl(ByteReader in) {
  ControlRecord control;
  control.group = in.GetText();
  control.claim_format = in.Get<std::uint16_t>();
  control.generation = in.Get<std::uint32_t>();
  control.window_ms = in.Get<std::int64_t>();
  control.stages.resize(in.Get<std::uint8_t>());
  for (ControlRecord::Stage& stage : control.stages) {
    stage.name = in.GetText();
    stage.version = in.GetText();
    stage.rules = in.GetText();
  }
  control.previous = in.Get<std::int64_t>();
  if (!in.done() || control.window_ms < 0 || control.previous < -1) return BadShape();
  return LedgerRecord(std::move(control));
}

}  // namespace

std::uint64_t ControlId(const ControlRecord& control) {
  std::string bytes;
  ByteWriter writer(bytes);
  PutRules(control, writer);
  return Hash64(bytes);
}

std::string Encode(const ClaimRecord& claim) {
  std::string bytes = Open(kClaim, kFixedSize + SizeOf(claim.parts));
  ByteWriter out(bytes);
  out.Put(claim.control);
  out.Put(claim.sender);
  out.Put(claim.ticket);
  out.Put(claim.head.key);
  out.Put(claim.head.bytes);
  out.Put(claim.head.record_ms);
  PutTexts(claim.parts, out);
  return Sealed(std::move(bytes));
}

std::string Encode(const ConfirmationRecord& confirmation) {
  std::string bytes = Open(kConfirmation, kFixedSize + SizeOf(confirmation.outcomes));
  ByteWriter out(bytes);
  out.Put(confirmation.control);
  out.Put(confirmation.claim);
  out.Put(confirmation.key);
  out.Put(confirmation.bytes);
  out.Put(static_cast<std::uint8_t>(confirmation.published ? 1 : 0));
  PutTexts(confirmation.outcomes, out);
  return Sealed(std::move(bytes));
}

std::string Encode(const ControlRecord& control) {
  std::string bytes = Open(kControl, kFixedSize);
  ByteWriter out(bytes);
  PutRules(control, out);
  out.Put(control.previous);
  return Sealed(std::move(bytes));
}

Result<LedgerRecord> DecodeLedgerRecord(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return BadInput("foreign", "not a record of a ledger");
  ByteReader in(bytes.substr(kMagic.size()));
  const auto format = in.Get<std::uint8_t>();
  if (!in.ok()) return BadShape();
  if (format != kLedgerFormat) {
    return BadInput("format", "a record of the ledger has format " + std::to_string(format) +
                                  ", this program knows " + std::to_string(kLedgerFormat));
  }
  const auto checksum = in.Get<std::uint64_t>();
  if (!in.ok()) return BadShape();
  if (Hash64(bytes.substr(kContentAt)) != checksum) {
    return BadInput("checksum", "a record of the ledger is damaged");
  }
  switch (in.Get<std::uint8_t>()) {
    case kClaim:
      return DecodeClaim(in);
    case kConfirmation:
      return DecodeConfirmation(in);
    case kControl:
      return DecodeControl(in);
    default:
      return BadShape();
  }
}

}  // namespace newswired
