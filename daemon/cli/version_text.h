#pragma once

#include <string>

namespace newswired::cli {

/// What `newswired version` prints, without the last line end: our version and commit, librdkafka's
/// version, and how this was built.
std::string VersionText();

}  // namespace newswired::cli
