#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/cli/case_file.h"
#include "daemon/cli/case_runner.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/offline_config.h"
#include "daemon/config/suggest.h"

namespace newswired::cli {
namespace {

struct TestOptions {
  std::string config;
  std::vector<std::string> files;
  std::vector<std::string> only;
  bool verbose = false;
};

/// The cases of all files. Prints what is wrong with them, and is empty then.
std::vector<Case> LoadAll(const std::vector<std::string>& paths) {
  std::vector<Case> cases;
  std::size_t count = 0;
  for (const std::string& path : paths) {
    CaseFile file = LoadCaseFile(path);
    std::cerr << FormatProblems(file.problems);
    count += file.problems.size();
    std::move(file.cases.begin(), file.cases.end(), std::back_inserter(cases));
  }
  if (count == 0) return cases;
  std::cerr << count << (count == 1 ? " problem\n" : " problems\n");
  return {};
}

/// Keeps the cases with these names. False, and a message, where one of them is no case's.
bool Select(const std::vector<std::string>& only, std::vector<Case>& cases) {
  std::vector<std::string_view> names;
  for (const Case& test : cases) names.push_back(test.name);
  for (const std::string& name : only) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    std::cerr << "newswired test: there is no case \"" << name << "\"; "
              << SuggestWord(name, names, "cases") << "\n";
    return false;
  }
  const std::set<std::string> wanted(only.begin(), only.end());
  if (!wanted.empty()) {
    std::erase_if(cases, [&](const Case& test) { return !wanted.contains(test.name); });
  }
  return true;
}

int RunCases(const std::vector<Case>& cases, CaseRunner& runner, bool verbose) {
  std::size_t failed = 0;
  for (const Case& test : cases) {
    const Result<std::vector<Mismatch>> mismatches = runner.Run(test);
    if (!mismatches.ok()) {
      std::cerr << "newswired test: " << test.name << ": " << mismatches.error().message << "\n";
      return kExitFatal;
    }
    for (const Mismatch& mismatch : *mismatches) std::cout << FormatMismatch(test.name, mismatch);
    if (!mismatches->empty()) ++failed;
    if (mismatches->empty() && verbose) std::cout << "passed: " << test.name << "\n";
  }
  std::cout << fmt::format("{} passed, {} failed\n", cases.size() - failed, failed);
  return failed == 0 ? kExitOk : kExitFailed;
}

int Test(const TestOptions& options) {
  const std::shared_ptr<const Config> config = LoadOfflineConfig(options.config);
  std::vector<Case> cases = LoadAll(options.files);
  if (config == nullptr || cases.empty() || !Select(options.only, cases)) return kExitUsage;
  CaseRunner runner(Generation::Make(config, 1), TopicOf(*config));
  return RunCases(cases, runner, options.verbose);
}

}  // namespace

void AddTest(CLI::App& app, int& exit_code) {
  CLI::App* test = app.add_subcommand(
      "test", "Checks that a configuration does with articles what a file of cases expects");
  auto options = std::make_shared<TestOptions>();
  test->add_option("CASES", options->files, "Files of cases (YAML)")->required();
  test->add_option("-c,--config", options->config,
                   "The pipeline's YAML file; brokers and topics are not needed. Default: the "
                   "stages that `newswired init` writes");
  test->add_option("--only", options->only, "Only the case of this name; may be repeated")
      ->allow_extra_args(false);
  test->add_flag("-v,--verbose", options->verbose, "Name the cases that pass, too");
  test->footer(
      "A case is a sequence of articles, each with what it is expected to become:\n\n"
      "  cases:\n"
      "    - name: a copy belongs to the wire story\n"
      "      articles:\n"
      "        - name: wire\n"
      "          time: 2026-03-12T14:00:00Z\n"
      "          url: https://wire.example/rain\n"
      "          headline: Rain ends drought\n"
      "          text: Heavy rain fell on Nairobi on Tuesday.\n"
      "          expect: {role: unique, cluster: rain, event: {/language: en}}\n"
      "        - like: wire\n"
      "          time: +2h\n"
      "          url: https://paper.example/rain\n"
      "          expect: {role: copy, of: wire, cluster: rain}\n\n"
      "docs/testing-a-configuration.md has everything that a case can say. Each case begins\n"
      "with stages that remember nothing, and no broker is asked. What is not as expected is a "
      "line\n"
      "`file:line:column: case: article: value: expected X, got Y`; the last line counts.\n\n"
      "Exit codes: 0 all passed; 1 some failed; 2 wrong arguments, configuration or cases; 3 a\n"
      "stage stopped the run.");
  test->callback([options, &exit_code] { exit_code = Test(*options); });
}

}  // namespace newswired::cli
