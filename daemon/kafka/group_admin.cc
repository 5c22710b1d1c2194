#include "daemon/kafka/group_admin.h"

namespace newswired::kafka {
namespace {

constexpr const char* kCannot = "cannot describe the group";

void AddMember(const rd_kafka_MemberDescription_t* member, GroupMembers& members) {
  if (const char* id = rd_kafka_MemberDescription_group_instance_id(member)) {
    members.instance_ids.insert(id);
  }
  const rd_kafka_MemberAssignment_t* assignment = rd_kafka_MemberDescription_assignment(member);
  if (assignment == nullptr) return;
  const rd_kafka_topic_partition_list_t* list = rd_kafka_MemberAssignment_partitions(assignment);
  for (int i = 0; list != nullptr && i < list->cnt; ++i) {
    members.owned.insert({list->elems[i].topic, list->elems[i].partition});
  }
}

}  // namespace

Result<DescribedGroup> DescribeGroup(rd_kafka_t* client, const std::string& group,
                                     const rd_kafka_AdminOptions_t& options,
                                     std::chrono::milliseconds timeout, const char* what) {
  const QueueHandle queue(rd_kafka_queue_new(client));
  const char* name = group.c_str();
  rd_kafka_DescribeConsumerGroups(client, &name, 1, &options, queue.get());
  DescribedGroup described{
      .event = EventHandle(rd_kafka_queue_poll(queue.get(), static_cast<int>(timeout.count())))};
  NW_CHECK_OK(CheckEvent(described.event, what));
  std::size_t groups = 0;
  const rd_kafka_ConsumerGroupDescription_t** all = rd_kafka_DescribeConsumerGroups_result_groups(
      rd_kafka_event_DescribeConsumerGroups_result(described.event.get()), &groups);
  if (groups == 1) described.group = all[0];
  return described;
}

Result<GroupMembers> DescribeMembers(rd_kafka_t* client, const std::string& group,
                                     std::chrono::milliseconds timeout) {
  const AdminOptionsHandle options(
      rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS));
  NW_CHECK_OK(SetTimeout(options.get(), timeout));
  NW_TRY(const DescribedGroup described, DescribeGroup(client, group, *options, timeout, kCannot));
  if (described.group == nullptr) {
    return Transient("brokers", std::string(kCannot) + ": no answer about it");
  }
  const rd_kafka_error_t* error = rd_kafka_ConsumerGroupDescription_error(described.group);
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  // Newer brokers say so of a group without members.
  if (code == RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND) return GroupMembers();
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return ToError(*error).In(kCannot);
  GroupMembers members;
  members.stable = rd_kafka_ConsumerGroupDescription_state(described.group) ==
                   RD_KAFKA_CONSUMER_GROUP_STATE_STABLE;
  const std::size_t count = rd_kafka_ConsumerGroupDescription_member_count(described.group);
  for (std::size_t i = 0; i < count; ++i) {
    AddMember(rd_kafka_ConsumerGroupDescription_member(described.group, i), members);
  }
  return members;
}

}  // namespace newswired::kafka
