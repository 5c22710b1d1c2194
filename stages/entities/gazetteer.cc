#include "stages/entities/gazetteer.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "stages/text/hash.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace embedded {
extern const std::string_view kEntitiesCountries;
extern const std::string_view kEntitiesNationalities;
extern const std::string_view kEntitiesCities;
extern const std::string_view kEntitiesRegions;
extern const std::string_view kEntitiesOrganisations;
}  // namespace embedded

namespace {

constexpr std::size_t kColumns = 9;

/// What may stand between two words of a name; 0: nothing that a name has.
std::uint64_t GapOf(std::string_view gap) {
  if (gap == " " || gap == "\n" || gap == "\u00A0") return 1;
  if (gap == "-" || gap == "\u2010" || gap == "\u2011") return 2;
  if (gap == "'" || gap == "\u2019" || gap == "\u02BC") return 3;
  if (gap == ".") return 4;
  if (gap == ". ") return 5;
  if (gap == ", ") return 6;
  if (gap == " & ") return 7;
  if (gap == " (") return 8;
  return 0;
}

std::uint64_t KeyOf(std::uint32_t state, std::uint64_t gap, std::string_view word) {
  const std::uint64_t hash = Hash64(word);
  const std::uint64_t key =
      Mix64(hash ^ (static_cast<std::uint64_t>(state) << 4 | gap) * 0x9E3779B97F4A7C15ULL);
  return key == 0 ? 1 : key;
}

std::string Upper(std::string_view text) {
  std::string upper;
  for (std::size_t at = 0; at < text.size();) {
    AppendUtf8(static_cast<char32_t>(
                   utf8proc_toupper(static_cast<utf8proc_int32_t>(DecodeUtf8(text, at)))),
               upper);
  }
  return upper;
}

/// "UN", "U.N.", "G20", "NATO", "AfDB"; not "Porto-Novo".
bool IsAcronym(std::string_view name) {
  if (name.find(' ') != std::string_view::npos || name.size() > 10) return false;
  std::size_t capitals = 0;
  std::size_t small = 0;
  for (const char c : name) {
    capitals += c >= 'A' && c <= 'Z' ? 1U : 0U;
    small += c >= 'a' && c <= 'z' ? 1U : 0U;
  }
  return (capitals >= 2 && capitals > small) ||
         (capitals == 1 && name.find_first_of("0123456789") != std::string_view::npos);
}

}  // namespace

Result<std::shared_ptr<const Gazetteer>> Gazetteer::From(
    const std::vector<std::string_view>& tables) {
  auto gazetteer = std::make_shared<Gazetteer>();
  gazetteer->slots_.resize(1024);
  for (const std::string_view table : tables) NW_CHECK_OK(gazetteer->Load(table));
  return std::shared_ptr<const Gazetteer>(std::move(gazetteer));
}

Result<std::shared_ptr<const Gazetteer>> Gazetteer::Built() {
  static const Result<std::shared_ptr<const Gazetteer>> built = From(
      {embedded::kEntitiesCountries, embedded::kEntitiesNationalities, embedded::kEntitiesCities,
       embedded::kEntitiesRegions, embedded::kEntitiesOrganisations});
  return built;
}

