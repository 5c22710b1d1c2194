#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/kafka/dlq.h"

/// How dead letters are shown: to people without anything in them steering the terminal, and as
/// JSON lines to programs.
namespace newswired::cli {

/// Control characters (C1 included) and ill-formed UTF-8 as \xNN; line ends and tabs stay where
/// `lines`.
std::string Visible(std::string_view bytes, bool lines);

/// A table with one row a letter, newest last, and its heading.
std::string DeadLetterTable(const std::vector<kafka::DeadLetter>& letters);
/// One JSON object without a line end.
std::string DeadLetterJson(const kafka::DeadLetter& letter);

/// Everything about one: reason, coordinates, headers, and up to `max_bytes` of its value (as text
/// where it is UTF-8, else as a hex dump).
std::string DeadLetterPage(const kafka::StoredDeadLetter& stored, std::size_t max_bytes);
/// As one JSON object with the whole value: "value" where it is UTF-8, else "valueBase64".
std::string DeadLetterPageJson(const kafka::StoredDeadLetter& stored);

}  // namespace newswired::cli
