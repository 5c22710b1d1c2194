#include "daemon/ledger/record.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "stages/core/bytes.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

constexpr std::size_t kContentAt = 11;  // behind magic, format, checksum

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    hex += kDigits[value >> 4];
    hex += kDigits[value & 15];
  }
  return hex;
}

/// A record with this content and the checksum of it, whatever it is.
std::string Sealed(std::string_view content) {
  std::string bytes = "NL";
  ByteWriter writer(bytes);
  writer.Put(kLedgerFormat);
  writer.Put(Hash64(content));
  return bytes.append(content);
}

std::string CodeOf(std::string_view bytes) {
  const auto decoded = DecodeLedgerRecord(bytes);
  return decoded.ok() ? "" : decoded.error().code;
}

ClaimRecord SomeClaim() {
  return {.control = 0x0102030405060708,
          .sender = 0x1112131415161718,
          .ticket = 3,
          .head = {.key = 0x2122232425262728, .bytes = 0x3132333435363738, .record_ms = -1},
          .parts = {"ab", ""}};
}

ConfirmationRecord SomeConfirmation() {
  return {.control = 0x0102030405060708,
          .claim = 258,
          .key = 0x2122232425262728,
          .bytes = 0x3132333435363738,
          .published = true,
          .outcomes = {"x"}};
}

ControlRecord SomeControl() {
  return {.group = "g1",
          .claim_format = 1,
          .generation = 2,
          .window_ms = 604'800'000,
          .stages = {{.name = "dedup", .version = "0.1", .rules = "a=1"}},
          .previous = 5};
}

struct Named {
  const char* name;
  std::string bytes;
  const char* content;   ///< hex, worked out from README.md
  const char* checksum;  ///< hex, XXH3 of the content
};

std::array<Named, 3> OneOfEach() {
  return {Named{"claim", Encode(SomeClaim()),
                "01"
                "0807060504030201"  // control
                "1817161514131211"  // sender
                "0300000000000000"  // ticket
                "2827262524232221"  // key
                "3837363534333231"  // bytes
                "ffffffffffffffff"  // record_ms
                "02"
                "020000006162"
                "00000000",
                "5687eab212c6988d"},
          Named{"confirmation", Encode(SomeConfirmation()),
                "02"
                "0807060504030201"  // control
                "0201000000000000"  // offset of the claim
                "2827262524232221"  // key
                "3837363534333231"  // bytes
                "01"                // published
                "01"
                "0100000078",
                "2bbd07c5afd1d765"},
          Named{"control", Encode(SomeControl()),
                "03"
                "020000006731"      // group
                "0100"              // format of claims
                "02000000"          // generation
                "00840c2400000000"  // window_ms
                "01"
                "050000006465647570"
                "03000000302e31"
                "03000000613d31"
                "0500000000000000",  // previous
                "4124e89d01f8e282"}};
}

// A change of these bytes is a change of the format: what is in ledgers cannot be read any more.
TEST(LedgerRecordTest, TheFormatStaysAsItIs) {
  for (const Named& record : OneOfEach()) {
    EXPECT_EQ(Hex(record.bytes), std::string("4e4c01") + record.checksum + record.content)
        << record.name;
  }
}

TEST(LedgerRecordTest, ReadsWhatItWrote) {
  const std::string claim_bytes = Encode(SomeClaim());
  const auto claim = DecodeLedgerRecord(claim_bytes);
  ASSERT_TRUE(claim.ok());
  const auto& read_claim = std::get<ClaimRecord>(*claim);
  EXPECT_EQ(read_claim.control, SomeClaim().control);
  EXPECT_EQ(read_claim.sender, SomeClaim().sender);
  EXPECT_EQ(read_claim.ticket, SomeClaim().ticket);
  EXPECT_EQ(read_claim.head.key, SomeClaim().head.key);
  EXPECT_EQ(read_claim.head.bytes, SomeClaim().head.bytes);
  EXPECT_EQ(read_claim.head.record_ms, SomeClaim().head.record_ms);
  EXPECT_EQ(read_claim.parts, SomeClaim().parts);

  for (const bool published : {true, false}) {
    ConfirmationRecord written = SomeConfirmation();
    written.published = published;
    const std::string bytes = Encode(written);
    const auto decoded = DecodeLedgerRecord(bytes);
    ASSERT_TRUE(decoded.ok());
    const auto& read = std::get<ConfirmationRecord>(*decoded);
    EXPECT_EQ(read.control, written.control);
    EXPECT_EQ(read.claim, written.claim);
    EXPECT_EQ(read.key, written.key);
    EXPECT_EQ(read.bytes, written.bytes);
    EXPECT_EQ(read.published, published);
    EXPECT_EQ(read.outcomes, written.outcomes);
  }

  const auto control = DecodeLedgerRecord(Encode(SomeControl()));
  ASSERT_TRUE(control.ok());
  EXPECT_EQ(std::get<ControlRecord>(*control), SomeControl());
}

