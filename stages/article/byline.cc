#include "stages/article/byline.h"

#include <algorithm>
#include <array>

#include "stages/article/east_asian_byline.h"
#include "stages/article/headline.h"
#include "stages/article/phrases.h"
#include "stages/article/prefixes.h"
#include "stages/text/agencies.h"
#include "stages/text/character_references.h"
#include "stages/text/find_dates.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxAuthors = 16;
constexpr std::size_t kMaxByline = 400;
constexpr std::size_t kMaxName = 60;

/// Before names, in lower case; longer ones first where one begins another. What ends in a letter
/// must be followed by a space or colon.
constexpr auto kLabels = std::to_array<std::string_view>({"story and photos by",
                                                          "story and photo by",
                                                          "words and pictures by",
                                                          "words and photos by",
                                                          "text and photos by",
                                                          "photos and story by",
                                                          "analysis by",
                                                          "commentary by",
                                                          "opinion by",
                                                          "review by",
                                                          "interview by",
                                                          "guest essay by",
                                                          "guest column by",
                                                          "perspective by",
                                                          "propos recueillis par",
                                                          "reporting by",
                                                          "essay by",
                                                          "column by",
                                                          "compiled by",
                                                          "written by",
                                                          "posted by",
                                                          "published by",
                                                          "reported by",
                                                          "story by",
                                                          "words by",
                                                          "text by",
                                                          "article by",
                                                          "authored by",
                                                          "submitted by",
                                                          "soumis par",
                                                          "enviado por",
                                                          "inviato da",
                                                          "ingediend door",
                                                          "geplaatst door",
                                                          "authors",
                                                          "author",
                                                          "by",
                                                          "ein gastbeitrag von",
                                                          "ein beitrag von",
                                                          "eine kolumne von",
                                                          "ein kommentar von",
                                                          "eine analyse von",
                                                          "ein artikel von",
                                                          "ein bericht von",
                                                          "gastbeitrag von",
                                                          "kommentar von",
                                                          "kolumne von",
                                                          "interview von",
                                                          "analyse von",
                                                          "artikel von",
                                                          "beitrag von",
                                                          "bericht von",
                                                          "text von",
                                                          "veröffentlicht von",
                                                          "eingestellt von",
                                                          "geschrieben von",
                                                          "gespeichert von",
                                                          "verfasst von",
                                                          "erstellt von",
                                                          "publiziert von",
                                                          "gepostet von",
                                                          "autorin/autor",
                                                          "autor/in",
                                                          "autoren",
                                                          "autorinnen",
                                                          "autorin",
                                                          "autor",
                                                          "von",
                                                          "vom",
                                                          "text",
                                                          "publié par",
                                                          "écrit par",
                                                          "rédigé par",
                                                          "auteurs",
                                                          "auteur",
                                                          "par",
                                                          "publicado por",
                                                          "escrito por",
                                                          "por",
                                                          "scritto da",
                                                          "pubblicato da",
                                                          "a cura di",
                                                          "di",
                                                          "door",
                                                          "geschreven door",
                                                          "autore",
                                                          "napisał",
                                                          "γράφει ο",
                                                          "γράφει η",
                                                          "γράφουν οι",
                                                          "skriven av",
                                                          "skrevet av",
                                                          "skrevet af",
                                                          "ditulis oleh",
                                                          "napisała",
                                                          "av"});

/// Labels that are words of other things, too: a colon must follow.
constexpr auto kColonLabels = std::to_array<std::string_view>(
    {"автор статьи", "автор текста", "автор",       "авторы",  "текст",    "автори", "haber",
     "yazar",        "yazan",        "muhabir",     "लेखक",     "كتب",      "كتبت",   "تقرير",
     "نویسنده",      "লেখক",         "tác giả",     "oleh",    "penulis",  "글",     "작성자",
     "συντάκτης",    "words",        "tekst",       "teksti",  "írta",     "szerző", "piše",
     "пише",         "מאת",          "بقلم",        "تحریر",   "autorius", "avtor",  "höfundur",
     "எழுதியவர்",     "autors",       "kirjoittaja", "napisao", "napisala", "texto",  "texte",
     "testo",        "reporter"});

/// Labels without a colon, in the language of their page: elsewhere, or in front of one word alone,
/// they begin names ("Van", "Oleh", "Per").
struct LocalLabel {
  std::string_view language, text;
  bool sure = false;  ///< begins neither names nor places: in a line of text, too
};
constexpr auto kLocalLabels = std::to_array<LocalLabel>(
    {{"da", "af", true},     {"is", "eftir", true}, {"is", "af"},          {"ca", "per"},
     {"ro", "de"},           {"es", "de"},          {"gl", "de"},          {"it", "da"},
     {"pt", "de"},           {"nl", "van"},         {"sw", "na"},          {"tl", "ni", true},
     {"fil", "ni", true},    {"hr", "od"},          {"bs", "od"},          {"sr", "od"},
     {"sr", "од"},           {"cs", "od"},          {"pl", "przez", true}, {"id", "oleh", true},
     {"ms", "oleh", true},   {"tr", "yazar"},       {"el", "της"},         {"el", "του"},
     {"el", "από"},          {"ru", "от"},          {"bg", "от"},          {"mk", "од"},
     {"uk", "від"},          {"af", "deur"},        {"hi", "द्वारा", true}, {"th", "โดย", true},
     {"ar", "بواسطة", true}, {"vi", "bởi", true},   {"sq", "nga"}});

/// What stands for the time that follows it.
constexpr auto kStamps = std::to_array<std::string_view>(
    {"last updated", "last modified",  "published",    "updated",      "posted",    "modified",
     "aktualisiert", "veröffentlicht", "publié",       "mis à jour",   "publicado", "actualizado",
     "atualizado",   "pubblicato",     "aggiornato",   "gepubliceerd", "publisert", "oppdatert",
     "publicerad",   "uppdaterad",     "опубликовано", "обновлено",    "submitted", "created",
     "प्रकाशित",      "अपडेटेड"});

/// Labels of who took pictures, or of who did something else than write.
constexpr std::string_view kOtherWork =
    " picture pictures photo photos photograph photographs photography photographer images image "
    "illustration illustrations illustrator graphics video camera editor editing edited producer "
    "foto fotos fotografie fotografía fotograf bild bilder grafik kuva kuvat kuvaaja zdjęcia "
    "zdjęcie фото fotografije fotka kép képek fényképezte copyright source quelle fuente fonte "
    "category section kategorie tags redaktion redaktör redaksi redaktor "
    "location place ort lieu luogo lugar city stadt topic topics thema series event venue "
    "department "
    "issue volume publisher verlag language rating price phone tel telefon fax address adresse "
    "status views duration genre title titel opinion meinung exclusive interview live ";

/// Before names in Chinese and Japanese, with or without anything between.
constexpr auto kHanLabels = std::to_array<std::string_view>(
    {"本报记者", "记者", "記者", "作者", "撰文", "取材・文", "文・写真", "写真・文", "文"});

/// What a job begins with, and ends with: "Business Correspondent" is nobody's name.
constexpr std::string_view kFields =
    " business political politics sport sports senior chief foreign health science education "
    "environment crime court courts staff news deputy assistant associate managing executive "
    "investigative economics economy technology tech arts culture entertainment features city "
    "local "
    "national international world european asia africa diplomatic defence defense security legal "
    "religion transport travel food music film digital online multimedia data special contributing "
    "guest freelance royal money property consumer climate energy general breaking ";
constexpr std::string_view kJobs =
    " correspondent reporter editor writer columnist critic analyst producer journalist "
    "contributor "
    "photographer fellow intern ";

