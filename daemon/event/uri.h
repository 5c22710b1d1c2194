#pragma once

#include <string>
#include <string_view>

namespace newswired {

/// `text` as a URI by RFC 3986: what may not stand in one is percent-encoded, and what has no
/// scheme becomes "urn:newswired:item:" + text. A URI stays as it is.
std::string ToUri(std::string_view text);

/// True for an absolute http or https URL with a host.
bool IsWebUrl(std::string_view text);

/// True for a plain host name: letters, digits, hyphens and dots.
bool IsHostName(std::string_view text);

}  // namespace newswired
