#include "stages/article/house_lines.h"

#include <algorithm>
#include <array>
#include <string>

#include "stages/article/phrases.h"
#include "stages/article/prefixes.h"
#include "stages/article/telling.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

/// In lower case.
constexpr Prefixes kOpenings(std::to_array<std::string_view>({
    "share this",
    "read also",
    "read next",
    "also read",
    "related:",
    "see also",
    "lesen sie auch",
    "lesen sie hier",
    "lesen sie mehr",
    "auch interessant",
    "auch lesen",
    "das könnte dich",
    "das könnte sie",
    "zum weiterlesen",
    "à lire aussi",
    "lire aussi",
    "lire la suite",
    "voir aussi",
    "leia também",
    "leia mais",
    "lee también",
    "lea también",
    "te puede interesar",
    "le puede interesar",
    "leggi anche",
    "lees ook",
    "läs också",
    "läs även",
    "les også",
    "læs også",
    "czytaj też",
    "czytaj także",
    "czytaj również",
    "zobacz także",
    "zobacz też",
    "читайте также",
    "читать далее",
    "photo:",
    "photo by",
    "photos:",
    "photo credit",
    "photograph by",
    "photograph:",
    "image source",
    "image credit",
    "image copyright",
    "picture:",
    "foto:",
    "fotos:",
    "bild:",
    "bildquelle",
    "crédit photo",
    "crédits photo",
    "follow @",
    "story continues",
    "watch |",
    "watch:",
    "all rights reserved",
    "mit der anmeldung willigen sie",
    "mit der anmeldung stimmen sie",
    "personenbezogene daten können an dritt",
    "you may also",
    "if you enjoyed",
    "did you enjoy",
    "we want to hear",
    "war der artikel",
    "möchten sie den artikel",
    "hat ihnen der artikel",
    "diesen artikel teilen",
    "schlagwörter",
    "schlagworte",
    "subscribe now",
    "credit:",
    "filed under",
    "permalink",
    "kategorien:",
    "categories:",
    "you might also",
    "view this post on instagram",
    "a post shared by ",
    "sieh dir diesen beitrag auf instagram",
    "ein beitrag geteilt von ",
    "voir cette publication sur instagram",
    "une publication partagée par ",
    "ver esta publicación en instagram",
    "una publicación compartida ",
    "visualizza questo post su instagram",
    "un post condiviso da ",
    "ver essa foto no instagram",
    "uma publicação compartilhada por ",
    "uma publicação partilhada por ",
    "dit bericht op instagram bekijken",
    "een bericht gedeeld door ",
    "wyświetl ten post na instagramie",
    "♬ ",
    "article continues below",
    "article continues after",
    "continue reading below",
    "continua depois da publicidade",
    "continua após a publicidade",
    "continúa después de la publicidad",
    "la suite après cette publicité",
    "la suite de cet article après",
    "artikel gaat verder",
    "tekst gaat verder",
    "lees verder onder",
    "artikeln fortsätter",
    "artikkelen fortsetter",
    "artiklen fortsætter",
    "dalsza część artykułu",
    "dalsza część tekstu",
    "ciąg dalszy pod",
    "scroll to continue",
    "siga o nosso canal",
    "siga nosso canal",
    "entre no nosso canal",
    "únete a nuestro canal",
    "empfohlener redaktioneller inhalt",
    "empfohlener externer inhalt",
    "melden sie sich an, um",
    "log in to comment",
    "login to comment",
    "sign in to comment",
    "inicia sesión para comentar",
    "inicie sesión para comentar",
    "connectez-vous pour",
    "accedi per comment",
    "faça login para comentar",
    "zaloguj się, aby",
    "войдите, чтобы",
    "увійдіть, щоб",
    "an dieser stelle finden sie einen",
    "an dieser stelle findest du einen",
    "подпишитесь на наш",
    "подписывайтесь на наш",
    "责任编辑",
    "（责任编辑",
    "(责任编辑",
    "相关阅读",
    "延伸阅读",
    "延伸閱讀",
    "相關閱讀",
    "相關新聞",
    "推薦閱讀",
    "推荐阅读",
    "関連記事",
    "【関連記事】",
    "あわせて読みたい",
    "관련기사",
    "[관련기사]",
    "baca juga",
    "simak juga",
    "xem thêm:",
    "đọc thêm:",
    "διαβάστε επίσης",
    "διαβάστε ακόμα",
    "διαβάστε ακόμη",
    "читайте також",
    "citește și",
    "čtěte také",
    "čtěte více",
    "čítajte aj",
    "olvassa el ezt is",
    "اقرأ أيضا",
    "اقرأ أيضًا",
    "إقرأ أيضا",
    "بیشتر بخوانید",
    "קראו גם",
    "यह भी पढ़ें",
    "इसे भी पढ़ें",
    "อ่านเพิ่มเติม",
    "ayrıca okuyun",
    "a version of this article appear",
    "temps de lecture",
    "tiempo de lectura",
    "tempo di lettura",
    "tempo de leitura",
    "lesezeit:",
    "was this article helpful",
    "was this article useful",
    "was this helpful",
    "was this page helpful",
    "was this story helpful",
    "did you find this article",
    "did you find this story",
    "how useful was this",
    "rate this article",
    "war dieser artikel",
    "war dieser beitrag",
    "fanden sie diesen artikel",
    "wie hilfreich war dieser",
    "bewerten sie diesen artikel",
    "cet article vous a",
    "avez-vous trouvé cet article",
    "¿te ha resultado útil",
    "¿te resultó útil",
    "¿te ha gustado est",
    "¿te gustó est",
    "questo articolo ti è stato",
    "ti è stato utile questo",
    "ti è piaciuto questo articolo",
    "este artigo foi útil",
    "gostou desta notícia",
    "gostou deste artigo",
    "gostou da matéria",
    "vond je dit artikel",
    "vond u dit artikel",
    "was dit artikel",
    "czy ten artykuł był",
    "понравилась статья",
    "понравился материал",
    "вам понравилась статья",
    "сподобалась стаття",
    "この記事は役に立",
    "video player is loading",
    "this is a modal window",
    "beginning of dialog window",
    "end of dialog window",
    "close modal dialog",
    "the media could not be loaded",
    "this modal can be closed",
    "stream type live",
    "seek to live, currently",
    "please enable javascript",
    "javascript is disabled",
    "you need to enable javascript",
    "bitte aktivieren sie javascript",
    "bitte javascript aktivieren",
    "veuillez activer javascript",
    "your browser does not support",
    "your browser doesn't support",
    "your browser doesn\u2019t support",
    "ihr browser unterstützt",
    "dein browser unterstützt",
    "votre navigateur ne",
    "tu navegador no",
    "su navegador no",
    "il tuo browser non",
    "seu navegador não",
    "je browser onderst",
    "uw browser onderst",
    "ваш браузер не",
    "listen to this article",
    "listen to article",
    "ai-generated audio",
}));