/// Of the names of sections, places and leagues, which stand beside dates as names do.
constexpr std::string_view kTopics =
    " league cup liga open tour games olympics news sport sports football soccer cricket rugby "
    "tennis golf basketball baseball hockey racing formula premier champions serie east west north "
    "south middle central latin america africa europe asia united states kingdom nations union new "
    "york los las angeles san santa st saint city town county state island islands lake river "
    "mountain valley beach park street road house white black green party election elections vote "
    "government parliament council court police fire human rights real estate public private "
    "service services press release story stories feature features opinion editorial letters "
    "letter "
    "guide guides how what why who when top best first last big good morning evening daily weekly "
    "day week month year life style lifestyle living home family kids women men people community "
    "society social media tv film movie movies show shows books book stage theatre art design "
    "fashion beauty wellness fitness recipes recipe restaurants wine car cars auto motor bike "
    "gaming "
    "game apps software hardware mobile internet web cyber startup startups market markets stocks "
    "bonds banking bank insurance tax taxes jobs careers career work labor labour industry retail "
    "oil gas power mining farming agriculture aviation shipping space nature animals animal pets "
    "weather history heritage archive archives university school schools college student students "
    "research studies study report reports series special project case study white paper blog "
    "updates alert alerts notice notices event events calendar edition issue volume part chapter ";

/// Ends, or is, the name of a desk or house.
constexpr auto kHouseWords = std::to_array<std::string_view>({"news",
                                                              "staff",
                                                              "agency",
                                                              "agencies",
                                                              "agenturen",
                                                              "desk",
                                                              "team",
                                                              "press",
                                                              "presse",
                                                              "newsroom",
                                                              "merkezi",
                                                              "editors",
                                                              "wire",
                                                              "times",
                                                              "post",
                                                              "magazine",
                                                              "magazin",
                                                              "media",
                                                              "redaction",
                                                              "rédaction",
                                                              "redacción",
                                                              "redação",
                                                              "redazione",
                                                              "redactie",
                                                              "redakcja",
                                                              "nachrichten",
                                                              "zeitung",
                                                              "verlag",
                                                              "gmbh",
                                                              "e.v.",
                                                              "board",
                                                              "rundfunk",
                                                              "radio",
                                                              "pressestelle",
                                                              "journal",
                                                              "online",
                                                              "webteam",
                                                              "news service",
                                                              "press service",
                                                              "wire service",
                                                              "editorial board",
                                                              "e. v.",
                                                              "correspondents",
                                                              "editorial",
                                                              "report",
                                                              "reports",
                                                              "services",
                                                              "tribune",
                                                              "gazette",
                                                              "chronicle",
                                                              "broadcasting",
                                                              "university",
                                                              "institute",
                                                              "foundation",
                                                              "association",
                                                              "ministry",
                                                              "department",
                                                              "ag",
                                                              "kg",
                                                              "inc",
                                                              "inc.",
                                                              "ltd",
                                                              "ltd.",
                                                              "llc"});

/// Ends the name of a company, behind a comma often.
constexpr auto kCompanies = std::to_array<std::string_view>(
    {"inc",  "inc.", "ltd",  "ltd.",  "llc",     "llc.",         "l.l.c.",
     "llp",  "plc",  "corp", "corp.", "gmbh",    "ag",           "se",
     "kg",   "s.a.", "s.a",  "s.l.",  "s.r.l.",  "s.p.a.",       "n.v.",
     "b.v.", "a.s.", "a/s",  "oyj",   "limited", "incorporated", "corporation"});

/// Begins the name of a desk or house.
constexpr auto kHouseBeginnings = std::to_array<std::string_view>(
    {"redaktion ",     "team ",          "agence ",      "agencia ",   "agentur ",
     "staff ",         "redacción ",     "rédaction ",   "redazione ", "redação ",
     "university of ", "department of ", "ministry of ", "noticias ",  "ministerie ",
     "ministère ",     "ministerio ",    "ministério ",  "ministero ", "ministerstwo ",
     "ministerul ",    "gemeente ",      "polizei ",     "landkreis "});

/// Ends a compound word for a house, which stands alone or last.
constexpr auto kHouseEndings = std::to_array<std::string_view>(
    {"redaktion",   "fraktion", "ministerium", "verband", "stiftung", "gesellschaft",
     "universität", "anstalt",  "网",          "網",      "报",       "報",
     "社",          "新闻",     "新聞",        "电视台",  "編集部",   "编辑部",
     "ニュース",    "신문",     "일보",        "뉴스",    "방송"});

constexpr auto kNobody = std::to_array<std::string_view>(
    {"admin",     "administrator", "webmaster", "root",       "user", "gast", "guest",
     "anonymous", "anonym",        "unknown",   "n/a",        "none", "null", "author",
     "autor",     "wordpress",     "default",   "editor",     "佚名", "匿名", "本站",
     "小编",      "小編",          "undefined", "super user", "red",  "red.", "publisher"});

/// A correspondent without a name: a word beside it is the place that the report is from.
constexpr auto kCorrespondents = std::to_array<std::string_view>(
    {"our correspondent", "our own correspondent", "own correspondent", "our reporter",
     "a correspondent", "a reporter", "নিজস্ব প্রতিবেদক", "নিজস্ব প্রতিনিধি", "প্রতিনিধি", "প্রতিবেদক",
     "স্টাফ রিপোর্টার", "संवाददाता", "हमारे संवाददाता", "नगर संवाददाता"});

/// Behind a name, and no part of it.
constexpr auto kRoles = std::to_array<std::string_view>({"chefredakteur",
                                                         "chefredakteurin",
                                                         "redakteur",
                                                         "redakteurin",
                                                         "redaktionsleiter",
                                                         "volontär",
                                                         "volontärin",
                                                         "reporter",
                                                         "reporterin",
                                                         "korrespondent",
                                                         "korrespondentin",
                                                         "journalist",
                                                         "journalistin",
                                                         "autor",
                                                         "autorin",
                                                         "fotograf",
                                                         "correspondent",
                                                         "editor",
                                                         "columnist",
                                                         "contributor",
                                                         "writer",
                                                         "journaliste",
                                                         "periodista",
                                                         "giornalista",
                                                         "staff writer",
                                                         "staff writers",
                                                         "staff reporter",
                                                         "staff reporters",
                                                         "writers",
                                                         "reporters",
                                                         "correspondents",
                                                         "contributors",
                                                         "senior reporter",
                                                         "senior editor",
                                                         "political editor",
                                                         "editor-in-chief",
                                                         "news editor",
                                                         "contributing writer",
                                                         "guest contributor",
                                                         "freelance writer",
                                                         "alle artikel",
                                                         "follow",
                                                         "freier autor",
                                                         "freie autorin",
                                                         "freier journalist",
                                                         "freie journalistin",
                                                         "기자"});

/// Before a name, and no part of it.
constexpr auto kTitles = std::to_array<std::string_view>(
    {"professor", "prof.", "prof", "rechtsanwalt", "rechtsanw\u00E4ltin", "redakteur",
     "redakteurin", "chefredakteur", "chefredakteurin", "reporter", "journalist", "journalistin",
     "staff writer"});

constexpr auto kDegrees = std::to_array<std::string_view>(
    {"phd", "ph.d", "ph.d.", "md",  "m.d", "m.d.", "jd",  "j.d.", "mba", "esq", "esq.",
     "cpa", "rn",   "msc",   "bsc", "ma",  "m.a.", "dds", "mph",  "rd",  "cfa"});