Status Gazetteer::Load(std::string_view table) {
  std::size_t row = 0;
  while (!table.empty()) {
    const std::size_t end = std::min(table.find('\n'), table.size());
    std::string_view line = table.substr(0, end);
    table.remove_prefix(std::min(end + 1, table.size()));
    ++row;
    if (line.empty() || line.starts_with('#')) continue;
    std::array<std::string_view, kColumns> columns;
    std::size_t count = 0;
    while (count < kColumns) {
      const std::size_t tab = std::min(line.find('\t'), line.size());
      columns[count++] = line.substr(0, tab);
      if (tab == line.size()) break;
      line.remove_prefix(tab + 1);
    }
    if (count != kColumns || columns[0].empty() || columns[1].empty()) {
      return ConfigError("bad_table", "entities: row " + std::to_string(row) + " of a table has " +
                                          std::to_string(count) + " columns or no name");
    }
    Named named{.type = columns[0],
                .name = columns[1],
                .wikidata = columns[3],
                .iso = columns[4],
                .feature = columns[7]};
    if (!columns[5].empty()) {
      named.lat = std::strtod(std::string(columns[5]).c_str(), nullptr);
      named.lon = std::strtod(std::string(columns[6]).c_str(), nullptr);
      named.located = true;
    }
    named.ambiguous = columns[8].find("amb") != std::string_view::npos;
    const auto index = static_cast<std::uint32_t>(named_.size());
    named_.push_back(named);

    std::string_view names = columns[1];
    std::string_view aliases = columns[2];
    bool alias = false;
    while (!names.empty()) {
      Entry entry{.named = index, .alias = alias};
      entry.acronym = IsAcronym(names);
      entry.full_stop = names.ends_with('.');
      Insert(names, entry);
      if (!entry.acronym) {
        entry.caps = true;
        Insert(Upper(names), entry);
      }
      const std::size_t bar = std::min(aliases.find('|'), aliases.size());
      names = aliases.substr(0, bar);
      aliases.remove_prefix(std::min(bar + 1, aliases.size()));
      alias = true;
    }
  }
  return Ok();
}

Gazetteer::Slot& Gazetteer::SlotOf(std::uint64_t key) {
  std::size_t at = key & (slots_.size() - 1);
  while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
  return slots_[at];
}

void Gazetteer::Grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.key != 0) SlotOf(slot.key) = slot;
  }
}

void Gazetteer::Insert(std::string_view name, Entry entry) {
  std::vector<Word> words;
  FindWords(name, words);
  std::uint32_t state = 0;
  std::uint64_t last_key = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint64_t gap =
        i == 0 ? 0 : GapOf(name.substr(words[i - 1].end, words[i].begin - words[i - 1].end));
    const std::uint64_t key = KeyOf(state, gap, words[i].In(name));
    if (std::size_t{states_} * 2 > slots_.size()) Grow();
    Slot& slot = SlotOf(key);
    if (slot.key == 0) {
      slot.key = key;
      slot.state = states_++;
    }
    state = slot.state;
    last_key = key;
  }
  if (words.empty()) return;
  Slot& slot = SlotOf(last_key);
  if (slot.payload != 0) {
    // "U.S." and "U.S" differ by nothing that counts here.
    if (entries_[slot.payload - 1].named != entry.named) doubled_.emplace_back(name);
    return;
  }
  entries_.push_back(entry);
  slot.payload = static_cast<std::uint32_t>(entries_.size());
}

bool Gazetteer::Find(std::string_view text, const std::vector<Word>& words, std::size_t first,
                     Match& match) const {
  std::uint32_t state = 0;
  bool found = false;
  for (std::size_t i = first; i < words.size(); ++i) {
    std::uint64_t gap = 0;
    if (i > first) {
      gap = GapOf(text.substr(words[i - 1].end, words[i].begin - words[i - 1].end));
      if (gap == 0) break;
    }
    const std::uint64_t key = KeyOf(state, gap, words[i].In(text));
    std::size_t at = key & (slots_.size() - 1);
    while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
    if (slots_[at].key == 0) break;
    state = slots_[at].state;
    if (slots_[at].payload != 0) {
      const Entry& entry = entries_[slots_[at].payload - 1];
      match = {.named = entry.named,
               .words = i - first + 1,
               .end = words[i].end,
               .alias = entry.alias,
               .acronym = entry.acronym,
               .caps = entry.caps};
      if (entry.full_stop && match.end < text.size() && text[match.end] == '.') ++match.end;
      found = true;
    }
  }
  return found;
}

}  // namespace newswired
