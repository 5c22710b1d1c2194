#include "stages/decode/claims.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "stages/decode/mojibake.h"
#include "stages/text/dates.h"
#include "stages/text/find_dates.h"
#include "stages/text/language_tag.h"
#include "stages/text/url.h"
#include "stages/text/utf8.h"
#include "stages/text/zones.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxKeywords = 256;

void Refuse(std::string_view name, std::string_view value, const char* what, Article& article) {
  article.warnings.push_back("claim_unreadable: " + std::string(name) + " \"" + Excerpt(value) +
                             "\" is " + what);
}

/// Words and clocks of a piece of text beside a date.
struct Beside {
  int words = 0;
  bool numbers = false;  ///< but for clocks
};

Beside ReadBeside(std::string_view text) {
  Beside beside;
  bool in_word = false;
  bool in_number = false;
  std::size_t digits = 0;  // of a clock, "14:05"
  bool colon = false;
  const auto end_number = [&] {
    if (in_number && !(colon && digits >= 3 && digits <= 6)) beside.numbers = true;
    in_number = colon = false;
    digits = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = DecodeUtf8(text, at);
    const bool digit = IsDigitCodepoint(c);
    const bool clock = in_number && (c == ':' || c == '.' || c == 'h');
    if (digit || clock) {
      colon = colon || clock;
      digits += digit ? 1 : 0;
      in_number = true;
      in_word = false;
      continue;
    }
    end_number();
    const bool letter = IsWordCodepoint(c);
    if (letter && !in_word) ++beside.words;
    in_word = letter;
  }
  end_number();
  return beside;
}

/// Whether a date is all that `line` says: in front of it stands a day of the week or a short label
/// ("Last updated on"), behind it the rest of its time.
bool IsAllThatIsSaid(std::string_view line, const FoundDate& found) {
  constexpr int kWordsOfLabel = 4;  // with the day of the week
  constexpr int kWordsBehind = 1;
  const Beside front = ReadBeside(line.substr(0, found.begin));
  const Beside back = ReadBeside(line.substr(found.end));
  return !front.numbers && !back.numbers && front.words <= kWordsOfLabel &&
         back.words <= kWordsBehind;
}

/// What is written in other words than ParseDate() knows: "mer., 12 mars 2025 14:05:00 +0100".
std::optional<Dated> DateInWords(std::string_view value) {
  if (value.size() > 4 && value[4] == '-') return std::nullopt;  // ISO, and broken
  const std::string line = LowerUtf8(CleanLine(value));
  std::optional<FoundDate> found = FindOnlyDate(line, DayOrder::kUnknown);
  if (!found || found->dated.precision < Precision::kDay) return std::nullopt;
  if (!IsAllThatIsSaid(line, *found)) return std::nullopt;
  return std::move(found->dated);
}

/// The day of a time in a zone that nobody knows, or that means several ("14:05 MSK", "IST").
std::string DayOfUnknownZone(std::string_view value) {
  constexpr std::size_t kLongestName = 5;
  const std::size_t space = value.rfind(' ');
  if (space == std::string_view::npos) return {};
  const std::string_view name = value.substr(space + 1);
  const bool zone = name.size() >= 2 && name.size() <= kLongestName &&
                    std::all_of(name.begin(), name.end(), IsUpperAscii);
  const std::optional<Dated> dated = zone ? ParseDate(value.substr(0, space)) : std::nullopt;
  if (!dated || dated->precision < Precision::kMinute || dated->utc_ms) return {};
  return dated->value.substr(0, std::string_view("2025-03-12").size());
}

/// At most 4 KiB of a value.
std::string_view CutClaim(std::string_view value, std::string_view name, Article& article) {
  if (value.size() <= kMaxClaimBytes) return value;
  article.warnings.push_back("claim_cut: " + std::string(name) + " has " +
                             std::to_string(value.size()) + " bytes");
  return value.substr(0, FloorBoundary(value, kMaxClaimBytes));
}

}  // namespace

std::string Excerpt(std::string_view text) {
  std::string line = CleanLine(text.substr(0, FloorBoundary(text, 60)));
  if (text.size() > 60) line += "...";
  return line;
}

std::string_view WithoutMojibake(std::string_view value, std::string_view name, std::string& room,
                                 Article& article) {
  MojibakeRepair repair = RepairMojibake(value);
  if (repair.sequences == 0) return value;
  room = std::move(repair.text);
  constexpr std::string_view kCode = "mojibake_repaired: ";
  std::vector<std::string>& warnings = article.warnings;
  const auto said = std::find_if(warnings.begin(), warnings.end(),
                                 [&](const std::string& each) { return each.starts_with(kCode); });
  const std::string where = " " + std::string(name);
  if (said == warnings.end()) {
    warnings.push_back(std::string(kCode) + "had once been read as " + std::string(repair.charset) +
                       ":" + where);
  } else if (!said->ends_with(where)) {
    *said += "," + where;
  }
  return room;
}

std::string ClaimLine(std::string_view value, std::string_view name, Article& article) {
  std::string room;
  value = WithoutMojibake(CutClaim(value, name, article), name, room, article);
  return CleanLine(value);
}

void ClaimId(std::string_view value, std::string_view name, std::string& field, Article& article) {
  if (TrimAscii(value).empty()) return;
  std::string line = CleanLine(CutClaim(value, name, article));
  if (!line.empty()) field = std::move(line);
}

