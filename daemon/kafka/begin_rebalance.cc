#include "daemon/kafka/begin_rebalance.h"

#include <vector>

#include "daemon/kafka/client_config.h"
#include "daemon/kafka/handles.h"

namespace newswired::kafka {
namespace {

constexpr int kPollMs = 50;
constexpr int kVersionAssignorEnds = 0x020601ff;

Result<ConfHandle> DynamicMember(const Config& config) {
  Config dynamic = config;
  dynamic.input.instance_id.clear();
  NW_TRY(ConfHandle conf, ConsumerConf(dynamic, 0, BudgetsOf(dynamic, 1)));
  rd_kafka_conf_set(conf.get(), "client.id", (config.name + "/rebalance").c_str(), nullptr, 0);
  return conf;
}

/// `joined` is set once the group has answered.
void OnRebalance(rd_kafka_t* client, rd_kafka_resp_err_t err,
                 rd_kafka_topic_partition_list_t* partitions, void* joined) {
  if (err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    // From the end, so that hardly any record comes.
    for (int i = 0; i < partitions->cnt; ++i) partitions->elems[i].offset = RD_KAFKA_OFFSET_END;
    const ErrorHandle ignored(rd_kafka_incremental_assign(client, partitions));
    *static_cast<bool*>(joined) = true;
  } else {
    const ErrorHandle ignored(rd_kafka_incremental_unassign(client, partitions));
  }
}

}  // namespace

bool CanBeginRebalance() { return rd_kafka_version() >= kVersionAssignorEnds; }

Status BeginRebalance(const Config& config, std::chrono::milliseconds at_most,
                      const std::function<bool()>& stop) {
  bool joined = false;
  NW_TRY(ConfHandle conf, DynamicMember(config));
  rd_kafka_conf_set_opaque(conf.get(), &joined);
  rd_kafka_conf_set_rebalance_cb(conf.get(), &OnRebalance);
  NW_TRY(const ConsumerHandle client, NewClient(RD_KAFKA_CONSUMER, std::move(conf)));
  rd_kafka_poll_set_consumer(client.get());
  // A topic that no other member reads, so that nobody has to give anything back for it.
  const std::vector<TopicPartition> topics{{config.output.topic, RD_KAFKA_PARTITION_UA}};
  rd_kafka_subscribe(client.get(), ToPartitionList(topics).get());
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  while (!joined && !stop() && std::chrono::steady_clock::now() < deadline) {
    const MessageHandle ignored(rd_kafka_consumer_poll(client.get(), kPollMs));
  }
  rd_kafka_consumer_close(client.get());
  if (joined || stop()) return Ok();
  return Transient("rebalance", "cannot join group " + config.input.group +
                                    " for a rebalance: no answer from its coordinator");
}

}  // namespace newswired::kafka
