// replay MUTATIONS FOLDER...: every file of the folders through a fuzz target, without a fuzzer,
// and MUTATIONS random changes of them, the same in every run. What does not hold aborts; the input
// of that is left as replay-failed.input in the working folder.

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace std::string_view_literals;

std::string current;

void KeepInput(int signal) {
  std::ofstream("replay-failed.input", std::ios::binary) << current;  // nothing is left to break
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void Run(std::string input) {
  current = std::move(input);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(current.data()), current.size());
}

/// One change: a byte, bytes taken out, a part repeated or taken from another input, a sign that
/// means something to a parser, the end cut off.
void Mutate(std::mt19937& random, const std::string& other, std::string& input) {
  constexpr std::string_view kSigns = "<>&\"'{}[]\\/;:,=-\r\n\0\xC3\xA9\xE2\x80\xFF"sv;
  const auto below = [&](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
  const std::size_t at = below(input.size() + 1);
  switch (random() % 6) {
    case 0:
      if (at < input.size()) input[at] = static_cast<char>(random());
      break;
    case 1:
      input.erase(at, 1 + below(16));
      break;
    case 2:
      input.insert(at, input.substr(below(input.size() + 1), below(200)));
      break;
    case 3:
      input.insert(at, other.substr(below(other.size() + 1), below(200)));
      break;
    case 4:
      input.insert(at, 1, kSigns[below(kSigns.size())]);
      break;
    default:
      if (random() % 4 == 0) input.resize(at);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> files;
  for (int i = 2; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i]))
      files.push_back(entry.path());
  }
  if (files.empty()) return 1;
  std::sort(files.begin(), files.end());
  std::signal(SIGABRT, KeepInput);
  std::vector<std::string> inputs;
  for (const auto& path : files) {
    std::cout << path.string() << std::endl;  // the last one printed is the culprit
    std::ifstream file(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    Run(inputs.back());
  }
  std::mt19937 random(20250312);
  const int mutations = std::atoi(argv[1]);
  for (int i = 0; i < mutations; ++i) {
    std::string input = inputs[random() % inputs.size()];
    const std::string& other = inputs[random() % inputs.size()];
    for (auto changes = 1 + random() % 6; changes > 0; --changes) {
      Mutate(random, other, input);
    }
    Run(std::move(input));
  }
  std::cout << files.size() << " inputs, " << mutations << " changes of them\n";
  return 0;
}
