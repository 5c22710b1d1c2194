#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswired {

/// "a:1, b:2" as its parts without the spaces around them, for people who paste what other tools
/// take. Parts that are empty are left out.
std::vector<std::string> SplitBrokers(std::string_view list);

/// What is wrong with `broker`, which should be host:port; empty: nothing.
std::string_view WrongWithBroker(std::string_view broker);

}  // namespace newswired
