#include "daemon/cli/dlq_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "daemon/cli/json_object.h"
#include "daemon/event/timestamp.h"
#include "stages/text/utf8.h"

namespace newswired::cli {
namespace {

using kafka::DeadLetter;
using kafka::StoredDeadLetter;

constexpr std::size_t kHexBytesPerLine = 16;
constexpr std::size_t kMessageWidth = 80;

JsonObject ObjectOf(const DeadLetter& letter) {
  JsonObject object;
  object.Text("id", letter.id.Text());
  object.Text("time", letter.time.empty() ? Rfc3339Utc(letter.timestamp_ms) : letter.time);
  object.Text("stage", letter.stage);
  object.Text("code", letter.code);
  object.Text("message", letter.message);
  object.Number("attempt", letter.attempt);
  object.Text("topic", letter.topic);
  object.Number("partition", letter.partition);
  object.Number("offset", letter.offset);
  object.Number("item", letter.item);
  if (letter.has_key) object.Bytes("key", letter.key);
  if (!letter.tombstone) object.Number("valueBytes", letter.value_bytes);
  if (!letter.sha256.empty()) object.Text("sha256", letter.sha256);
  object.Text("configGeneration", letter.config_generation);
  object.Bool("replayed", !letter.replayed.empty());
  if (!letter.replayed.empty()) object.Text("replayedAt", letter.replayed);
  object.Bool("replayable", !letter.NotReplayable());
  return object;
}

/// "0000  7b 22 61 ...  {"a..."
std::string HexDump(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += kHexBytesPerLine) {
    const std::string_view line = bytes.substr(at, kHexBytesPerLine);
    std::string hex;
    std::string text;
    for (const char c : line) {
      const auto byte = static_cast<unsigned char>(c);
      fmt::format_to(std::back_inserter(hex), "{:02x} ", byte);
      text += byte >= 0x20 && byte < 0x7F ? c : '.';
    }
    fmt::format_to(std::back_inserter(out), "  {:08x}  {:<48} {}\n", at, hex, text);
  }
  return out;
}

std::string SourceText(const DeadLetter& letter) {
  std::string text =
      fmt::format("{}[{}]@{}", Visible(letter.topic, false), letter.partition, letter.offset);
  if (letter.item > 0) text += fmt::format(" item {}", letter.item);
  return text;
}

/// The beginning, cut between two characters.
std::string Shortened(const std::string& text, std::size_t width) {
  if (text.size() <= width) return text;
  return text.substr(0, FloorBoundary(text, width - 3)) + "...";
}

std::string ValueText(const StoredDeadLetter& stored, std::size_t max_bytes) {
  const DeadLetter& letter = stored.letter;
  if (letter.value_item) {
    return fmt::format("value      {} bytes, in the dead letter of item {} of the same record\n",
                       letter.value_bytes, *letter.value_item);
  }
  if (letter.value_left_out) return "value      not here: " + *letter.NotReplayable() + "\n";
  if (!stored.record.value) return "value      none (a tombstone)\n";
  const std::string& value = *stored.record.value;
  std::string out = fmt::format("value      {} bytes", value.size());
  const bool text = IsValidUtf8(value);
  std::size_t shown = std::min(value.size(), max_bytes);
  if (text && shown < value.size()) shown = FloorBoundary(value, shown);
  if (shown < value.size()) out += fmt::format(", the first {} shown (--bytes 0: all)", shown);
  out += "\n";
  const std::string_view part = std::string_view(value).substr(0, shown);
  if (!text) return out + HexDump(part);
  out += Visible(part, /*lines=*/true);
  return out.ends_with('\n') ? out : out + "\n";
}

}  // namespace

