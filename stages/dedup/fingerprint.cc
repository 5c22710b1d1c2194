#include "stages/dedup/fingerprint.h"

#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "stages/text/character_references.h"
#include "stages/text/hash.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kShingle = 3;

struct HashedWords {
  std::vector<std::uint64_t> all;
  std::vector<std::uint64_t> pairs;  ///< the same, but for AppendPairs()
  std::vector<std::uint32_t> names, numbers;
  std::uint64_t joined = 0;  ///< hash of where points join digits: "3.5" is not "3-5"

  void Clear() {
    all.clear();
    pairs.clear();
    names.clear();
    numbers.clear();
    joined = 0;
  }
};

constexpr std::uint32_t kTailBits = 8;  ///< of a short hash, beyond those of a sample

constexpr std::uint32_t Short(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

/// Characters that are seen as nothing or as an apostrophe, but would make other words: soft
/// hyphen, zero-width space, joiners, word joiner, byte order mark, a hyphen that parts a word at
/// the end of a line; U+02BC.
std::size_t InvisibleAt(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("\xC2\xAD")) return 2;
  if (rest.starts_with("-\n")) {
    const bool goes_on = rest.size() > 2 && (IsLowerAscii(rest[2]) || (rest[2] & 0x80) != 0);
    return goes_on ? 2 : 0;
  }
  if (rest.starts_with("\xE2\x80\x8B") || rest.starts_with("\xE2\x80\x8C") ||
      rest.starts_with("\xE2\x80\x8D") || rest.starts_with("\xE2\x81\xA0") ||
      rest.starts_with("\xEF\xBB\xBF")) {
    return 3;
  }
  return 0;
}

constexpr int kEscapedTimes = 3;  // texts pass through several systems, each of which escapes

bool HasReference(std::string_view text) {
  const std::size_t at = text.find('&');
  return at != std::string_view::npos && text.find(';', at) != std::string_view::npos;
}

/// `text` as a reader sees it; `buffer` holds it where it had to be changed.
std::string_view Visible(std::string_view text, std::string& buffer) {
  for (int round = 0; round < kEscapedTimes && HasReference(text); ++round) {
    std::string decoded;
    AppendWithReferences(text, decoded);
    if (decoded == text) break;
    buffer = std::move(decoded);
    text = buffer;
  }
  const auto odd = [&](std::size_t at) {
    const auto begins = [](char c) {
      return c == '\xC2' || c == '\xCA' || c == '\xE2' || c == '\xEF' || c == '-';
    };
    while (at < text.size() && !begins(text[at])) ++at;
    return at < text.size() ? at : std::string_view::npos;
  };
  std::string clean;
  std::size_t copied = 0;
  for (std::size_t at = odd(0); at != std::string_view::npos; at = odd(at + 1)) {
    const bool apostrophe = text.substr(at).starts_with("\xCA\xBC");
    const std::size_t length = apostrophe ? 2 : InvisibleAt(text, at);
    if (length == 0) continue;
    clean.append(text, copied, at - copied);
    if (apostrophe) clean += '\'';
    copied = at + length;
  }
  if (copied == 0) return text;
  clean.append(text, copied);
  buffer = std::move(clean);
  return buffer;
}

/// Words that begin many sentences: their capital says nothing.
bool IsFunctionWord(std::uint64_t hash) {
  static const std::unordered_set<std::uint64_t> words = [] {
    std::unordered_set<std::uint64_t> hashes;
    for (const std::string_view word :
         {"the",  "and",   "that",  "for",  "with",  "from",  "are",  "was",   "were",  "this",
          "has",  "have",  "had",   "not",  "but",   "his",   "her",  "she",   "they",  "their",
          "will", "would", "which", "who",  "its",   "said",  "been", "more",  "than",  "also",
          "our",  "you",   "there", "when", "after", "while", "what", "these", "those", "some"}) {
      hashes.insert(FoldedHash(word, true));
    }
    return hashes;
  }();
  return words.contains(hash);
}

/// Two letters are a name only in capitals ("M5", "EU"): others begin sentences.
bool IsLongName(const Word& word, std::string_view letters) {
  return letters.size() > 2 || (word.all_caps && letters.size() == 2);
}

/// The words for shingles: those at the end of hashed.all. Where a script writes no spaces, each
/// character is a word, and three in a row stand in many texts (Japanese verbs end alike): there
/// a word is two characters, overlapping, as search engines index such scripts.
void AppendPairs(std::string_view text, const std::vector<Word>& words, HashedWords& hashed) {
  const std::uint64_t* const hashes = hashed.all.data() + (hashed.all.size() - words.size());
  bool in_pair = false;  // with the character before
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool pair = IsPair(text, words, i);
    if (pair) {
      hashed.pairs.push_back(Mix64(3 * hashes[i] + hashes[i + 1]));
    } else if (!in_pair) {
      hashed.pairs.push_back(hashes[i]);
    }
    in_pair = pair;
  }
}

