#include "stages/article/correction_forms.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "stages/article/phrases.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::string_view kCorrection = "correction";
constexpr std::string_view kClarification = "clarification";

/// Labels: a colon must follow, perhaps after a date or a place ("Correction, March 3:").
constexpr auto kLabels = std::to_array<std::string_view>({"correction",
                                                          "corrections",
                                                          "corrections and clarifications",
                                                          "correction and clarification",
                                                          "correction to this article",
                                                          "correction to this story",
                                                          "correction appended",
                                                          "corrected version",
                                                          "korrektur",
                                                          "korrekturen",
                                                          "korrekturhinweis",
                                                          "berichtigung",
                                                          "richtigstellung",
                                                          "rectificatif",
                                                          "rectification",
                                                          "erratum",
                                                          "corrigendum",
                                                          "corrección",
                                                          "rectificación",
                                                          "fe de errores",
                                                          "fe de erratas",
                                                          "fe de errata",
                                                          "correcció",
                                                          "fe d'errates",
                                                          "correzione",
                                                          "errata corrige",
                                                          "errata-corrige",
                                                          "rettifica",
                                                          "correção",
                                                          "retificação",
                                                          "errata",
                                                          "erramos",
                                                          "correctie",
                                                          "correcties en aanvullingen",
                                                          "rectificatie",
                                                          "rättelse",
                                                          "rettelse",
                                                          "korreksjon",
                                                          "korrektion",
                                                          "berigtigelse",
                                                          "oikaisu",
                                                          "leiðrétting",
                                                          "sprostowanie",
                                                          "oprava",
                                                          "ispravak",
                                                          "ispravka",
                                                          "popravek",
                                                          "helyesbítés",
                                                          "helyreigazítás",
                                                          "erată",
                                                          "исправление",
                                                          "поправка",
                                                          "исправлено",
                                                          "виправлення",
                                                          "виправлено",
                                                          "исправка",
                                                          "düzeltme",
                                                          "διόρθωση",
                                                          "تصحيح",
                                                          "تصويب",
                                                          "اصلاحیه",
                                                          "תיקון טעות",
                                                          "भूल सुधार",
                                                          "ralat",
                                                          "đính chính",
                                                          "訂正",
                                                          "訂正とお詫び",
                                                          "お詫びと訂正",
                                                          "更正",
                                                          "更正启事",
                                                          "更正啟事",
                                                          "勘误",
                                                          "勘誤",
                                                          "정정",
                                                          "정정보도"});

constexpr auto kClarifications = std::to_array<std::string_view>(
    {"clarification",  "clarifications", "klarstellung",     "präzisierung",
     "précision",      "aclaración",     "nota aclaratoria", "aclariment",
     "esclarecimento", "precisazione",   "verduidelijking",  "förtydligande",
     "presisering",    "præcisering",    "täsmennys",        "tarkennus",
     "upřesnění",      "doprecizare",    "уточнение",        "уточнення",
     "διευκρίνιση",    "הבהרה"});

/// In front of a sentence of the list below, and no note by themselves.
constexpr auto kPrefaces = std::to_array<std::string_view>({"editor's note: ",
                                                            "editor\u2019s note: ",
                                                            "editors' note: ",
                                                            "editors\u2019 note: ",
                                                            "note: ",
                                                            "a note to readers: ",
                                                            "note to readers: ",
                                                            "anmerkung der redaktion: ",
                                                            "anm. d. red.: ",
                                                            "anm. der red.: ",
                                                            "anmerkung: ",
                                                            "hinweis: ",
                                                            "transparenzhinweis: ",
                                                            "hinweis der redaktion: ",
                                                            "redaktioneller hinweis: ",
                                                            "nachtrag: ",
                                                            "nota del editor: ",
                                                            "nota de la redacción: ",
                                                            "nota de redacción: ",
                                                            "nota da redação: ",
                                                            "nota do editor: ",
                                                            "nota della redazione: ",
                                                            "nota di redazione: ",
                                                            "ndr: ",
                                                            "note de la rédaction : ",
                                                            "note de la rédaction: ",
                                                            "ndlr : ",
                                                            "ndlr: ",
                                                            "nota: ",
                                                            "noot van de redactie: ",
                                                            "red.: ",
                                                            "od redakcji: ",
                                                            "poznámka redakce: ",
                                                            "от редакции: ",
                                                            "примечание редакции: ",
                                                            "від редакції: ",
                                                            "update: ",
                                                            "mise à jour : ",
                                                            "mise à jour: ",
                                                            "actualización: ",
                                                            "atualização: ",
                                                            "aggiornamento: ",
                                                            "aktualisierung: ",
                                                            "uppdatering: ",
                                                            "oppdatering: ",
                                                            "opdatering: ",
                                                            "editors: ",
                                                            "editors, ",
                                                            "eds: ",
                                                            "attention editors: ",
                                                            "please be advised that ",
                                                            "achtung: ",
                                                            "achtung redaktionen: "});

// What a note is about. Whole words; those that end in "~" are stems.

using Words = std::span<const std::string_view>;

constexpr auto kEnglishTexts = std::to_array<std::string_view>(
    {"article",    "story",     "report",     "post",     "piece",     "headline",    "column",
     "obituary",   "review",    "essay",      "video",    "podcast",   "graphic",     "map",
     "chart",      "caption",   "newsletter", "dispatch", "blog",      "liveblog",    "analysis",
     "editorial",  "feature",   "item",       "page",     "text",      "list",        "table",
     "quiz",       "episode",   "transcript", "briefing", "summary",   "subheadline", "profile",
     "factbox",    "explainer", "timeline",   "guide",    "interview", "photo",       "op-ed",
     "commentary", "content"});
/// Those which "the" may stand before: others are told of in the news.
constexpr auto kEnglishOwnTexts = std::to_array<std::string_view>(
    {"article", "story", "headline", "caption", "column", "obituary", "graphic", "newsletter"});
/// Those that nobody else makes mistakes in.
constexpr auto kEnglishArticles = std::to_array<std::string_view>(
    {"article", "story", "headline", "caption", "column", "obituary", "newsletter", "piece", "post",
     "item", "page", "live blog", "blog"});
constexpr auto kEnglishErrors = std::to_array<std::string_view>({"misstated",
                                                                 "misspelled",
                                                                 "misspelt",
                                                                 "misidentified",
                                                                 "misattributed",
                                                                 "misquoted",
                                                                 "misreported",
                                                                 "mischaracterized",
                                                                 "mischaracterised",
                                                                 "misnamed",
                                                                 "mislabeled",
                                                                 "mislabelled",
                                                                 "misrepresented",
                                                                 "misdescribed",
                                                                 "incorrectly",
                                                                 "incorrect",
                                                                 "wrongly",
                                                                 "mistakenly",
                                                                 "erroneously",
                                                                 "erroneous",
                                                                 "inaccurate",
                                                                 "inaccurately",
                                                                 "wrong",
                                                                 "in error",
                                                                 "an error",
                                                                 "errors",
                                                                 "omitted",
                                                                 "transposed",
                                                                 "originally stated",
                                                                 "originally said",
                                                                 "originally reported",
                                                                 "previously stated",
                                                                 "previously said",
                                                                 "initially stated",
                                                                 "initially said"});
/// Those that are said of texts alone.
constexpr auto kEnglishMistakes = std::to_array<std::string_view>(
    {"misstated", "misspelled", "misspelt", "misidentified", "misattributed", "misquoted",
     "misreported", "incorrectly", "mistakenly", "erroneously", "originally stated",
     "originally said", "originally reported", "previously stated", "previously said"});
constexpr auto kEnglishAmends =
    std::to_array<std::string_view>({"has been corrected",       "was corrected",
                                     "have been corrected",      "has since been corrected",
                                     "has now been corrected",   "was amended on",
                                     "was amended to",           "has been amended to",
                                     "originally misstated",     "originally misspelled",
                                     "originally misidentified", "originally stated",
                                     "originally said",          "originally reported",
                                     "originally gave",          "previously misstated",
                                     "previously stated",        "previously said",
                                     "initially misstated",      "initially stated",
                                     "initially said",           "incorrectly stated",
                                     "incorrectly said",         "incorrectly identified",
                                     "incorrectly listed",       "incorrectly named",
                                     "incorrectly described",    "incorrectly attributed",
                                     "incorrectly referred",     "incorrectly gave",
                                     "mistakenly stated",        "mistakenly said",
                                     "mistakenly identified",    "erroneously stated",
                                     "erroneously said"});
