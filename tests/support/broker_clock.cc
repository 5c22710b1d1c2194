// A clock that tests can set, for the brokers of tests/integration: preloaded into a program, it
// adds to the time of day the seconds that stand in a file, at once when they change. Time since
// start (CLOCK_MONOTONIC), by which brokers wait, stays as it is.
//
//   c++ -shared -fPIC -o broker_clock.so broker_clock.cc
//   BROKER_CLOCK=FILE LD_PRELOAD=./broker_clock.so java ...   FILE: eight bytes, a signed number

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

const volatile std::int64_t* ahead = nullptr;

__attribute__((constructor)) void Open() {
  const char* name = std::getenv("BROKER_CLOCK");
  const int file = name == nullptr ? -1 : open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void* at = mmap(nullptr, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
  if (at != MAP_FAILED) ahead = static_cast<const volatile std::int64_t*>(at);
  close(file);
}

std::int64_t Ahead() { return ahead == nullptr ? 0 : *ahead; }

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  using Function = int (*)(clockid_t, timespec*);
  static const auto next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "clock_gettime"));
  const int result = next(clock, time);
  if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += Ahead();
  return result;
}

int gettimeofday(timeval* time, void* zone) noexcept {
  using Function = int (*)(timeval*, void*);
  static const auto next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "gettimeofday"));
  const int result = next(time, zone);
  if (result == 0) time->tv_sec += Ahead();
  return result;
}

}  // extern "C"
