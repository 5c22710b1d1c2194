#pragma once

#include <string_view>

namespace newswired::kafka {

/// Places where a test can stop or kill the process. The daemon passes none; only
/// tests/support/chaos_main.cc installs one.
class FailPoints {
 public:
  virtual ~FailPoints() = default;
  /// Called at after_produce, after_flush, after_send_offsets and after_commit.
  virtual void Reach(std::string_view name) = 0;
  /// True in control runs that show what the re-initialisation of suspect producers prevents.
  [[nodiscard]] virtual bool trust_producers() const { return false; }
};

inline void Reach(FailPoints* failpoints, std::string_view name) {
  if (failpoints != nullptr) failpoints->Reach(name);
}

}  // namespace newswired::kafka