constexpr auto kEnglishClarifies = std::to_array<std::string_view>(
    {"has been updated to clarify", "was updated to clarify", "has been clarified", "was clarified",
     "clarifies", "has been edited to clarify", "has been amended to clarify", "to clarify that"});
constexpr auto kEnglishUpdates = std::to_array<std::string_view>(
    {"updated", "edited", "revised", "changed", "modified", "refiled", "republished", "amended"});
constexpr auto kEnglishCorrects = std::to_array<std::string_view>(
    {"to correct", "to fix", "to remove an incorrect", "to reflect the correct"});
constexpr auto kEarlierOfThis = std::to_array<std::string_view>(
    {"an earlier version of this", "an earlier version of the article",
     "an earlier version of the story", "a previous version of this",
     "a previous version of the article", "a previous version of the story",
     "earlier versions of this", "the original version of this"});
/// What corrections of texts are about, not those of programs and plans.
constexpr auto kEnglishToCorrect =
    std::to_array<std::string_view>({"to correct the spelling",   "to correct the name",
                                     "to correct the title",      "to correct a typo",
                                     "to correct the date",       "to correct the day",
                                     "to correct the age",        "to correct the figure",
                                     "to correct the number",     "to correct the amount",
                                     "to correct the location",   "to correct the attribution",
                                     "to correct the headline",   "to correct the caption",
                                     "to correct the byline",     "to correct the description",
                                     "to correct the reference",  "to correct a reference",
                                     "to correct a misspelling",  "to correct a quote",
                                     "to correct the quote",      "to correct the year",
                                     "to correct the last name",  "to correct the first name",
                                     "to correct the surname",    "to correct an erroneous",
                                     "to correct that",           "to correct a factual error",
                                     "to correct factual errors", "to correct when",
                                     "to correct where",          "to correct who",
                                     "to correct which"});
constexpr auto kEnglishDays = std::to_array<std::string_view>(
    {"monday", "tuesday", "wednesday", "thursday", "friday",   "saturday", "sunday",
     "page",   "january", "february",  "march",    "april",    "may",      "june",
     "july",   "august",  "september", "october",  "november", "december", "jan.~",
     "feb.~",  "aug.~",   "sept.~",    "oct.~",    "nov.~",    "dec.~"});
constexpr auto kAssociatedPress = std::to_array<std::string_view>(
    {"the associated press erroneously", "the associated press reported erroneously",
     "the associated press incorrectly", "the associated press reported incorrectly",
     "the associated press mistakenly", "the associated press misidentified",
     "the associated press misspelled", "the associated press misstated",
     "the associated press misattributed", "the associated press misreported", "we incorrectly",
     "we mistakenly", "we erroneously", "we misstated", "we misidentified", "we misspelled"});

constexpr auto kGermanTexts = std::to_array<std::string_view>(
    {"artikel~", "text~",      "beitrag~",   "beitrags",    "berichts",    "bericht",
     "meldung",  "interviews", "kommentars", "überschrift", "schlagzeile", "bildunterschrift",
     "grafik",   "teasers",    "liveblogs",  "newsletters", "videos",      "podcasts",
     "kolumne",  "reportage",  "analyse"});
/// The same, or what follows where the text is not named.
constexpr auto kGermanVersions = std::to_array<std::string_view>(
    {"artikel~",   "text~",       "beitrags",    "berichts",         "meldung", "interviews",
     "kommentars", "überschrift", "schlagzeile", "bildunterschrift", "grafik",  "teasers",
     "liveblogs",  "newsletters", "videos",      "podcasts",         "kolumne", "reportage",
     "analyse",    "haben wir",   "hatten wir"});
constexpr auto kGermanCorrected = std::to_array<std::string_view>(
    {"korrigiert", "berichtigt", "richtiggestellt", "richtig gestellt"});
constexpr auto kGermanOfOurs = std::to_array<std::string_view>(
    {"wir haben", "haben wir", "artikel", "text", "beitrag", "meldung", "überschrift",
     "bildunterschrift", "version", "fassung"});
/// Of what no text is named, "in der ursprünglichen Fassung stand": laws have versions, too.
constexpr auto kGermanSays = std::to_array<std::string_view>({"stand", "hieß es"});
constexpr auto kGermanErred = std::to_array<std::string_view>(
    {"korrigiert", "berichtigt", "richtiggestellt", "richtig gestellt", "falsch~", "fehler~",
     "irrtümlich~", "richtig ist", "tatsächlich", "artikels", "artikel", "wir"});
constexpr auto kGermanParts = std::to_array<std::string_view>(
    {"artikel", "text", "beitrag", "stelle", "passage", "überschrift", "bildunterschrift", "grafik",
     "das korrigiert", "dies korrigiert", "den fehler", "diesen fehler"});

constexpr auto kFrenchTexts = std::to_array<std::string_view>(
    {"article", "cet article", "texte", "dépêche", "papier", "reportage", "entretien", "interview",
     "tribune", "enquête", "titre", "chronique", "portrait", "billet", "infographie", "l'article",
     "l\u2019article"});
constexpr auto kFrenchCorrected = std::to_array<std::string_view>(
    {"corrigé", "corrigée", "rectifié", "rectifiée", "pour corriger", "pour rectifier",
     "afin de corriger", "afin de rectifier"});
constexpr auto kFrenchOfOurs = std::to_array<std::string_view>(
    {"cet article", "notre article", "l'article", "l\u2019article", "la dépêche", "cette dépêche",
     "ce texte", "version", "nous avons", "nous écrivions", "nous indiquions", "nous l'avions",
     "nous l\u2019avions", "nos colonnes", "l'infographie", "la légende", "notre édition"});

constexpr auto kSpanishTexts = std::to_array<std::string_view>(
    {"artículo", "nota", "noticia", "información", "texto", "reportaje", "historia", "entrevista",
     "columna", "crónica", "publicación", "titular", "pieza", "perfil", "gráfico", "informe"});
constexpr auto kSpanishCorrected =
    std::to_array<std::string_view>({"corregido", "corregida", "rectificado", "rectificada",
                                     "para corregir", "enmendado", "enmendada", "para rectificar"});
constexpr auto kItalianTexts = std::to_array<std::string_view>(
    {"articolo", "quest'articolo", "quest\u2019articolo", "dell'articolo", "dell\u2019articolo",
     "testo", "pezzo", "notizia", "intervista", "servizio", "post"});
constexpr auto kItalianCorrected = std::to_array<std::string_view>(
    {"corretto", "corretta", "rettificato", "rettificata", "per correggere", "per rettificare"});
constexpr auto kPortugueseTexts = std::to_array<std::string_view>(
    {"artigo", "texto", "reportagem", "matéria", "notícia", "post", "publicação", "coluna",
     "entrevista", "nota", "conteúdo", "título"});
constexpr auto kPortugueseCorrected = std::to_array<std::string_view>(
    {"corrigido", "corrigida", "retificado", "retificada", "para corrigir", "para retificar"});
constexpr auto kPortugueseOfOurs = std::to_array<std::string_view>(
    {"esta reportagem", "este texto", "esta matéria", "neste texto", "nesta reportagem",
     "nesta matéria", "este artigo", "versão anterior", "a reportagem", "o texto", "a matéria",
     "anteriormente"});
constexpr auto kDutchTexts = std::to_array<std::string_view>(
    {"artikel", "stuk", "bericht", "verhaal", "interview", "tekst", "column", "nieuwsbrief",
     "reportage", "kop", "recensie", "video", "podcast"});
constexpr auto kDutchCorrected =
    std::to_array<std::string_view>({"gecorrigeerd", "gerectificeerd", "eerdere versie"});

constexpr auto kScandinavianTexts = std::to_array<std::string_view>(
    {"artikeln", "texten",     "artikel",     "text",        "nyheten",   "notisen",
     "krönikan", "intervjun",  "rubriken",    "artikkelen",  "saken",     "artiklen",
     "artikkel", "sak",        "teksten",     "reportasjen", "kronikken", "historien",
     "nyheden",  "intervjuet", "interviewet", "rubrikken"});