/// Openings that sentences have, too: "Anzeige gegen Unbekannt", "Copyright law is not to blame."
constexpr Prefixes kLooseOpenings(std::to_array<std::string_view>({
    "share on",
    "read more",
    "mehr zum thema",
    "mehr dazu",
    "weiterlesen",
    "sign up",
    "click here",
    "follow us",
    "watch now",
    "copyright",
    "posted in",
    "related stor",
    "related article",
    "related post",
    "related coverage",
    "related content",
    "related topics",
    "related news",
    "related video",
    "reading time:",
    "download our app",
    "download the app",
    "saken fortsetter",
    "haberin devamı",
    "suivez-nous sur",
    "rejoignez-nous sur",
    "folgen sie uns",
    "únete al canal",
    "нашли опечатку",
    "нашли ошибку",
    "lue myös",
    "llegeix també",
    "what do you think",
    "submitted by /u/",
    "like this story",
    "see an error",
    "see a mistake",
    "notice an error",
    "got a tip",
    "found a mistake",
    "found an error",
    "found a typo",
    "spotted a mistake",
    "spotted an error",
    "spotted a typo",
    "report an error",
    "report a mistake",
    "report a typo",
    "fehler gefunden",
    "fehler entdeckt",
    "fehler melden",
    "signaler une erreur",
    "une erreur dans l",
    "¿has visto un error",
    "¿encontraste un error",
    "segnala un errore",
    "hai trovato un errore",
    "encontrou um erro",
    "encontrou algum erro",
    "zgłoś błąd",
    "znalazłeś błąd",
    "našli jste chybu",
    "помітили помилку",
    "знайшли помилку",
    "заметили ошибку",
}));