constexpr auto kGenerations =
    std::to_array<std::string_view>({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"});

constexpr auto kParticles = std::to_array<std::string_view>(
    {"von", "van", "de",  "der",  "den", "del",  "della", "di", "da",  "dos",  "du",
     "la",  "le",  "el",  "al",   "bin", "ibn",  "ben",   "zu", "zur", "vom",  "ter",
     "ten", "y",   "e",   "of",   "st",  "los",  "las",   "do", "das", "dal",  "dei",
     "af",  "wa",  "wan", "bint", "abu", "ould", "ole",   "op", "het", "degli"});

/// Before a hyphen, in names that were written in Arabic: "al-Sharif".
constexpr auto kArticles = std::to_array<std::string_view>(
    {"al", "el", "ar", "as", "at", "ad", "an", "az", "ash", "ach", "ul", "ud", "abd", "bou"});

/// Of forms, menus and the small print around bylines; never of names.
constexpr std::string_view kNoNames =
    " name kommentar kommentare comment comments posted veröffentlicht publiziert published datum "
    "date follow share teilen abonnieren abo login anmelden uhr minuten minutes min hours stunden "
    "ago montag dienstag mittwoch donnerstag freitag samstag sonntag monday tuesday wednesday "
    "thursday friday saturday sunday theme von by sagt says read more mehr lesen alle artikel "
    "article articles beiträge artículos erforderlich required menu search suche newsletter email "
    "e-mail foto fotos photo photos bild bilder image images getty update updated aktualisiert "
    "lesezeit edited edition home startseite kategorie category tags inhalt profil profile "
    "twitter facebook instagram whatsapp telegram linkedin xing youtube gravatar avatar stand "
    "quelle source autorenseite über about the this that mit und and with "
    "for from hier here weitere weiterführende informationen infos links quellen literatur kontakt "
    "print drucken imprimer imprimir tweet tweeten pinterest reddit bookmark merken vorlesen "
    "partager compartir compartilhar "
    "pressekontakt further information references contact termine ";

bool Is(std::string_view text, const auto& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool EndsWithWord(std::string_view text, std::string_view word) {
  return text.ends_with(word) &&
         (text.size() == word.size() || text[text.size() - word.size() - 1] == ' ');
}

/// Cuts signs that are no part of a name from both ends.
std::string_view Trim(std::string_view text) {
  constexpr auto kSigns = std::to_array<std::string_view>(
      {" ",      ",",      ";",      ":",      "|",      "~",      "-",      "/",     "*",
       "\u2013", "\u2014", "\u2022", "\u00B7", "\u22C5", "(",      "[",      "]",     "\"",
       "\u00BB", "\u00AB", ">",      "<",      "#",      "\u201E", "\u201C", "\u25CF"});
  for (bool again = true; again;) {
    again = false;
    if (text.empty() || (IsAlphanumericAscii(text.front()) && IsAlphanumericAscii(text.back())))
      break;
    for (const std::string_view sign : kSigns) {
      if (text.starts_with(sign)) {
        text.remove_prefix(sign.size());
        again = true;
      }
      if (!text.empty() && text.ends_with(sign)) {
        text.remove_suffix(sign.size());
        again = true;
      }
    }
  }
  return text;
}

std::vector<std::string_view> Tokens(std::string_view text) {
  std::vector<std::string_view> tokens;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) tokens.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return tokens;
}

/// "李文博": two to four ideographs, as nearly all Chinese names have.
bool IsHanName(std::string_view token) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < token.size(); ++count) {
    const char32_t c = DecodeUtf8(token, at);
    if (c < 0x4E00 || c > 0x9FFF) return false;
  }
  return count >= 2 && count <= 4;
}

/// The colon in front of `text`, of ASCII or in full width.
bool TakeColon(std::string_view& text) {
  std::string_view rest = text;
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const std::string_view colon = rest.starts_with("\uFF1A") ? "\uFF1A" : ":";
  if (!rest.starts_with(colon)) return false;
  text = Trim(rest.substr(colon.size()));
  return true;
}

/// The label of the page's `language` in front of a name, which a word alone is not; or one that
/// nothing follows.
bool TakeLocalLabel(std::string_view language, bool marked, std::string_view& text) {
  const std::string lower = LowerUtf8(text.substr(0, FloorBoundary(text, 24)));
  return std::any_of(kLocalLabels.begin(), kLocalLabels.end(), [&](const LocalLabel& label) {
    if (!lower.starts_with(label.text) || text.size() < label.text.size()) return false;
    const std::string_view rest = text.substr(label.text.size());
    if (!marked && !label.sure) return false;
    if (!Trim(rest).empty()) {
      const std::string_view tongue = language.substr(0, language.find_first_of("-_"));
      if (!EqualsIgnoringAsciiCase(tongue, label.language)) return false;
      if (rest[0] != ' ' || Tokens(rest).size() < 2) return false;
      std::size_t at = 0;
      const char32_t first = DecodeUtf8(Trim(rest), at);
      constexpr char32_t kFirstCaseless = 0x590;
      if (first < kFirstCaseless && !IsUpperCodepoint(first)) return false;  // "Van der Berg"
    }
    text = Trim(rest);
    return true;
  });
}

/// "Írta:" and "Text och bild:" in an element that markup calls author: one word, or more that go
/// on in small letters. Names must follow; photographers are none.
bool TakeUnknownLabel(std::string_view& text) {
  constexpr std::size_t kLongest = 40;
  constexpr std::size_t kMostWords = 3;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > kLongest) return false;
  const std::string_view label = text.substr(0, colon);
  if (label.find_first_of("0123456789/(.,") != std::string_view::npos) return false;
  const std::vector<std::string_view> words = Tokens(label);
  if (words.empty() || words.size() > kMostWords) return false;
  // "Text och foto:": who took the pictures wrote as well.
  constexpr auto kTexts = std::to_array<std::string_view>(
      {"text", "tekst", "teksti", "texte", "texto", "testo", "words", "story"});
  const bool wrote = Is(LowerUtf8(words[0]), kTexts);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::size_t at = 0;
    if (i > 0 && IsUpperCodepoint(DecodeUtf8(words[i], at))) return false;
    const std::string word = " " + LowerUtf8(words[i]) + " ";
    const bool other = kNoNames.find(word) != std::string_view::npos ||
                       kOtherWork.find(word) != std::string_view::npos;
    if (other && !(wrote && i > 0)) {
      return false;
    }
  }
  const std::string_view rest = Trim(text.substr(colon + 1));
  if (Tokens(rest).size() < 2 && IsAscii(rest)) return false;
  text = rest;
  return true;
}

/// "Ada Pell" of "Ada Pell. Pictures: Ben Kestrel": what somebody else did has a label of its own.
std::string_view WithoutOtherWork(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return text;
  const std::size_t space = text.substr(0, colon).rfind(' ');
  if (space == std::string_view::npos) return text;
  const std::string word = " " + LowerUtf8(text.substr(space + 1, colon - space - 1)) + " ";
  return kOtherWork.find(word) == std::string_view::npos ? text : Trim(text.substr(0, space));
}

/// Where " Updated 2 hours ago" begins behind a name; the text's size if it does not.
std::size_t FindStamp(std::string_view text) {
  const std::string lower = LowerUtf8(text);
  if (lower.size() != text.size()) return text.size();
  std::size_t first = text.size();
  for (const std::string_view stamp : kStamps) {
    for (std::size_t at = lower.find(stamp); at < first; at = lower.find(stamp, at + 1)) {
      const std::string_view behind = std::string_view(lower).substr(at + stamp.size());
      const bool word = at > 0 && lower[at - 1] == ' ' &&
                        (behind.empty() || behind[0] == ' ' || behind[0] == ':');
      if (word && !behind.starts_with(" by ") && Tokens(text.substr(0, at)).size() >= 2) first = at;
    }
  }
  return first;
}

/// "by Ada Pell" of "Posted on January 26, 2026 by Ada Pell".
std::string_view WithoutFirstDate(std::string_view text) {
  constexpr std::size_t kFar = 24;
  if (text.find_first_of("0123456789") > kFar) return text;
  const std::string lower = LowerUtf8(text);
  if (lower.size() != text.size()) return text;
  const std::vector<FoundDate> dates = FindDates(lower, DayOrder::kDayFirst);
  if (dates.empty() || dates[0].begin > kFar) return text;
  std::string_view before = Trim(std::string_view(lower).substr(0, dates[0].begin));
  for (const std::string_view word : {" on", " am", " le", " el", " il"}) {
    if (before.ends_with(word)) before = Trim(before.substr(0, before.size() - word.size()));
  }
  if (!before.empty() && !Is(before, kStamps) && before != "on") return text;
  const std::string_view rest = Trim(text.substr(dates[0].end));
  return rest.empty() ? text : rest;
}