constexpr auto kScandinavianSays = std::to_array<std::string_view>(
    {"stod", "stod det", "angavs", "uppgavs", "skrev vi", "sto", "sto det", "het det", "hette det",
     "fremgik", "fremgikk", "skrev"});
constexpr auto kScandinavianCorrected = std::to_array<std::string_view>(
    {"rättats", "rättad", "korrigerats", "korrigerad", "rettet", "korrigert", "korrigeret"});
constexpr auto kFinnishSays =
    std::to_array<std::string_view>({"versiossa", "luki", "kerrottiin", "sanottiin", "väitettiin"});

constexpr auto kPolishTexts = std::to_array<std::string_view>(
    {"tekstu", "artykułu", "materiału", "wywiadu", "depeszy", "publikacji", "informacji"});
constexpr auto kPolishCorrected = std::to_array<std::string_view>(
    {"poprawiony", "poprawiona", "skorygowany", "skorygowana", "sprostowany", "poprawiono"});
constexpr auto kCzechTexts = std::to_array<std::string_view>(
    {"článku", "textu", "zprávy", "rozhovoru", "příspěvku", "článku", "titulku", "rozhovoru"});
constexpr auto kHungarianVersions =
    std::to_array<std::string_view>({"korábbi~", "eredeti~", "első~", "előző~"});
constexpr auto kRomanianTexts = std::to_array<std::string_view>(
    {"articol", "articolului", "text", "textului", "știri", "știrii", "material", "materialului"});
constexpr auto kTurkishVersions =
    std::to_array<std::string_view>({"önceki~", "ilk hali~", "ilk versiyon~", "eski~"});
constexpr auto kGreekTexts =
    std::to_array<std::string_view>({"άρθρου", "κειμένου", "είδησης", "ρεπορτάζ", "δημοσιεύματος"});

constexpr auto kRussianTexts = std::to_array<std::string_view>(
    {"статьи", "новости", "текста", "материала", "заметки", "публикации", "интервью", "заголовка",
     "сообщения", "материале", "тексте", "статье", "новости", "заметке", "публикации"});
constexpr auto kRussianErred =
    std::to_array<std::string_view>({"ошибка", "ошибочно", "неточность", "неверно", "опечатка",
                                     "ошибки", "неточности", "неправильно"});
constexpr auto kUkrainianTexts = std::to_array<std::string_view>(
    {"статті", "новини", "тексту", "матеріалу", "публікації", "інтерв'ю", "інтерв\u2019ю",
     "заголовка", "матеріалі", "тексті"});

constexpr auto kArabicTexts = std::to_array<std::string_view>(
    {"المقال", "الخبر", "التقرير", "النص", "القصة", "المادة", "المقالة", "هذا المقال", "هذا الخبر",
     "هذا التقرير", "هذه المقالة", "هذه القصة", "هذه المادة"});
constexpr auto kHebrewTexts = std::to_array<std::string_view>(
    {"הכתבה", "הידיעה", "המאמר", "הטור", "הדיווח", "הטקסט", "כתבה", "ידיעה", "מאמר"});

constexpr auto kIndonesianTexts =
    std::to_array<std::string_view>({"artikel", "berita", "tulisan", "laporan", "teks"});
constexpr auto kIndonesianCorrected = std::to_array<std::string_view>(
    {"dikoreksi", "mengoreksi", "diralat", "meralat", "memperbaiki kesalahan"});

constexpr auto kHindiErred = std::to_array<std::string_view>({"गलत~", "ग़लत~", "त्रुटि~", "संस्करण~"});
constexpr auto kHindiVersions =
    std::to_array<std::string_view>({"पिछले संस्करण~", "पहले संस्करण~", "पूर्व संस्करण~", "पुराने संस्करण~"});
constexpr auto kDigits =
    std::to_array<std::string_view>({"0~", "1~", "2~", "3~", "4~", "5~", "6~", "7~", "8~", "9~"});
constexpr auto kFrenchOfCorrection = std::to_array<std::string_view>(
    {"correction du", "correction de", "correction d'~", "correction d’~", "rectification du",
     "rectification de", "pour corriger", "pour rectifier"});
constexpr auto kPortugueseToCorrect =
    std::to_array<std::string_view>({"para corrigir", "para retificar"});

constexpr auto kJapaneseCorrected = std::to_array<std::string_view>(
    {"訂正しました~", "訂正します~", "訂正いたしました~", "訂正いたします~", "訂正致しました~",
     "訂正致します~", "修正しました~", "修正いたしました~", "訂正してお詫び~", "訂正しておわび~"});
constexpr auto kChineseVersions = std::to_array<std::string_view>(
    {"早前版本~", "此前版本~", "较早版本~", "較早版本~", "早期版本~", "先前版本~", "之前版本~",
     "初版~", "已更正~", "已修正~", "有误~", "有誤~", "作出更正~", "予以更正~"});

/// What a rule looks for at the beginning of a block, in lower case.
struct Form {
  std::string_view opening;  ///< first of all
  Words about = {};          ///< right behind it, in front of the next sign; empty: no matter what
  Words says = {};           ///< somewhere behind it; empty: no matter what
  Words then = {};           ///< somewhere behind that; empty: no matter what
  std::string_view rule = "amended";
  std::string_view kind = kCorrection;
};

constexpr std::string_view kEarlier = "earlier_version";

