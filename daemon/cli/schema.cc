#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/cli/commands.h"
#include "daemon/config/describe.h"
#include "stages/core/builtin_stages.h"

namespace newswired::embedded {
extern const std::string_view kRawSchema;    // config/schema/raw.schema.json
extern const std::string_view kEventSchema;  // config/schema/event.schema.json
}  // namespace newswired::embedded

namespace newswired::cli {
namespace {

std::string SchemaText(const std::string& kind) {
  if (kind == "raw") return std::string(embedded::kRawSchema);
  if (kind == "event") return std::string(embedded::kEventSchema);
  return ConfigJsonSchema(BuiltinStages());
}

}  // namespace

void AddSchema(CLI::App& app, int& exit_code) {
  CLI::App* schema = app.add_subcommand(
      "schema", "Prints a JSON Schema: of a configuration, a raw article or an event");
  auto kind = std::make_shared<std::string>();
  schema->add_option("KIND", *kind, "config, raw or event")
      ->required()
      ->check(CLI::IsMember({"config", "raw", "event"}));
  schema->footer(
      "config  configuration files; for editors that know YAML schemas:\n"
      "          newswired schema config > newswired.schema.json\n"
      "          # yaml-language-server: $schema=newswired.schema.json   (first line of the file)\n"
      "raw     the JSON envelope and its shorthand in input topics\n"
      "event   enriched events: IPTC ninjs 3.1 with the key `enrichment`");
  schema->callback([kind, &exit_code] {
    std::cout << SchemaText(*kind);
    exit_code = kExitOk;
  });
}

}  // namespace newswired::cli
