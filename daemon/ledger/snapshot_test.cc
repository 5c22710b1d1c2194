#include "daemon/ledger/snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "daemon/ledger/fake_memory_for_test.h"
#include "daemon/ledger/snapshot_writer.h"

namespace newswired {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kStart = 1'700'000'000'000;

class SnapshotTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "newswired-snapshot-" +
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    path_ = folder_ + "/g.ledger.snapshot";
    Add(machine_, Encode(MakeControl("g", FakeStages())));
    for (std::uint64_t key = 1; key < 20; ++key) Claim(machine_, key, "word");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static Applied& Add(LedgerMachine& machine, const std::string& bytes) {
    return machine.Apply(machine.next_offset(), kStart + machine.next_offset(), bytes);
  }
  static Applied& Claim(LedgerMachine& machine, std::uint64_t key, std::string_view word) {
    return Add(machine, Encode(ClaimRecord{.control = machine.control()->id,
                                           .head = {.key = key, .bytes = key},
                                           .parts = {word, word}}));
  }
  Status Write() { return WriteSnapshot(path_, "g.ledger", machine_, machine_.Hash()); }
  Result<SnapshotFacts> Read(LedgerMachine& machine, const std::string& topic = "g.ledger") {
    return ReadSnapshot(path_, topic, machine, [this] { ++steps_; });
  }
  std::string ReadFile() {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void WriteFile(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }
  /// Why it cannot be used; the machine is as new then.
  std::string Refusal(LedgerMachine machine, const std::string& topic = "g.ledger") {
    const std::uint64_t before = machine.Hash();
    const auto read = Read(machine, topic);
    if (read.ok()) return "";
    EXPECT_EQ(machine.Hash(), before);
    EXPECT_EQ(machine.next_offset(), 0);
    EXPECT_FALSE(machine.control());
    return read.error().message;
  }

  std::string folder_, path_;
  LedgerMachine machine_{"g", FakeStages()};
  int steps_ = 0;
};

TEST_F(SnapshotTest, AMachineGoesOnAsTheOneThatWasSaved) {
  ASSERT_TRUE(Write().ok());
  LedgerMachine other("g", FakeStages());
  const auto read = Read(other);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->bytes, std::filesystem::file_size(path_));
  EXPECT_EQ(read->state, machine_.Hash());
  EXPECT_GT(steps_, 0);
  EXPECT_EQ(other.Hash(), machine_.Hash());
  EXPECT_EQ(other.next_offset(), machine_.next_offset());
  EXPECT_EQ(other.last_record(), machine_.last_record());
  EXPECT_EQ(other.counted_ms(), machine_.counted_ms());
  EXPECT_EQ(other.now_ms(), machine_.now_ms());
  EXPECT_EQ(Encode(other.Repeat()), Encode(machine_.Repeat()));
  EXPECT_EQ(Claim(other, 30, "word").article.dedup->role, DedupRole::kCopy);
  Claim(machine_, 30, "word");
  EXPECT_EQ(other.Hash(), machine_.Hash());
}

TEST_F(SnapshotTest, NoneIsNoFault) {
  LedgerMachine other("g", FakeStages());
  const auto read = Read(other);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, "missing");
}

TEST_F(SnapshotTest, DamageIsNoticedWhereverItIs) {
  ASSERT_TRUE(Write().ok());
  const std::string bytes = ReadFile();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] ^= 0x10;
    WriteFile(damaged);
    EXPECT_NE(Refusal(LedgerMachine("g", FakeStages())), "") << at;
    WriteFile(bytes.substr(0, at));
    EXPECT_NE(Refusal(LedgerMachine("g", FakeStages())), "") << at;
  }
  WriteFile(bytes + bytes);
  EXPECT_THAT(Refusal(LedgerMachine("g", FakeStages())), HasSubstr("damaged"));
}

TEST_F(SnapshotTest, ThatOfAnotherLedgerIsNotUsed) {
  ASSERT_TRUE(Write().ok());
  EXPECT_THAT(Refusal(LedgerMachine("g", FakeStages()), "h.ledger"),
              HasSubstr("it is of topic g.ledger"));
  EXPECT_THAT(Refusal(LedgerMachine("h", FakeStages())), HasSubstr("it is of group g, not of h"));
  auto newer = FakeStages();
  newer[0].version = "2";
  EXPECT_THAT(Refusal(LedgerMachine("g", newer)), HasSubstr("those here are dedup@2"));
}

TEST_F(SnapshotTest, ThatOfOtherRulesIsFollowedLikeTheLedger) {
  ASSERT_TRUE(Write().ok());
  LedgerMachine other("g", FakeStages('3'));
  ASSERT_TRUE(Read(other).ok());
  EXPECT_EQ(other.control()->factories.at(0).rules, "window=2");
}

TEST_F(SnapshotTest, TheOldOneStaysWhereTheNewOneCannotBeWritten) {
  ASSERT_TRUE(Write().ok());
  const std::string bytes = ReadFile();
  Claim(machine_, 40, "later");
  std::filesystem::create_directory(path_ + ".unfinished");
  const Status written = Write();
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(written.error().message, HasSubstr("cannot open " + path_ + ".unfinished"));
  EXPECT_EQ(ReadFile(), bytes);
}

constexpr std::chrono::seconds kLong{30};

TEST_F(SnapshotTest, AnotherProcessWritesWhatWasThereWhenItBegan) {
  const std::uint64_t state = machine_.Hash();
  SnapshotWriter writer(path_, "g.ledger");
  ASSERT_TRUE(writer.mine());
  ASSERT_TRUE(writer.Begin(machine_, state).ok());
  Claim(machine_, 50, "later");
  EXPECT_TRUE(writer.Begin(machine_, machine_.Hash()).ok()) << "one is enough";
  const auto ended = writer.Wait(kLong);
  ASSERT_TRUE(ended);
  EXPECT_TRUE(ended->ok()) << ended->error().message;
  EXPECT_FALSE(writer.running());
  EXPECT_FALSE(writer.Poll());
  LedgerMachine other("g", FakeStages());
  ASSERT_TRUE(Read(other).ok());
  EXPECT_EQ(other.Hash(), state);
  EXPECT_NE(other.Hash(), machine_.Hash());
}

TEST_F(SnapshotTest, WhatWentWrongInTheOtherProcessIsTold) {
  std::filesystem::create_directory(path_ + ".unfinished");
  SnapshotWriter writer(path_, "g.ledger");
  ASSERT_TRUE(writer.Begin(machine_, machine_.Hash()).ok());
  const auto ended = writer.Wait(kLong);
  ASSERT_TRUE(ended && !ended->ok());
  EXPECT_THAT(ended->error().message, HasSubstr("cannot open " + path_ + ".unfinished"));
}

TEST_F(SnapshotTest, OneProcessWritesAFile) {
  const SnapshotWriter writer(path_, "g.ledger");
  {
    const SnapshotWriter other(path_, "g.ledger");
    EXPECT_TRUE(writer.mine());
    EXPECT_FALSE(other.mine());
  }
  EXPECT_FALSE(SnapshotWriter(folder_ + "/missing/s", "g.ledger").mine());
}

}  // namespace
}  // namespace newswired
