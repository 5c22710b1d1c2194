// bench-ledger: prepared claims through a real ledger, as lanes send them.
//
//   bench-ledger CONFIG COUNT RATE SEED
//
// CONFIG names brokers and ledger; its topics need not exist. Claims COUNT articles, RATE a second
// (0: as many as it can, with at most kMostWaiting under way), confirms each answer, and prints one
// JSON line: verdicts a second, and milliseconds from claim to verdict.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "daemon/config/load.h"
#include "daemon/kafka/client_config.h"
#include "daemon/kafka/ledger_client.h"
#include "daemon/ledger/machine.h"
#include "stages/core/article.h"
#include "stages/core/builtin_stages.h"
#include "stages/core/stage.h"
#include "stages/text/hash.h"
#include "stages/text/record_key.h"

namespace newswired {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostWaiting = 4000;

/// Words drawn as in a language: few are common, most are rare (Zipf's law).
std::string Text(std::uint64_t seed, int words) {
  std::mt19937_64 random(seed);
  std::string text;
  for (int i = 0; i < words; ++i) {
    const double share = static_cast<double>(random() >> 11) * 0x1p-53;
    const auto rank = static_cast<int>(std::pow(50'000.0, share));
    text += (rank % 8 == 0 ? "N" : "w") + std::to_string(rank) + (i % 17 == 16 ? ". " : " ");
  }
  return text;
}

struct PreparedClaims {
  ClaimHead head;
  std::vector<std::string> parts;
};

/// Every fifth article is a copy of an earlier one.
std::vector<PreparedClaims> Prepare(const std::vector<StageFactory>& factories, std::uint64_t seed,
                                    std::uint64_t count) {
  std::vector<std::unique_ptr<OrderedStage>> stages;
  for (const StageFactory& factory : factories) stages.push_back(factory.ordered());
  std::vector<PreparedClaims> claims(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    Article article;
    article.input.topic = "bench" + std::to_string(seed);
    article.input.partition = 0;
    article.input.offset = static_cast<std::int64_t>(i);
    article.uri = "https://wire.example/" + std::to_string(seed) + "/" + std::to_string(i);
    article.canonical_url = article.uri;
    const std::uint64_t text = seed << 32 | (i % 5 == 4 ? i / 2 : i);
    article.title = Text(~text, 8);
    article.body = Text(text, 500);
    article.content_hash = Sha256Hex(article.title + article.body);
    claims[i].head = {.key = RecordKey(article), .bytes = i};
    for (const auto& stage : stages) {
      claims[i].parts.push_back(stage->Encode(*stage->Prepare(article)));
    }
  }
  return claims;
}

int Main(char** argv) {
  const LoadResult loaded = LoadConfig(argv[1], BuiltinStages());
  if (!loaded.ok()) {
    std::cerr << FormatProblems(loaded.problems);
    return 2;
  }
  const Config& config = *loaded.config;
  const std::uint64_t count = std::strtoull(argv[2], nullptr, 10);
  const double rate = std::strtod(argv[3], nullptr);
  kafka::LedgerObserver observer;
  kafka::KafkaLedger ledger({.topic = config.ledger_topic(),
                             .group = config.ledger_group(),
                             .stages = SharedStages(config),
                             .producer_conf = [&] { return kafka::LedgerProducerConf(config); },
                             .consumer_conf = [&] { return kafka::LedgerConsumerConf(config); },
                             .observer = &observer});
  while (!ledger.standing().ready) {
    if (ledger.standing().failure) {
      std::cerr << ledger.standing().failure->message << "\n";
      return 1;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const std::vector<PreparedClaims> claims =
      Prepare(ledger.factories(), std::strtoull(argv[4], nullptr, 10), count);
  std::cerr << "ready" << std::endl;
  std::string line;
  std::getline(std::cin, line);  // both begin together

  const auto seat = ledger.NewSeat({});
  std::unordered_map<std::uint64_t, std::pair<std::uint64_t, Clock::time_point>> waiting;
  std::vector<double> milliseconds;
  milliseconds.reserve(count);
  const Clock::time_point begin = Clock::now();
  std::uint64_t sent = 0;
  while (milliseconds.size() < count) {
    const double since = std::chrono::duration<double>(Clock::now() - begin).count();
    const auto due = rate > 0 ? static_cast<std::uint64_t>(since * rate) : count;
    while (sent < std::min(due, count) && waiting.size() < kMostWaiting) {
      const std::uint64_t ticket = seat->Claim(claims[sent].head, claims[sent].parts);
      waiting[ticket] = {sent++, Clock::now()};
    }
    std::vector<LedgerReceipt> receipts;
    for (LedgerAnswer& answer : seat->Take()) {
      const auto found = waiting.find(answer.ticket);
      if (answer.error || found == waiting.end()) return 1;
      const auto took = Clock::now() - found->second.second;
      milliseconds.push_back(std::chrono::duration<double, std::milli>(took).count());
      LedgerReceipt& receipt = receipts.emplace_back();
      receipt.head = claims[found->second.first].head;
      receipt.offset = answer.offset;
      for (const auto& judged : answer.judged) receipt.outcomes.push_back(judged.outcome);
      waiting.erase(found);
    }
    seat->Confirm(receipts);
    if (receipts.empty()) std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  std::sort(milliseconds.begin(), milliseconds.end());
  const auto at = [&](double share) {
    return milliseconds[static_cast<std::size_t>(share * static_cast<double>(count - 1))];
  };
  std::size_t bytes = 0;
  for (const std::string& part : claims.back().parts) bytes += part.size();
  std::cout << "{\"verdicts_per_s\": " << static_cast<double>(count) / seconds
            << ", \"p50_ms\": " << at(0.5) << ", \"p99_ms\": " << at(0.99)
            << ", \"claim_bytes\": " << bytes << "}\n";
  return 0;
}

}  // namespace
}  // namespace newswired

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: bench-ledger CONFIG COUNT RATE SEED\n";
    return 2;
  }
  return newswired::Main(argv);
}
