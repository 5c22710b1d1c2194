#include "daemon/ops/http_server.h"

#include <gmock/gmock.h>
#include <httplib.h>

#include <chrono>

#include "daemon/ops/health.h"
#include "daemon/ops/metrics.h"

namespace newswired::ops {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class HttpServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = HttpServer::Start("127.0.0.1:0", metrics_, health_);
    ASSERT_TRUE(started.ok()) << started.error().message;
    server_ = std::move(started).value();
  }
  httplib::Result Get(const std::string& path) const {
    httplib::Client client("http://" + server_->address());
    return client.Get(path.c_str());
  }

  Metrics metrics_;
  Health health_{std::chrono::milliseconds(60'000)};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, ServesMetrics) {
  metrics_.GetCounter("newswired_events_total", "Events.").Increment(5);
  const auto answer = Get("/metrics");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(answer->body, HasSubstr("newswired_events_total 5\n"));
}

TEST_F(HttpServerTest, ReadyWithReasons) {
  auto answer = Get("/readyz");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "{\"ready\":true,\"reasons\":[]}\n");

  health_.SetReason("lane 0", "topic \"raw\" is missing");
  health_.SetReason("lane 1", "joining");
  answer = Get("/readyz");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->body,
            "{\"ready\":false,\"reasons\":[\"lane 0: topic \\\"raw\\\" is missing\","
            "\"lane 1: joining\"]}\n");
}

TEST_F(HttpServerTest, AliveMeansProgress) {
  health_.Progress("lane 0");
  auto answer = Get("/livez");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "{\"alive\":true,\"reasons\":[]}\n");

  health_.Progress("lane 0", Health::Clock::now() - std::chrono::seconds(100));
  answer = Get("/livez");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_THAT(answer->body,
              StartsWith("{\"alive\":false,\"reasons\":[\"lane 0: no progress for 1"));
}

TEST_F(HttpServerTest, OtherPathsAreNotFound) {
  const auto answer = Get("/etc/passwd");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
}

TEST_F(HttpServerTest, PortInUseIsAClearError) {
  const auto second = HttpServer::Start(server_->address(), metrics_, health_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ErrorKind::kConfig);
  EXPECT_THAT(second.error().message, StartsWith("http: cannot listen on " + server_->address() +
                                                 ": Address already in use; set http.listen"));
}

TEST_F(HttpServerTest, EndsWhileAClientKeepsItsConnection) {
  httplib::Client client("http://" + server_->address());
  client.set_keep_alive(true);
  ASSERT_TRUE(client.Get("/livez"));
  const auto before = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10));
}

TEST(HttpServerAddressTest, MalformedOnesAreRefused) {
  const Metrics metrics;
  const Health health(std::chrono::milliseconds(1000));
  for (const char* listen : {"", "9464", ":9464", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000",
                             "127.0.0.1:-1", "[]:1"}) {
    const auto started = HttpServer::Start(listen, metrics, health);
    ASSERT_FALSE(started.ok()) << listen;
    EXPECT_THAT(started.error().message, HasSubstr("write HOST:PORT"));
  }
}

}  // namespace
}  // namespace newswired::ops