constexpr auto kForms = std::to_array<Form>({
    // English. "An earlier version of this article", "Earlier versions of the story".
    {.opening = "an earlier version of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "an earlier version of the ", .about = kEnglishOwnTexts, .rule = kEarlier},
    {.opening = "an earlier version of our ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "a previous version of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "a previous version of the ", .about = kEnglishOwnTexts, .rule = kEarlier},
    {.opening = "a prior version of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "an original version of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "an initial version of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "an older version of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "an early version of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "the original version of this ",
     .about = kEnglishTexts,
     .says = kEnglishErrors,
     .rule = kEarlier},
    {.opening = "the first version of this ",
     .about = kEnglishTexts,
     .says = kEnglishErrors,
     .rule = kEarlier},
    {.opening = "the initial version of this ",
     .about = kEnglishTexts,
     .says = kEnglishErrors,
     .rule = kEarlier},
    {.opening = "the earlier version of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "earlier versions of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "earlier versions of the ", .about = kEnglishOwnTexts, .rule = kEarlier},
    {.opening = "previous versions of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "an earlier headline ", .says = kEnglishErrors, .rule = kEarlier},
    {.opening = "a previous headline ", .says = kEnglishErrors, .rule = kEarlier},
    {.opening = "an earlier caption ", .says = kEnglishErrors, .rule = kEarlier},
    {.opening = "when this ", .about = kEnglishTexts, .says = kEnglishErrors, .rule = kEarlier},
    {.opening = "as originally published, this ",
     .about = kEnglishTexts,
     .says = kEnglishErrors,
     .rule = kEarlier},
    {.opening = "as originally published, the ",
     .about = kEnglishOwnTexts,
     .says = kEnglishErrors,
     .rule = kEarlier},
    {.opening = "this ",
     .about = kEnglishTexts,
     .says = kEnglishClarifies,
     .rule = "amended",
     .kind = kClarification},
    {.opening = "this ", .about = kEnglishTexts, .says = kEnglishAmends},
    {.opening = "the article ", .says = kEnglishUpdates, .then = kEnglishToCorrect},
    {.opening = "the story ", .says = kEnglishUpdates, .then = kEnglishToCorrect},
    {.opening = "the headline ", .says = kEnglishUpdates, .then = kEnglishToCorrect},
    {.opening = "the caption ", .says = kEnglishUpdates, .then = kEnglishToCorrect},
    {.opening = "this ",
     .about = kEnglishArticles,
     .says = kEnglishUpdates,
     .then = kEnglishCorrects},
    {.opening = "this story corrects ", .rule = "corrects"},
    {.opening = "this article corrects ", .rule = "corrects"},
    {.opening = "this version corrects ", .rule = "corrects"},
    {.opening = "this version of the story corrects ", .rule = "corrects"},
    {.opening = "this version of this story corrects ", .rule = "corrects"},
    {.opening = "this was corrected on "},
    {.opening = "because of ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "due to ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "owing to ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "in an earlier version of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "in a previous version of this ", .about = kEnglishTexts, .rule = kEarlier},
    {.opening = "a headline ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "the headline ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "a subheading ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "a caption ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "a photo ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "a picture ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "a graphic ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "a chart ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "a map ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "a table ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "a video ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "for the record: ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "for the record: ", .says = kEnglishMistakes},
    {.opening = "for the record, ", .says = kEarlierOfThis, .rule = kEarlier},
    {.opening = "it was updated ", .says = kEnglishToCorrect},
    {.opening = "it has been updated ", .says = kEnglishToCorrect},
    {.opening = "it was amended ", .says = kEnglishToCorrect},
    {.opening = "it was corrected ", .says = kEnglishToCorrect},
    {.opening = "updated on ", .says = kEnglishToCorrect},
    {.opening = "updated at ", .says = kEnglishToCorrect},
    {.opening = "updated to ", .says = kEnglishToCorrect},
    {.opening = "a correction was made on "},
    {.opening = "a correction was made to this "},
    {.opening = "a correction has been made to this "},
    {.opening = "a clarification was made on ", .rule = "amended", .kind = kClarification},
    {.opening = "we have corrected ", .about = kEnglishTexts},
    {.opening = "we've corrected ", .about = kEnglishTexts},
    {.opening = "we\u2019ve corrected ", .about = kEnglishTexts},
    {.opening = "we have corrected the spelling "},
    {.opening = "we have corrected an earlier version "},
    {.opening = "we have updated this ", .about = kEnglishTexts, .says = kEnglishToCorrect},
    {.opening = "we updated this ", .about = kEnglishTexts, .says = kEnglishToCorrect},
    {.opening = "an article on ", .about = kEnglishDays, .says = kEnglishErrors, .rule = "regrets"},
    {.opening = "an obituary on ",
     .about = kEnglishDays,
     .says = kEnglishErrors,
     .rule = "regrets"},
    {.opening = "a picture caption on ",
     .about = kEnglishDays,
     .says = kEnglishErrors,
     .rule = "regrets"},
    {.opening = "a photo caption on ",
     .about = kEnglishDays,
     .says = kEnglishErrors,
     .rule = "regrets"},
    {.opening = "in a story ", .says = kAssociatedPress, .rule = "corrects"},
    {.opening = "in an article ", .says = kAssociatedPress, .rule = "corrects"},
    {.opening = "in a photo caption ", .says = kAssociatedPress, .rule = "corrects"},
    // German.
    {.opening = "in einer früheren version", .about = kGermanVersions, .rule = kEarlier},
    {.opening = "in einer früheren fassung", .about = kGermanVersions, .rule = kEarlier},
    {.opening = "in einer vorherigen version", .about = kGermanVersions, .rule = kEarlier},
    {.opening = "in einer vorherigen fassung", .about = kGermanVersions, .rule = kEarlier},
    {.opening = "in einer vorigen version", .about = kGermanVersions, .rule = kEarlier},
    {.opening = "in einer älteren version", .about = kGermanVersions, .rule = kEarlier},
    {.opening = "in einer ersten version", .about = kGermanVersions, .rule = kEarlier},
    {.opening = "in einer ersten fassung", .about = kGermanVersions, .rule = kEarlier},
    {.opening = "in der ursprünglichen version", .about = kGermanVersions, .rule = kEarlier},
    {.opening = "in der ursprünglichen fassung", .about = kGermanVersions, .rule = kEarlier},
    {.opening = "in einer früheren version ",
     .about = kGermanSays,
     .says = kGermanErred,
     .rule = kEarlier},
    {.opening = "in einer früheren fassung ",
     .about = kGermanSays,
     .says = kGermanErred,
     .rule = kEarlier},
    {.opening = "in einer vorherigen version ",
     .about = kGermanSays,
     .says = kGermanErred,
     .rule = kEarlier},
    {.opening = "in einer vorherigen fassung ",
     .about = kGermanSays,
     .says = kGermanErred,
     .rule = kEarlier},
    {.opening = "in einer vorigen version ",
     .about = kGermanSays,
     .says = kGermanErred,
     .rule = kEarlier},
    {.opening = "in einer älteren version ",
     .about = kGermanSays,
     .says = kGermanErred,
     .rule = kEarlier},
    {.opening = "in einer ersten version ",
     .about = kGermanSays,
     .says = kGermanErred,
     .rule = kEarlier},
    {.opening = "in einer ersten fassung ",
     .about = kGermanSays,
     .says = kGermanErred,
     .rule = kEarlier},
    {.opening = "in der ursprünglichen version ",
     .about = kGermanSays,
     .says = kGermanErred,
     .rule = kEarlier},
    {.opening = "in der ursprünglichen fassung ",
     .about = kGermanSays,
     .says = kGermanErred,
     .rule = kEarlier},
    {.opening = "wir haben ", .about = kGermanParts, .says = kGermanCorrected},
    {.opening = "eine frühere version ", .about = kGermanTexts, .rule = kEarlier},
    {.opening = "eine frühere fassung ", .about = kGermanTexts, .rule = kEarlier},
    {.opening = "eine vorherige version ", .about = kGermanTexts, .rule = kEarlier},
    {.opening = "eine vorherige fassung ", .about = kGermanTexts, .rule = kEarlier},
    {.opening = "dieser artikel wurde ", .says = kGermanCorrected},
    {.opening = "dieser text wurde ", .says = kGermanCorrected},
    {.opening = "dieser beitrag wurde ", .says = kGermanCorrected},
    {.opening = "dieser bericht wurde ", .says = kGermanCorrected},
    {.opening = "diese meldung wurde ", .says = kGermanCorrected},
    {.opening = "der artikel wurde ", .says = kGermanCorrected},
    {.opening = "der beitrag wurde ", .says = kGermanCorrected},
    {.opening = "der text wurde ", .says = kGermanCorrected},
    // French.
    {.opening = "une version précédente ", .about = kFrenchTexts, .rule = kEarlier},
    {.opening = "une version antérieure ", .about = kFrenchTexts, .rule = kEarlier},
    {.opening = "une version initiale ", .about = kFrenchTexts, .rule = kEarlier},
    {.opening = "une précédente version ", .about = kFrenchTexts, .rule = kEarlier},
    {.opening = "une première version ", .about = kFrenchTexts, .rule = kEarlier},
    {.opening = "la première version ", .about = kFrenchTexts, .rule = kEarlier},
    {.opening = "la version initiale ", .about = kFrenchTexts, .rule = kEarlier},
    {.opening = "la version précédente ", .about = kFrenchTexts, .rule = kEarlier},
    {.opening = "dans une version précédente", .says = kFrenchOfOurs, .rule = kEarlier},
    {.opening = "dans une version antérieure", .says = kFrenchOfOurs, .rule = kEarlier},
    {.opening = "dans une précédente version", .says = kFrenchOfOurs, .rule = kEarlier},
    {.opening = "dans une première version", .says = kFrenchOfOurs, .rule = kEarlier},
    {.opening = "dans la version initiale ", .about = kFrenchTexts, .rule = kEarlier},
    {.opening = "dans la première version ", .about = kFrenchTexts, .rule = kEarlier},
    {.opening = "une erreur s'est glissée dans ", .about = kFrenchTexts},
    {.opening = "une erreur s\u2019est glissée dans ", .about = kFrenchTexts},
    {.opening = "contrairement à ce que nous ", .says = kFrenchOfOurs},
    {.opening = "contrairement à ce qui était indiqué ", .says = kFrenchOfOurs},
    {.opening = "contrairement à ce qui a été ", .says = kFrenchOfOurs},
    {.opening = "cet article a été ", .says = kFrenchCorrected},
    {.opening = "cette dépêche a été ", .says = kFrenchCorrected},
    {.opening = "ce texte a été ", .says = kFrenchCorrected},
    {.opening = "article corrigé le "},
    {.opening = "article corrigé à "},
    {.opening = "article modifié le ", .says = kFrenchCorrected},
    {.opening = "nous avons corrigé ", .about = kFrenchTexts},
    {.opening = "annule et remplace", .rule = "replaces"},
    {.opening = "mis à jour ", .about = kDigits, .says = kFrenchOfCorrection},
    {.opening = "mise à jour ", .about = kDigits, .says = kFrenchOfCorrection},
    // Spanish.
    {.opening = "una versión anterior ", .about = kSpanishTexts, .rule = kEarlier},
    {.opening = "una versión previa ", .about = kSpanishTexts, .rule = kEarlier},
    {.opening = "una primera versión ", .about = kSpanishTexts, .rule = kEarlier},
    {.opening = "la versión original de est", .about = kSpanishTexts, .rule = kEarlier},
    {.opening = "en una versión anterior ", .about = kSpanishTexts, .rule = kEarlier},
    {.opening = "en una versión previa ", .about = kSpanishTexts, .rule = kEarlier},
    {.opening = "en una primera versión ", .about = kSpanishTexts, .rule = kEarlier},
    {.opening = "la primera versión de est", .about = kSpanishTexts, .rule = kEarlier},
    {.opening = "en la primera versión de est", .about = kSpanishTexts, .rule = kEarlier},
    {.opening = "este ", .about = kSpanishTexts, .says = kSpanishCorrected},
    {.opening = "esta ", .about = kSpanishTexts, .says = kSpanishCorrected},
    // Italian.
    {.opening = "una versione precedente ", .about = kItalianTexts, .rule = kEarlier},
    {.opening = "una precedente versione ", .about = kItalianTexts, .rule = kEarlier},
    {.opening = "una prima versione ", .about = kItalianTexts, .rule = kEarlier},
    {.opening = "in una versione precedente ", .about = kItalianTexts, .rule = kEarlier},
    {.opening = "in una precedente versione ", .about = kItalianTexts, .rule = kEarlier},
    {.opening = "in una prima versione ", .about = kItalianTexts, .rule = kEarlier},
    {.opening = "nella prima versione ", .about = kItalianTexts, .rule = kEarlier},
    {.opening = "la versione originale di quest", .about = kItalianTexts, .rule = kEarlier},
    {.opening = "questo articolo è stato ", .says = kItalianCorrected},
    {.opening = "l'articolo è stato ", .says = kItalianCorrected},
    {.opening = "l\u2019articolo è stato ", .says = kItalianCorrected},
    {.opening = "abbiamo corretto ", .about = kItalianTexts},
    // Portuguese.
    {.opening = "uma versão anterior ", .about = kPortugueseTexts, .rule = kEarlier},
    {.opening = "uma primeira versão ", .about = kPortugueseTexts, .rule = kEarlier},
    {.opening = "a versão anterior dest", .about = kPortugueseTexts, .rule = kEarlier},
    {.opening = "a versão original dest", .about = kPortugueseTexts, .rule = kEarlier},
    {.opening = "a primeira versão dest", .about = kPortugueseTexts, .rule = kEarlier},
    {.opening = "em uma versão anterior ", .about = kPortugueseTexts, .rule = kEarlier},
    {.opening = "numa versão anterior ", .about = kPortugueseTexts, .rule = kEarlier},
    {.opening = "em versão anterior ", .about = kPortugueseTexts, .rule = kEarlier},
    {.opening = "versão anterior dest", .about = kPortugueseTexts, .rule = kEarlier},
    {.opening = "este ", .about = kPortugueseTexts, .says = kPortugueseCorrected},
    {.opening = "esta ", .about = kPortugueseTexts, .says = kPortugueseCorrected},
    {.opening = "notícia corrigida ", .about = kDigits},
    {.opening = "texto corrigido ", .about = kDigits},
    {.opening = "artigo corrigido ", .about = kDigits},
    {.opening = "matéria corrigida ", .about = kDigits},
    {.opening = "reportagem corrigida ", .about = kDigits},
    {.opening = "notícia atualizada ", .says = kPortugueseToCorrect},
    {.opening = "texto atualizado ", .says = kPortugueseToCorrect},
    {.opening = "matéria atualizada ", .says = kPortugueseToCorrect},
    {.opening = "reportagem atualizada ", .says = kPortugueseToCorrect},
    {.opening = "diferentemente do ", .says = kPortugueseOfOurs},
    {.opening = "ao contrário do que ", .says = kPortugueseOfOurs},
    {.opening = "ao contrário do publicado", .says = kPortugueseOfOurs},
    // Dutch.
    {.opening = "in een eerdere versie ", .about = kDutchTexts, .rule = kEarlier},
    {.opening = "in een vorige versie ", .about = kDutchTexts, .rule = kEarlier},
    {.opening = "in de eerste versie van dit ", .about = kDutchTexts, .rule = kEarlier},
    {.opening = "een eerdere versie ", .about = kDutchTexts, .rule = kEarlier},
    {.opening = "een vorige versie ", .about = kDutchTexts, .rule = kEarlier},
    {.opening = "dit artikel is ", .says = kDutchCorrected},
    {.opening = "dit bericht is ", .says = kDutchCorrected},
    {.opening = "dit stuk is ", .says = kDutchCorrected},
    // Swedish, Norwegian, Danish, Finnish.
    {.opening = "i en tidigare version av ", .about = kScandinavianTexts, .rule = kEarlier},
    {.opening = "en tidigare version av ", .about = kScandinavianTexts, .rule = kEarlier},
    {.opening = "i en tidigare version ", .about = kScandinavianSays, .rule = kEarlier},
    {.opening = "i en tidligere versjon av ", .about = kScandinavianTexts, .rule = kEarlier},
    {.opening = "en tidligere versjon av ", .about = kScandinavianTexts, .rule = kEarlier},
    {.opening = "i en tidligere versjon ", .about = kScandinavianSays, .rule = kEarlier},
    {.opening = "i en tidligere version af ", .about = kScandinavianTexts, .rule = kEarlier},
    {.opening = "en tidligere version af ", .about = kScandinavianTexts, .rule = kEarlier},
    {.opening = "i en tidligere version ", .about = kScandinavianSays, .rule = kEarlier},
    {.opening = "artikeln har ", .says = kScandinavianCorrected},
    {.opening = "texten har ", .says = kScandinavianCorrected},
    {.opening = "saken er ", .about = kScandinavianCorrected},
    {.opening = "artikkelen er ", .about = kScandinavianCorrected},
    {.opening = "artiklen er ", .about = kScandinavianCorrected},
    {.opening = "jutun aiemmassa ", .about = kFinnishSays, .rule = kEarlier},
    {.opening = "jutun aikaisemmassa ", .about = kFinnishSays, .rule = kEarlier},
    {.opening = "artikkelin aiemmassa ", .about = kFinnishSays, .rule = kEarlier},
    {.opening = "tämän jutun aiemmassa ", .about = kFinnishSays, .rule = kEarlier},
    {.opening = "juttua korjattu"},
    {.opening = "juttua on korjattu"},
    {.opening = "artikkelia on korjattu"},
    // Polish, Czech, Slovak, Hungarian, Romanian, Turkish, Greek.
    {.opening = "we wcześniejszej wersji ", .about = kPolishTexts, .rule = kEarlier},
    {.opening = "w poprzedniej wersji ", .about = kPolishTexts, .rule = kEarlier},
    {.opening = "w pierwotnej wersji ", .about = kPolishTexts, .rule = kEarlier},
    {.opening = "w pierwszej wersji ", .about = kPolishTexts, .rule = kEarlier},
    {.opening = "wcześniejsza wersja ", .about = kPolishTexts, .rule = kEarlier},
    {.opening = "poprzednia wersja ", .about = kPolishTexts, .rule = kEarlier},
    {.opening = "artykuł został ", .says = kPolishCorrected},
    {.opening = "tekst został ", .says = kPolishCorrected},
    {.opening = "v předchozí verzi ", .about = kCzechTexts, .rule = kEarlier},
    {.opening = "v dřívější verzi ", .about = kCzechTexts, .rule = kEarlier},
    {.opening = "v původní verzi ", .about = kCzechTexts, .rule = kEarlier},
    {.opening = "v první verzi ", .about = kCzechTexts, .rule = kEarlier},
    {.opening = "předchozí verze ", .about = kCzechTexts, .rule = kEarlier},
    {.opening = "v pôvodnej verzii ", .about = kCzechTexts, .rule = kEarlier},
    {.opening = "v predchádzajúcej verzii ", .about = kCzechTexts, .rule = kEarlier},
    {.opening = "cikkünk ", .about = kHungarianVersions, .rule = kEarlier},
    {.opening = "a cikk ", .about = kHungarianVersions, .rule = kEarlier},
    {.opening = "a cikkünk ", .about = kHungarianVersions, .rule = kEarlier},
    {.opening = "o versiune anterioară ", .about = kRomanianTexts, .rule = kEarlier},
    {.opening = "într-o versiune anterioară ", .about = kRomanianTexts, .rule = kEarlier},
    {.opening = "bu haberin ", .about = kTurkishVersions, .rule = kEarlier},
    {.opening = "haberin ", .about = kTurkishVersions, .rule = kEarlier},
    {.opening = "bu yazının ", .about = kTurkishVersions, .rule = kEarlier},
    {.opening = "σε προηγούμενη έκδοση ", .about = kGreekTexts, .rule = kEarlier},
    {.opening = "σε προηγούμενη εκδοχή ", .about = kGreekTexts, .rule = kEarlier},
    {.opening = "προηγούμενη έκδοση ", .about = kGreekTexts, .rule = kEarlier},
    // Russian, Ukrainian.
    {.opening = "в предыдущей версии ", .about = kRussianTexts, .rule = kEarlier},
    {.opening = "в более ранней версии ", .about = kRussianTexts, .rule = kEarlier},
    {.opening = "в ранней версии ", .about = kRussianTexts, .rule = kEarlier},
    {.opening = "в первоначальной версии ", .about = kRussianTexts, .rule = kEarlier},
    {.opening = "в первой версии ", .about = kRussianTexts, .rule = kEarlier},
    {.opening = "в изначальной версии ", .about = kRussianTexts, .rule = kEarlier},
    {.opening = "предыдущая версия ", .about = kRussianTexts, .rule = kEarlier},
    {.opening = "ранее в ", .about = kRussianTexts, .says = kRussianErred, .rule = kEarlier},
    {.opening = "изначально в ", .about = kRussianTexts, .says = kRussianErred, .rule = kEarlier},
    {.opening = "первоначально в ",
     .about = kRussianTexts,
     .says = kRussianErred,
     .rule = kEarlier},
    {.opening = "редакция приносит извинения ", .says = kRussianErred, .rule = "regrets"},
    {.opening = "у попередній версії ", .about = kUkrainianTexts, .rule = kEarlier},
    {.opening = "у ранішій версії ", .about = kUkrainianTexts, .rule = kEarlier},
    {.opening = "у першій версії ", .about = kUkrainianTexts, .rule = kEarlier},
    {.opening = "у початковій версії ", .about = kUkrainianTexts, .rule = kEarlier},
    {.opening = "в попередній версії ", .about = kUkrainianTexts, .rule = kEarlier},
    // Arabic, Hebrew, Indonesian, Vietnamese.
    {.opening = "في نسخة سابقة من ", .about = kArabicTexts, .rule = kEarlier},
    {.opening = "ورد في نسخة سابقة من ", .about = kArabicTexts, .rule = kEarlier},
    {.opening = "ذكرت نسخة سابقة من ", .about = kArabicTexts, .rule = kEarlier},
    {.opening = "نسخة سابقة من ", .about = kArabicTexts, .rule = kEarlier},
    {.opening = "تم تصحيح ", .about = kArabicTexts},
    {.opening = "جرى تصحيح ", .about = kArabicTexts},
    {.opening = "בגרסה קודמת של ", .about = kHebrewTexts, .rule = kEarlier},
    {.opening = "בגרסה הקודמת של ", .about = kHebrewTexts, .rule = kEarlier},
    {.opening = "גרסה קודמת של ", .about = kHebrewTexts, .rule = kEarlier},
    {.opening = "versi sebelumnya dari ", .about = kIndonesianTexts, .rule = kEarlier},
    {.opening = "versi awal ", .about = kIndonesianTexts, .rule = kEarlier},
    {.opening = "dalam versi sebelumnya ", .about = kIndonesianTexts, .rule = kEarlier},
    {.opening = "artikel ini telah ", .says = kIndonesianCorrected},
    {.opening = "berita ini telah ", .says = kIndonesianCorrected},
    {.opening = "phiên bản trước của bài ", .rule = kEarlier},
    {.opening = "trong phiên bản trước của bài ", .rule = kEarlier},
    // Hindi.
    {.opening = "सुधार:", .says = kHindiErred, .rule = "label"},
    {.opening = "सुधार :", .says = kHindiErred, .rule = "label"},
    {.opening = "संशोधन:", .says = kHindiErred, .rule = "label"},
    {.opening = "इस लेख के ", .says = kHindiVersions, .rule = kEarlier},
    {.opening = "इस खबर के ", .says = kHindiVersions, .rule = kEarlier},
    {.opening = "इस ख़बर के ", .says = kHindiVersions, .rule = kEarlier},
    {.opening = "इस रिपोर्ट के ", .says = kHindiVersions, .then = kHindiErred, .rule = kEarlier},
    // Chinese, Japanese, Korean.
    {.opening = "本文", .about = kChineseVersions, .rule = kEarlier},
    {.opening = "本报道", .about = kChineseVersions, .rule = kEarlier},
    {.opening = "本報導", .about = kChineseVersions, .rule = kEarlier},
    {.opening = "本报早前", .about = kChineseVersions, .rule = kEarlier},
    {.opening = "【訂正】", .rule = "label"},
    {.opening = "【訂正と", .rule = "label"},
    {.opening = "【更正启事", .rule = "label"},
    {.opening = "【更正啟事", .rule = "label"},
    {.opening = "【更正】", .rule = "label"},
    {.opening = "【勘误】", .rule = "label"},
    {.opening = "【お詫びと訂正", .rule = "label"},
    {.opening = "【おわびと訂正", .rule = "label"},
    {.opening = "〈訂正〉", .rule = "label"},
    {.opening = "《訂正》", .rule = "label"},
    {.opening = "＜訂正＞", .rule = "label"},
    {.opening = "［訂正］", .rule = "label"},
    {.opening = "<訂正>", .rule = "label"},
    {.opening = "（訂正）", .rule = "label"},
    {.opening = "※", .says = kJapaneseCorrected},
    {.opening = "本記事", .says = kJapaneseCorrected},
    {.opening = "この記事", .says = kJapaneseCorrected},
    {.opening = "記事の", .says = kJapaneseCorrected},
    {.opening = "記事中", .says = kJapaneseCorrected},
    {.opening = "初出時", .says = kJapaneseCorrected},
    {.opening = "見出し", .says = kJapaneseCorrected},
    {.opening = "当初、", .says = kJapaneseCorrected},
    {.opening = "정정]", .rule = "label"},
    {.opening = "정정보도]", .rule = "label"},
    {.opening = "바로잡습니다", .rule = "label"},
    {.opening = "<바로잡습니다>", .rule = "label"},
});

/// How a note ends, without the full stop, whatever it begins with.
struct Ending {
  std::string_view words;
  Words says = {};  ///< somewhere in front; empty: no matter what
};
constexpr auto kEndings = std::to_array<Ending>({
    {.words = "regrets the error", .says = kEnglishErrors},
    {.words = "regrets the errors", .says = kEnglishErrors},
    {.words = "regrets the mistake", .says = kEnglishErrors},
    {.words = "apologises for the error", .says = kEnglishErrors},
    {.words = "apologizes for the error", .says = kEnglishErrors},
    {.words = "We regret the error"},
    {.words = "We regret the errors"},
    {.words = "We regret the mistake"},
    {.words = "We apologise for the error"},
    {.words = "We apologize for the error"},
    {.words = "We apologise for the mistake"},
    {.words = "We apologize for the mistake"},
    {.words = "Wir haben das korrigiert"},
    {.words = "Wir haben dies korrigiert"},
    {.words = "Wir haben den Fehler korrigiert"},
    {.words = "Wir haben die Stelle korrigiert"},
    {.words = "Wir bitten, den Fehler zu entschuldigen"},
    {.words = "Wir bitten, diesen Fehler zu entschuldigen"},
    {.words = "Wir bitten den Fehler zu entschuldigen"},
    {.words = "Wir entschuldigen uns für den Fehler"},
    {.words = "Wir bedauern den Fehler"},
    {.words = "outes nos excuses à nos lecteurs"},
    {.words = "résentons nos excuses à nos lecteurs"},
    {.words = "edimos disculpas a nuestros lectores"},
    {.words = "edimos disculpas a los lectores"},
    {.words = "edimos desculpa aos leitores"},
    {.words = "edimos desculpas aos leitores"},
    {.words = "i scusiamo con i lettori"},
    {.words = "i scusiamo con i nostri lettori"},
    {.words = "извинения читателям"},
    {.words = "特此更正"},
    {.words = "特此更正，并致歉"},
    {.words = "特此更正，並致歉"},
    {.words = "特此更正并致歉"},
    {.words = "おわびして訂正します"},
    {.words = "お詫びして訂正します"},
    {.words = "おわびして訂正いたします"},
    {.words = "お詫びして訂正いたします"},
    {.words = "お詫びして訂正致します"},
    {.words = "訂正しておわびします"},
    {.words = "訂正してお詫びします"},
    {.words = "訂正してお詫びいたします"},
    {.words = "바로잡습니다"},
});

/// What agencies begin with in brackets that stand around the whole note.
constexpr auto kInBrackets = std::to_array<std::string_view>(
    {"corrects ", "correcting ", "corrected ", "corrige ", "corregge ", "berichtigt ",
     "korrigiert ", "corrigeert ", "korrigerer ", "korrigerar ", "исправлен", "poprawia "});

/// Between a label and what it labels, in place of a colon.
constexpr auto kDashes = std::to_array<std::string_view>({" \u2014 ", " \u2013 ", " - ", " | "});

/// Sentences that begin otherwise may be a note behind "Editor's note:".
struct Prefaced {
  Words ours;
  Words corrected;
};
constexpr auto kPrefaced = std::to_array<Prefaced>({
    {.ours = kGermanOfOurs, .corrected = kGermanCorrected},
    {.ours = kFrenchOfOurs, .corrected = kFrenchCorrected},
    {.ours = kFrenchOfCorrection, .corrected = kFrenchOfCorrection},
    {.ours = kPortugueseOfOurs, .corrected = kPortugueseCorrected},
});

/// The first bytes of all that a note begins with, and the last ones of all that it ends with: most
/// blocks have neither, and need not be read.
class Edges {
 public:
  consteval Edges() {
    for (const std::string_view each : kLabels) AddOpening(each);
    for (const std::string_view each : kClarifications) AddOpening(each);
    for (const std::string_view each : kPrefaces) AddOpening(each);
    for (const std::string_view each : kInBrackets) AddOpening(each);
    for (const Form& each : kForms) AddOpening(each.opening);
    for (const std::string_view each : {"this ", "refiles "}) AddOpening(each);
    for (const Ending& each : kEndings) {
      if (each.words.size() < kShortest) throw "an ending is too short";  // does not compile
      Set(ends_, each.words.substr(each.words.size() - kShortest));
    }
  }

  [[nodiscard]] bool MayBegin(std::string_view text) const {
    std::string lower;
    std::string_view start = text.substr(0, kLongest);
    if (IsAscii(start)) {
      std::array<char, kLongest> buffer{};
      std::transform(start.begin(), start.end(), buffer.begin(),
                     [](char c) { return LowerAscii(c); });
      return Begins({buffer.data(), start.size()});
    }
    constexpr std::size_t kEnough = 24;  // letters may be longer in the other case
    lower = LowerUtf8(text.substr(0, FloorBoundary(text, kEnough)));
    return Begins(lower);
  }

  [[nodiscard]] bool MayEnd(std::string_view text) const {
    return text.size() >= kShortest && Has(ends_, text.substr(text.size() - kShortest));
  }

 private:
  static constexpr std::size_t kShortest = 3;
  static constexpr std::size_t kLongest = 8;
  static constexpr unsigned kPlaceBits = 16;
  using Bits = std::array<std::uint64_t, (1U << kPlaceBits) / 64>;

  [[nodiscard]] bool Begins(std::string_view lower) const {
    for (std::size_t size = kShortest; size <= std::min(kLongest, lower.size()); ++size) {
      if (Has(begins_, lower.substr(0, size))) return true;
    }
    return false;
  }

  consteval void AddOpening(std::string_view words) {
    if (words.size() < kShortest) throw "an opening is too short";  // does not compile
    Set(begins_, words.substr(0, kLongest));
  }

  static constexpr std::size_t PlaceOf(std::string_view bytes) {
    std::uint64_t key = bytes.size();
    for (const char c : bytes) key = key << 7 ^ key >> 57 ^ static_cast<unsigned char>(c);
    return static_cast<std::size_t>(key * 0x9E3779B97F4A7C15 >> (64 - kPlaceBits));
  }
  static constexpr void Set(Bits& bits, std::string_view bytes) {
    const std::size_t place = PlaceOf(bytes);
    bits[place / 64] |= std::uint64_t{1} << place % 64;
  }
  static constexpr bool Has(const Bits& bits, std::string_view bytes) {
    const std::size_t place = PlaceOf(bytes);
    return (bits[place / 64] >> place % 64 & 1) != 0;
  }

  Bits begins_{};
  Bits ends_{};
};
constexpr Edges kEdges;

/// False for nearly all beginnings that do not fit; the comparison itself is a call. Both have two
/// bytes and more.
inline bool MayStartWith(std::string_view text, std::string_view words) {
  return text[0] == words[0] && text[1] == words[1];
}

/// Where `text` goes on behind `word`, or npos.
std::size_t FindWord(std::string_view text, std::string_view word) {
  const bool stem = word.ends_with('~');
  if (stem) word.remove_suffix(1);
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    if (at > 0 && IsAlphanumericAscii(text[at - 1])) continue;
    std::size_t behind = at + word.size();
    const std::size_t end = behind;
    if (stem || behind == text.size() || !IsWordCodepoint(DecodeUtf8(text, behind))) return end;
  }
  return std::string_view::npos;
}

/// Where `text` goes on behind the first of `words` that it has, or npos; 0 where there are none.
std::size_t FindAny(std::string_view text, Words words) {
  if (words.empty()) return 0;
  for (const std::string_view word : words) {
    const std::size_t behind = FindWord(text, word);
    if (behind != std::string_view::npos) return behind;
  }
  return std::string_view::npos;
}

/// What stands right behind an opening: no further than the next sign.
std::string_view RightBehind(std::string_view text) {
  constexpr std::size_t kNear = 28;
  const std::string_view near = text.substr(0, FloorBoundary(text, std::min(kNear, text.size())));
  return near.substr(0, near.find_first_of(",.;:("));
}

/// What laws and contracts are called, too: an earlier version of it is ours where "this" or "our"
/// stands before it.
constexpr auto kAnyTexts = std::to_array<std::string_view>(
    {"texte", "texto", "testo", "tekst", "text", "texten", "teksten", "tekstu", "textu", "textului",
     "text~", "informe", "tekst~"});
constexpr auto kOwn = std::to_array<std::string_view>(
    {"ce",   "notre",   "este",   "nuestro", "deste",   "neste",  "questo", "nostro",
     "deze", "onze",    "denna",  "denne",   "vår",     "dieses", "diesem", "unseres",
     "tego", "naszego", "tohoto", "tohto",   "acestui", "dette",  "nosso"});

/// Or where it is wrong, or told by us, as nobody says of laws.
constexpr auto kWrongly = std::to_array<std::string_view>(
    {"par erreur",    "à tort",         "erróneamente",    "incorrectamente", "por error",
     "erroneamente",  "incorretamente", "por engano",      "per errore",      "ten onrechte",
     "foutief",       "felaktigt",      "feilaktig",       "fejlagtigt",      "błędnie",
     "nieprawidłowo", "omyłkowo",       "chybně",          "mylně",           "nesprávně",
     "greșit",        "irrtümlich~",    "fälschlich~",     "podaliśmy",       "napisaliśmy",
     "nous avons",    "nous écrivions", "nous indiquions", "abbiamo scritto", "escribimos",
     "informamos",    "schreven we",    "schreven wij",    "skrev vi"});

/// True where `text` names, near its beginning, what `about` lists, and it is ours.
bool IsAbout(std::string_view text, Words about) {
  const std::string_view near = RightBehind(text);
  if (about.empty()) return true;
  const auto word = std::find_if(about.begin(), about.end(), [&](std::string_view each) {
    return FindWord(near, each) != std::string_view::npos;
  });
  if (word == about.end()) return false;
  const bool any = std::find(kAnyTexts.begin(), kAnyTexts.end(), *word) != kAnyTexts.end();
  return !any || FindAny(near, kOwn) != std::string_view::npos ||
         FindAny(text, kWrongly) != std::string_view::npos;
}

/// `prefaced`: the house has said that it speaks.
bool Fits(const Form& form, std::string_view text, bool prefaced) {
  if (!text.starts_with(form.opening)) return false;
  text.remove_prefix(form.opening.size());
  if (prefaced && form.rule == kEarlier) return true;
  const bool about = form.rule == kEarlier
                         ? IsAbout(text, form.about)
                         : FindAny(RightBehind(text), form.about) != std::string_view::npos;
  if (!about) return false;
  const std::size_t behind = FindAny(text, form.says);
  return behind != std::string_view::npos &&
         FindAny(text.substr(behind), form.then) != std::string_view::npos;
}

std::string_view WithoutEnd(std::string_view text) {
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view sign : {".", ")", "]", "\u3002", "\uFF09", "*", "_"}) {
      if (!text.ends_with(sign)) continue;
      text.remove_suffix(sign.size());
      cut = true;
    }
  }
  return text;
}

