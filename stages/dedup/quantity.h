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

/// "square" of "square miles" and of "sq km": what a unit of two words begins with, in one form;
/// empty: nothing. `word` as written.
[[nodiscard]] std::string_view UnitPrefix(std::string_view word);

/// The currency whose sign stands at the beginning of `text`, behind a space or not ("5 €"); empty:
/// none does.
[[nodiscard]] std::string_view CurrencyAt(std::string_view text);

/// "per" of "per cent", and "pour" and "por": together with the next word they are "%".
[[nodiscard]] bool IsPerCent(std::string_view word, std::string_view next);

/// Whether a full stop behind the word ends no sentence: "Mio." of German.
[[nodiscard]] bool IsShortNumber(std::string_view word);

/// "de" of "millions de dollars", "d" of "d'euros".
[[nodiscard]] bool IsOfUnits(std::string_view word);

/// "/month" of "months" and "/h" of "h": what a quantity is counted for, as in "a month"; empty:
/// `unit` is none of time.
[[nodiscard]] std::string RateOf(std::string_view unit);

/// The unit of time of "monthly" and the like; empty: it is none.
[[nodiscard]] std::string_view PeriodOf(std::string_view word);

/// "a" of "$5 a month", "per", "pro".
[[nodiscard]] bool IsPer(std::string_view word);

/// Bytes of the letters that name the country of the dollar sign at `sign`: 2 for "US$".
[[nodiscard]] std::size_t DollarLettersBefore(std::string_view text, std::size_t sign);

/// "minus" in front of a number. French "moins" and Spanish "menos" stand in "at least", too.
[[nodiscard]] bool IsMinusWord(std::string_view word);

/// "hundred" and "thousand", behind which "and" goes on: "two hundred and fifty".
[[nodiscard]] bool TakesAnd(std::string_view word);

/// "twenty" to "ninety".
[[nodiscard]] bool IsTens(std::string_view word);

/// An English word from "two" to "ninety", which is a number of its own behind digits.
[[nodiscard]] bool IsCardinal(std::string_view word);

/// Equal for times that differ in wording alone: "2 p.m." and "2pm", "Nov. 16" and "16 November".
[[nodiscard]] std::string TimeKey(std::string_view text);

/// The value of a number in thousandths: of digits with groups parted by ",", a space or several
/// points, and at most two decimals (three before "million"), and of words of the languages of
/// UnitOf(), both with "hundred", "million" and the like ("4,200", "3.2 million", "3,2 Millionen",
/// "twenty-one", "vingt-cinq", "two dozen", "two hundred and fifty", "half a million"). Nothing for
/// what has another form, for "1.250", which is one thing or another, and for "dozens".
[[nodiscard]] std::optional<std::int64_t> NumberValue(std::string_view text);

/// Equal for what says the same: "$5 million" with no unit, "5,000,000" with "dollars". `text` as
/// in TextFacts::Fact.
[[nodiscard]] std::string QuantityKey(std::string_view text, std::string_view unit);

}  // namespace newswired
