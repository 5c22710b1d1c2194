#include "daemon/ledger/snapshot_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "daemon/ledger/snapshot.h"

namespace newswired {
namespace {

constexpr int kNiceness = 10;
constexpr std::chrono::milliseconds kWaitStep{10};

}  // namespace

struct SnapshotWriter::Report {
  std::array<char, 512> trouble{};  ///< empty: none
};

void SnapshotWriter::Unmap::operator()(Report* report) const { munmap(report, sizeof *report); }

SnapshotWriter::SnapshotWriter(std::string path, std::string topic)
    : path_(std::move(path)),
      topic_(std::move(topic)),
      lock_(open((path_ + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)),
      locked_(lock_.is_open() && flock(lock_.descriptor(), LOCK_EX | LOCK_NB) == 0) {
  void* memory =
      mmap(nullptr, sizeof(Report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  report_.reset(new (memory) Report);
}

SnapshotWriter::~SnapshotWriter() { (void)Wait(std::chrono::milliseconds(0)); }

std::optional<Status> SnapshotWriter::Wait(std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (running() && std::chrono::steady_clock::now() < until) {
    if (auto ended = Poll()) return ended;
    std::this_thread::sleep_for(kWaitStep);
  }
  if (running()) kill(child_, SIGKILL);
  return Reap(/*wait=*/true);
}

Status SnapshotWriter::Begin(const LedgerMachine& machine, std::uint64_t state) {
  if (running()) return Ok();
  *report_ = {};
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) WriteAndExit(machine, state, parent);
  if (child < 0) {
    return Transient("snapshot", "cannot fork: " + std::system_category().message(errno));
  }
  child_ = child;
  return Ok();
}

// In the forked process, which has this thread alone: no other one gives back a lock.
void SnapshotWriter::WriteAndExit(const LedgerMachine& machine, std::uint64_t state, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // it ended before it could be said
  // Connections and listening sockets must not outlive the process that they belong to.
  close_range(STDERR_FILENO + 1, ~0U, 0);
  (void)nice(kNiceness);
  const Status written = WriteSnapshot(path_, topic_, machine, state);
  if (!written.ok()) {
    written.error().message.copy(report_->trouble.data(), report_->trouble.size() - 1);
  }
  _exit(written.ok() ? 0 : 1);
}

std::optional<Status> SnapshotWriter::Reap(bool wait) {
  if (!running()) return std::nullopt;
  int status = 0;
  pid_t ended = 0;
  do {
    ended = waitpid(child_, &status, wait ? 0 : WNOHANG);
  } while (ended < 0 && errno == EINTR);
  if (ended == 0) return std::nullopt;
  child_ = -1;
  if (ended > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return Ok();
  const std::string trouble = report_->trouble.data();
  return Transient("snapshot",
                   trouble.empty() ? "the process that wrote " + path_ + " was ended" : trouble);
}

}  // namespace newswired