/// "Erratum. The port ...", "Erratum \u2013 the port": labels that no sentence begins with.
bool IsSureLabel(std::string_view text) {
  for (const std::string_view label : {"erratum", "errata", "errata corrige", "corrigendum",
                                       "fe de errores", "fe de erratas", "fe de errata"}) {
    if (!text.starts_with(label)) continue;
    const std::string_view rest = text.substr(label.size());
    if (BeginsWithOneOf(kDashes, rest) || rest.starts_with(". ")) return true;
  }
  return false;
}

/// "correction", "clarification", or "".
std::string_view KindOfLabel(std::string_view text) {
  if (IsSureLabel(text)) return kCorrection;
  const auto begins = [text](std::string_view label) {
    return MayStartWith(text, label) && IsLabelled(text, label);
  };
  if (std::any_of(kLabels.begin(), kLabels.end(), begins)) return kCorrection;
  return std::any_of(kClarifications.begin(), kClarifications.end(), begins) ? kClarification : "";
}

/// "Corrects paragraph 3 ...", "This March 3 story corrects ...", "Refiles to fix typo ...".
bool SaysItCorrects(std::string_view text) {
  constexpr std::size_t kSubject = 60;
  const bool begins =
      std::any_of(kInBrackets.begin(), kInBrackets.end(),
                  [text](std::string_view opening) { return text.starts_with(opening); });
  if (begins) return true;
  const std::string_view start = text.substr(0, kSubject);
  const auto has = [&](std::string_view words) {
    return start.find(words) != std::string_view::npos;
  };
  if (start.starts_with("refiles ")) return has(" to correct ") || has(" to fix ");
  return start.starts_with("this ") &&
         (has(" corrects ") || has(" has been corrected ") || has(" was corrected "));
}

