#include "daemon/config/unknown_keys.h"

#include <algorithm>
#include <utility>

#include "daemon/config/suggest.h"

namespace newswired {

void ReportUnknownKeys(const ConfigNode& mapping, const std::string& path,
                       const std::vector<std::string_view>& known, std::vector<Problem>& problems) {
  for (const ConfigNode::Entry& entry : mapping.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    std::string remedy = SuggestWord(entry.key, known, "keys here");
    if (remedy.empty()) remedy = "there are no settings here: remove it";
    problems.push_back({entry.key_location, path.empty() ? entry.key : path + "." + entry.key,
                        "unknown key", std::move(remedy)});
  }
}

}  // namespace newswired
