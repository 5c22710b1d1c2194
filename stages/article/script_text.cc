#include "stages/article/script_text.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "stages/text/character_references.h"
#include "stages/text/json_escapes.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kShortest = 600;  // bytes of text, tags aside
constexpr int kMostLevels = 3;          // of strings in strings

/// Bytes outside of tags; 0 for what is no running text in HTML: data, code, addresses.
std::size_t ProseSize(std::string_view text) {
  if (FindIgnoringAsciiCase(text, "<p") == std::string_view::npos &&
      FindIgnoringAsciiCase(text, "<br") == std::string_view::npos) {
    return 0;
  }
  std::size_t size = 0;
  std::size_t code = 0;
  bool in_tag = false;
  for (const char c : text) {
    if (c == '<') in_tag = true;
    if (!in_tag) {
      ++size;
      if (c == '{' || c == '}' || c == '=' || c == '\\' || c == '|') ++code;
    }
    if (c == '>') in_tag = false;
  }
  return code * 100 > size ? 0 : size;
}

/// What a string of JSON stands for; empty if it is none.
std::string Unescaped(std::string_view raw) {
  std::string json = "[\"";
  json.append(raw).append("\"]");
  RepairSurrogateEscapes(json);
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  if (document.HasParseError() || !document.IsArray() || document.Size() != 1) return {};
  const rapidjson::Value& value = document[0];
  return value.IsString() ? std::string(value.GetString(), value.GetStringLength()) : std::string();
}

class Finder {
 public:
  void Script(std::string_view type, std::string_view content) {
    if (type.find("template") != std::string_view::npos) {
      Consider(std::string(content));
    } else if (type.find("ld+json") == std::string_view::npos) {
      Strings(content, 0);
    }
  }

  std::string Take() { return std::move(best_); }

 private:
  void Consider(std::string text) {
    const std::size_t size = ProseSize(text);
    if (size < std::max(kShortest, best_size_ + 1)) return;
    best_size_ = size;
    best_ = std::move(text);
  }

  /// Looks at the strings of data or code. A string ends with its line at the latest.
  void Strings(std::string_view text, int level) {
    for (std::size_t at = text.find('"'); at != std::string_view::npos; at = text.find('"', at)) {
      const std::size_t begin = ++at;
      while (at < text.size() && text[at] != '"' && text[at] != '\n') {
        at += text[at] == '\\' ? 2U : 1U;
      }
      if (at >= text.size()) return;
      if (text[at] == '"' && at - begin >= kShortest) String(text.substr(begin, at - begin), level);
      ++at;
    }
  }

  void String(std::string_view raw, int level) {
    std::string text = Unescaped(raw);
    if (level + 1 < kMostLevels && text.find("\":") != std::string::npos) Strings(text, level + 1);
    if (text.find("&lt;p") != std::string::npos) text = WithReferences(text);
    Consider(std::move(text));
  }

  std::string best_;
  std::size_t best_size_ = 0;
};

}  // namespace

std::string FindTextInScripts(std::string_view html) {
  Finder finder;
  std::size_t at = 0;
  while ((at = html.find("<script", at)) != std::string_view::npos) {
    const std::size_t open = html.find('>', at);
    if (open == std::string_view::npos) break;
    const std::size_t close = std::min(html.find("</script", open), html.size());
    finder.Script(html.substr(at, open - at), html.substr(open + 1, close - open - 1));
    at = close;
  }
  return finder.Take();
}

}  // namespace newswired
