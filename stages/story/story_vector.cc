#include "stages/story/story_vector.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "stages/text/hash.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {

namespace embedded {
extern const std::string_view kStoryIdf;
extern const std::string_view kStoryRarity;
}  // namespace embedded

namespace {

constexpr std::size_t kMostWords = 2000;
constexpr std::size_t kLeadWords = 110;
constexpr std::uint8_t kUnknown = 63;         // rarity of a word that is not in the table
constexpr std::uint8_t kNotCommon = 48;       // the same of a word in lower case, not in English
constexpr std::uint8_t kLeastRarity = 10;     // "has", "would", "new": they tell no story
constexpr std::size_t kMostLetters = 6;       // of a word that is not English: the rest is endings
constexpr std::size_t kMostSyllables = 2;     // the same of Korean
constexpr std::size_t kLongest = 64;          // of a word, in bytes; what is longer is no word
constexpr std::size_t kLongAbbreviation = 6;  // capitals beyond it are shouting, not a name

/// 64 * (1 + ln n), n from 1.
constexpr std::array<std::uint32_t, 33> kCounts = {
    0,   64,  108, 134, 153, 167, 179, 189, 197, 205, 211, 217, 223, 228, 233, 237, 241,
    245, 249, 252, 256, 259, 262, 265, 267, 270, 273, 275, 277, 280, 282, 284, 286};

/// Code points of valid text, perhaps cut off at its end.
std::size_t LettersOf(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Takes the ending off an English word in lower case, as data/make_idf.py does.
std::size_t Stem(char* word, std::size_t size) {
  const auto ends = [&](std::string_view end) {
    return size >= end.size() && std::memcmp(word + size - end.size(), end.data(), end.size()) == 0;
  };
  if (size > 4) {
    if (ends("ies")) {
      size -= 2;
      word[size - 1] = 'y';
    } else if (ends("sses")) {
      size -= 2;
    } else if (ends("s") && !ends("ss") && !ends("us") && !ends("is")) {
      --size;
    }
  }
  if (size > 5 && ends("ing")) {
    size -= 3;
  } else if (size > 4 && ends("ed")) {
    size -= 2;
  }
  if (size > 4 && ends("e")) --size;
  return size;
}

std::uint32_t HashOf(std::string_view stem) {
  return static_cast<std::uint32_t>(Hash64(stem)) | 1;  // never 0, which marks an empty slot
}

/// Takes what stands before the next `end` off `rest`, with that.
std::string_view Take(std::string_view& rest, char end) {
  const std::size_t size = std::min(rest.find(end), rest.size());
  const std::string_view taken = rest.substr(0, size);
  rest.remove_prefix(std::min(size + 1, rest.size()));
  return taken;
}

/// How rare words are in a language, by hash.
class RarityTable {
 public:
  /// Lines have a step, a tab, and the words that are so rare.
  explicit RarityTable(const std::vector<std::string_view>& lines) {
    std::ptrdiff_t words = 0;
    for (const std::string_view line : lines)
      words += 1 + std::count(line.begin(), line.end(), ' ');
    slots_.resize(std::bit_ceil(2 * static_cast<std::size_t>(words)));
    for (std::string_view line : lines) {
      const std::string_view step = Take(line, '\t');
      std::uint8_t rarity = 0;
      std::from_chars(step.data(), step.data() + step.size(), rarity);
      while (!line.empty()) Add(HashOf(Take(line, ' ')), rarity);
    }
  }

  [[nodiscard]] std::uint8_t Of(std::uint32_t hash) const {
    for (std::size_t at = hash >> kRarityBits;; ++at) {
      const std::uint32_t slot = slots_[at & (slots_.size() - 1)];
      if (slot == 0) return kUnknown;
      if (slot >> kRarityBits == hash >> kRarityBits) return slot & kUnknown;
    }
  }

 private:
  // Of the hash 26 bits are kept, above the rarity: the table has to stay in the cache.
  static constexpr unsigned kRarityBits = 6;

  void Add(std::uint32_t hash, std::uint8_t rarity) {
    std::size_t at = hash >> kRarityBits;
    while (slots_[at & (slots_.size() - 1)] != 0) ++at;
    slots_[at & (slots_.size() - 1)] = (hash & ~std::uint32_t{kUnknown}) | rarity;
  }

  std::vector<std::uint32_t> slots_;  ///< a power of two, half of them free
};

/// data/idf.tsv.
RarityTable ReadEnglish() {
  std::vector<std::string_view> lines;
  std::string_view rest = embedded::kStoryIdf;
  while (!rest.empty()) lines.push_back(Take(rest, '\n'));
  return RarityTable(lines);
}

/// data/rarity.tsv, whose lines begin with their language.
std::unordered_map<std::string_view, RarityTable> ReadOthers() {
  std::unordered_map<std::string_view, std::vector<std::string_view>> lines;
  std::string_view rest = embedded::kStoryRarity;
  while (!rest.empty()) {
    std::string_view line = Take(rest, '\n');
    const std::string_view language = Take(line, '\t');
    lines[language].push_back(line);
  }
  std::unordered_map<std::string_view, RarityTable> tables;
  for (const auto& [language, its_lines] : lines) tables.try_emplace(language, its_lines);
  return tables;
}

/// The table of a language, or of a near one; nullptr: nobody counted its words.
const RarityTable* RaritiesOf(std::string_view language) {
  constexpr std::pair<std::string_view, std::string_view> kNear[] = {
      {"no", "nb"},  {"nn", "nb"}, {"hr", "sh"}, {"sr", "sh"}, {"bs", "sh"},
      {"tl", "fil"}, {"gl", "pt"}, {"af", "nl"}, {"be", "uk"}, {"yue", "zh"}};
  static const RarityTable english = ReadEnglish();
  std::string_view primary = language.substr(0, language.find('-'));
  if (primary.empty() || primary == "en") return &english;
  for (const auto& [near, counted] : kNear) {
    if (primary == near) primary = counted;
  }
  static const auto others = ReadOthers();
  const auto found = others.find(primary);
  return found == others.end() ? nullptr : &found->second;
}

/// A term of one article while it is counted.
struct Term {
  std::uint32_t hash = 0;
  std::uint16_t count = 0;
  std::uint16_t capitals = 0;   ///< times it was written with a capital
  bool capital_inside = false;  ///< once at least not only because a sentence began
  bool lead = false;
  std::uint8_t rarity = 0;
  std::uint32_t weight = 0;
};

/// Counts the terms of an article.
class Counter {
 public:
  explicit Counter(std::string_view language)
      : rarities_(RaritiesOf(language)),
        english_(rarities_ == RaritiesOf({})),
        capital_nouns_(language.substr(0, language.find('-')) == "de") {}

  void Add(std::string_view text) {
    words_.clear();
    FindWords(text.substr(0, FloorBoundary(text, kMostBytes)), words_);
    bool begins = true;
    for (std::size_t i = 0; i < words_.size() && seen_ < kMostWords; ++i) {
      const Word& word = words_[i];
      const std::string_view surface = word.In(text);
      if (BeginsWithDigit(surface)) {
        AddNumber(text, i);
      } else if (IsIdeographAt(text, word)) {
        AddPair(text, i);
      } else if (surface.size() > 1 && surface.size() <= kLongest) {
        AddWord(surface, word, begins);
      }
      ++seen_;
      const std::size_t next = i + 1 < words_.size() ? words_[i + 1].begin : text.size();
      begins = text.substr(words_[i].end, next - words_[i].end).find_first_of(".!?\n") != text.npos;
    }
  }

  StoryVector Finish() {
    for (Term& term : terms_) {
      if (term.rarity < kLeastRarity) continue;
      term.weight = kCounts[std::min<std::size_t>(term.count, kCounts.size() - 1)] * term.rarity;
    }
    std::erase_if(terms_, [](const Term& term) { return term.weight == 0; });
    const std::size_t size = std::min(terms_.size(), StoryVector::kMostTerms);
    std::partial_sort(terms_.begin(), terms_.begin() + static_cast<std::ptrdiff_t>(size),
                      terms_.end(), [](const Term& a, const Term& b) {
                        return a.weight != b.weight ? a.weight > b.weight : a.hash < b.hash;
                      });
    StoryVector made;
    for (std::size_t i = 0; i < size; ++i) {
      const Term& term = terms_[i];
      const std::uint32_t weight = std::max(1U, term.weight * 255 / terms_.front().weight);
      const bool name = term.capital_inside && term.capitals * 2 >= term.count &&
                        !(capital_nouns_ && term.rarity < kUnknown);
      made.hashes[i] = term.hash;
      made.weights[i] = static_cast<std::uint8_t>(weight);
      made.marks[i] = static_cast<std::uint8_t>(term.rarity | (name ? StoryVector::kName : 0) |
                                                (term.lead ? StoryVector::kLead : 0));
      made.norm += weight * weight;
    }
    made.size = static_cast<std::uint32_t>(size);
    return made;
  }

 private:
  static constexpr std::size_t kMostBytes = 32'768;
  static constexpr std::size_t kSlots = 4096;  // more than twice kMostWords

  /// "4,200" and "6.1" are one number.
  void AddNumber(std::string_view text, std::size_t& i) {
    std::array<char, kLongest> digits;
    std::size_t size = 0;
    const auto append = [&](const Word& word) {
      for (const char c : word.In(text)) {
        if (size < digits.size())
          digits[size++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      }
    };
    append(words_[i]);
    while (i + 1 < words_.size() && words_[i + 1].begin == words_[i].end + 1 &&
           (text[words_[i].end] == '.' || text[words_[i].end] == ',') &&
           IsDigitAscii(text[words_[i + 1].begin]) && IsDigitAscii(text[words_[i].end - 1])) {
      if (text[words_[i].end] == '.' && size < digits.size()) digits[size++] = '.';
      append(words_[++i]);
    }
    Term& term = Count(HashOf({digits.data(), size}));
    term.rarity = RaritiesOf({})->Of(term.hash);  // numbers are everybody's
    // A magnitude, a toll or a flight tells events of one kind apart as a name does.
    if (LettersOf({digits.data(), size}) > 1) {
      ++term.capitals;
      term.capital_inside = true;
    }
  }

  void AddWord(std::string_view surface, const Word& word, bool begins) {
    std::uint32_t hash = 0;
    if (!english_) {
      hash = HashOf(Beginning(LowerUtf8(surface)));
    } else if (word.ascii) {
      std::array<char, kLongest> stem;
      std::ranges::transform(surface, stem.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      });
      hash = HashOf({stem.data(), Stem(stem.data(), surface.size())});
    } else {
      hash = static_cast<std::uint32_t>(FoldedHash(surface, false)) | 1;
    }
    Term& term = Count(hash);
    if (word.capital) {
      ++term.capitals;
      term.capital_inside |= !begins && !(word.all_caps && surface.size() > kLongAbbreviation);
    }
    if (term.count == 1) term.rarity = RarityOf(hash, surface, word.capital);
  }

  /// A word of another language without most of its endings: its first letters.
  static std::string_view Beginning(std::string_view lower) {
    std::size_t letters = 0;
    std::size_t at = 0;
    while (at < lower.size()) {
      const std::size_t begin = at;
      const char32_t c = DecodeUtf8(lower, at);
      const bool hangul = c >= 0xAC00 && c <= 0xD7A3;  // a syllable a character
      if (letters == (hangul ? kMostSyllables : kMostLetters)) return lower.substr(0, begin);
      ++letters;
    }
    return lower;
  }

  static bool IsIdeographAt(std::string_view text, const Word& word) {
    std::size_t at = word.begin;
    return !word.ascii && IsIdeograph(DecodeUtf8(text, at));
  }

  /// Where no spaces are written, a term is two characters, overlapping.
  void AddPair(std::string_view text, std::size_t i) {
    if (!IsPair(text, words_, i)) return;
    const std::string_view surface =
        text.substr(words_[i].begin, words_[i + 1].end - words_[i].begin);
    const auto hash = static_cast<std::uint32_t>(FoldedHash(surface, false)) | 1;
    Term& term = Count(hash);
    if (term.count == 1) term.rarity = RarityOf(hash, surface, /*capital=*/false);
  }

  [[nodiscard]] std::uint8_t RarityOf(std::uint32_t hash, std::string_view surface,
                                      bool capital) const {
    const std::uint8_t rarity = rarities_ == nullptr ? kUnknown : rarities_->Of(hash);
    if (english_ || capital || rarity != kUnknown) return rarity;
    if (rarities_ != nullptr) return kNotCommon;
    // Function words are short in all languages of letters.
    return static_cast<std::uint8_t>(std::min<std::size_t>(kNotCommon, 4 * LettersOf(surface)));
  }

  Term& Count(std::uint32_t hash) {
    std::size_t at = hash >> 1;
    while (slots_[at % kSlots] != 0 && terms_[slots_[at % kSlots] - 1U].hash != hash) ++at;
    std::uint16_t& slot = slots_[at % kSlots];
    if (slot == 0) {
      terms_.push_back({.hash = hash});
      slot = static_cast<std::uint16_t>(terms_.size());
    }
    Term& term = terms_[slot - 1U];
    ++term.count;
    term.lead |= seen_ < kLeadWords;
    return term;
  }

  const RarityTable* const rarities_;  ///< nullptr: there is none
  const bool english_;
  const bool capital_nouns_;  ///< a word with a capital is a name only if it is rare
  std::size_t seen_ = 0;      // words
  std::vector<Word> words_;
  std::vector<Term> terms_;
  std::array<std::uint16_t, kSlots> slots_{};  // position in terms_ + 1
};

}  // namespace

StoryVector MakeStoryVector(std::string_view title, std::string_view body,
                            std::string_view language) {
  Counter counter(language);
  counter.Add(title);
  counter.Add(body);
  return counter.Finish();
}

}  // namespace newswired
