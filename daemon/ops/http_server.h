#pragma once

#include <functional>
#include <memory>
#include <string>

#include "stages/core/result.h"

namespace newswired::ops {

class Metrics;
class Health;

/// GET /metrics, /livez, /readyz on its own thread. 200 or 503, reasons as JSON
/// {"ready":false,"reasons":["lane 0: ..."]}. Everything it serves outlives it.
class HttpServer {
 public:
  /// `listen`: "127.0.0.1:9464"; port 0 picks a free one. Errors: kConfig where it cannot bind.
  static Result<std::unique_ptr<HttpServer>> Start(const std::string& listen,
                                                   const Metrics& metrics, const Health& health);
  ~HttpServer();
  /// "127.0.0.1:PORT"
  [[nodiscard]] const std::string& address() const { return address_; }

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl, std::string address);
  std::unique_ptr<Impl> impl_;
  std::string address_;
};

}  // namespace newswired::ops
