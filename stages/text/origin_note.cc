#include "stages/text/origin_note.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

/// What stands before the headline, and between it and the name of the blog. Those of WordPress and
/// of its plug-ins for search engines.
struct Form {
  std::string_view opening, middle;
  bool is_japanese = false;  ///< the name of the blog stands between headline and middle
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
    {"投稿 ", " に最初に表示されました", true},
});

using Words = std::vector<Word>;

std::vector<std::uint64_t> HashesOf(std::string_view text, const Words& words) {
  std::vector<std::uint64_t> hashes;
  for (const Word& word : words) hashes.push_back(FoldedHash(word.In(text), word.ascii));
  return hashes;
}

/// A headline, which other texts have the words of, however signs, spaces and character references
/// are written there.
class Headline {
 public:
  explicit Headline(std::string_view text) {
    FindWords(text, words_);
    hashes_ = HashesOf(text, words_);
  }

  [[nodiscard]] bool HasWordsOf(std::string_view text) {
    words_.clear();
    FindWords(text, words_);
    return !words_.empty() && words_.size() == hashes_.size() && HashesOf(text, words_) == hashes_;
  }

 private:
  Words words_;
  std::vector<std::uint64_t> hashes_;
};

}  // namespace

std::string_view WithoutOriginNote(std::string_view text, std::string_view headline) {
  constexpr std::size_t kLongestName = 120;
  // Beyond that it is no headline; looking for it at every opening in front of it takes too long.
  constexpr std::size_t kLongestHeadline = 1024;
  if (headline.empty() || headline.size() > kLongestHeadline) return text;
  const std::size_t most = headline.size() * 2 + 2 * kLongestName;
  const std::size_t from = text.size() - std::min(text.size(), most);
  Headline wanted(headline);
  for (const Form& form : kForms) {
    const std::size_t middle = text.rfind(form.middle);
    if (middle == std::string_view::npos || middle < from) continue;
    if (text.size() - middle - form.middle.size() > kLongestName) continue;
    // The headline may hold the opening, too.
    for (std::size_t at = text.find(form.opening, from); at < middle;
         at = text.find(form.opening, at + 1)) {
      const std::size_t begin = at + form.opening.size();
      const bool begins = at == 0 || static_cast<unsigned char>(text[at - 1]) <= ' ';
      if (!begins || begin > middle) continue;
      std::string_view title = text.substr(begin, middle - begin);
      if (form.is_japanese) title = title.substr(0, title.rfind(" は "));
      if (wanted.HasWordsOf(title)) return TrimAscii(text.substr(0, at));
    }
  }
  return text;
}

}  // namespace newswired