bool TakeColonLabel(std::string_view& text) {
  if (text.find(':') == std::string_view::npos && text.find("\uFF1A") == std::string_view::npos) {
    return false;
  }
  const std::string lower = LowerUtf8(text.substr(0, FloorBoundary(text, 40)));
  return std::any_of(kColonLabels.begin(), kColonLabels.end(), [&](std::string_view label) {
    if (!lower.starts_with(label) || text.size() < label.size()) return false;
    std::string_view rest = text.substr(label.size());
    if (!TakeColon(rest)) return false;
    text = rest;
    return true;
  });
}

/// Nothing but names may stand behind it.
bool TakeHanLabel(std::string_view& text) {
  for (const std::string_view label : kHanLabels) {
    if (!text.starts_with(label)) continue;
    std::string_view rest = text.substr(label.size());
    const bool apart = TakeColon(rest) || rest.starts_with(' ') || rest.starts_with('/') ||
                       rest.starts_with("\u30FB") || rest.starts_with("\uFF1D") ||
                       rest.starts_with("\uFF0F");
    if (!apart && label.ends_with("文")) continue;
    for (const std::string_view sign : {"\u30FB", "\uFF1D", "\uFF0F"}) {
      if (rest.starts_with(sign)) rest.remove_prefix(sign.size());
    }
    rest = Trim(rest);
    const std::vector<std::string_view> tokens = Tokens(rest);
    if (tokens.empty() || !std::all_of(tokens.begin(), tokens.end(), IsHanName)) continue;
    // "记者调查", a reporter's inquiry
    if (!apart && !std::all_of(tokens.begin(), tokens.end(), IsChineseName)) continue;
    text = rest;
    return true;
  }
  return false;
}

/// "Business Correspondent", "Senior Political Editor", "Nairobi Bureau Chief"
bool IsJob(std::string_view lower) {
  constexpr std::size_t kMostWords = 4;
  if (EndsWithWord(lower, "bureau chief")) return true;
  const std::vector<std::string_view> tokens = Tokens(lower);
  const auto is_in = [](std::string_view list, std::string_view word) {
    return list.find(" " + std::string(word) + " ") != std::string_view::npos;
  };
  return tokens.size() > 1 && tokens.size() <= kMostWords && is_in(kFields, tokens.front()) &&
         is_in(kJobs, tokens.back());
}

/// What somebody is, behind a name: "Professor of Oceanography".
constexpr Prefixes kPosts(std::to_array<std::string_view>({"professor",
                                                           "lecturer",
                                                           "reader",
                                                           "fellow",
                                                           "researcher",
                                                           "scientist",
                                                           "director",
                                                           "dean",
                                                           "chair",
                                                           "chairman",
                                                           "chairwoman",
                                                           "president",
                                                           "vice-president",
                                                           "ceo",
                                                           "cto",
                                                           "cfo",
                                                           "coo",
                                                           "founder",
                                                           "co-founder",
                                                           "cofounder",
                                                           "head",
                                                           "chief",
                                                           "minister",
                                                           "secretary",
                                                           "senator",
                                                           "mp",
                                                           "mep",
                                                           "governor",
                                                           "mayor",
                                                           "ambassador",
                                                           "economist",
                                                           "analyst",
                                                           "strategist",
                                                           "historian",
                                                           "philosopher",
                                                           "sociologist",
                                                           "psychologist",
                                                           "biologist",
                                                           "chemist",
                                                           "physicist",
                                                           "engineer",
                                                           "lawyer",
                                                           "attorney",
                                                           "solicitor",
                                                           "barrister",
                                                           "partner",
                                                           "principal",
                                                           "manager",
                                                           "coordinator",
                                                           "curator",
                                                           "spokesperson",
                                                           "spokesman",
                                                           "spokeswoman",
                                                           "adviser",
                                                           "advisor",
                                                           "consultant",
                                                           "author",
                                                           "editor",
                                                           "reporter",
                                                           "correspondent",
                                                           "columnist",
                                                           "writer",
                                                           "critic",
                                                           "journalist",
                                                           "photographer",
                                                           "contributor",
                                                           "producer",
                                                           "student",
                                                           "candidate",
                                                           "doctor",
                                                           "teacher",
                                                           "member",
                                                           "instructor",
                                                           "scholar",
                                                           "publisher",
                                                           "correspondant",
                                                           "correspondante",
                                                           "corresponsal",
                                                           "corrispondente",
                                                           "correspondente",
                                                           "korrespondent",
                                                           "korrespondentin",
                                                           "professorin",
                                                           "dozent",
                                                           "dozentin",
                                                           "leiter",
                                                           "leiterin",
                                                           "direktor",
                                                           "direktorin",
                                                           "wissenschaftler",
                                                           "wissenschaftlerin",
                                                           "forscher",
                                                           "forscherin",
                                                           "präsident",
                                                           "präsidentin",
                                                           "vorsitzender",
                                                           "vorsitzende",
                                                           "geschäftsführer",
                                                           "geschäftsführerin",
                                                           "ministerin",
                                                           "redakteur",
                                                           "redakteurin",
                                                           "journalistin",
                                                           "professeur",
                                                           "professeure",
                                                           "maître",
                                                           "chercheur",
                                                           "chercheuse",
                                                           "directeur",
                                                           "directrice",
                                                           "président",
                                                           "présidente",
                                                           "journaliste",
                                                           "économiste",
                                                           "historien",
                                                           "historienne",
                                                           "enseignant",
                                                           "enseignante",
                                                           "profesor",
                                                           "profesora",
                                                           "catedrático",
                                                           "catedrática",
                                                           "investigador",
                                                           "investigadora",
                                                           "directora",
                                                           "presidente",
                                                           "presidenta",
                                                           "periodista",
                                                           "economista",
                                                           "professore",
                                                           "professoressa",
                                                           "docente",
                                                           "ricercatore",
                                                           "ricercatrice",
                                                           "direttore",
                                                           "direttrice",
                                                           "giornalista",
                                                           "professora",
                                                           "pesquisador",
                                                           "pesquisadora",
                                                           "diretor",
                                                           "diretora",
                                                           "jornalista",
                                                           "hoogleraar",
                                                           "onderzoeker",
                                                           "voorzitter",
                                                           "professori",
                                                           "tutkija",
                                                           "professorn",
                                                           "forskare",
                                                           "forsker"}));
/// Before a post, or behind one.
constexpr Prefixes kRanks(std::to_array<std::string_view>(
    {"associate", "assistant",    "adjunct",       "emeritus",      "emerita",
     "senior",    "junior",       "former",        "deputy",        "acting",
     "executive", "managing",     "vice",          "lead",          "research",
     "visiting",  "honorary",     "full",          "distinguished", "teaching",
     "clinical",  "postdoctoral", "post-doctoral", "doctoral",      "phd",
     "ph.d.",     "ph.d",         "graduate",      "contributing",  "staff",
     "chief",     "general",      "founding",      "the",           "an",
     "our"}));
/// Behind a post, before what it is for.
constexpr Prefixes kOfPosts(std::to_array<std::string_view>(
    {"of", "at",  "for", "in", "on", "with", "to", "de",  "du",    "des", "der", "für", "an", "am",
     "im", "bei", "à",   "en", "da", "do",   "di", "del", "della", "dei", "van", "aan", "på"}));