/// Openings of lines of players, before nothing but numbers.
constexpr Prefixes kOfPlayers(std::to_array<std::string_view>(
    {"current time", "duration", "remaining time", "loaded", "playback rate"}));

/// What says how long reading takes, beside a number.
constexpr auto kReadingTimes = std::to_array<std::string_view>(
    {"min read",     "mins read",  "minute read", "minutes read", "minutes to read", "lesezeit",
     "lesedauer",    "de lecture", "de lectura",  "di lettura",   "de leitura",      "leestijd",
     "lästid",       "lesetid",    "læsetid",     "lukuaika",     "мин. чтения",     "мин чтения",
     "минут чтения", "хв читання", "dk okuma",    "czytania"});

/// Embedded content, and what it waits for.
constexpr auto kEmbedded = std::to_array<std::string_view>(
    {"content", "video", "this post", "this map", "inhalt", "contenu", "contenido", "contenut",
     "conteúdo", "inhoud", "innehåll", "innhold", "indhold", "treść", "treści"});
constexpr auto kWaitsFor = std::to_array<std::string_view>(
    {"to view ",      "to see ",         "to display ",     "to watch ",       "to show ",
     "to load ",      "anzeigen",        "anzuzeigen",      "angezeigt",       "anschauen",
     "anzusehen",     "pour afficher",   "pour voir",       "pour visualiser", "pour consulter",
     "para ver",      "para visualizar", "per visualizzar", "per vedere",      "om te bekijken",
     "te bekijken",   "för att se",      "for å se",        "for at se",       "aby zobaczyć",
     "aby wyświetlić"});

/// What platforms of letters and blogs put into each of them, in lower case.
constexpr Phrases kOfPlatforms(std::to_array<std::string_view>(
    {"is a reader-supported publication", "subscribe for free to receive new posts",
     "consider becoming a free or paid subscriber",
     "on medium, where people are continuing the conversation"}));

/// What readers are asked for, in lower case.
constexpr Phrases kYourConsent(std::to_array<std::string_view>({"cookies",
                                                                "cookie-",
                                                                "cookie ",
                                                                "your consent",
                                                                "your permission",
                                                                "ihre zustimmung",
                                                                "ihre einwilligung",
                                                                "deine zustimmung",
                                                                "deine einwilligung",
                                                                "votre consentement",
                                                                "votre accord",
                                                                "tu consentimiento",
                                                                "su consentimiento",
                                                                "il tuo consenso",
                                                                "seu consentimento",
                                                                "uw toestemming",
                                                                "je toestemming",
                                                                "din tillåtelse",
                                                                "ditt samtycke",
                                                                "twoja zgoda",
                                                                "twojej zgody"}));

/// What readers are asked to do about a mistake, in lower case.
constexpr auto kTellUs = std::to_array<std::string_view>(
    {"let us know",      "tell us",    "write to us",      "write us",          "contact us",
     "email us",         "e-mail us",  "report it",        "schreiben sie uns", "schreib uns",
     "sagen sie es uns", "melden sie", "écrivez-nous",     "signalez",          "dites-le",
     "avísanos",         "escríbenos", "háznoslo saber",   "scrivici",          "segnalacelo",
     "segnalalo",        "avise-nos",  "escreva para nós", "laat het ons",      "mail ons",
     "napisz do nas",    "zgłoś",      "напишите нам",     "сообщите нам",      "повідомте",
     "напишіть нам"});

