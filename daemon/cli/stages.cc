#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "daemon/cli/commands.h"
#include "daemon/config/describe.h"
#include "daemon/config/suggest.h"
#include "stages/core/builtin_stages.h"

namespace newswired::cli {
namespace {

struct StagesArguments {
  std::string name;
  bool config = false;
  bool markdown = false;
};

void ListStages() {
  std::size_t widest = 0;
  for (const StageType* type : BuiltinStages()) widest = std::max(widest, type->name.size());
  for (const StageType* type : BuiltinStages()) {
    std::cout << type->name << std::string(widest + 2 - type->name.size(), ' ') << type->summary
              << (type->ordered ? " (ordered)" : "") << "\n";
  }
  std::cout
      << "\n`newswired stages NAME` documents the settings of one, `newswired stages --config`\n"
         "all other settings of a configuration file.\n";
}

int ShowStage(const StagesArguments& arguments) {
  std::vector<std::string_view> known;
  for (const StageType* type : BuiltinStages()) {
    if (type->name == arguments.name) {
      std::cout << (arguments.markdown ? StageMarkdown(*type) : StageText(*type));
      return kExitOk;
    }
    known.push_back(type->name);
  }
  std::cerr << "newswired stages: there is no stage \"" << arguments.name << "\"; "
            << SuggestWord(arguments.name, known, "stages") << "\n";
  return kExitUsage;
}

int ShowStages(const StagesArguments& arguments) {
  if (arguments.config) {
    std::cout << (arguments.markdown ? ConfigMarkdown() : SettingsText(DescribeConfig()));
    return kExitOk;
  }
  if (!arguments.name.empty()) return ShowStage(arguments);
  if (arguments.markdown) {
    std::cout << "# Stages\n\n<!-- Made by `newswired stages --markdown`; do not edit. A test "
                 "compares the "
                 "two:\n     NW_UPDATE_DOCS=1 makes it rewrite this file. -->\n\n";
    for (const StageType* type : BuiltinStages()) std::cout << StageMarkdown(*type) << "\n";
  } else {
    ListStages();
  }
  return kExitOk;
}

}  // namespace

void AddStages(CLI::App& app, int& exit_code) {
  CLI::App* stages =
      app.add_subcommand("stages", "Lists the stages, or documents the settings of one");
  auto arguments = std::make_shared<StagesArguments>();
  CLI::Option* name = stages->add_option("NAME", arguments->name, "The stage to document");
  stages
      ->add_flag("--config", arguments->config,
                 "Document all settings that belong to no stage: kafka, input, output ...")
      ->excludes(name);
  stages->add_flag("--markdown", arguments->markdown, "As Markdown, for a file");
  stages->footer(
      "Made from the same declarations as the parser, so it is what this binary accepts.");
  stages->callback([arguments, &exit_code] { exit_code = ShowStages(*arguments); });
}

}  // namespace newswired::cli