std::string Visible(std::string_view bytes, bool lines) {
  std::string out;
  const auto escape = [&](std::string_view part) {
    for (const char c : part) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
    }
  };
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) {
      const bool kept = lead >= 0x20 && lead != 0x7F;
      const bool line = lines && (lead == '\n' || lead == '\t');
      if (kept || line) {
        out += bytes[i];
      } else {
        escape(bytes.substr(i, 1));
      }
      ++i;
      continue;
    }
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    const std::string_view part = bytes.substr(i, size);
    const bool c1 = lead == 0xC2 && part.size() == 2 && static_cast<unsigned char>(part[1]) < 0xA0;
    if (part.size() == size && IsValidUtf8(part)) {
      if (c1) {
        escape(part);
      } else {
        out += part;
      }
      i += size;
    } else {
      escape(bytes.substr(i, 1));
      ++i;
    }
  }
  return out;
}

std::string DeadLetterTable(const std::vector<DeadLetter>& letters) {
  std::size_t id = 2;
  std::size_t stage = 5;
  std::size_t code = 4;
  std::size_t source = 6;
  for (const DeadLetter& letter : letters) {
    id = std::max(id, letter.id.Text().size());
    stage = std::max(stage, Visible(letter.stage, false).size());
    code = std::max(code, Visible(letter.code, false).size());
    source = std::max(source, SourceText(letter).size());
  }
  const auto row = [&](const std::string& a, const std::string& b, const std::string& c,
                       const std::string& d, const std::string& e, const std::string& f,
                       const std::string& g) {
    return fmt::format("{:<{}}  {:<20}  {:<{}}  {:<{}}  {:<{}}  {:<8}  {}\n", a, id, b, c, stage, d,
                       code, e, source, f, g);
  };
  std::string out = row("ID", "TIME", "STAGE", "CODE", "SOURCE", "REPLAYED", "MESSAGE");
  for (const DeadLetter& letter : letters) {
    const std::string replayed = !letter.replayed.empty() ? "yes"
                                 : letter.NotReplayable() ? "cannot"
                                                          : "no";
    out += row(letter.id.Text(), Rfc3339Utc(letter.timestamp_ms / 1000 * 1000),
               Visible(letter.stage, false), Visible(letter.code, false), SourceText(letter),
               replayed, Shortened(Visible(letter.message, false), kMessageWidth));
  }
  return out;
}

std::string DeadLetterJson(const DeadLetter& letter) { return ObjectOf(letter).Finish(); }

std::string DeadLetterPage(const StoredDeadLetter& stored, std::size_t max_bytes) {
  const DeadLetter& letter = stored.letter;
  std::string out;
  const auto line = [&](std::string_view name, const std::string& value) {
    fmt::format_to(std::back_inserter(out), "{:<10} {}\n", name, value);
  };
  line("id", letter.id.Text());
  line("time", letter.time.empty() ? Rfc3339Utc(letter.timestamp_ms) : Visible(letter.time, false));
  line("stage", Visible(letter.stage, false));
  line("code", Visible(letter.code, false));
  line("message", Visible(letter.message, false));
  line("attempt", std::to_string(letter.attempt));
  line("source", SourceText(letter));
  line("generation", Visible(letter.config_generation, false));
  line("replayed", letter.replayed.empty() ? "no" : Visible(letter.replayed, false));
  line("key", letter.has_key ? "\"" + Visible(letter.key, false) + "\"" : "none");
  line("headers", "");
  for (const OutHeader& header : stored.record.headers) {
    fmt::format_to(std::back_inserter(out), "  {}: {}\n", Visible(header.name, false),
                   Visible(header.value, false));
  }
  return out + ValueText(stored, max_bytes);
}

std::string DeadLetterPageJson(const StoredDeadLetter& stored) {
  JsonObject object = ObjectOf(stored.letter);
  std::string headers = "[";
  for (const OutHeader& header : stored.record.headers) {
    JsonObject entry;
    entry.Text("name", header.name);
    entry.Bytes("value", header.value);
    if (headers.size() > 1) headers += ',';
    headers += std::move(entry).Finish();
  }
  object.Raw("headers", headers + "]");
  if (stored.record.value) {
    object.Bytes("value", *stored.record.value);
  } else {
    object.Raw("value", "null");
  }
  return std::move(object).Finish();
}

}  // namespace newswired::cli