/// What readers find, in lower case.
constexpr auto kMistakes = std::to_array<std::string_view>(
    {"mistake", "error", "typo",     "fehler",  "erreur", "faute",   "errore", " erro ",
     "fout",    "błąd",  "literówk", "chyb",    "ошибк",  "опечатк", "помилк", "описк",
     "памылк",  "грешк", "hata",     "greșeal", "hiba",   "klaid",   "kļūd"});

/// Labels in front of a sign or the end of the line.
constexpr Prefixes kLabels(std::to_array<std::string_view>({
    "advertisement",
    "anzeige",
    "werbung",
    "publicidad",
    "publicité",
    "pubblicità",
    "reklama",
    "iklan",
}));

/// Openings of whole paragraphs, in lower case.
constexpr Prefixes kParagraphOpenings(std::to_array<std::string_view>(
    {"by submitting this form", "by signing up you agree", "by signing up, you agree",
     "by subscribing you agree", "by subscribing, you agree",
     "an dieser stelle finden sie einen ext", "an dieser stelle findest du einen ext",
     "an dieser stelle befindet sich ein ext", "ich bin damit einverstanden, dass mir ",
     "a version of this article appeared in", "a version of this article appears in",
     "this entry was posted ", "dieses thema im programm:"}));

/// What stands in them behind "Copyright" or "©".
constexpr Phrases kReserved(std::to_array<std::string_view>(
    {"rights reserved", "rechte vorbehalten", "droits réservés", "derechos reservados",
     "direitos reservados", "diritti riservati", "rechten voorbehouden", "prawa zastrzeżone",
     "may not be published, broadcast", "may not be rewritten", "may not be reproduced"}));

/// Those that count when nothing else stands in the line, in lower case.
constexpr auto kWholeLines = std::to_array<std::string_view>({"advert",
                                                              "ad",
                                                              "comments",
                                                              "comment",
                                                              "menu",
                                                              "home",
                                                              "subscribe",
                                                              "share",
                                                              "print",
                                                              "email",
                                                              "e-mail",
                                                              "tags",
                                                              "tweet",
                                                              "kommentare",
                                                              "teilen",
                                                              "drucken",
                                                              "kommentieren",
                                                              "commentaires",
                                                              "partager",
                                                              "imprimer",
                                                              "compartir",
                                                              "comentarios",
                                                              "comparte",
                                                              "commenti",
                                                              "condividi",
                                                              "trending",
                                                              "highlights",
                                                              "related",
                                                              "embed",
                                                              "loading",
                                                              "live",
                                                              "caption",
                                                              "close",
                                                              "back to gallery",
                                                              "back to top",
                                                              "load more",
                                                              "show more",
                                                              "sponsored",
                                                              "sponsored content",
                                                              "bookmark",
                                                              "save",
                                                              "save article",
                                                              "read later",
                                                              "print article",
                                                              "share article",
                                                              "copy link",
                                                              "link copied",
                                                              "report feedback",
                                                              "transcript",
                                                              "view gallery",
                                                              "sharing is caring",
                                                              "sharing is caring!"});

