#include "stages/dedup/syndication.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "stages/text/agencies.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kLinesLookedAt = 3;  // at the text's beginning, and at its end
constexpr std::size_t kMostOfALine = 200;
constexpr std::size_t kMostWords = 6;  // of a house's name
constexpr double kCredit = 0.95;

struct Statement {
  std::string_view words;  ///< in lower case; what follows is a name
  bool vague = false;      ///< or a day or a language: names of one word are not taken
};
constexpr auto kStatements = std::to_array<Statement>({{"originally published by"},
                                                       {"originally published at"},
                                                       {"originally published on", true},
                                                       {"originally appeared in", true},
                                                       {"originally appeared on", true},
                                                       {"first published by"},
                                                       {"first published at"},
                                                       {"first published on", true},
                                                       {"first appeared in", true},
                                                       {"first appeared on", true},
                                                       {"republished from"},
                                                       {"republished with permission from"},
                                                       {"republished with permission of"},
                                                       {"reprinted from"},
                                                       {"reprinted with permission from"},
                                                       {"reprinted with permission of"}});
constexpr auto kArticles = std::to_array<std::string_view>(
    {"article", "story", "report", "piece", "post", "item", "text", "column", "essay"});

std::string_view Trim(std::string_view text, std::string_view what) {
  const std::size_t begin = text.find_first_not_of(what);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(what) - begin + 1);
}

/// The lines of the text that may be about it, first ones and last ones.
std::vector<std::string_view> OuterLines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (lines.size() > 2 * kLinesLookedAt) {
    lines.erase(lines.begin() + kLinesLookedAt, lines.end() - kLinesLookedAt);
  }
  std::erase_if(lines, [](std::string_view line) { return line.size() > kMostOfALine; });
  return lines;
}

bool BeginsName(std::string_view word) {
  const auto first = static_cast<unsigned char>(word.front());
  const bool capital = (first >= 'A' && first <= 'Z') || first >= 0xC0;  // not ASCII: may be one
  return capital && (first < 0xC0 || LowerUtf8(word) != word);
}

/// "example.org", "www.example.org".
bool IsHost(std::string_view word) {
  const std::size_t dot = word.rfind('.');
  return dot != word.npos && dot > 0 && word.size() - dot > 2 &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == word.npos;
}

/// The name at the beginning: words with capitals, and small words between two of them.
std::string NameAt(std::string_view text) {
  std::string name;
  std::string between;
  for (std::size_t words = 0; words < kMostWords; ++words) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    const std::size_t bare = word.find_last_not_of(".,;:)\"'") + 1;
    const bool last = bare < word.size();
    word = word.substr(0, bare);
    if (word.empty()) break;
    if (name.empty() && IsHost(word)) return std::string(word);
    if (BeginsName(word)) {
      name += between;
      if (!name.empty()) name += ' ';
      name += word;
      between.clear();
    } else if (word == "the" && name.empty()) {
      continue;
    } else if (!name.empty() && (word == "of" || word == "and" || word == "for" || word == "&")) {
      between.append(" ").append(word);
    } else {
      break;
    }
    if (last) break;
  }
  return name;
}

/// Whether these words, in lower case, say that the text is meant: none, or "this article was".
bool MeansTheText(std::string_view words) {
  words = Trim(words, " (*-_");
  if (words.empty()) return true;
  return std::any_of(kArticles.begin(), kArticles.end(), [&](std::string_view article) {
    const std::string subject = std::string("this ").append(article);
    return words == subject || words == subject + " was" || words == subject + " is";
  });
}

/// Who published the text first, as this line says; empty: it does not.
std::string OriginOf(std::string_view line) {
  const std::string lower = LowerUtf8(line);
  if (lower.size() != line.size()) return {};  // then places do not agree
  for (const Statement& statement : kStatements) {
    const std::size_t at = lower.find(statement.words);
    if (at == lower.npos || !MeansTheText(std::string_view(lower).substr(0, at))) continue;
    std::string name = NameAt(line.substr(at + statement.words.size()));
    const bool too_short = statement.vague && !IsHost(name) && name.find(' ') == name.npos;
    if (!too_short) return name;
  }
  return {};
}

/// "(Reuters)", "- dpa": the agency whose name the line is, and nothing else; empty: it is not.
std::string_view AgencyOf(std::string_view line) {
  const bool marked =
      line.find_first_of("(-/") == 0 || line.starts_with("–") || line.starts_with("—");
  std::string_view name = Trim(line, " ()-/.");
  for (const std::string_view dash : {"–", "—"}) {
    if (name.starts_with(dash)) name = Trim(name.substr(dash.size()), " ");
  }
  return marked && IsAgency(LowerUtf8(name)) ? name : std::string_view();
}

/// Whether the name is the source's own.
bool IsOwn(std::string_view name, const Source& source) {
  const std::string lower = LowerUtf8(name);
  return lower == LowerUtf8(source.name) || lower == LowerUtf8(source.domain) ||
         lower == LowerUtf8(source.id);
}

}  // namespace

std::optional<Syndication> FindSyndication(const Article& article) {
  Syndication found;
  const auto add = [&](std::string_view name, std::string_view where, double confidence) {
    if (name.empty() || IsOwn(name, article.source)) return;
    if (found.agency.empty()) {
      found.agency = name;
    } else if (LowerUtf8(found.agency) != LowerUtf8(name) || found.evidence.ends_with(where)) {
      return;
    }
    if (!found.evidence.empty()) found.evidence += '+';
    found.evidence += where;
    found.confidence = std::max(found.confidence, confidence);
  };
  if (article.dateline) add(article.dateline->agency, "dateline", article.dateline->confidence);
  for (const Author& author : article.authors) {
    if (IsAgency(LowerUtf8(author.name))) add(author.name, "byline", author.confidence);
  }
  for (const std::string_view line : OuterLines(article.body)) {
    add(AgencyOf(line), "credit", kCredit);
    if (!found.origin.empty()) continue;
    std::string origin = OriginOf(line);
    if (origin.empty() || IsOwn(origin, article.source)) continue;
    found.origin = std::move(origin);
    if (!found.evidence.empty()) found.evidence += '+';
    found.evidence += "statement";
    found.confidence = std::max(found.confidence, kCredit);
  }
  if (found.evidence.empty()) return std::nullopt;
  return found;
}

}  // namespace newswired
