#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace newswired {

/// What is copied byte by byte.
template <class T>
concept Plain = std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>;

/// Where the state of a memory is written, as it lies in this machine's memory: only a program with
/// the same layout reads it again. For what has to be read elsewhere there is ByteWriter. Allocates
/// nothing, so that it can be used after fork().
class StateWriter {
 public:
  StateWriter() = default;
  virtual ~StateWriter() = default;
  StateWriter(const StateWriter&) = delete;
  StateWriter& operator=(const StateWriter&) = delete;

  virtual void Write(const void* bytes, std::size_t size) = 0;

  template <Plain T>
  void Put(const T& value) {
    Write(&value, sizeof value);
  }
  /// A vector or a string of plain values, with its size before it.
  template <class Values>
    requires Plain<typename Values::value_type>
  void PutAll(const Values& values) {
    Put(std::uint64_t{values.size()});
    Write(values.data(), values.size() * sizeof(typename Values::value_type));
  }
};

/// Reads what a StateWriter wrote. False: there is not so much left; then nothing of it is to be
/// used.
class StateReader {
 public:
  explicit StateReader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool Read(void* to, std::size_t size) {
    if (size > bytes_.size()) return false;
    if (size > 0) std::memcpy(to, bytes_.data(), size);
    bytes_.remove_prefix(size);
    return true;
  }
  template <Plain T>
  [[nodiscard]] bool Get(T& value) {
    return Read(&value, sizeof value);
  }
  template <class Values>
    requires Plain<typename Values::value_type>
  [[nodiscard]] bool GetAll(Values& values) {
    constexpr std::size_t kSize = sizeof(typename Values::value_type);
    std::uint64_t count = 0;
    if (!Get(count) || count > bytes_.size() / kSize) return false;
    values.resize(count);
    return Read(values.data(), count * kSize);
  }
  /// A number of things to come, each of at least one byte.
  [[nodiscard]] bool GetCount(std::uint64_t& count) { return Get(count) && count <= bytes_.size(); }
  [[nodiscard]] bool done() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

}  // namespace newswired
