#include "daemon/kafka/admin.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <thread>
#include <utility>

#include "daemon/kafka/client_config.h"
#include "daemon/kafka/topic_admin.h"

namespace newswired::kafka {

/// What was last said by the error callback: it tells why brokers cannot be reached.
struct LastError {
  std::string text;
};

namespace {

constexpr std::chrono::milliseconds kCoordinatorPause{100};

void NoteError(rd_kafka_t* /*rk*/, int /*err*/, const char* reason, void* opaque) {
  auto* last = static_cast<LastError*>(opaque);
  // "1/1 brokers are down" says less than what came before it.
  if (last->text.empty() ||
      std::string_view(reason).find("brokers are down") == std::string_view::npos) {
    last->text = reason;
  }
}

Result<ClientHandle> NewAdmin(const Config& config, LastError* last) {
  NW_TRY(ConfHandle conf, AdminConf(config));
  rd_kafka_conf_set_error_cb(conf.get(), &NoteError);
  rd_kafka_conf_set_opaque(conf.get(), last);
  return NewClient(RD_KAFKA_PRODUCER, std::move(conf));
}

/// A group as its coordinator describes it.
struct DescribedGroup {
  EventHandle event;                                           // owns what `group` points to
  const rd_kafka_ConsumerGroupDescription_t* group = nullptr;  // nullptr: no answer about it
};

Result<DescribedGroup> DescribeGroup(rd_kafka_t* client, const std::string& group,
                                     const rd_kafka_AdminOptions_t& options, int timeout_ms,
                                     const char* what) {
  const QueueHandle queue(rd_kafka_queue_new(client));
  const char* name = group.c_str();
  rd_kafka_DescribeConsumerGroups(client, &name, 1, &options, queue.get());
  DescribedGroup described{.event = EventHandle(rd_kafka_queue_poll(queue.get(), timeout_ms))};
  NW_CHECK_OK(CheckEvent(described.event, what));
  std::size_t groups = 0;
  const rd_kafka_ConsumerGroupDescription_t** all = rd_kafka_DescribeConsumerGroups_result_groups(
      rd_kafka_event_DescribeConsumerGroups_result(described.event.get()), &groups);
  if (groups == 1) described.group = all[0];
  return described;
}

/// The first group of a cluster makes its coordinator.
bool IsCoordinatorStarting(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_NOT_COORDINATOR ||
         code == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE ||
         code == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS ||
         code == RD_KAFKA_RESP_ERR__WAIT_COORD;
}

#if RD_KAFKA_VERSION >= 0x020300ff

std::string NameOf(rd_kafka_AclOperation_t operation) {
  switch (operation) {
    case RD_KAFKA_ACL_OPERATION_READ:
      return "Read";
    case RD_KAFKA_ACL_OPERATION_WRITE:
      return "Write";
    case RD_KAFKA_ACL_OPERATION_DESCRIBE:
      return "Describe";
    case RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS:
      return "DescribeConfigs";
    default:
      return rd_kafka_AclOperation_name(operation);
  }
}

std::set<std::string> NamesOf(const rd_kafka_AclOperation_t* operations, std::size_t count) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.insert(NameOf(operations[i]));
  return names;
}

std::set<std::string> OperationsOf(const rd_kafka_TopicDescription_t* topic) {
  std::size_t count = 0;
  const rd_kafka_AclOperation_t* operations =
      rd_kafka_TopicDescription_authorized_operations(topic, &count);
  return NamesOf(operations, count);
}

Result<AdminOptionsHandle> AskingForOperations(rd_kafka_t* client, rd_kafka_admin_op_t question,
                                               int timeout_ms) {
  AdminOptionsHandle options(rd_kafka_AdminOptions_new(client, question));
  const ErrorHandle error(
      rd_kafka_AdminOptions_set_include_authorized_operations(options.get(), 1));
  if (error) return ToError(*error);
  NW_CHECK_OK(SetTimeout(options.get(), std::chrono::milliseconds(timeout_ms)));
  return options;
}

Result<std::optional<std::set<std::string>>> AskGroupOperations(rd_kafka_t* client,
                                                                const std::string& group,
                                                                int timeout_ms) {
  NW_TRY(const AdminOptionsHandle options,
         AskingForOperations(client, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, timeout_ms));
  NW_TRY(const DescribedGroup described,
         DescribeGroup(client, group, *options, timeout_ms, "cannot ask for rights"));
  if (described.group == nullptr) return std::optional<std::set<std::string>>();
  const rd_kafka_error_t* error = rd_kafka_ConsumerGroupDescription_error(described.group);
  std::size_t count = 0;
  const rd_kafka_AclOperation_t* operations =
      rd_kafka_ConsumerGroupDescription_authorized_operations(described.group, &count);
  if (rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
    Error refused = ToError(*error);
    refused.kind = ErrorKind::kConfig;
    return refused;
  }
  if (rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_NO_ERROR || operations == nullptr) {
    return std::optional<std::set<std::string>>();
  }
  return std::optional(NamesOf(operations, count));
}

Result<std::optional<std::map<std::string, std::set<std::string>>>> AskOperations(
    rd_kafka_t* client, const std::vector<std::string>& topics, int timeout_ms) {
  std::vector<const char*> names;
  for (const std::string& topic : topics) names.push_back(topic.c_str());
  struct DestroyTopics {
    void operator()(rd_kafka_TopicCollection_t* collection) const {
      rd_kafka_TopicCollection_destroy(collection);
    }
  };
  const std::unique_ptr<rd_kafka_TopicCollection_t, DestroyTopics> collection(
      rd_kafka_TopicCollection_of_topic_names(names.data(), names.size()));
  NW_TRY(const AdminOptionsHandle options,
         AskingForOperations(client, RD_KAFKA_ADMIN_OP_DESCRIBETOPICS, timeout_ms));
  const QueueHandle queue(rd_kafka_queue_new(client));
  rd_kafka_DescribeTopics(client, collection.get(), options.get(), queue.get());
  const EventHandle event(rd_kafka_queue_poll(queue.get(), timeout_ms));
  NW_CHECK_OK(CheckEvent(event, "cannot ask for rights"));
  std::size_t count = 0;
  const rd_kafka_TopicDescription_t** described = rd_kafka_DescribeTopics_result_topics(
      rd_kafka_event_DescribeTopics_result(event.get()), &count);
  std::map<std::string, std::set<std::string>> found;
  for (std::size_t i = 0; i < count; ++i) {
    const rd_kafka_error_t* error = rd_kafka_TopicDescription_error(described[i]);
    if (error != nullptr && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    found[rd_kafka_TopicDescription_name(described[i])] = OperationsOf(described[i]);
  }
  return std::optional(std::move(found));
}

#else

Result<std::optional<std::set<std::string>>> AskGroupOperations(rd_kafka_t* /*client*/,
                                                                const std::string& /*group*/,
                                                                int /*timeout_ms*/) {
  return std::optional<std::set<std::string>>();
}

Result<std::optional<std::map<std::string, std::set<std::string>>>> AskOperations(
    rd_kafka_t* /*client*/, const std::vector<std::string>& /*topics*/, int /*timeout_ms*/) {
  return std::optional<std::map<std::string, std::set<std::string>>>();
}

#endif

}  // namespace

Result<Admin> Admin::Connect(const Config& config, std::chrono::milliseconds timeout) {
  auto last = std::make_unique<LastError>();
  NW_TRY(ClientHandle client, NewAdmin(config, last.get()));
  return Admin(std::move(client), std::move(last), static_cast<int>(timeout.count()));
}

Admin::Admin(ClientHandle client, std::unique_ptr<LastError> last_error, int timeout_ms)
    : timeout_ms_(timeout_ms), last_error_(std::move(last_error)), client_(std::move(client)) {}
Admin::Admin(Admin&&) noexcept = default;
Admin::~Admin() = default;

Result<ClusterMetadata> Admin::Metadata() {
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t err = rd_kafka_metadata(client_.get(), 1, nullptr, &raw, timeout_ms_);
  if (err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    rd_kafka_poll(client_.get(), 0);
    return Transient(rd_kafka_err2name(err),
                     last_error_->text.empty() ? rd_kafka_err2str(err) : last_error_->text);
  }
  const MetadataHandle metadata(raw);
  ClusterMetadata cluster;
  for (int i = 0; i < metadata->broker_cnt; ++i) {
    const rd_kafka_metadata_broker_t& broker = metadata->brokers[i];
    cluster.brokers[broker.id] = fmt::format("{}:{}", broker.host, broker.port);
  }
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
    if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR || topic.partition_cnt == 0) continue;
    cluster.topics[topic.topic] = MetadataOf(topic);
  }
  return cluster;
}

