#include "stages/article/telling.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "stages/article/phrases.h"
#include "stages/article/trim.h"
#include "stages/text/quotations.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr auto kTelling = std::to_array<std::string_view>(
    {" said",       " says ",      " told ",     " wrote ",    " shouted",     " cried",
     " yelled",     " chanted",    " asked ",    " urged ",    " replied",     " sagte",
     " sagt ",      " schrieb",    " rief ",     " riefen",    " bat ",        " fragte",
     " forderte",   " dijo",       " dijeron",   " gritó",     " gritaron",    " escribió",
     " pidió",      " a dit",      " ont dit",   " a déclaré", " a crié",      " ont crié",
     " a lancé",    " a écrit",    " a demandé", " ha detto",  " hanno detto", " ha gridato",
     " ha scritto", " ha chiesto", " disse",     " gritou",    " escreveu",    " pediu",
     " zei ",       " riep ",      " riepen",    " schreef",   " vroeg",       " sade",
     " sa han",     " sa hun",     " ropade",    " ropte",     " sagde",       " råbte",
     " skrev ",     " powiedział", " krzyknął",  " napisał",   "сказал",       "написал",
     "крикнул",     "сообщил"});

/// Of those who ask their readers for something, in lower case between spaces.
constexpr auto kAsking = std::to_array<std::string_view>(
    {" you ",  " your ",  " our ",  " us ",    " us.",   " we ",     " here",     " click",
     " tap ",  " press ", " hit ",  " button", " klick", " tippen",  " drücken ", " sie ",
     " ihr",   " dein",   " unser", " hier",   " cliqu", " appuyez", " vous ",    " votre ",
     " nous ", " ici",    " clic",  " pulsa",  " tu ",   " nuestr",  " aquí",     " clicca",
     " nostr", " qui ",   " você",  " nosso",  " nossa", " aqui",    " klik",     " je ",
     " onze ", " tryck",  " trykk", " vår"});

/// "The sign \"Subscribe now\" hung over the door.": `around`, what stands around a quotation in
/// lower case, is a sentence of its own and asks for nothing.
bool IsSentenceOnQuotation(std::string_view text, const std::string& around) {
  constexpr std::ptrdiff_t kFewestSpaces = 4;
  return EndsSentence(text) && std::count(around.begin(), around.end(), ' ') > kFewestSpaces &&
         !HoldsOneOf(kAsking, " " + around + " ");
}

/// True where one of ".!?" at `at` ends a sentence, and none of a speech that goes on: "Follow us!
/// the crew shouted".
bool EndsAt(std::string_view text, std::size_t at) {
  const std::size_t next = text.find_first_not_of(' ', at + 1);
  if (next == std::string_view::npos) return true;
  if (next == at + 1) return false;  // "example.com"
  std::size_t letter = next;
  return text[at] == '.' || !IsLowerCodepoint(DecodeUtf8(text, letter));
}

}  // namespace

bool HoldsTelling(std::string_view lower) { return HoldsOneOf(kTelling, lower); }

bool IsTold(std::string_view text, std::string_view words) {
  const std::string lower = LowerUtf8(text);
  const std::size_t at = lower.find(words);
  if (at == std::string::npos) return false;
  std::vector<Span> quotations;
  FindQuotations(lower, quotations);
  for (const Span& quotation : quotations) {
    if (at < quotation.begin || at >= quotation.end) continue;
    std::string around = lower;
    around.replace(quotation.begin, quotation.end - quotation.begin, 1, ' ');
    return HoldsTelling(around) || IsSentenceOnQuotation(text, around);
  }
  if (!HoldsTelling(lower)) return false;
  // Marks of ends are one byte in both, which are of one size nearly always.
  const std::string_view signs = text.size() == lower.size() ? text : std::string_view(lower);
  constexpr std::string_view kEnds = ".!?";
  std::size_t begin = 0;
  std::size_t end = lower.size();
  for (std::size_t i = signs.find_first_of(kEnds); i != std::string_view::npos;
       i = signs.find_first_of(kEnds, i + 1)) {
    if (!EndsAt(signs, i)) continue;
    if (i < at) begin = i + 1;
    if (i >= at + words.size()) {
      end = i;
      break;
    }
  }
  const std::string_view sentence = std::string_view(lower).substr(begin, end - begin);
  // "The crew shouted: follow us", "Follow us, the crew shouted"; but not "For more of what he
  // said, follow us" and "Follow us for more of what he said".
  const std::string_view front = sentence.substr(0, at - begin);
  const std::string_view behind = sentence.substr(at + words.size() - begin);
  const std::size_t comma = std::min(behind.find_first_of(",!?"), behind.size());
  return HoldsTelling(front.substr(front.rfind(',') + 1)) || HoldsTelling(behind.substr(comma));
}

}  // namespace newswired