/// A label with a dash in place of the colon: "correction \u2014 an earlier version ...".
std::string_view WithoutDashedLabel(std::string_view text) {
  for (const std::string_view label : {"correction", "clarification", "korrektur"}) {
    if (!text.starts_with(label)) continue;
    const std::string_view rest = text.substr(label.size());
    for (const std::string_view dash : kDashes) {
      if (rest.starts_with(dash)) return rest.substr(dash.size());
    }
  }
  return text;
}

/// News tells who said so; notes hardly do.
bool EndsInSaid(std::string_view tail) {
  return tail.ends_with(" said.") || tail.ends_with(" says.") || tail.ends_with(" told reporters.");
}

std::optional<CorrectionForm> FindForm(std::string_view lower, bool prefaced) {
  if (lower.size() < 2) return std::nullopt;
  const auto* const form = std::find_if(
      kForms.begin(), kForms.end(), [&](const Form& each) { return Fits(each, lower, prefaced); });
  if (form != kForms.end()) return CorrectionForm{form->kind, form->rule, 0.93};
  if (!prefaced) return std::nullopt;
  const bool said = std::any_of(kPrefaced.begin(), kPrefaced.end(), [&](const Prefaced& each) {
    return FindAny(lower, each.ours) != std::string_view::npos &&
           FindAny(lower, each.corrected) != std::string_view::npos;
  });
  if (said) return CorrectionForm{kCorrection, "amended", 0.9};
  return std::nullopt;
}

