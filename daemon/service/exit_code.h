#pragma once

namespace newswired::cli {

/// Exit codes of every command; documented in docs/exit-codes.md.
enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,  ///< the command ran and the answer is no (enrich: some input was undecodable)
  kExitUsage = 2,   ///< wrong arguments or a configuration with errors
  kExitFatal = 3,   ///< the daemon stopped because going on could publish wrong data
  kExitFenced = 4,  ///< another process runs under the same instance_id
  kExitDrainAborted = 5,  ///< drain_timeout passed or a second signal came: batches aborted
};

}  // namespace newswired::cli
