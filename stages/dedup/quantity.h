#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newswired {

/// One name for a unit of measure or currency, of one word in English, German, French, Spanish,
/// Italian, Portuguese or Dutch, by the word's FoldedHash(): "km" of "kilometres", "%" of
/// "percent". Empty: it is none. Written by us; abbreviations are the SI's.
[[nodiscard]] std::string_view UnitOf(std::uint64_t word);

/// The value of a number in thousandths: digits with groups parted by "," or a space and at most
/// three decimals, English words from two up, both with "hundred", "million" and the like
/// ("4,200", "3.2 million", "twenty-one", "two dozen"). Nothing for what has another form, for
/// "1.250", which is one thing or another, and for "dozens".
[[nodiscard]] std::optional<std::int64_t> NumberValue(std::string_view text);

/// Equal for what says the same: "$5 million" with no unit, "5,000,000" with "dollars". `text` as
/// in TextFacts::Fact.
[[nodiscard]] std::string QuantityKey(std::string_view text, std::string_view unit);

}  // namespace newswired