void AppendWords(std::string_view text, HashedWords& hashed) {
  thread_local std::vector<Word> words;
  std::string buffer;
  text = Visible(text, buffer);
  words.clear();
  FindWords(text, words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    const std::string_view letters = word.In(text);
    std::uint64_t hash = FoldedHash(letters, word.ascii);
    if (BeginsWithDigit(letters) && MinusBefore(text, word.begin) > 0) hash = Mix64(hash);
    if (const std::size_t sign = RatingSignBehind(text, word); sign > 0) hash = Mix64(hash + sign);
    hashed.all.push_back(hash);
    if (BeginsWithDigit(letters)) {
      // The parts of a number are common to many.
      std::uint64_t number = hash;
      for (const std::size_t last = LastOfNumber(text, words, i); i < last;) {
        const Word& part = words[++i];
        hashed.joined = Mix64(hashed.joined + hashed.all.size());
        hashed.all.push_back(FoldedHash(part.In(text), part.ascii));
        number = Mix64(number + hashed.all.back());
      }
      hashed.numbers.push_back(Short(number));
    } else if (word.capital && IsLongName(word, letters) && !IsFunctionWord(hash)) {
      hashed.names.push_back(Short(hash));
    }
  }
  AppendPairs(text, words, hashed);
}

std::string_view BytesOf(const std::vector<std::uint64_t>& hashes) {
  return {reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof(std::uint64_t)};
}

/// Takes the least distinct hashes, and the tails of the first.
template <std::size_t kMost>
void Take(const std::vector<std::uint32_t>& hashes, Sample<kMost>& sample,
          std::span<std::uint8_t> tails = {}) {
  constexpr std::uint64_t kAll = std::uint64_t{Sample<kMost>::kAll} << kTailBits;
  thread_local std::vector<std::uint32_t> least;
  // Hashes are spread evenly: of many, those below a bound that leaves twice what is needed are
  // sorted, and all of them only where repeated ones make that too few.
  std::uint64_t bound = hashes.size() <= 2 * kMost ? kAll : kAll * 2 * kMost / hashes.size();
  while (true) {
    least.clear();
    for (const std::uint32_t hash : hashes) {
      if (hash < bound) least.push_back(hash);
    }
    std::sort(least.begin(), least.end());
    const auto same = [](std::uint32_t a, std::uint32_t b) {
      return a >> kTailBits == b >> kTailBits;
    };
    least.erase(std::unique(least.begin(), least.end(), same), least.end());
    if (least.size() > kMost || bound == kAll) break;
    bound = kAll;
  }
  sample.size = static_cast<std::uint32_t>(std::min(least.size(), kMost));
  for (std::size_t i = 0; i < sample.size; ++i) {
    sample.hashes[i] = least[i] >> kTailBits;
    if (i < tails.size()) tails[i] = static_cast<std::uint8_t>(least[i]);
  }
  sample.below = least.size() > kMost ? least[kMost] >> kTailBits : Sample<kMost>::kAll;
}

/// Hashes of the shingles that begin in the first `most` words.
void Shingles(const std::vector<std::uint64_t>& words, std::size_t most,
              std::vector<std::uint32_t>& shingles) {
  // A polynomial of the words' hashes: the products do not wait for each other.
  constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15ULL;
  shingles.clear();
  for (std::size_t i = 0; i + kShingle <= std::min(words.size(), most); ++i) {
    shingles.push_back(
        Short(Mix64(words[i] * (kBase * kBase) + words[i + 1] * kBase + words[i + 2])));
  }
}

}  // namespace

Fingerprint MakeFingerprint(std::string_view title, std::string_view body, std::size_t min_words) {
  thread_local HashedWords headline;
  thread_local HashedWords text;
  thread_local std::vector<std::uint32_t> shingles;
  headline.Clear();
  text.Clear();
  AppendWords(title, headline);
  AppendWords(body, text);
  if (!text.all.empty() && text.all.size() < min_words) {
    text.all.insert(text.all.end(), headline.all.begin(), headline.all.end());
    text.pairs.insert(text.pairs.end(), headline.pairs.begin(), headline.pairs.end());
    text.names.insert(text.names.end(), headline.names.begin(), headline.names.end());
    text.numbers.insert(text.numbers.end(), headline.numbers.begin(), headline.numbers.end());
    if (headline.joined != 0) text.joined = Mix64(text.joined + headline.joined);
  }

  Fingerprint print;
  print.words = static_cast<std::uint32_t>(text.all.size());
  const Hash128Value hash = Hash128(BytesOf(text.all));
  if (headline.all.size() >= Fingerprint::kHeadlineWords) {
    print.headline = Hash64(BytesOf(headline.all));
  }
  for (const std::uint32_t number : headline.numbers) print.headline_numbers += number;
  print.text_low = text.joined == 0 ? hash.low : Mix64(hash.low + text.joined);
  print.text_high = hash.high;
  Shingles(text.pairs, Fingerprint::kLeadWords, shingles);
  Take(shingles, print.lead, print.lead_tails);
  Shingles(text.pairs, text.pairs.size(), shingles);
  Take(shingles, print.shingles, print.shingle_tails);
  Take(text.names, print.names);
  Take(text.numbers, print.numbers);
  shingles.clear();
  for (const std::uint64_t word : headline.all) shingles.push_back(Short(word));
  Take(shingles, print.title);
  return print;
}

}  // namespace newswired
