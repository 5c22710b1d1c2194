#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "daemon/config/config.h"
#include "daemon/ledger/machine.h"
#include "stages/core/result.h"

/// A machine's state as a file, so that a start need not read the whole log (README.md).
namespace newswired {

/// Where the snapshot of a configuration's ledger is: in ledger.snapshot_dir, else where systemd
/// keeps a service's state ($STATE_DIRECTORY); empty: nowhere. Errors: kConfig "snapshot_dir".
Result<std::string> SnapshotFile(const Config& config);

/// Of a snapshot file.
struct SnapshotFacts {
  std::uint64_t bytes = 0;
  std::uint64_t state = 0;  ///< LedgerMachine::Hash() of what is in it
};

/// Writes `path`: whole or not at all (a file beside it is written, flushed and renamed), with a
/// checksum over all of it. `topic` is the ledger's, `state` the machine's Hash(), which the caller
/// knows. The machine must have a control record. Allocates little, uses no locks and starts no
/// threads, so that it may run in a forked process. Errors: kTransient "snapshot".
Status WriteSnapshot(const std::string& path, const std::string& topic,
                     const LedgerMachine& machine, std::uint64_t state);

/// Makes a new machine what it was when `path` was written. `progress` is called now and then: a
/// file of gigabytes takes a while. Errors, after each of which the machine is as new: kTransient
/// "missing" (there is no such file), kBadInput "snapshot" with what is wrong with it.
Result<SnapshotFacts> ReadSnapshot(const std::string& path, const std::string& topic,
                                   LedgerMachine& machine, const std::function<void()>& progress);

}  // namespace newswired
