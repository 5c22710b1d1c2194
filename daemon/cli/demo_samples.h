#pragma once

#include <span>
#include <string_view>

namespace newswired::cli {

/// An article that `newswired demo` sends: a file of deploy/demo, embedded.
struct DemoSample {
  std::string_view name;          ///< what it is, for a person
  std::string_view content_type;  ///< header content-type
  std::string_view url;           ///< header url; empty: none
  std::string_view source;        ///< header source; empty: none
  const std::string_view* value;
};

std::span<const DemoSample> DemoSamples();

/// The pipeline of the demo, but for its brokers.
std::string_view DemoConfig();

}  // namespace newswired::cli
