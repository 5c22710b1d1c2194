#pragma once

#include <string>
#include <vector>

#include "daemon/cli/case_file.h"
#include "daemon/cli/case_keys.h"

namespace newswired::cli {

/// What an article of a case says under `expect`: a mapping for a record that becomes one article,
/// called `name`; a list of them for one that becomes several, called `name/1`, `name/2` ...
/// `earlier`: the articles of the case before it.
std::vector<Expected> ReadExpectations(CaseKeys& article, const std::string& name,
                                       const std::vector<std::string>& earlier);

void ReportNoSuchArticle(const Placed<std::string>& wanted, std::string_view key,
                         const std::vector<std::string>& earlier, CaseKeys& keys);

}  // namespace newswired::cli
