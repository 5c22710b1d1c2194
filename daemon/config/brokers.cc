#include "daemon/config/brokers.h"

#include <algorithm>
#include <charconv>

namespace newswired {

std::vector<std::string> SplitBrokers(std::string_view list) {
  static constexpr std::string_view kSpace = " \t\r\n";
  std::vector<std::string> brokers;
  while (!list.empty()) {
    const std::string_view part = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), part.size() + 1));
    const std::size_t begin = part.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) continue;
    brokers.emplace_back(part.substr(begin, part.find_last_not_of(kSpace) - begin + 1));
  }
  return brokers;
}

std::string_view WrongWithBroker(std::string_view broker) {
  const std::size_t colon = broker.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return "is not host:port";
  const auto is_space_or_control = [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
  };
  if (std::any_of(broker.begin(), broker.end(), is_space_or_control)) {
    return "has a space in it, where commas separate brokers";
  }
  const char* end = broker.data() + broker.size();
  unsigned port = 0;
  const auto [stopped, error] = std::from_chars(broker.data() + colon + 1, end, port);
  const bool valid = error == std::errc() && stopped == end && port >= 1 && port <= 65535;
  return valid ? std::string_view() : "has no port from 1 to 65535";
}

}  // namespace newswired