TEST(LedgerRecordTest, EveryTruncationIsSeen) {
  for (const Named& record : OneOfEach()) {
    for (std::size_t size = 0; size < record.bytes.size(); ++size) {
      const char* expected = size < 2 ? "foreign" : size < kContentAt ? "shape" : "checksum";
      EXPECT_EQ(CodeOf(std::string_view(record.bytes).substr(0, size)), expected)
          << record.name << " of " << size << " bytes";
    }
    EXPECT_EQ(CodeOf(record.bytes + "x"), "checksum") << record.name;
  }
}

TEST(LedgerRecordTest, EveryFlippedBitIsSeen) {
  for (const Named& record : OneOfEach()) {
    for (std::size_t bit = 0; bit < 8 * record.bytes.size(); ++bit) {
      std::string bytes = record.bytes;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
      const char* expected = bit < 16 ? "foreign" : bit < 24 ? "format" : "checksum";
      EXPECT_EQ(CodeOf(bytes), expected) << record.name << ", bit " << bit;
    }
  }
}

// What has the right checksum was written so by another program: it must be refused all the same.
TEST(LedgerRecordTest, ImpossibleContentIsRefused) {
  for (const Named& record : OneOfEach()) {
    const std::string content = record.bytes.substr(kContentAt);
    EXPECT_EQ(CodeOf(Sealed(content)), "") << record.name;
    for (std::size_t size = 0; size < content.size(); ++size) {
      EXPECT_EQ(CodeOf(Sealed(content.substr(0, size))), "shape")
          << record.name << " with " << size << " bytes of content";
    }
    EXPECT_EQ(CodeOf(Sealed(content + "x")), "shape") << record.name;
  }
  std::string confirmation = Encode(SomeConfirmation()).substr(kContentAt);
  confirmation[33] = 2;
  EXPECT_EQ(CodeOf(Sealed(confirmation)), "shape") << "neither published nor suppressed";
  for (const char kind : {'\0', '\x04', '\x7f'}) {
    std::string claim = Encode(SomeClaim()).substr(kContentAt);
    claim[0] = kind;
    EXPECT_EQ(CodeOf(Sealed(claim)), "shape") << "kind " << int{kind};
  }
  ControlRecord control = SomeControl();
  control.window_ms = -1;
  EXPECT_EQ(CodeOf(Encode(control)), "shape");
  control = SomeControl();
  control.previous = -2;
  EXPECT_EQ(CodeOf(Encode(control)), "shape");
}

TEST(LedgerRecordTest, TheIdOfAControlRecordIsOfAllButWhatItReplaces) {
  ControlRecord repeat = SomeControl();
  repeat.previous = 77;
  EXPECT_EQ(ControlId(repeat), ControlId(SomeControl()));

  std::vector<ControlRecord> others(7, SomeControl());
  others[0].group = "g2";
  others[1].claim_format = 2;
  others[2].generation = 3;
  others[3].window_ms = 1;
  others[4].stages[0].rules = "a=2";
  others[5].stages[0].version = "0.2";
  others[6].stages.clear();
  for (const ControlRecord& other : others) EXPECT_NE(ControlId(other), ControlId(SomeControl()));
}

}  // namespace
}  // namespace newswired
