#include "daemon/ledger/snapshot.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "daemon/ledger/file.h"
#include "stages/core/state_bytes.h"
#include "stages/text/hash.h"

namespace newswired {
namespace {

/// Format 1: this, the topic, the state's hash, the machine's state, and XXH3 of all before it.
constexpr std::string_view kMagic = "newswired snapshot 1\n";
constexpr std::size_t kBuffer = 1 << 20;
constexpr std::size_t kStep = 64 << 20;  ///< between two calls of `progress`

Error FileError(const char* what, const std::string& path) {
  const int number = errno;
  return Transient(
      number == ENOENT ? "missing" : "snapshot",
      std::string("cannot ") + what + " " + path + ": " + std::system_category().message(number));
}

Error Unusable(const std::string& path, const std::string& why) {
  return BadInput("snapshot", path + ": " + why);
}

/// Writes into a file and adds up the checksum. After an error it writes nothing more.
class FileWriter final : public StateWriter {
 public:
  explicit FileWriter(int descriptor)
      : descriptor_(descriptor), buffer_(std::make_unique<char[]>(kBuffer)) {}

  void Write(const void* bytes, std::size_t size) override {
    checksum_.Add({static_cast<const char*>(bytes), size});
    if (size > kBuffer - used_) Flush();
    if (size > kBuffer) {
      WriteOut(static_cast<const char*>(bytes), size);
    } else if (size > 0) {
      std::memcpy(buffer_.get() + used_, bytes, size);
      used_ += size;
    }
  }
  /// False: not everything could be written, see errno.
  bool Finish() {
    Put(checksum_.value());
    Flush();
    return !failed_ && fsync(descriptor_) == 0;
  }

 private:
  void Flush() { WriteOut(buffer_.get(), std::exchange(used_, 0)); }

  void WriteOut(const char* bytes, std::size_t size) {
    while (size > 0 && !failed_) {
      const ssize_t written = write(descriptor_, bytes, size);
      if (written < 0 && errno == EINTR) continue;
      failed_ = written < 0;
      bytes += std::max<ssize_t>(written, 0);
      size -= static_cast<std::size_t>(std::max<ssize_t>(written, 0));
    }
  }

  const int descriptor_;
  std::unique_ptr<char[]> buffer_;
  std::size_t used_ = 0;
  ByteHasher checksum_;
  bool failed_ = false;
};

/// A file's bytes, read as they are looked at.
class MappedFile {
 public:
  MappedFile(int descriptor, std::size_t size)
      : size_(size), memory_(mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0)) {
    if (memory_ != MAP_FAILED) madvise(memory_, size_, MADV_SEQUENTIAL);
  }
  ~MappedFile() {
    if (memory_ != MAP_FAILED) munmap(memory_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  [[nodiscard]] bool is_mapped() const { return memory_ != MAP_FAILED; }
  [[nodiscard]] std::string_view bytes() const {
    return {static_cast<const char*>(memory_), size_};
  }

 private:
  const std::size_t size_;
  void* const memory_;
};

std::uint64_t ChecksumOf(std::string_view bytes, const std::function<void()>& progress) {
  ByteHasher checksum;
  for (std::size_t at = 0; at < bytes.size(); at += kStep) {
    checksum.Add(bytes.substr(at, kStep));
    progress();
  }
  return checksum.value();
}

Status WriteInto(int descriptor, const std::string& path, const std::string& topic,
                 const LedgerMachine& machine, std::uint64_t state) {
  FileWriter writer(descriptor);
  writer.Write(kMagic.data(), kMagic.size());
  writer.PutAll(topic);
  writer.Put(state);
  machine.Save(writer);
  return writer.Finish() ? Ok() : FileError("write", path);
}

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

/// So that the new name outlives a loss of power.
Status FlushFolder(const std::string& folder) {
  const File file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return file.is_open() && fsync(file.descriptor()) == 0 ? Ok() : FileError("flush", folder);
}

}  // namespace

Result<std::string> SnapshotFile(const Config& config) {
  std::string folder = config.ledger.snapshot_dir;
  if (folder.empty()) {
    const char* state = std::getenv("STATE_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): never set
    if (state != nullptr) folder = std::string_view(state).substr(0, std::strcspn(state, ":"));
  }
  if (folder.empty()) return std::string();
  if (access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
    return ConfigError("snapshot_dir",
                       "ledger.snapshot_dir: " + folder + ": " +
                           std::generic_category().message(errno) +
                           ": make it a folder that this user may write into, or leave it empty");
  }
  return folder + "/" + config.ledger_topic() + ".snapshot";
}

Status WriteSnapshot(const std::string& path, const std::string& topic,
                     const LedgerMachine& machine, std::uint64_t state) {
  const std::string unfinished = path + ".unfinished";
  Status written = Ok();
  {
    const File file(
        open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file.is_open()) return FileError("open", unfinished);
    written = WriteInto(file.descriptor(), unfinished, topic, machine, state);
  }
  if (written.ok() && std::rename(unfinished.c_str(), path.c_str()) != 0) {
    written = FileError("rename", unfinished);
  }
  if (written.ok()) return FlushFolder(FolderOf(path));
  unlink(unfinished.c_str());
  return written;
}

Result<SnapshotFacts> ReadSnapshot(const std::string& path, const std::string& topic,
                                   LedgerMachine& machine, const std::function<void()>& progress) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return FileError("open", path);
  struct stat facts {};
  if (fstat(file.descriptor(), &facts) != 0) return FileError("read", path);
  SnapshotFacts snapshot{.bytes = static_cast<std::uint64_t>(facts.st_size)};
  if (snapshot.bytes < kMagic.size() + sizeof(std::uint64_t)) {
    return Unusable(path, "it is too short for a snapshot");
  }
  const MappedFile mapped(file.descriptor(), snapshot.bytes);
  if (!mapped.is_mapped()) return FileError("read", path);
  std::string_view bytes = mapped.bytes();
  if (!bytes.starts_with(kMagic)) {
    return Unusable(path, "it is no snapshot, or one of another version of this program");
  }
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, bytes.end() - sizeof checksum, sizeof checksum);
  bytes.remove_suffix(sizeof checksum);
  if (ChecksumOf(bytes, progress) != checksum) return Unusable(path, "it is damaged");
  StateReader reader(bytes.substr(kMagic.size()));
  std::string its_topic;
  if (!reader.GetAll(its_topic) || !reader.Get(snapshot.state)) {
    return Unusable(path, "its head is cut off");
  }
  if (its_topic != topic) return Unusable(path, "it is of topic " + its_topic);
  if (Status loaded = machine.Load(reader); !loaded.ok()) {
    return Unusable(path, loaded.error().message);
  }
  progress();
  if (machine.Hash() != snapshot.state) {
    machine.Clear();
    return Unusable(path, "what was read is not what was written");
  }
  progress();
  return snapshot;
}

}  // namespace newswired