Result<std::map<std::string, ConfigEntries>> Admin::TopicConfigs(
    const std::vector<std::string>& topics) {
  return DescribeConfigs(client_.get(), RD_KAFKA_RESOURCE_TOPIC, topics,
                         std::chrono::milliseconds(timeout_ms_));
}

Result<ConfigEntries> Admin::BrokerConfig(std::int32_t broker) {
  const std::string name = std::to_string(broker);
  NW_TRY(auto found, DescribeConfigs(client_.get(), RD_KAFKA_RESOURCE_BROKER, {name},
                                     std::chrono::milliseconds(timeout_ms_)));
  if (!found.contains(name)) {
    return ConfigError("broker_config", "the configuration of brokers may not be read");
  }
  return std::move(found[name]);
}

Result<std::optional<std::map<std::string, std::set<std::string>>>> Admin::Operations(
    const std::vector<std::string>& topics) {
  return AskOperations(client_.get(), topics, timeout_ms_);
}

Result<std::optional<std::set<std::string>>> Admin::GroupOperations(const std::string& group) {
  return AskGroupOperations(client_.get(), group, timeout_ms_);
}

Result<bool> Admin::HasMember(const std::string& group, const std::string& instance_id) {
  const AdminOptionsHandle options(
      rd_kafka_AdminOptions_new(client_.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS));
  NW_CHECK_OK(SetTimeout(options.get(), std::chrono::milliseconds(timeout_ms_)));
  NW_TRY(const DescribedGroup described,
         DescribeGroup(client_.get(), group, *options, timeout_ms_, "cannot describe the group"));
  if (described.group == nullptr) {
    return Transient("brokers", "cannot describe the group: no answer about it");
  }
  const rd_kafka_error_t* error = rd_kafka_ConsumerGroupDescription_error(described.group);
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  // Newer brokers say so of a group without members.
  if (code == RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND) return false;
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(*error).In("cannot describe the group");
  const std::size_t members = rd_kafka_ConsumerGroupDescription_member_count(described.group);
  for (std::size_t i = 0; i < members; ++i) {
    const char* id = rd_kafka_MemberDescription_group_instance_id(
        rd_kafka_ConsumerGroupDescription_member(described.group, i));
    if (id != nullptr && instance_id == id) return true;
  }
  return false;
}