bool EndsAsNote(std::string_view lower, std::string_view tail) {
  return std::any_of(kEndings.begin(), kEndings.end(), [&](const Ending& ending) {
    return tail.ends_with(ending.words) && FindAny(lower, ending.says) != std::string_view::npos;
  });
}

}  // namespace

bool MayBeCorrection(std::string_view block) {
  return kEdges.MayBegin(block) || kEdges.MayEnd(WithoutEnd(block));
}

bool IsLabelled(std::string_view text, std::string_view label) {
  constexpr std::size_t kMostBetween = 40;
  if (!text.starts_with(label)) return false;
  text.remove_prefix(label.size());
  if (text.empty()) return false;
  if (text.starts_with("\uFF1A")) return true;  // the colon of Chinese and Japanese
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon > kMostBetween) return false;
  if (colon == 0 || (colon == 1 && text[0] == ' ')) return true;
  // "Correction, March 3:", "Correction (3 March 2026):", "Correction 03/03/2026:"; markets have
  // a "correction of 10 percent:".
  const std::string_view between = text.substr(0, colon);
  for (const std::string_view share : {"%", "percent", "per cent", "prozent", "pour cent", "punkt",
                                       "points", "por ciento", "por cento"}) {
    if (between.find(share) != std::string_view::npos) return false;
  }
  return (text[0] == ',' || text[0] == ' ' || text[0] == '(') &&
         text.substr(0, colon).find_first_of("0123456789") != std::string_view::npos;
}

