#include "daemon/ops/health.h"

#include <gmock/gmock.h>

namespace newswired::ops {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Health::Clock::time_point kStart{std::chrono::hours(1)};

TEST(HealthTest, IsAliveAndReadyWithoutParts) {
  const Health health(milliseconds(1000));
  EXPECT_THAT(health.Stalled(kStart), IsEmpty());
  EXPECT_THAT(health.NotReady(), IsEmpty());
}

TEST(HealthTest, PartStallsOnlyAfterTheLimit) {
  Health health(milliseconds(2000));
  health.Progress("lane 0", kStart);
  health.Progress("lane 1", kStart + milliseconds(1500));
  EXPECT_THAT(health.Stalled(kStart + milliseconds(2000)), IsEmpty());
  EXPECT_THAT(health.Stalled(kStart + milliseconds(3100)),
              ElementsAre("lane 0: no progress for 3 s"));
}

TEST(HealthTest, ProgressRevivesAPart) {
  Health health(milliseconds(1000));
  health.Progress("lane 0", kStart);
  health.Progress("lane 0", kStart + milliseconds(5000));
  EXPECT_THAT(health.Stalled(kStart + milliseconds(5500)), IsEmpty());
}

TEST(HealthTest, ReasonsDoNotShowSecrets) {
  Health health(milliseconds(1000));
  health.SetReason("lane 0", "login as hunter2-and-more failed");
  health.Redact({"hunter2-and-more"});
  EXPECT_THAT(health.NotReady(), ElementsAre("lane 0: login as <redacted> failed"));
}

TEST(HealthTest, ReasonsStandUntilTheyAreTakenBack) {
  Health health(milliseconds(1000));
  health.SetReason("lane 1", "has no partitions yet");
  health.SetReason("brokers", "not reached");
  EXPECT_THAT(health.NotReady(),
              ElementsAre("brokers: not reached", "lane 1: has no partitions yet"));
  health.SetReason("brokers", "");
  EXPECT_THAT(health.NotReady(), ElementsAre("lane 1: has no partitions yet"));
}

TEST(HealthTest, RemovedPartIsNotWaitedFor) {
  Health health(milliseconds(1000));
  health.Progress("lane 0", kStart);
  health.SetReason("lane 0", "draining");
  health.Remove("lane 0");
  EXPECT_THAT(health.Stalled(kStart + milliseconds(9000)), IsEmpty());
  EXPECT_THAT(health.NotReady(), IsEmpty());
}

}  // namespace
}  // namespace newswired::ops
