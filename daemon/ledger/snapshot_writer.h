#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "daemon/ledger/file.h"
#include "daemon/ledger/machine.h"
#include "stages/core/result.h"

namespace newswired {

/// Writes snapshots in a forked process, one at a time: its memory is that of the moment, and
/// verdicts wait for the fork alone, not for the disk. While it runs, memory that changes is there
/// twice.
///
/// One process at a time writes a file; others that name it too write none. Not thread-safe; the
/// thread that calls Begin() must live until the snapshot has ended, or it is cut off.
class SnapshotWriter {
 public:
  SnapshotWriter(std::string path, std::string topic);
  /// Cuts off what is being written.
  ~SnapshotWriter();
  SnapshotWriter(const SnapshotWriter&) = delete;
  SnapshotWriter& operator=(const SnapshotWriter&) = delete;

  /// False: another process writes this file, or its folder cannot be written.
  [[nodiscard]] bool mine() const { return locked_; }
  [[nodiscard]] bool running() const { return child_ > 0; }
  /// Begins one, unless one is being written. `state`: the machine's Hash(). Errors: kTransient.
  Status Begin(const LedgerMachine& machine, std::uint64_t state);
  /// How the snapshot has ended that was being written; nothing: it has not, or there is none.
  std::optional<Status> Poll() { return Reap(/*wait=*/false); }
  /// The same, when it has, within `limit`; one that takes longer is cut off.
  std::optional<Status> Wait(std::chrono::milliseconds limit);

 private:
  /// Shared with the forked process.
  struct Report;
  struct Unmap {
    void operator()(Report* report) const;
  };

  [[noreturn]] void WriteAndExit(const LedgerMachine& machine, std::uint64_t state, pid_t parent);
  std::optional<Status> Reap(bool wait);

  const std::string path_, topic_;
  const File lock_;
  const bool locked_;
  std::unique_ptr<Report, Unmap> report_;
  pid_t child_ = -1;
};

}  // namespace newswired
