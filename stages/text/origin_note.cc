#include "stages/text/origin_note.h"

#include <algorithm>
#include <array>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// What stands before the headline, and between it and the name of the blog. Those of WordPress and
/// of its plug-ins for search engines.
struct Form {
  std::string_view opening, middle;
};

constexpr auto kForms = std::to_array<Form>({
    {"The post ", " appeared first on "},
    {"The post ", " first appeared on "},
    {"The article ", " appeared first on "},
    {"The article ", " first appeared on "},
    {"Der Beitrag ", " erschien zuerst auf "},
    {"Der Artikel ", " erschien zuerst auf "},
    {"L\u2019article ", " est apparu en premier sur "},
    {"L'article ", " est apparu en premier sur "},
    {"Cet article ", " est apparu en premier sur "},
    {"La entrada ", " se publicó primero en "},
    {"La entrada ", " aparece primero en "},
    {"La entrada ", " apareció primero en "},
    {"El artículo ", " se publicó primero en "},
    {"L'articolo ", " proviene da "},
    {"L\u2019articolo ", " proviene da "},
    {"O post ", " apareceu primeiro em "},
    {"O conteúdo ", " aparece primeiro em "},
    {"O artigo ", " apareceu primeiro em "},
    {"Het bericht ", " verscheen eerst op "},
    {"Inlägget ", " dök först upp på "},
    {"Indlægget ", " blev vist først på "},
    {"Innlegget ", " dukket først opp på "},
    {"Artykuł ", " pochodzi z serwisu "},
    {"L'entrada ", " ha aparegut primer a "},
    {"Сообщение ", " появились сначала на "},
    {"投稿 ", " に最初に表示されました"},
});

}  // namespace

std::string_view WithoutOriginNote(std::string_view text) {
  constexpr std::size_t kLongest = 600;
  constexpr std::size_t kLongestName = 120;
  const std::size_t from = text.size() - std::min(text.size(), kLongest);
  for (const Form& form : kForms) {
    const std::size_t middle = text.rfind(form.middle);
    if (middle == std::string_view::npos || middle < from) continue;
    if (text.size() - middle - form.middle.size() > kLongestName) continue;
    const std::size_t opening = text.rfind(form.opening, middle);
    if (opening == std::string_view::npos || opening < from) continue;
    const bool begins = opening == 0 || static_cast<unsigned char>(text[opening - 1]) <= ' ';
    if (begins) return TrimAscii(text.substr(0, opening));
  }
  return text;
}

}  // namespace newswired
