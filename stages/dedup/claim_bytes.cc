#include "stages/dedup/claim_bytes.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "stages/core/bytes.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kMostText = 2048;
constexpr std::size_t kHashBytes = 3;

void PutShort(ByteWriter& writer, std::string_view text) {
  writer.PutText(text.substr(0, FloorBoundary(text, kMostText)));
}

bool GetShort(ByteReader& reader, std::string& text) {
  text = reader.GetText();
  return reader.ok() && text.size() <= kMostText && IsValidUtf8(text);
}

template <std::size_t kMost>
void PutSample(ByteWriter& writer, const Sample<kMost>& sample) {
  writer.Put(static_cast<std::uint8_t>(sample.size));
  writer.Put(sample.below);
  for (const std::uint32_t hash : sample) {
    writer.Put(static_cast<std::uint16_t>(hash));
    writer.Put(static_cast<std::uint8_t>(hash >> 16));
  }
}

template <std::size_t kMost>
bool GetSample(ByteReader& reader, Sample<kMost>& sample) {
  sample.size = reader.Get<std::uint8_t>();
  sample.below = reader.Get<std::uint32_t>();
  if (sample.size > kMost || sample.below == 0 || sample.below > Sample<kMost>::kAll ||
      reader.left() < sample.size * kHashBytes) {
    return false;
  }
  for (std::uint32_t i = 0; i < sample.size; ++i) {
    const std::uint32_t low = reader.Get<std::uint16_t>();
    sample.hashes[i] = low | std::uint32_t{reader.Get<std::uint8_t>()} << 16;
    if (i > 0 && sample.hashes[i] <= sample.hashes[i - 1]) return false;
  }
  return sample.size == 0 || sample.hashes[sample.size - 1] < sample.below;
}

/// Of the sample's first hashes.
template <std::size_t kMost, std::size_t kTails>
void PutTails(ByteWriter& writer, const Sample<kMost>& sample,
              const std::array<std::uint8_t, kTails>& tails) {
  for (std::size_t i = 0; i < std::min<std::size_t>(sample.size, kTails); ++i) writer.Put(tails[i]);
}

template <std::size_t kMost, std::size_t kTails>
void GetTails(ByteReader& reader, const Sample<kMost>& sample,
              std::array<std::uint8_t, kTails>& tails) {
  for (std::size_t i = 0; i < std::min<std::size_t>(sample.size, kTails); ++i) {
    tails[i] = reader.Get<std::uint8_t>();
  }
}

bool HasUnit(const TextFacts::Fact& fact) {
  return fact.kind == TextFacts::Kind::kNumber || fact.kind == TextFacts::Kind::kOpposite;
}

void PutFacts(ByteWriter& writer, const TextFacts& facts) {
  writer.Put(facts.headline);
  writer.Put(static_cast<std::uint16_t>(facts.sentences.size()));
  for (const TextFacts::Sentence& sentence : facts.sentences) {
    writer.Put(sentence.hash);
    writer.Put(sentence.count);
    for (std::size_t i = 0; i < sentence.count; ++i) writer.Put(sentence.words[i]);
  }
  writer.Put(static_cast<std::uint16_t>(facts.facts.size()));
  for (const TextFacts::Fact& fact : facts.facts) {
    writer.Put(static_cast<std::uint8_t>(fact.kind));
    writer.Put(fact.sentence);
    writer.PutText(fact.text);
    if (HasUnit(fact)) writer.PutText(fact.unit);
  }
}