void ClaimText(std::string_view value, std::string_view name, std::string& field,
               Article& article) {
  if (TrimAscii(value).empty()) return;
  std::string line = ClaimLine(value, name, article);
  if (!line.empty()) field = std::move(line);
}

void ClaimDate(std::string_view value, std::string_view name, std::string& field,
               Article& article) {
  value = TrimAscii(value);
  if (value.empty()) return;
  if (ParseDate(value)) {
    field = CleanLine(value);
  } else if (std::string day = DayOfUnknownZone(value); !day.empty()) {
    Refuse(name, value, "in a zone that is not known or means several: its day is taken", article);
    field = std::move(day);
  } else if (std::optional<Dated> date = DateInWords(value)) {
    field = std::move(date->value);
  } else {
    Refuse(name, value, "not a date that can be read without guessing", article);
  }
}

void ClaimFetched(std::string_view value, std::string_view name, std::string_view evidence,
                  Article& article) {
  constexpr double kByItsOwnClock = 0.98;
  constexpr std::int64_t kClocksDifferMs = 600'000;
  ClaimDate(value, name, article.claims.fetched_at, article);
  article.fetched = ParseDate(article.claims.fetched_at);
  if (!article.fetched) return;
  const std::int64_t seen = std::max(article.input.record_time_ms, article.input.received_ms);
  if (seen > 0 && article.fetched->utc_ms.value_or(0) > seen + kClocksDifferMs) {
    article.warnings.push_back("claim_ignored: " + std::string(name) + " \"" + Excerpt(value) +
                               "\" is later than its record");
    article.claims.fetched_at.clear();
    article.fetched.reset();
    return;
  }
  article.fetched->evidence = evidence;
  article.fetched->confidence = kByItsOwnClock;
}

void ClaimUrl(std::string_view value, std::string_view base, std::string_view name,
              Article& article) {
  value = TrimAscii(value);
  if (value.empty()) return;
  std::optional<std::string> canonical = CanonicalUrl(value);
  const bool relative = !canonical && !base.empty();
  if (relative) canonical = CanonicalUrl(value, base);
  if (!canonical) {
    Refuse(name, value, "not an absolute http(s) address", article);
    return;
  }
  article.url = relative ? *canonical : CleanLine(value);
  article.evidence.canonical_url.clear();
  article.canonical_url = std::move(*canonical);
}

void ClaimLanguage(std::string_view value, Article& article) {
  value = TrimAscii(value);
  if (value.empty()) return;
  if (std::optional<std::string> tag = CanonicalLanguageTag(value)) {
    article.claims.language = std::move(*tag);
  } else {
    Refuse("language", value, "not a language tag", article);
  }
}

void ClaimKeyword(std::string_view value, Article& article) {
  std::vector<std::string>& keywords = article.claims.keywords;
  if (keywords.size() >= kMaxKeywords || value.size() > kMaxClaimBytes) return;
  std::string room;
  std::string keyword = CleanLine(WithoutMojibake(value, "keywords", room, article));
  if (!keyword.empty() && std::find(keywords.begin(), keywords.end(), keyword) == keywords.end()) {
    keywords.push_back(std::move(keyword));
  }
}

void ClaimPubStatus(std::string_view value, Article& article) {
  value = TrimAscii(value);
  if (value.empty()) return;
  const std::string status = LowerAscii(value.substr(value.find_last_of(":/") + 1));  // of a code
  const auto is = [&](std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), status) != words.end();
  };
  if (is({"usable", "withheld", "canceled"})) {
    article.claims.pub_status = status;
  } else if (is({"cancelled", "killed", "kill"})) {
    article.claims.pub_status = "canceled";
  } else if (is({"withdrawn", "retracted", "embargoed", "hold", "held"})) {
    article.claims.pub_status = "withheld";
  } else {
    Refuse("pubStatus", value, "none of usable, withheld, canceled", article);
  }
}

void ClaimEmbargo(std::string_view value, Article& article) {
  value = TrimAscii(value);
  if (value.empty()) return;
  std::optional<Dated> until = ParseDate(value);
  if (until) ApplyZone(article.source.tz, *until);
  if (until && until->utc_ms) {
    article.claims.embargoed_until = FormatUtc(*until->utc_ms);
  } else {
    Refuse("embargoedUntil", value, "not a time with its zone", article);
    WarnOfOpenEmbargo(article);
  }
}

void WarnOfOpenEmbargo(Article& article) {
  article.warnings.emplace_back("embargo_open: it is under an embargo whose end is not known");
}

void ClaimUrgency(std::string_view value, Article& article) {
  value = TrimAscii(value);
  if (value.empty()) return;
  if (value.size() == 1 && value[0] >= '1' && value[0] <= '9') {
    article.claims.urgency = value[0] - '0';
  } else {
    Refuse("urgency", value, "not a number from 1 to 9", article);
  }
}

void ClaimRights(const Rights& rights, Article& article) {
  Rights& out = article.rights;
  ClaimText(rights.copyright_holder, "copyrightHolder", out.copyright_holder, article);
  ClaimText(rights.copyright_notice, "copyrightNotice", out.copyright_notice, article);
  ClaimText(rights.usage_terms, "usageTerms", out.usage_terms, article);
}

}  // namespace newswired