/// A colon asks for something, and a teaser is cut off.
bool IsWholeSentence(std::string_view text) {
  while (!text.empty() && std::string_view("\"') ]*").find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  for (const std::string_view end : {"\u201D", "\u00BB", "\u2019"}) {
    if (text.ends_with(end)) text.remove_suffix(end.size());
  }
  return text.ends_with('.') ? !text.ends_with("...")
                             : text.ends_with('!') || text.ends_with('?') ||
                                   text.ends_with("\u3002") || text.ends_with("\u0964");
}

/// "Image 1 of 23", "Foto 2 / 7": which of a gallery's pictures is shown.
bool CountsPictures(std::string_view lower) {
  constexpr auto kPictures =
      std::to_array<std::string_view>({"image ", "photo ", "picture ", "slide ", "bild ", "foto "});
  constexpr std::string_view kDigits = "0123456789";
  const auto* const picture =
      std::find_if(kPictures.begin(), kPictures.end(),
                   [&](std::string_view word) { return lower.starts_with(word); });
  if (picture == kPictures.end()) return false;
  std::string_view rest = lower.substr(picture->size());
  rest.remove_prefix(std::min(rest.find_first_not_of(kDigits), rest.size()));
  if (rest.size() == lower.size() - picture->size()) return false;  // without a number
  const std::size_t number = rest.find_first_of(kDigits);
  if (number == std::string_view::npos) return false;
  const std::string_view between = TrimAscii(rest.substr(0, number));
  const bool parts = between == "of" || between == "of /" || between == "/" || between == "von" ||
                     between == "de" || between == "sur";
  return parts && rest.find_first_not_of(kDigits, number) == std::string_view::npos;
}

/// "1,204 views", "View 23 comments", "1.2k shares".
bool CountsReaders(std::string_view lower) {
  constexpr auto kCounted = std::to_array<std::string_view>(
      {"views", "view", "comments", "comment", "shares", "share", "likes", "replies", "kommentare",
       "aufrufe", "commentaires", "partages", "comentarios", "commenti", "comentários", "reacties",
       "komentarzy", "комментариев", "просмотров"});
  if (std::none_of(lower.begin(), lower.end(), IsDigitAscii)) return false;
  for (const std::string_view verb : {"view ", "view all ", "show ", "read "}) {
    if (lower.starts_with(verb)) lower.remove_prefix(verb.size());
  }
  const std::size_t size = std::min(lower.find_first_not_of("0123456789.,k"), lower.size());
  if (size == 0 || !IsDigitAscii(lower[0]) || size == lower.size() || lower[size] != ' ') {
    return false;
  }
  return std::find(kCounted.begin(), kCounted.end(), lower.substr(size + 1)) != kCounted.end();
}

/// "Current Time 0:00", "Loaded: 12.5%".
bool IsOfPlayer(std::string_view lower) {
  const std::size_t size = kOfPlayers.LengthIn(lower);
  if (size == 0 || size == lower.size()) return false;
  const std::string_view rest = lower.substr(size);
  return rest.find_first_of("0123456789") != std::string_view::npos &&
         rest.find_first_not_of("0123456789 :.,-/%x") == std::string_view::npos;
}

/// "4 min read", "Lesezeit: 5 Minuten".
bool TellsReadingTime(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  if (text.size() > kLongest || std::none_of(text.begin(), text.end(), IsDigitAscii)) return false;
  const std::string lower = LowerUtf8(text);
  const std::size_t number = lower.find_first_of("0123456789");
  const std::size_t unit = lower.find_first_not_of("0123456789 -", number);
  if (unit == std::string_view::npos) return false;
  const bool minutes = BeginsWithOneOf(std::to_array<std::string_view>({"min", "мин", "хв", "dk"}),
                                       lower.substr(unit));
  return minutes && HoldsOneOf(kReadingTimes, lower);
}

/// "Map: T. Reed / Source: Port authority / Created with Datawrapper".
bool NamesChartTool(std::string_view text) {
  for (const std::string_view tool : {"Datawrapper", "Flourish"}) {
    const std::string_view before = text.substr(0, std::min(text.find(tool), text.size()));
    if (before.size() < text.size())
      return before.ends_with("reated with ") || before.ends_with("ade with ");
  }
  return false;
}

/// "This video is hosted by Example. To watch it you must accept cookies.", "The Letter is a
/// reader-supported publication."
bool IsOfPlatform(std::string_view text, std::string_view lower) {
  if (kOfPlatforms.AnyIn(lower)) return true;
  if (!kYourConsent.AnyIn(lower)) return false;
  const auto* const waits =
      std::find_if(kWaitsFor.begin(), kWaitsFor.end(),
                   [&](std::string_view one) { return lower.find(one) != std::string_view::npos; });
  return waits != kWaitsFor.end() && HoldsOneOf(kEmbedded, lower) && !IsTold(text, *waits);
}

/// "Found a typo? Select it and press Ctrl+Enter.", "Found a mistake? Let us know."
bool AsksForMistakes(std::string_view lower) {
  const auto holds = [&](std::string_view word) {
    return lower.find(word) != std::string_view::npos;
  };
  const bool keys = holds("ctrl") && holds("enter");
  return (keys || (holds("?") && HoldsOneOf(kTellUs, lower))) && HoldsOneOf(kMistakes, lower);
}

/// "VIDEO: Mayor opens new bridge"; not "Video: 4K, 60 frames", as of a camera.
bool LabelsVideo(std::string_view text) {
  return BeginsWithOneOf(std::to_array<std::string_view>({"VIDEO: ", "VÍDEO: ", "ВИДЕО: "}), text);
}

/// What follows a label is no word.
bool EndsLabel(std::string_view rest) {
  std::size_t at = rest.find_first_not_of(' ');
  return at == std::string_view::npos || !IsWordCodepoint(DecodeUtf8(rest, at));
}

/// "Copyright 2026 ...", "© Example Wire", "Copyright Example Wire"; not "Copyright law".
bool BeginsClaim(std::string_view text, std::string_view lower) {
  constexpr std::string_view kWord = "copyright ";
  constexpr std::string_view kSign = "(c) ";  // and the third of a list
  if (lower.starts_with("\u00A9")) return true;
  if (lower.starts_with(kSign))
    return lower.size() > kSign.size() && IsDigitAscii(lower[kSign.size()]);
  if (!lower.starts_with(kWord) || text.size() == kWord.size()) return false;
  std::size_t at = kWord.size();
  return !IsLowerCodepoint(DecodeUtf8(text, at)) || lower.substr(kWord.size()).starts_with("by ");
}

/// True for a sentence whose first `size` bytes somebody said: "Follow us, the guide told them."
bool IsSpeech(std::string_view text, std::string_view lower, std::size_t size) {
  return IsWholeSentence(text) && IsTold(text, lower.substr(0, size));
}

}  // namespace