bool IsCorrectionLabel(std::string_view line) {
  constexpr std::size_t kLongest = 60;
  if (line.size() > kLongest || !kEdges.MayBegin(line)) return false;
  const std::string lower = LowerUtf8(line);
  std::string_view label = lower;
  while (label.ends_with(':') || label.ends_with(' ')) label.remove_suffix(1);
  if (label.ends_with("\uFF1A")) label.remove_suffix(3);
  return std::find(kLabels.begin(), kLabels.end(), label) != kLabels.end();
}

std::string_view WithoutPreface(std::string_view lower) {
  if (lower.size() < 2) return lower;
  for (const std::string_view each : kPrefaces) {
    if (!MayStartWith(lower, each)) continue;
    if (lower.starts_with(each)) return lower.substr(each.size());
    // "Editor's note, 2 May: ..."
    const std::string_view label = TrimAscii(each.substr(0, each.find(':')));
    if (!each.ends_with(": ") || !IsLabelled(lower, label)) continue;
    return TrimAscii(lower.substr(lower.find(':') + 1));
  }
  return lower;
}

std::optional<CorrectionForm> FindCorrectionForm(std::string_view lower, std::string_view tail,
                                                 bool bracketed) {
  if (lower.size() < 2) return std::nullopt;
  if (const std::string_view kind = KindOfLabel(lower); !kind.empty()) {
    return CorrectionForm{kind, "label", kind == kCorrection ? 0.95 : 0.9};
  }
  if (bracketed && SaysItCorrects(lower)) return CorrectionForm{kCorrection, "corrects", 0.95};
  if (!EndsInSaid(tail)) {
    const std::string_view text = WithoutDashedLabel(WithoutPreface(lower));
    if (auto form = FindForm(text, text.size() != lower.size())) return form;
  }
  if (EndsAsNote(lower, WithoutEnd(tail))) return CorrectionForm{kCorrection, "regrets", 0.9};
  return std::nullopt;
}

}  // namespace newswired
