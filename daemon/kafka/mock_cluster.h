#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/event/out_record.h"
#include "stages/core/result.h"

namespace newswired::kafka {

/// A record outside the pipeline: what `demo` and tests send and read.
struct PlainRecord {
  std::string topic;
  std::int32_t partition = -1;
  std::int64_t offset = -1, timestamp_ms = -1;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<OutHeader> headers;

  /// Value of the last header of that name, or "".
  [[nodiscard]] std::string Header(std::string_view name) const;
};

/// An Apache Kafka in this process: librdkafka's mock cluster, on a free loopback port.
///
/// Good for demonstrations and for error paths. It forgets offsets sent to transactions and
/// ignores isolation levels, so nothing about delivery can be proved on it.
class MockCluster {
 public:
  static Result<std::unique_ptr<MockCluster>> Start();
  ~MockCluster();

  [[nodiscard]] const std::string& bootstrap() const { return bootstrap_; }
  void CreateTopic(const std::string& name, int partitions);
  /// Deletes it with all records and creates it again; false where librdkafka is too old for that.
  bool RecreateTopic(const std::string& name);
  /// What metadata say of the topic from now on.
  void SetTopicError(const std::string& name, int error_code);
  /// The next requests of that kind (Kafka protocol number) fail with these codes, in order.
  void FailNext(std::int16_t api_key, const std::vector<int>& error_codes);
  /// How many requests of that kind are still to fail.
  [[nodiscard]] std::size_t FailuresLeft(std::int16_t api_key) const;

  /// Sends the records and waits until all are acknowledged.
  Status Send(const std::vector<PlainRecord>& records);
  /// Reads what there is of these topics, until `count` records are there or `timeout_ms` has
  /// passed; always from the beginning.
  Result<std::vector<PlainRecord>> Read(const std::vector<std::string>& topics, std::size_t count,
                                        int timeout_ms);

 private:
  struct Impl;
  explicit MockCluster(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
  std::string bootstrap_;
};

}  // namespace newswired::kafka