/// Of the names of where somebody has a post.
constexpr Prefixes kInstitutions(std::to_array<std::string_view>(
    {"college",    "school",     "centre",       "center",     "academy",    "department",
     "faculty",    "hospital",   "foundation",   "stiftung",   "hochschule", "council",
     "ministry",   "laboratory", "laboratories", "lab",        "école",      "istituto",
     "scuola",     "escuela",    "facultad",     "trust",      "fund",       "group",
     "society",    "museum",     "bank",         "company",    "agency",     "association",
     "party",      "union",      "committee",    "commission", "office",     "bureau",
     "network",    "project",    "initiative",   "programme",  "program",    "forum",
     "observatory"}));
constexpr auto kInstitutionStems =
    std::to_array<std::string_view>({"universi", "institut", "akadem", "fakult"});

/// Of fields of study, which "and" joins: "Professor of Marine Biology and Ocean Science".
constexpr Prefixes kStudies(std::to_array<std::string_view>(
    {"science",    "sciences",    "studies",       "policy",         "law",
     "economics",  "engineering", "history",       "literature",     "languages",
     "philosophy", "biology",     "chemistry",     "physics",        "medicine",
     "nursing",    "psychology",  "sociology",     "anthropology",   "archaeology",
     "geography",  "geology",     "ecology",       "climate",        "affairs",
     "relations",  "politics",    "theology",      "religion",       "management",
     "finance",    "marketing",   "communication", "communications", "journalism",
     "technology", "innovation",  "strategy",      "development",    "security",
     "governance", "education",   "linguistics",   "mathematics",    "statistics",
     "computing",  "robotics",    "health",        "culture",        "media",
     "society",    "environment", "sustainability"}));

bool IsIn(std::string_view word, const auto& words) { return words.LengthIn(word) == word.size(); }

bool IsBeforePost(std::string_view word) {
  return IsIn(word, kRanks) || word.size() == 1 ||
         kFields.find(" " + std::string(word) + " ") != std::string_view::npos;
}

/// "of", "d'océanographie"
bool IsOfPost(std::string_view word) {
  return IsIn(word, kOfPosts) || word.size() == 1 || word.starts_with("d'") ||
         word.starts_with("d\u2019");
}

/// "Professor of Oceanography", "PhD candidate at Halden"; "Director" alone where `alone`.
/// "Professor Ada Pell" is none.
bool IsPost(std::string_view lower, bool alone) {
  const std::vector<std::string_view> tokens = Tokens(lower);
  const auto is_post = [](std::string_view word) {
    return IsIn(word, kPosts) ||
           (word.ends_with('s') && IsIn(word.substr(0, word.size() - 1), kPosts));
  };
  if (std::none_of(tokens.begin(), tokens.end(), is_post)) return false;
  std::size_t at = 0;
  while (at < tokens.size() && IsBeforePost(tokens[at]) &&
         !(is_post(tokens[at]) && at + 1 == tokens.size())) {
    ++at;
  }
  if (at < tokens.size() && is_post(tokens[at])) {
    ++at;
  } else if (at == 0 || !is_post(tokens[at - 1])) {  // "chief of staff"
    return false;
  }
  while (at < tokens.size() && IsIn(tokens[at], kRanks)) ++at;
  if (at == tokens.size()) return alone || tokens.size() > 1;
  return IsOfPost(tokens[at]);
}

/// Where "Professor of Oceanography" begins behind a whole name; the name's size if nowhere.
std::size_t FindPost(std::string_view name) {
  const std::vector<std::string_view> tokens = Tokens(name);
  constexpr std::size_t kFewest = 2;
  for (std::size_t i = kFewest; i + 1 < tokens.size(); ++i) {
    const auto at = static_cast<std::size_t>(tokens[i].data() - name.data());
    if (!IsOfPost(LowerUtf8(tokens[i + 1]))) continue;
    if (IsPost(LowerUtf8(name.substr(at)), false)) return at;
  }
  return name.size();
}

/// "Sentinel Staff Writer"
bool IsStaff(std::string_view lower) {
  constexpr auto kStaff =
      std::to_array<std::string_view>({" staff writer", " staff writers", " staff reporter",
                                       " staff correspondent", " staff photographer"});
  return Tokens(lower).size() <= 4 &&
         std::any_of(kStaff.begin(), kStaff.end(),
                     [&](std::string_view staff) { return lower.ends_with(staff); });
}

/// Takes a label off the front; false if none stands there. `sure` is set by one of several words
/// ("posted by"), which begins no sentence.
bool TakeLabel(std::string_view& text, bool* sure = nullptr) {
  if (TakeColonLabel(text) || TakeHanLabel(text)) {
    if (sure != nullptr) *sure = true;
    return true;
  }
  const std::string lower = LowerUtf8(text.substr(0, FloorBoundary(text, 40)));
  for (const std::string_view label : kLabels) {
    if (lower.empty() || lower[0] != label[0] || !lower.starts_with(label)) continue;
    const std::string_view rest = text.substr(std::min(label.size(), text.size()));
    if (!rest.empty() && rest[0] != ' ' && rest[0] != ':') continue;
    text = Trim(rest);
    if (sure != nullptr && label.find(' ') != std::string_view::npos) *sure = true;
    return true;
  }
  return false;
}

bool StartsUpper(std::string_view token) {
  std::size_t at = 0;
  const char32_t first = DecodeUtf8(token, at);
  // Scripts without case, and names like d'Artagnan.
  if (IsUpperCodepoint(first) || first >= 0x250) return true;
  const std::size_t apostrophe = token.find_first_of("'\xE2");
  return apostrophe != std::string_view::npos && apostrophe <= 2 && token.size() > apostrophe + 1;
}

/// "al-Sharif": small letters in front of the hyphen, as names have them.
bool BeginsWithArticle(std::string_view token) {
  const std::size_t hyphen = token.find('-');
  std::size_t at = hyphen + 1;
  return hyphen != std::string_view::npos && at < token.size() &&
         Is(token.substr(0, hyphen), kArticles) && IsUpperCodepoint(DecodeUtf8(token, at));
}

bool IsDomainName(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 3 <= name.size() &&
         name.find(' ') == std::string_view::npos && name.size() - dot <= 5 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz", dot + 1) == std::string_view::npos;
}

/// Tells "Ed" and "Ng" from initials, "AJ" and "TK".
bool IsTwoInitials(std::string_view token) {
  return token.size() == 2 && token != "NG" &&
         (token[1] == 'J' || token.find_first_of("AEIOUY") == std::string_view::npos);
}

/// "O'DONNELL-MCCOY" in small letters but for those that begin a part.
std::string InTitleCase(std::string_view token) {
  std::string out;
  bool begins = true;
  std::size_t part = 0;
  for (std::size_t at = 0; at < token.size();) {
    const std::size_t from = at;
    (void)DecodeUtf8(token, at);
    const std::string_view character = token.substr(from, at - from);
    const bool border = character == "-" || character == "'" || character == "\u2019";
    out += begins ? std::string(character) : LowerUtf8(character);
    begins = border || (at - part == 2 && out.ends_with("Mc") && token.size() - part > 4);
    if (border) part = at;
  }
  return out;
}

bool IsInCapitals(std::string_view token) {
  std::vector<Word> words;
  FindWords(token, words);
  return !words.empty() &&
         std::all_of(words.begin(), words.end(), [](const Word& word) { return word.all_caps; });
}

/// One of a name's words in capitals, as it is written otherwise.
std::string WithoutCapitals(std::string_view token, bool first) {
  const std::string lower = LowerUtf8(token);
  const bool number = lower == "ii" || lower == "iii" || lower == "iv";
  const bool initials = token.find('.') != std::string_view::npos && !Is(lower, kGenerations);
  if (number || initials || IsTwoInitials(token)) return std::string(token);
  return !first && Is(lower, kParticles) ? lower : InTitleCase(token);
}

