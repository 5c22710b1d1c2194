#include "stages/article/comments.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "stages/article/phrases.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kLongest = 160;  // bytes: the article's headline may stand in it

/// Whole headings, in lower case, with a number before or behind them or none.
constexpr auto kWhole = std::to_array<std::string_view>(
    {"comments",    "reader comments", "user comments",   "all comments",   "top comments",
     "responses",   "kommentare",      "leserkommentare", "commentaires",   "comentarios",
     "comentários", "commenti",        "reacties",        "kommentarer",    "kommentit",
     "komentarze",  "комментарии",     "комментариев",    "коментарі",      "yorumlar",
     "komentáře",   "hozzászólások",   "comentarii",      "tus comentarios"});

/// The same of one: without a number it is a kind of article.
constexpr auto kOne = std::to_array<std::string_view>({"comment", "kommentar", "commentaire",
                                                       "comentario", "comentário", "commento",
                                                       "reactie", "komentarz", "комментарий"});

/// What asks for one: nothing but other comments stands below.
constexpr auto kRequests =
    std::to_array<std::string_view>({"leave a comment",          "leave a reply",
                                     "leave your comment",       "write a comment",
                                     "post a comment",           "add a comment",
                                     "schreibe einen kommentar", "schreib einen kommentar",
                                     "kommentar schreiben",      "kommentar verfassen",
                                     "kommentar hinterlassen",   "hinterlasse einen kommentar",
                                     "laisser un commentaire",   "deja un comentario",
                                     "deja una respuesta",       "deixe um comentário",
                                     "deixe uma resposta",       "lascia un commento",
                                     "geef een reactie",         "lämna en kommentar",
                                     "dodaj komentarz",          "добавить комментарий",
                                     "оставить комментарий",     "bir yanıt yazın",
                                     "join the conversation",    "schreiben sie einen kommentar"});

/// Behind a number or its word, with the headline behind them.
constexpr auto kCounted = std::to_array<std::string_view>(
    {"response to ",    "responses to ", "thought on ",     "thoughts on ",
     "comment on ",     "comments on ",  "reply to ",       "replies to ",
     "gedanken zu ",    "gedanke zu ",   "kommentare zu ",  "kommentar zu ",
     "antworten auf ",  "antwort auf ",  "réponses à ",     "commentaires sur ",
     "réflexions sur ", "respuestas a ", "comentarios en ", "pensamientos sobre ",
     "comentários em ", "risposte a ",   "commenti su ",    "reacties op ",
     "gedachten over "});

/// "34 ", "one ", "(12) ": without the number that a heading begins with; `counted`: it had one.
std::string_view WithoutNumber(std::string_view heading, bool& counted) {
  constexpr auto kOnes =
      std::to_array<std::string_view>({"one ", "ein ", "eine ", "un ", "una ", "uma ", "een "});
  const std::size_t end = heading.find_first_not_of("0123456789.,() ");
  counted = end > 0 && end != std::string_view::npos &&
            std::any_of(heading.begin(), heading.begin() + static_cast<std::ptrdiff_t>(end),
                        IsDigitAscii);
  if (counted) return heading.substr(end);
  for (const std::string_view one : kOnes) {
    if (!heading.starts_with(one)) continue;
    counted = true;
    return heading.substr(one.size());
  }
  return heading;
}

bool Is(const auto& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

bool IsCommentsLabel(std::string_view lower) { return Is(kWhole, lower) || Is(kRequests, lower); }

bool IsCommentsHeading(std::string_view heading) {
  heading = TrimAscii(heading);
  if (heading.empty() || heading.size() > kLongest) return false;
  const std::string lower = LowerUtf8(heading);
  bool counted = false;
  std::string_view rest = WithoutNumber(lower, counted);
  if (counted && BeginsWithOneOf(kCounted, rest)) return true;
  // "Comments (12)", "Kommentare: 3", "Leave a reply."
  rest = rest.substr(0, rest.find_last_not_of("0123456789.,():!… ") + 1);
  const bool numbered = counted || lower.find_first_of("0123456789") != std::string::npos;
  if (numbered && Is(kOne, rest)) return true;
  return IsCommentsLabel(rest);
}

}  // namespace newswired