bool GetFacts(ByteReader& reader, TextFacts& facts) {
  facts.headline = reader.Get<std::uint64_t>();
  const std::size_t sentences = reader.Get<std::uint16_t>();
  if (sentences > TextFacts::kMostSentences) return false;
  facts.sentences.resize(sentences);
  for (TextFacts::Sentence& sentence : facts.sentences) {
    sentence.hash = reader.Get<std::uint64_t>();
    sentence.count = reader.Get<std::uint8_t>();
    if (sentence.count > TextFacts::kWords) return false;
    for (std::size_t i = 0; i < sentence.count; ++i)
      sentence.words[i] = reader.Get<std::uint16_t>();
  }
  const std::size_t count = reader.Get<std::uint16_t>();
  if (count > TextFacts::kMostFacts) return false;
  facts.facts.resize(count);
  for (TextFacts::Fact& fact : facts.facts) {
    const auto kind = reader.Get<std::uint8_t>();
    if (kind > static_cast<std::uint8_t>(TextFacts::Kind::kOpposite)) return false;
    fact.kind = static_cast<TextFacts::Kind>(kind);
    fact.sentence = reader.Get<std::uint16_t>();
    fact.text = reader.GetText();
    if (HasUnit(fact)) fact.unit = reader.GetText();
    if (fact.unit.size() > TextFacts::kMostUnitBytes || !IsValidUtf8(fact.unit)) return false;
    if (fact.text.size() > TextFacts::kMostFactBytes || !IsValidUtf8(fact.text) ||
        (fact.sentence >= sentences && fact.sentence != TextFacts::kHeadline)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string EncodeClaim(const Claim& claim) {
  std::string bytes;
  ByteWriter writer(bytes);
  for (const std::uint64_t value :
       {claim.uri, claim.url, claim.supersedes, claim.supersedes_url, claim.content}) {
    writer.Put(value);
  }
  writer.Put(claim.address);
  writer.Put(claim.source);
  writer.Put(claim.stamp_ms);
  writer.Put(static_cast<std::uint8_t>(claim.stamp_is_change ? 1 : 0));
  writer.Put(claim.form);
  writer.Put(claim.embargo);
  PutShort(writer, claim.change);
  writer.Put(static_cast<std::uint8_t>(claim.change_notes.size()));
  for (const std::uint64_t note : claim.change_notes) writer.Put(note);
  PutShort(writer, claim.uri_text);
  PutShort(writer, claim.version);
  const Fingerprint& print = claim.print;
  writer.Put(print.text_low);
  writer.Put(print.text_high);
  writer.Put(print.words);
  writer.Put(print.headline);
  writer.Put(print.headline_numbers);
  PutSample(writer, print.shingles);
  PutSample(writer, print.lead);
  PutSample(writer, print.names);
  PutSample(writer, print.numbers);
  PutSample(writer, print.title);
  PutTails(writer, print.shingles, print.shingle_tails);
  PutTails(writer, print.lead, print.lead_tails);
  PutFacts(writer, claim.facts);
  return bytes;
}

bool DecodeClaim(std::string_view bytes, Claim& claim) {
  ByteReader reader(bytes);
  for (std::uint64_t* value :
       {&claim.uri, &claim.url, &claim.supersedes, &claim.supersedes_url, &claim.content}) {
    *value = reader.Get<std::uint64_t>();
  }
  claim.address = reader.Get<std::uint16_t>();
  claim.source = reader.Get<std::uint16_t>();
  claim.stamp_ms = reader.Get<std::int64_t>();
  claim.stamp_is_change = reader.Get<std::uint8_t>() != 0;
  claim.form = reader.Get<std::uint8_t>();
  claim.embargo = reader.Get<std::uint16_t>();
  if (!GetShort(reader, claim.change)) return false;
  claim.change_notes.resize(reader.Get<std::uint8_t>());
  if (claim.change_notes.size() > Claim::kMostChangeNotes) return false;
  for (std::uint64_t& note : claim.change_notes) note = reader.Get<std::uint64_t>();
  if (!GetShort(reader, claim.uri_text) || !GetShort(reader, claim.version)) return false;
  Fingerprint& print = claim.print;
  print.text_low = reader.Get<std::uint64_t>();
  print.text_high = reader.Get<std::uint64_t>();
  print.words = reader.Get<std::uint32_t>();
  print.headline = reader.Get<std::uint64_t>();
  print.headline_numbers = reader.Get<std::uint32_t>();
  if (!GetSample(reader, print.shingles) || !GetSample(reader, print.lead) ||
      !GetSample(reader, print.names) || !GetSample(reader, print.numbers) ||
      !GetSample(reader, print.title)) {
    return false;
  }
  GetTails(reader, print.shingles, print.shingle_tails);
  GetTails(reader, print.lead, print.lead_tails);
  return GetFacts(reader, claim.facts) && reader.done();
}

}  // namespace newswired
