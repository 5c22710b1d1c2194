#include "daemon/kafka/ledger_append.h"

#include <optional>
#include <utility>

#include "daemon/kafka/client_config.h"
#include "daemon/kafka/handles.h"

namespace newswired::kafka {
namespace {

constexpr int kTimeoutMs = 10'000;

/// What became of the record; nothing yet.
using Delivery = std::optional<rd_kafka_resp_err_t>;

void OnDelivery(rd_kafka_t* /*rk*/, const rd_kafka_message_t* message, void* opaque) {
  *static_cast<Delivery*>(opaque) = message->err;
}

}  // namespace

Status AppendToLedger(const Config& config, const std::string& bytes) {
  Delivery delivery;
  NW_TRY(ConfHandle conf, LedgerProducerConf(config));
  rd_kafka_conf_set_dr_msg_cb(conf.get(), &OnDelivery);
  rd_kafka_conf_set_opaque(conf.get(), &delivery);
  NW_TRY(const ProducerHandle producer, NewClient(RD_KAFKA_PRODUCER, std::move(conf)));
  const std::string topic = config.ledger_topic();
  const rd_kafka_resp_err_t sent = rd_kafka_producev(
      producer.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(0),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      // The library copies; its interface is not const.
      RD_KAFKA_V_VALUE(const_cast<char*>(bytes.data()), bytes.size()), RD_KAFKA_V_END);
  if (sent != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(sent).In("topic " + topic);
  rd_kafka_flush(producer.get(), kTimeoutMs);
  if (delivery == RD_KAFKA_RESP_ERR_NO_ERROR) return Ok();
  // What was not written now must not be written later.
  rd_kafka_purge(producer.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(producer.get(), kTimeoutMs);
  return ToError(delivery.value_or(RD_KAFKA_RESP_ERR__TIMED_OUT)).In("topic " + topic);
}

}  // namespace newswired::kafka