/// "ADA VON PELL III" and "Ada PELL" in title case: capitals are a matter of type, and in some
/// countries mark the family's name.
std::string NameWithoutCapitals(std::string_view name) {
  constexpr std::size_t kNoAbbreviation = 4;
  const std::vector<std::string_view> tokens = Tokens(name);
  std::size_t family = tokens.size();  // from here on all are in capitals
  while (family > 0 && IsInCapitals(tokens[family - 1])) --family;
  std::string out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool change = i >= family && (family == 0 || tokens[i].size() >= kNoAbbreviation);
    if (i > 0) out += ' ';
    out += change ? WithoutCapitals(tokens[i], i == 0) : std::string(tokens[i]);
  }
  return out;
}

/// "BBC", "CNN": letters that stand for a house before the name of one of its desks.
bool IsHouseInitials(std::string_view token) {
  return token.size() >= 3 && token.size() <= 5 &&
         std::all_of(token.begin(), token.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

class BylineReader {
 public:
  BylineReader(const Publisher& publisher, BylineTrust trust, std::string_view language)
      : publisher_(publisher), trust_(trust), language_(language) {}

  std::vector<Author> Read(std::string_view text) {
    const std::string line =
        CleanLine(WithReferences(text.substr(0, FloorBoundary(text, kMaxByline))));
    // An address of a profile is no name, nor is whose the rights are.
    if (line.find("://") != std::string::npos || line.starts_with("www.") ||
        line.starts_with("Copyright") || line.starts_with("\u00A9")) {
      return {};
    }
    if (ReadEastAsian(line)) return std::move(authors_);
    std::string_view rest = line;
    bool labelled = false;
    while (!rest.empty()) {
      const std::string_view segment = CutSegment(rest);
      std::string_view names = WithoutFirstDate(Trim(segment));
      if (names.size() < line.size() && ReadEastAsian(names)) break;
      names = Trim(names.substr(0, FindStamp(names)));
      han_ = TakeHanLabel(names);
      labelled = labelled || han_;
      posted_ = posted_ || han_;
      if (trust_ == BylineTrust::kMarked && TakeUnknownLabel(names)) labelled = true;
      while (TakeLabel(names, &posted_)) labelled = true;
      const bool marked = trust_ == BylineTrust::kMarked;
      if (trust_ != BylineTrust::kField && !labelled) {
        labelled = TakeLocalLabel(language_, marked, names);
      }
      if (labelled) names = WithoutOtherWork(names);
      const std::string_view dated = names;
      names = WithoutDate(names);
      // A word alone in front of a date is a day of the week.
      const bool word = names.size() < dated.size() && names.find(' ') == std::string_view::npos;
      if (word && !labelled && trust_ != BylineTrust::kField) continue;
      if (names.empty()) continue;
      if (trust_ == BylineTrust::kLine && !labelled) continue;
      const std::size_t before = authors_.size();
      const bool all = ReadNames(names);
      if (trust_ == BylineTrust::kLine) {
        if (!all) authors_.clear();
        break;
      }
      // What follows the names is about them, or about something else.
      if (trust_ == BylineTrust::kMarked && authors_.size() > before) break;
    }
    DropLoneWords();
    return std::move(authors_);
  }

 private:
  /// False if `text` is no line of a reporter of China, Korea or Japan.
  bool ReadEastAsian(std::string_view text) {
    if (trust_ == BylineTrust::kField) return false;
    const std::vector<std::string_view> names = ReadEastAsianByline(text);
    for (const std::string_view name : names) authors_.push_back(MakeAuthor(name, publisher_));
    return !names.empty();
  }

  /// Bars, bullets and dashes with spaces part what is about the names from what is not.
  static std::string_view CutSegment(std::string_view& rest) {
    constexpr auto kBorders = std::to_array<std::string_view>(
        {"|", "\u2022", "\u00B7", " \u2013 ", " \u2014 ", " - ", "\u22C5", " // ", "\u25CF"});
    std::size_t end = rest.size();
    std::size_t skip = 0;
    for (const std::string_view border : kBorders) {
      if (const std::size_t found = rest.find(border); found < end) {
        end = found;
        skip = border.size();
      }
    }
    const std::string_view segment = rest.substr(0, end);
    rest.remove_prefix(end + skip);
    return segment;
  }

  static std::string_view WithoutDate(std::string_view text) {
    if (text.find_first_of("0123456789") == std::string_view::npos) return text;
    const std::string lower = LowerUtf8(text);
    if (lower.size() != text.size()) return text;
    const std::vector<FoundDate> dates = FindDates(lower, DayOrder::kDayFirst);
    if (dates.empty()) return text;
    std::string_view before = Trim(text.substr(0, dates[0].begin));
    constexpr auto kBeforeDates = std::to_array<std::string_view>(
        {" am",        " vom",      " on",        " le",        " el",       " den",
         " um",        " Stand",    " Datum",     " Mo",        " Di",       " Mi",
         " Do",        " Fr",       " Sa",        " So",        " at",       " Date",
         " il",        " d.",       " Mon",       " Tue",       " Wed",      " Thu",
         " Fri",       " Sat",      " Sun",       " lun",       " mar",      " mer",
         " jeu",       " ven",      " sam",       " dim",       " mié",      " jue",
         " vie",       " sáb",      " dom",       " op",        " Tues",     " Thur",
         " Thurs",     " Monday",   " Tuesday",   " Wednesday", " Thursday", " Friday",
         " Saturday",  " Sunday",   " Montag",    " Dienstag",  " Mittwoch", " Donnerstag",
         " Freitag",   " Samstag",  " Sonntag",   " lundi",     " mardi",    " mercredi",
         " jeudi",     " vendredi", " samedi",    " dimanche",  " lunes",    " martes",
         " miércoles", " jueves",   " viernes",   " sábado",    " domingo",  " maandag",
         " dinsdag",   " woensdag", " donderdag", " vrijdag",   " zaterdag", " zondag"});
    for (bool again = true; again;) {  // "on Sat,"
      again = false;
      for (const std::string_view word : kBeforeDates) {
        if (!before.ends_with(word)) continue;
        before = Trim(before.substr(0, before.size() - word.size()));
        again = true;
      }
    }
    return before.empty() ? Trim(text.substr(dates[0].end)) : before;
  }

  /// False if something stands there that is no name.
  bool ReadNames(std::string_view rest) {
    constexpr auto kAnd = std::to_array<std::string_view>(
        {" and ", " AND ", " & ", " und ", " UND ", " et ", ", ", "; ", " / ", " for ", " für ",
         " with ", " mit ", " avec ", " con ", " sowie ", "\u3001", "\uFF0C"});
    bool all = true;
    while (!rest.empty() && authors_.size() < kMaxAuthors) {
      std::size_t end = rest.size();
      std::size_t skip = 0;
      if (const std::size_t space = rest.find(' '); han_ && space < end) {
        end = space;
        skip = 1;
      }
      for (const std::string_view part : kAnd) {
        std::size_t found = rest.find(part);
        while (found < end && IsWithinHouse(rest, found)) found = rest.find(part, found + 1);
        if (found < end) {
          end = found;
          skip = part.size();
        }
      }
      // "det/dpa", "Reuters/AP": a stroke parts agencies and initials.
      if (const std::size_t stroke = rest.find('/'); stroke < end) {
        end = stroke;
        skip = 1;
      }
      commas_ = commas_ || (end < rest.size() && rest[end] == ',');
      const std::string_view joint = rest.substr(end, skip);
      for (const std::string_view name : SplitAnd(rest.substr(0, end))) all = Add(name) && all;
      rest.remove_prefix(std::min(end + skip, rest.size()));
      joint_ = TrimAscii(joint);
    }
    return all;
  }

  /// What goes on behind "Ada Pell, Professor of Law": "University of Halden", "and Politics".
  [[nodiscard]] bool GoesOnPost(std::string_view part, std::string_view lower) const {
    const std::vector<std::string_view> tokens = Tokens(lower);
    if (joint_ == "for" || joint_ == "f\u00FCr" || tokens.size() == 1) {
      return AgencyIn(Trim(part)) == 0;
    }
    if (joint_ == ",") {
      const bool house = MakeAuthor(part, publisher_).kind == "organisation";
      return (house && !IsAgency(lower)) ||
             std::any_of(tokens.begin(), tokens.end(), [](std::string_view word) {
               return IsIn(word, kInstitutions) || BeginsWithOneOf(kInstitutionStems, word);
             });
    }
    return std::any_of(tokens.begin(), tokens.end(),
                       [](std::string_view word) { return IsIn(word, kStudies); });
  }

  /// "Pell & Co. KG", "Pell Pumps, Inc.", "Staff and wire reports": one name for all that its "and"
  /// may part.
  static bool IsWithinHouse(std::string_view text, std::size_t found) {
    const std::string_view behind = text.substr(found);
    if (behind.starts_with(", ")) {
      const std::string_view word = behind.substr(2, behind.find_first_of(" ,;/", 2) - 2);
      return Is(LowerUtf8(word), kCompanies);
    }
    return behind.starts_with(" & Co") ||
           EqualsIgnoringAsciiCase(Trim(text.substr(0, found)), "staff");
  }

  /// "Rocío Latorre y José Wilson" is two, "José Ortega y Gasset" one.
  static std::vector<std::string_view> SplitAnd(std::string_view part) {
    for (const std::string_view word :
         {" y ", " e ", " og ", " och ", " i ", " és ", " dan ", " ve ", " και ", " и ", " та "}) {
      const std::size_t found = part.find(word);
      if (found == std::string_view::npos) continue;
      const std::string_view first = part.substr(0, found);
      const std::string_view second = part.substr(found + word.size());
      if (Tokens(Trim(first)).size() >= 2 && Tokens(Trim(second)).size() >= 2) {
        return {first, second};
      }
    }
    return {part};
  }

  /// What stands behind a name without a comma is a part of its own: "Ada Pell AP Sports Writer",
  /// "Ada Pell USA TODAY".
  bool Add(std::string_view part) {
    const std::size_t credit = FindCredit(part);
    const bool all = AddName(part.substr(0, credit));
    return credit >= part.size() || (AddName(part.substr(credit)) && all);
  }

  /// Where an agency or the publisher begins behind a whole name; the part's size if nowhere.
  [[nodiscard]] std::size_t FindCredit(std::string_view part) const {
    const std::vector<std::string_view> tokens = Tokens(part);
    for (std::size_t i = 2; i < tokens.size(); ++i) {
      const auto at = static_cast<std::size_t>(tokens[i].data() - part.data());
      const std::string_view rest = part.substr(at);
      if (AgencyIn(rest) > 0) return at;
      if (NamesSite(rest, publisher_.name, publisher_.domain) &&
          MakeAuthor(part.substr(0, at), publisher_).kind == "person") {
        return at;
      }
    }
    return part.size();
  }

  /// How many bytes of the text an agency's name takes that it begins with. Short ones are in
  /// capitals, which tells them from names of people.
  static std::size_t AgencyIn(std::string_view text) {
    constexpr std::size_t kShort = 5;
    const std::string lower = LowerUtf8(text);
    const std::size_t size = lower.size() == text.size() ? AgencyAtStart(lower) : 0;
    const bool sure = size > kShort || (size > 0 && IsSigle(text.substr(0, size)));
    return sure ? size : 0;
  }

  bool AddName(std::string_view part) {
    const std::string whole = LowerUtf8(Trim(part));
    if (IsJob(whole) || (!authors_.empty() && IsStaff(whole))) return true;
    if (!Is(whole, kCorrespondents) && IsPost(whole, !authors_.empty())) {
      post_ = true;
      return true;
    }
    if (post_ && GoesOnPost(part, whole)) return true;
    std::string_view name = Clean(part);
    // "AP Auto Writer" is one of the agency's desks.
    const std::size_t agency = name.size() < Trim(part).size() ? AgencyIn(name) : 0;
    if (agency > 0) name = name.substr(0, agency);
    if (name.empty()) return true;
    const std::string lower = LowerUtf8(name);
    // "Ada Pell e Ben Kestrel, de Ilhéus"
    const bool place = commas_ && !authors_.empty() &&
                       (name.starts_with("de ") || name.starts_with("da ") ||
                        name.starts_with("do ") || name.starts_with("em "));
    if (place && Tokens(name).size() == 2) return true;
    if (Is(lower, kDegrees) || Is(lower, kRoles)) return true;
    if (Is(lower, kGenerations) && !authors_.empty()) {
      authors_.back() = MakeAuthor(authors_.back().name + " " + std::string(name), publisher_);
      return true;
    }
    if (Is(lower, kNobody)) return true;
    if (Is(lower, kCorrespondents)) {
      nobody_ = true;
      return true;
    }
    Author author = MakeAuthor(name, publisher_);
    const bool organisation = author.kind == "organisation";
    if (trust_ == BylineTrust::kLine && !authors_.empty() && !organisation && IsSigle(name)) {
      return true;
    }
    if (organisation ? name.size() > kMaxName || Tokens(name).size() > 6 : !IsName(name))
      return false;
    const bool single = name.find(' ') == std::string_view::npos;
    if (trust_ == BylineTrust::kLine && single && !organisation && authors_.empty() && !posted_) {
      return false;
    }
    const bool known = std::any_of(authors_.begin(), authors_.end(),
                                   [&](const Author& other) { return other.name == author.name; });
    post_ = post_ && organisation;
    if (!known) {
      authors_.push_back(std::move(author));
    }
    return true;
  }

  /// "SP-X": what stands behind names in a line and is none.
  static bool IsSigle(std::string_view name) {
    constexpr std::size_t kLongest = 5;
    return name.size() <= kLongest && std::all_of(name.begin(), name.end(), [](char c) {
             return (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
           });
  }

  /// Without labels, brackets, places ("in Paris") and roles behind it.
  static std::string_view Clean(std::string_view name) {
    name = Trim(name);
    TakeLabel(name);
    if (name.starts_with("and ")) name.remove_prefix(4);
    name = Trim(name.substr(0, FindPost(name)));
    for (const std::string_view article : {"l'", "l\u2019"}) {  // "avec l'AFP"
      if (name.starts_with(article) && AgencyIn(name.substr(article.size())) > 0) {
        name.remove_prefix(article.size());
      }
    }
    if (const std::size_t open = name.find('('); open != std::string_view::npos && open > 0) {
      name = Trim(name.substr(0, open));
    }
    if (const std::size_t mail = name.find('@'); mail != std::string_view::npos) {
      const std::size_t space = name.substr(0, mail).rfind(' ');
      if (space != std::string_view::npos) name = Trim(name.substr(0, space));
    }
    for (const std::string_view word : {" Special to", " Special for", " special to "}) {
      const std::size_t found = name.find(word);
      if (found != std::string_view::npos) name = Trim(name.substr(0, found));
    }
    for (const std::string_view word : {" in ", " aus ", " \u00E0 "}) {
      const std::size_t found = name.find(word);
      if (found != std::string_view::npos && name.find(' ') < found) name = name.substr(0, found);
    }
    for (bool again = true; again;) {
      again = false;
      const std::string lower = LowerUtf8(name);
      if (lower.size() != name.size()) break;
      for (const std::string_view role : kRoles) {
        if (lower.size() <= role.size() || !EndsWithWord(lower, role)) continue;
        const std::string_view rest = Trim(name.substr(0, name.size() - role.size()));
        const bool case_less = role == "기자";  // one word may be a whole name there
        if (!case_less && (Tokens(rest).size() < 2 || EndsWithWord(LowerUtf8(rest), "staff")))
          break;
        name = rest;
        again = true;
        break;
      }
    }
    for (const std::string_view role : kTitles) {
      if (LowerUtf8(name.substr(0, FloorBoundary(name, role.size()))) != role) continue;
      const std::string_view rest = name.substr(role.size());
      if (rest.starts_with(' ') && Tokens(rest).size() >= 2) name = Trim(rest);
    }
    // A full stop ends an initial or a sentence.
    if (name.ends_with('.') && name.size() > 3) {
      const std::size_t space = name.rfind(' ');
      const std::size_t last = name.size() - (space == std::string_view::npos ? 0 : space + 1);
      if (last > 4) name.remove_suffix(1);
    }
    return Trim(name);
  }

  [[nodiscard]] bool IsName(std::string_view name) const {
    if (name.size() < 2 || name.size() > kMaxName) return false;
    if (name.find_first_of("@<>[]{}\"=?!*+%$:") != std::string_view::npos) return false;
    const std::string lower = LowerUtf8(name);
    if (lower.find("http") != std::string::npos || lower.find("www.") != std::string::npos) {
      return false;
    }
    const std::vector<std::string_view> tokens = Tokens(name);
    if (tokens.empty() || tokens.size() > 6) return false;
    for (const std::string_view token : Tokens(lower)) {
      if (kNoNames.find(" " + std::string(token) + " ") != std::string_view::npos &&
          !(tokens.size() > 1 && Is(token, kParticles))) {
        return false;
      }
    }
    const bool digits = name.find_first_of("0123456789") != std::string_view::npos;
    if (tokens.size() == 1) {  // a nickname, or one name
      if (trust_ == BylineTrust::kLine && !(posted_ && StartsUpper(name))) return false;
      return !(name[0] >= '0' && name[0] <= '9') && (trust_ == BylineTrust::kField || !digits) &&
             name.size() <= 30;
    }
    if (digits) return false;
    bool upper = false;
    for (const std::string_view token : tokens) {
      const bool capital = StartsUpper(token) || BeginsWithArticle(token);
      upper = upper || capital;
      if (!capital && !Is(token, kParticles) && trust_ != BylineTrust::kField) return false;
    }
    return upper;
  }

  /// "A. Pell, London, B. Kestrel", "Paper, London": one word beside whole names is where they are,
  /// or something else that is no name.
  void DropLoneWords() {
    const auto is_lone = [](const Author& author) {
      return author.kind == "person" && author.name.find(' ') == std::string::npos;
    };
    const bool whole = std::any_of(authors_.begin(), authors_.end(), [](const Author& author) {
      return author.kind == "person" && !author.given.empty();
    });
    const bool house = authors_.size() > 1 && authors_[0].kind == "organisation" && commas_;
    if (whole || house || nobody_) std::erase_if(authors_, is_lone);
    if (trust_ == BylineTrust::kMarked) {  // initials
      std::erase_if(authors_, [&](const Author& author) {
        return is_lone(author) && author.name.size() <= 3 && LowerUtf8(author.name) == author.name;
      });
    }
  }

  const Publisher& publisher_;
  BylineTrust trust_;
  std::vector<Author> authors_;
  std::string_view language_;
  bool commas_ = false;
  bool nobody_ = false;     ///< a correspondent without a name was among them
  bool han_ = false;        ///< the names are Chinese, parted by spaces
  bool post_ = false;       ///< what somebody is was the last that was read
  std::string_view joint_;  ///< what stands before what is read
  bool posted_ = false;     ///< a label of several words stood before the names
};

}  // namespace

Author MakeAuthor(std::string_view name, const Publisher& publisher) {
  Author author;
  author.name = CleanLine(name);
  const std::string lower = LowerUtf8(author.name);
  bool organisation = IsAgency(lower) || IsDomainName(lower) || lower == publisher.domain ||
                      NamesSite(author.name, publisher.name, publisher.domain);
  for (const std::string_view word : kHouseWords) {
    organisation = organisation || EndsWithWord(lower, word);
  }
  const std::string_view last = std::string_view(lower).substr(lower.rfind(' ') + 1);
  organisation = organisation || (last.size() < lower.size() && Is(last, kCompanies));
  for (const std::string_view word : kHouseBeginnings) {
    organisation = organisation || lower.starts_with(word);
  }
  for (const std::string_view word : kHouseEndings) {
    organisation = organisation || lower.ends_with(word);
  }
  // "BBC Sport"
  const std::vector<std::string_view> parts = Tokens(author.name);
  organisation =
      organisation || (parts.size() == 2 && IsHouseInitials(parts[0]) && !IsInCapitals(parts[1]) &&
                       kFields.find(" " + LowerUtf8(parts[1]) + " ") != std::string_view::npos);
  if (organisation) {
    author.kind = "organisation";
    return author;
  }
  if (author.name.find(' ') == std::string::npos) return author;
  if (IsEastAsian(author.name)) {  // the family comes first
    const std::size_t space = author.name.find(' ');
    if (author.name.find(' ', space + 1) == std::string::npos) {
      author.family = author.name.substr(0, space);
      author.given = author.name.substr(space + 1);
      return author;
    }
  }
  author.name = NameWithoutCapitals(author.name);
  const std::vector<std::string_view> tokens = Tokens(author.name);
  // The family's name begins with its particles, if it has some, and ends before "Jr.".
  std::size_t family = tokens.size() - 1;
  if (Is(LowerUtf8(tokens[family]), kGenerations) && family > 1) --family;
  while (family > 1 && Is(tokens[family - 1], kParticles)) --family;
  const auto at = static_cast<std::size_t>(tokens[family].data() - author.name.data());
  author.given = author.name.substr(0, at - 1);
  author.family = author.name.substr(at);
  return author;
}

std::vector<Author> ReadByline(std::string_view text, const Publisher& publisher, BylineTrust trust,
                               std::string_view language) {
  return BylineReader(publisher, trust, language).Read(text);
}

bool IsAuthorLabelled(std::string_view line) {
  const std::string start = LowerUtf8(line.substr(0, FloorBoundary(line, 12)));
  for (const std::string_view label : {"author", "autor", "auteur", "autore"}) {
    if (start.starts_with(label)) return true;
  }
  return false;
}

bool IsLoneName(std::string_view text, const Publisher& publisher) {
  const std::vector<std::string_view> tokens = Tokens(text);
  constexpr std::size_t kFewest = 2, kMost = 3;
  if (tokens.size() < kFewest || tokens.size() > kMost) return false;
  for (const std::string_view token : tokens) {
    std::size_t at = 0;
    const bool upper = IsUpperCodepoint(DecodeUtf8(token, at));
    const std::string word = " " + LowerUtf8(token) + " ";
    const bool known = kFields.find(word) != std::string_view::npos ||
                       kJobs.find(word) != std::string_view::npos ||
                       kTopics.find(word) != std::string_view::npos;
    if (!upper || known || IsInCapitals(token)) return false;
  }
  const std::vector<Author> read = ReadByline(text, publisher, BylineTrust::kMarked);
  return read.size() == 1 && read[0].name == text && !read[0].given.empty();
}

bool IsLabelBeforeName(std::string_view text, const Publisher& publisher) {
  constexpr std::size_t kMostWords = 3;
  constexpr std::size_t kLongest = 40;
  text = TrimAscii(text);
  while (text.ends_with('|') || text.ends_with(':') || text.ends_with(' ')) text.remove_suffix(1);
  if (text.empty() || text.size() > kLongest) return false;
  if (text.find_first_of("0123456789,;&|") != std::string_view::npos) return false;
  const std::vector<std::string_view> words = Tokens(text);
  if (words.size() > kMostWords) return false;
  std::size_t at = 0;
  // "Ada Pell" is a name, "Publicado por" a label.
  if (words.size() > 1 && IsUpperCodepoint(DecodeUtf8(words.back(), at))) return false;
  return words.back() != "and" && MakeAuthor(text, publisher).kind == "person";
}

bool IsBylineLabel(std::string_view line) {
  std::string_view rest = Trim(line);
  return TakeLabel(rest) && rest.empty();
}

}  // namespace newswired