bool IsHouseLine(std::string_view text, bool linked) {
  constexpr std::size_t kLongestOpening = 48;
  const std::string lower = LowerUtf8(text.substr(0, FloorBoundary(text, kLongestOpening)));
  std::string_view line = lower;
  if (line.ends_with(':')) line.remove_suffix(1);
  if (text.size() <= 32 &&
      std::find(kWholeLines.begin(), kWholeLines.end(), line) != kWholeLines.end())
    return true;
  if (BeginsClaim(text, lower) || CountsPictures(line) || IsOfPlayer(line) || CountsReaders(line) ||
      TellsReadingTime(text) || NamesChartTool(text) || LabelsVideo(text)) {
    return true;
  }
  if (const std::size_t size = kOpenings.LengthIn(lower)) return !IsSpeech(text, lower, size);
  if (const std::size_t label = kLabels.LengthIn(lower)) return EndsLabel(line.substr(label));
  const std::size_t opening = kLooseOpenings.LengthIn(lower);
  if (opening == 0) return false;
  const std::string_view rest = std::string_view(lower).substr(opening);
  const bool asks = rest.starts_with(':') || rest.starts_with('?');
  return (linked || asks || !IsWholeSentence(text)) && !IsSpeech(text, lower, opening);
}

bool IsHouseParagraph(std::string_view text) {
  constexpr std::size_t kLongestOfPlatform = 400;
  constexpr std::size_t kLongestRequest = 250;
  if (text.size() <= kLongestOfPlatform) {
    const std::string lower = LowerUtf8(text);
    if (IsOfPlatform(text, lower)) return true;
    if (text.size() <= kLongestRequest && AsksForMistakes(lower)) return true;
  }
  constexpr std::size_t kLongest = 500;
  constexpr std::string_view kFirst = "aAbBcCdDiItT(\xC2";  // few paragraphs are looked at
  if (text.empty() || text.size() > kLongest || kFirst.find(text[0]) == kFirst.npos) return false;
  constexpr std::size_t kLongestOpening = 48;
  const std::string lower = LowerUtf8(text.substr(0, FloorBoundary(text, kLongestOpening)));
  if (kParagraphOpenings.Begin(lower)) return true;
  return BeginsClaim(text, lower) && kReserved.AnyIn(LowerUtf8(text));
}

}  // namespace newswired