Status Admin::WouldCreate(const TopicPlan& topic) {
  return CreateTopics(client_.get(), {topic}, std::chrono::milliseconds(timeout_ms_),
                      Creation::kOnlyAsked);
}

Result<Watermarks> Admin::LogBounds(const TopicPartition& partition) {
  return QueryWatermarks(client_.get(), partition, std::chrono::milliseconds(timeout_ms_));
}

bool Lacks(const std::set<std::string>& operations, const std::string& operation) {
  return !operations.empty() && !operations.contains(operation);
}

Result<Offsets> CommittedOffsets(const Config& config,
                                 const std::vector<TopicPartition>& partitions,
                                 std::chrono::milliseconds timeout) {
  NW_TRY(ConfHandle conf, AdminConf(config));
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(conf.get(), "group.id", config.input.group.c_str(), reason.data(),
                        reason.size()) != RD_KAFKA_CONF_OK) {
    return ConfigError("kafka_property", reason.data());
  }
  NW_TRY(const ClientHandle client, NewClient(RD_KAFKA_CONSUMER, std::move(conf)));
  const PartitionListHandle list = ToPartitionList(partitions);
  const auto give_up = std::chrono::steady_clock::now() + timeout;
  while (true) {
    const rd_kafka_resp_err_t err =
        rd_kafka_committed(client.get(), list.get(), static_cast<int>(timeout.count()));
    if (err == RD_KAFKA_RESP_ERR_NO_ERROR) break;
    if (!IsCoordinatorStarting(err) || std::chrono::steady_clock::now() >= give_up) {
      return ToError(err);
    }
    std::this_thread::sleep_for(kCoordinatorPause);
  }
  Offsets offsets;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& found = list->elems[i];
    if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(found.err);
    if (found.offset >= 0) offsets[{found.topic, found.partition}] = found.offset;
  }
  return offsets;
}

Status TryTransactions(const Config& config, std::chrono::milliseconds timeout) {
  NW_TRY(ConfHandle conf,
         ProducerConf(config, 0, BudgetsOf(config, 1), config.input.group + "/check-live"));
  NW_TRY(const ClientHandle client, NewClient(RD_KAFKA_PRODUCER, std::move(conf)));
  const ErrorHandle error(
      rd_kafka_init_transactions(client.get(), static_cast<int>(timeout.count())));
  if (error) return ToError(*error);
  return Ok();
}

}  // namespace newswired::kafka
