#include "daemon/ops/http_server.h"

#include <httplib.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "daemon/ops/health.h"
#include "daemon/ops/json.h"
#include "daemon/ops/metrics.h"

namespace newswired::ops {
namespace {

// Scrapers and probes are few; a client that holds its connection may not hold up the end.
constexpr std::size_t kThreads = 4;
constexpr std::time_t kTimeoutSeconds = 2;
constexpr std::time_t kKeepAliveSeconds = 1;

struct Endpoint {
  std::string host;
  int port = 0;
};

/// "127.0.0.1:9464", "localhost:0", "[::1]:9464".
std::optional<Endpoint> ParseEndpoint(std::string_view listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Endpoint endpoint;
  const std::string_view digits = listen.substr(colon + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
  const bool number = error == std::errc{} && end == digits.data() + digits.size();
  if (!number || endpoint.port < 0 || endpoint.port > 65535) return std::nullopt;
  std::string_view host = listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return std::nullopt;
  endpoint.host = host;
  return endpoint;
}

/// {"<word>":true,"reasons":[...]}
std::string ReasonsJson(std::string_view word, const std::vector<std::string>& reasons) {
  std::string json = "{\"";
  json.append(word).append(reasons.empty() ? "\":true" : "\":false").append(",\"reasons\":[");
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    if (i > 0) json += ',';
    AppendJsonString(reasons[i], json);
  }
  return json + "]}\n";
}

void Answer(httplib::Response& response, std::string_view word,
            const std::vector<std::string>& reasons) {
  response.status = reasons.empty() ? 200 : 503;
  response.set_content(ReasonsJson(word, reasons), "application/json");
}

void SetUp(httplib::Server& server, const Metrics& metrics, const Health& health) {
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_read_timeout(kTimeoutSeconds);
  server.set_write_timeout(kTimeoutSeconds);
  server.set_keep_alive_timeout(kKeepAliveSeconds);
  server.set_payload_max_length(0);
  // httplib's default, SO_REUSEPORT, would let two daemons share a port without a word.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  server.set_default_headers(
      {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}});
  server.Get("/metrics", [&metrics](const httplib::Request&, httplib::Response& response) {
    response.set_content(metrics.Render(), "text/plain; version=0.0.4; charset=utf-8");
  });
  server.Get("/livez", [&health](const httplib::Request&, httplib::Response& response) {
    Answer(response, "alive", health.Stalled());
  });
  server.Get("/readyz", [&health](const httplib::Request&, httplib::Response& response) {
    Answer(response, "ready", health.NotReady());
  });
  server.Get("/", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("newswired: /metrics /livez /readyz\n", "text/plain; charset=utf-8");
  });
}

}  // namespace

struct HttpServer::Impl {
  httplib::Server server;
  std::thread thread;

  ~Impl() {
    server.stop();
    if (thread.joinable()) thread.join();
  }
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl, std::string address)
    : impl_(std::move(impl)), address_(std::move(address)) {}

HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const std::string& listen,
                                                      const Metrics& metrics,
                                                      const Health& health) {
  const std::optional<Endpoint> endpoint = ParseEndpoint(listen);
  if (!endpoint) {
    return ConfigError(
        "http_listen",
        "http.listen is \"" + listen + "\": write HOST:PORT, such as 127.0.0.1:9464, or \"off\"");
  }
  auto impl = std::make_unique<Impl>();
  SetUp(impl->server, metrics, health);
  errno = 0;
  const int port =
      endpoint->port == 0
          ? impl->server.bind_to_any_port(endpoint->host)
          : (impl->server.bind_to_port(endpoint->host, endpoint->port) ? endpoint->port : -1);
  if (port < 0) {
    const std::string reason =
        errno == 0 ? "" : std::string(": ") + std::generic_category().message(errno);
    return ConfigError("http_listen", "http: cannot listen on " + listen + reason +
                                          "; set http.listen to a free address, port 0 for any "
                                          "free port, or \"off\"");
  }
  httplib::Server* server = &impl->server;
  impl->thread = std::thread([server] {
    if (!server->listen_after_bind()) spdlog::error("http: stopped listening");
  });
  // stop() does nothing before the loop runs.
  while (!server->is_running()) std::this_thread::yield();

  const bool bare_ipv6 = endpoint->host.find(':') != std::string::npos;
  std::string address = bare_ipv6 ? "[" + endpoint->host + "]" : endpoint->host;
  address += ":" + std::to_string(port);
  spdlog::info("http: listening on {}", address);
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl), std::move(address)));
}

}  // namespace newswired::ops
