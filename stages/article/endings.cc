#include "stages/article/endings.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

#include "stages/article/comments.h"
#include "stages/article/phrases.h"
#include "stages/article/promotion.h"
#include "stages/article/telling.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

/// What stands where the rest of a text costs, in lower case. Only whole requests: "subscribe"
/// alone stands on every page.
constexpr Phrases kPrompts(
    std::to_array<std::string_view>({"subscribe to continue reading",
                                     "subscribe to keep reading",
                                     "subscribe to read",
                                     "subscribe now to read",
                                     "subscribe to unlock",
                                     "register to unlock",
                                     "sign in to unlock",
                                     "create an account or sign in to continue",
                                     "this content is reserved for subscribers",
                                     "this post is for paying subscribers",
                                     "this post is for subscribers",
                                     "this post is for paid subscribers",
                                     "sign in to continue reading",
                                     "log in to continue reading",
                                     "register to continue reading",
                                     "to read this article in full",
                                     "this article is for subscribers",
                                     "this story is for subscribers",
                                     "this content is for subscribers",
                                     "this article is exclusive to",
                                     "this content is only available to",
                                     "jetzt weiterlesen mit",
                                     "weiterlesen mit ",
                                     "+ weiterlesen",
                                     "diesen artikel weiterlesen",
                                     "dieser artikel ist abonnenten vorbehalten",
                                     "dieser artikel ist nur für abonnenten",
                                     "la suite est réservée aux abonnés",
                                     "cet article est réservé aux abonnés",
                                     "article réservé aux abonnés",
                                     "abonnez-vous pour lire",
                                     "suscríbete para seguir leyendo",
                                     "suscríbete para leer",
                                     "contenido exclusivo para suscriptores",
                                     "abbonati per continuare",
                                     "assine para continuar",
                                     "conteúdo exclusivo para assinantes",
                                     "logga in för att läsa",
                                     "logg inn for å lese",
                                     "lue koko juttu tilaajana",
                                     "artykuł tylko dla prenumeratorów",
                                     "この記事は会員限定",
                                     "有料会員限定",
                                     "会員限定の記事",
                                     "続きを読むには",
                                     "본 기사는 유료",
                                     "구독자 전용",
                                     "订阅后阅读全文",
                                     "create a free account to continue",
                                     "create an account to continue",
                                     "register for free to continue",
                                     "log in or register to read",
                                     "log in or register to continue",
                                     "this article is reserved for subscribers",
                                     "this article is reserved for our subscribers",
                                     "verder lezen? ",
                                     "neem een abonnement om",
                                     "word abonnee om",
                                     "artikeln är för prenumeranter",
                                     "この記事は有料",
                                     "有料記事です",
                                     "有料会員になると",
                                     "続きをお読みいただ",
                                     "ログインして続きを",
                                     "유료회원 전용",
                                     "本文为付费",
                                     "付费后阅读",
                                     "prenumerera för att läsa",
                                     "bliv abonnent for at læse",
                                     "bli abonnent for å lese",
                                     "artikkelen er for abonnenter",
                                     "saken er for abonnenter",
                                     "artikkelen er kun for abonnenter",
                                     "artiklen er kun for abonnenter",
                                     "bara för prenumeranter",
                                     "artykułu do przeczytania",
                                     "dostępna dla subskrybentów",
                                     "dostępny dla subskrybentów",
                                     "полный текст доступен",
                                     "dieser artikel ist teil unseres",
                                     "付費會員限定",
                                     "訂閱後繼續閱讀",
                                     "訂閱後閱讀",
                                     "加入會員繼續閱讀",
                                     "登录后阅读全文",
                                     "artiklen er for abonnenter",
                                     "aby czytać dalej, ",
                                     "subskrypcję, aby czytać",
                                     "subskrypcję, by czytać",
                                     "tylko dla prenumeratorów",
                                     "tylko dla subskrybentów",
                                     "pro pokračování ve čtení",
                                     "jen pro předplatitele",
                                     "pouze pro předplatitele",
                                     "para continuar a ler, ",
                                     "abbonati per leggere",
                                     "会員登録すると読め",
                                     "会員登録すると続き",
                                     "free articles left",
                                     "free article left",
                                     "free articles remaining",
                                     "free article remaining",
                                     "free articles this month",
                                     "limit of free articles",
                                     "your free article limit",
                                     "kostenlosen artikel aufgebraucht",
                                     "gratis-artikel diesen monat",
                                     "articles gratuits à lire",
                                     "artículos gratis este mes",
                                     "articoli gratuiti questo mese",
                                     "artigos gratuitos este mês",
                                     "gratis artikelen deze maand"}));

/// Beginnings of requests, and of sentences of news: they count where the rest offers something or
/// speaks to readers.
constexpr Phrases kOpenPrompts(std::to_array<std::string_view>(
    {"to continue reading this", "to continue reading, ", "to read the full article",
     "to read the full story", "to read the rest of this", "um weiterzulesen", "pour lire la suite",
     "para seguir leyendo", "per continuare a leggere", "para continuar lendo",
     "om verder te lezen", "för att läsa vidare", "for å lese videre", "for at læse videre",
     "aby czytać dalej", "чтобы прочитать полностью", "devamını okumak için"}));

/// Those that news speaks, too ("solo para suscriptores de Movistar"): they count where they are
/// most of their line.
constexpr Phrases kBarePrompts(std::to_array<std::string_view>(
    {"is only available to subscribers", "is available to subscribers only",
     "exklusiv für abonnenten", "réservé à nos abonnés", "réservé aux abonnés",
     "alleen voor abonnees", "exclusief voor abonnees", "endast för prenumeranter",
     "riservato agli abbonati", "solo para suscriptores", "exclusivo para suscriptores",
     "apenas para assinantes", "exclusivo para assinantes", "доступно только подписчикам",
     "artikel for abonnenter", "vain tilaajille",
     // With the name of an offer behind it: "Continue reading with Herald+".
     "continue reading with ", "keep reading with ", "unlock this article with ",
     "unlock this story with ", "lesen sie weiter mit ", "lire la suite avec ",
     "sigue leyendo con ", "continúa leyendo con ", "continua a leggere con ",
     "continue lendo com ", "lees verder met ", "läs vidare med ", "läs hela artikeln med ",
     "les videre med ", "les hele saken med ", "læs videre med ", "lue juttu loppuun ",
     "czytaj dalej z "}));

/// Stems of what offers say, in lower case: enough in a box that is named for what costs.
constexpr Phrases kOfferWords(std::to_array<std::string_view>(
    {"subscribe",  "subscription", "subscriber",  "unlimited",     "free trial",   "sign in",
     "log in to",  "abonnement",   "abonnent",    "abonnés",       "abonnez",      "jetzt testen",
     "register",   "anmelden",     "einloggen",   "registrier",    "jetzt kaufen", "kostenlos",
     "connectez",  "inscrivez",    "regístrate",  "inicia sesión", "registrati",   "accedi ",
     "registreer", "log ind",      "logga in",    "logg inn",      "zaloguj",      "зарегистрир",
     "giriş yap",  "suscríbe",     "suscripción", "suscriptor",    "assine ",      "assinante",
     "assinatura", "abbonati",     "abbonamento", "prenumer",      "abonnee",      "подписк",
     "подписат",   "有料会員",     "会員登録",    "購読する",      "구독하기",     "订阅后",
     "订阅本"}));

/// Labels of sections that are no part of an article, in lower case, when nothing else stands in
/// their line; those of comments are in comments.h.
constexpr auto kSectionLabels =
    std::to_array<std::string_view>({"about the author",
                                     "about the authors",
                                     "about the writer",
                                     "über den autor",
                                     "über die autorin",
                                     "über die autoren",
                                     "zum autor",
                                     "zur autorin",
                                     "sobre el autor",
                                     "sobre la firma",
                                     "sobre la autora",
                                     "sobre o autor",
                                     "sobre a autora",
                                     "à propos de l'auteur",
                                     "à propos de l’auteur",
                                     "sull'autore",
                                     "over de auteur",
                                     "om författaren",
                                     "o autorze",
                                     "об авторе",
                                     "das könnte dich auch interessieren",
                                     "das könnte sie auch interessieren",
                                     "das könnte ihnen auch gefallen",
                                     "das thema könnte dich auch interessieren",
                                     "das könnte dir auch gefallen",
                                     "auch interessant",
                                     "mehr zum thema",
                                     "zum thema",
                                     "aus dem archiv",
                                     "meistgelesen",
                                     "meistkommentiert",
                                     "der nächste beitrag",
                                     "nächster beitrag",
                                     "vorheriger beitrag",
                                     "next post",
                                     "previous post",
                                     "next article",
                                     "you may also like",
                                     "you might also like",
                                     "you may also be interested in",
                                     "read next",
                                     "most read",
                                     "most popular",
                                     "trending now",
                                     "artículos relacionados",
                                     "noticias relacionadas",
                                     "notas relacionadas",
                                     "contenido relacionado",
                                     "lo más leído",
                                     "más leídas",
                                     "te puede interesar",
                                     "también te puede interesar",
                                     "artigos relacionados",
                                     "notícias relacionadas",
                                     "leia também",
                                     "você pode gostar",
                                     "você também pode gostar",
                                     "talvez você goste",
                                     "te puede gustar",
                                     "podría interesarte",
                                     "vous aimerez aussi",
                                     "ti potrebbe piacere",
                                     "mais lidas",
                                     "articles similaires",
                                     "articles liés",
                                     "articles connexes",
                                     "sur le même sujet",
                                     "à lire aussi",
                                     "les plus lus",
                                     "articoli correlati",
                                     "potrebbe interessarti",
                                     "leggi anche",
                                     "gerelateerde artikelen",
                                     "lees ook",
                                     "relaterade artiklar",
                                     "powiązane artykuły",
                                     "czytaj także",
                                     "читайте также",
                                     "diesen beitrag teilen",
                                     "diesen artikel teilen",
                                     "teilen mit",
                                     "teilen sie dies mit",
                                     "teile dies mit",
                                     "sharen mit",
                                     "share this article",
                                     "share this post",
                                     "share this"});

/// Openings of such labels, with a word or three behind them.
constexpr auto kSectionOpenings = std::to_array<std::string_view>(
    {"related ", "more from ", "more great ", "more on ", "ähnliche ", "empfohlene ",
     "recommended ", "weitere artikel", "weitere beiträge", "weitere nachrichten",
     "weitere meldungen"});

/// How to cite a text, in a line that says it all.
constexpr auto kCitations = std::to_array<std::string_view>(
    {"suggested citation", "recommended citation", "how to cite", "cite this", "cite as",
     "zitiervorschlag", "zitierweise", "empfohlene zitierweise", "zitierhinweis"});

/// What houses ask their readers for, in lower case.
constexpr Phrases kAppeals(std::to_array<std::string_view>(
    {"sign up for our", "sign up to our",   "sign up here",     "sign up now",    "subscribe now",
     "subscribe here",  "subscribe to our", "please subscribe", "abonnieren sie", "abonniere ",
     "abonnez-vous",    "suscríbete",       "suscribete",       "suscríbase",     "iscriviti",
     "inscreva-se",     "follow us",        "folgen sie uns",   "folge uns",      "folgt uns",
     "síguenos",        "siga-nos",         "suivez-nous",      "seguici",        "our app",
     "apps for ios",    "app for ios"}));

/// What they ask readers to take, and what news tells of, too.
constexpr Phrases kOffers(std::to_array<std::string_view>(
    {"newsletter", "whatsapp-kanal", "whatsapp channel", "canal de whatsapp", "canale whatsapp",
     "telegram-kanal", "telegram channel", "canal de telegram", "canale telegram", "news-app"}));

/// Of those who speak and those who are spoken to, and of where they are to look, in lower case
/// between spaces.
constexpr auto kWeAndYou = std::to_array<std::string_view>(
    {" du ",   " dir ",   " hier ", " jetzt ", " here ", " aquí ",  " ici ", " we ",      " our ",
     " us ",   " you ",   " your ", " wir ",   " uns",   " sie ",   " ihr",  " dich ",    " dein",
     " euch ", " notre ", " nos ",  " votre ", " vous ", " nuestr", " tu ",  " te ",      " usted",
     " nostr", " nosso",  " nossa", " você",   " ons ",  " onze ",  " je ",  " jouw ",    " vår",
     " vore",  " din ",   " наш",   " ваш",    " вас ",  " nasz",   " twój", " ücretsiz "});

/// What readers are told of links that pay, and of texts that were paid for.
constexpr Phrases kDisclosures(std::to_array<std::string_view>(
    {"affiliate link", "affiliate-link", "affiliatelink", "affiliate commission",
     "earn a commission", "receive a commission", "earn us a commission",
     "receive compensation when you", "earn compensation when you", "enthält werbung",
     "werbende inhalte", "erhalten wir eine provision", "erhalten wir eine kleine provision"}));

/// What only requests for consent say, in lower case.
constexpr Phrases kConsents(std::to_array<std::string_view>(
    {"we and our partners", "you agree to our ", "accept our privacy", "our privacy policy",
     "wir und unsere partner", "unsere datenschutz", "nous et nos partenaires",
     "nosotros y nuestros socios", "noi e i nostri partner", "nós e os nossos parceiros",
     "wij en onze partners", "vi och våra partner", "vi og våre partnere", "vi og vores partnere",
     "my i nasi partnerzy"}));

/// Those who use cookies, in lower case; with kWeAndYou.
constexpr auto kSites = std::to_array<std::string_view>(
    {"this site",        "this website", "diese website", "diese webseite", "diese seite",
     "ce site",          "este sitio",   "esta web",      "utilizamos",     "usamos",
     "questo sito",      "utilizziamo",  "este site",     "deze website",   "deze site",
     "denne hjemmeside", "webbplats",    "nettsted",      "ta strona",      "tato stránka",
     "этот сайт",        "bu site",      "当サイト",      "本网站"});

/// By which a disclosure speaks of its own page, in lower case.
constexpr auto kOwnPage = std::to_array<std::string_view>(
    {"this article", "this post", "this story", "this page", "this text", "this site",
     "this website", "these links", "links on ", "links in ", "some links", "may earn ",
     "may receive ", "dieser ", "diesem ", "diese ", "enthält werbung", "werbende inhalte"});

constexpr std::size_t kLongestLabel = 60;
constexpr std::size_t kLongestNote = 500;
constexpr std::ptrdiff_t kNearEnd = 8;  // pieces

/// "Our newsletter comes every evening"; not a sentence on somebody else's newsletter, and not what
/// somebody is told to have said.
bool IsAppeal(std::string_view text, std::string_view lower) {
  const std::string_view appeal = kAppeals.FirstIn(lower);
  if (!appeal.empty()) return !IsTold(text, appeal);
  const std::string_view offer = kOffers.FirstIn(lower);
  if (offer.empty() || IsTold(text, offer)) return false;
  return !EndsSentence(text) || HoldsOneOf(kWeAndYou, " " + std::string(lower));
}

/// In lower case; `linked`: it has a link.
bool Discloses(std::string_view lower, bool linked) {
  const std::string_view disclosure = kDisclosures.FirstIn(lower);
  return !disclosure.empty() && !IsTold(lower, disclosure) &&
         (linked || HoldsOneOf(kOwnPage, lower) || HoldsOneOf(kWeAndYou, " " + std::string(lower)));
}

bool IsText(const Piece& piece) { return piece.LinkShare() < 0.2F && IsSolid(piece); }

/// In lower case, without the signs that end a label.
std::string LabelOf(std::string_view text) {
  std::string line = LowerUtf8(text);
  while (line.ends_with(':') || line.ends_with('.') || line.ends_with(' ')) line.pop_back();
  return line;
}

bool IsKnownLabel(std::string_view label) {
  return IsCommentsLabel(label) ||
         std::find(kSectionLabels.begin(), kSectionLabels.end(), label) != kSectionLabels.end();
}

bool BeginsAsLabel(std::string_view label) {
  constexpr std::ptrdiff_t kMostSpaces = 3;
  return BeginsWithOneOf(kSectionOpenings, label) &&
         std::count(label.begin(), label.end(), ' ') <= kMostSpaces;
}

/// True if `piece` is a label that what follows it is no part of the article. `texts`: blocks of
/// running text from here on; a box of related articles in the midst of a text has the rest below.
/// "Recommended changes" is a subheading where text without links is `next`.
bool IsSectionLabel(const Piece& piece, const Piece* next, std::ptrdiff_t texts) {
  constexpr std::ptrdiff_t kMostTexts = 3;
  const bool item = piece.kind == BlockKind::kListItem && piece.heading == 0;
  if (piece.text.size() > kLongestLabel || item || piece.cell) return false;
  const std::string label = LabelOf(piece.text);
  if (IsKnownLabel(label)) return true;
  const bool above_text = next != nullptr && next->links == 0 && IsText(*next);
  return texts <= kMostTexts && !above_text && BeginsAsLabel(label) && !EndsSentence(piece.text);
}

/// Whether `part` of the text begins a sentence, or follows a few words and a comma: "users must
/// log in to continue reading" is told, "Log in to continue reading" is asked for.
bool BeginsSentence(std::string_view text, std::string_view part) {
  constexpr std::size_t kFewWords = 24;
  const std::string_view before = text.substr(0, text.find(part));
  if (before.find_first_not_of(" \t\n\"*+>|") == std::string_view::npos) return true;
  if (static_cast<unsigned char>(before.back()) >= 0x80) return true;  // no spaces are written
  if (part.starts_with('+')) return true;                              // an offer's name
  constexpr std::string_view kEnds = ".!?:;|/\n";
  const std::string_view trimmed = TrimAscii(before);
  const char last = trimmed.empty() ? '\n' : trimmed.back();
  return kEnds.find(last) != std::string_view::npos || (last == ',' && before.size() <= kFewWords);
}

bool IsPayRequest(const Piece& piece) {
  return piece.text.size() <= kLongestNote && !FindPayPrompt(LowerUtf8(piece.text)).empty();
}

/// A request to pay, or how to cite the text.
bool IsLastNote(const Piece& piece) {
  if (piece.text.size() > kLongestNote) return false;
  const std::string lower = LowerUtf8(piece.text);
  return BeginsWithOneOf(kCitations, lower) || !FindPayPrompt(lower).empty();
}

std::size_t SizeOf(std::vector<Piece>::const_iterator from, std::vector<Piece>::const_iterator to) {
  std::size_t size = 0;
  for (; from != to; ++from) size += from->text.size();
  return size;
}

/// What is told of a person by "is" and a job.
constexpr auto kCopulas = std::to_array<std::string_view>(
    {",", " is ", " was ", " has been ", " ist ", " war ", " est ", " è ", " es ", " é ", " är ",
     " er ", " jest ", " este ", " on ", " \u2014 ", " \u2013 ", " - ",
     " \u2014 \u044D\u0442\u043E "});

/// Stems of what those who write are, in lower case.
constexpr auto kJobs = std::to_array<std::string_view>(
    {"report",       "editor",     "profess",    "journalis",     "author",       "writer",
     "correspon",    "korrespond", "columnist",  "kolumn",        "researcher",   "fellow",
     "curator",      "producer",   "lecturer",   "critic",        "analyst",      "student",
     "historian",    "photograph", "fotograf",   "founder",       "gründer",      "autor",
     "auteur",       "autrice",    "redakt",     "rédact",        "redact",       "redatt",
     "periodis",     "giornalis",  "jornalis",   "scrittor",      "schriftstell", "escritor",
     "écrivain",     "dozent",     "docent",     "doktor",        "doctor",       "absolwent",
     "absolvent",    "forsch",     "forsker",    "wissenschaftl", "scientist",    "chercheu",
     "investigador", "ricerca",    "director",   "direktor",      "directeur",    "leiter",
     "expert",       "consultant", "lawyer",     "anwalt",        "avocat",       "abogad",
     "economist",    "dziennikar", "журналист",  "корреспондент", "редактор",     "репортер",
     "автор",        "профессор",  "toimittaja", "skribent",      "blogger",      "podcast",
     "freelance",    "trainee",    "volontär",   "intern "});

/// What those who write do, in lower case.
constexpr auto kDoings = std::to_array<std::string_view>(
    {" covers ",         " writes about ", " writes on ",   " writes for ",  " writes the ",
     " reports on ",     " reports for ",  " has written ", " has covered ", " has reported ",
     " has worked ",     " works ",        " worked ",      " teaches ",     " studied ",
     " studies ",        " joined ",       " edits ",       " specialises ", " specializes ",
     " can be reached ", " schreibt ",     " berichtet ",   " arbeitet",     " lehrt ",
     " studiert",        " leitet ",       " écrit ",       " couvre ",      " enseigne ",
     " travaille ",      " scrive ",       " insegna ",     " si occupa ",   " lavora ",
     " escribe ",        " cubre ",        " enseña ",      " trabaja ",     " escreve ",
     " cobre ",          " trabalha ",     " schrijft ",    " werkt ",       " skriver ",
     " arbetar ",        " pisze ",        " пишет "});

/// What stands behind the name that `text` begins with, or nearly ("CNBC's Ann Rice", "- Ann
/// Rice"); empty: it does not.
std::string_view BehindName(std::string_view text, std::string_view name) {
  constexpr std::size_t kNearly = 20;
  constexpr std::size_t kShortestName = 6;
  if (name.size() < kShortestName || name.find(' ') == std::string_view::npos) return {};
  const std::size_t at = text.find(name);
  return at <= kNearly ? text.substr(at + name.size()) : std::string_view();
}

/// "Ann Rice is a reporter in Nairobi", "Ann Rice covers ports"; not "Ann Rice is at the port".
bool TellsOfPerson(std::string_view behind_name) {
  constexpr std::size_t kSentence = 160;
  const std::string lower = LowerUtf8(behind_name.substr(0, FloorBoundary(behind_name, kSentence)));
  return BeginsWithOneOf(kDoings, lower) ||
         (BeginsWithOneOf(kCopulas, lower) && HoldsOneOf(kJobs, lower));
}

/// True for names of `authors` with a word or two around them: "di Ada Pell e Tom Reed".
bool NamesOnly(std::string_view text, const std::vector<std::string>& authors) {
  constexpr std::ptrdiff_t kMostElse = 12;  // bytes, without signs and spaces
  constexpr std::size_t kShortestName = 6;
  std::string rest(text);
  bool named = false;
  for (const std::string& author : authors) {
    const std::size_t at = author.size() < kShortestName ? std::string::npos : rest.find(author);
    if (at == std::string::npos) continue;
    rest.erase(at, author.size());
    named = true;
  }
  const auto counts = [](char c) { return static_cast<unsigned char>(c) > '@'; };
  return named && std::count_if(rest.begin(), rest.end(), counts) <= kMostElse;
}

}  // namespace

std::string_view FindPayPrompt(std::string_view lower) {
  const auto is_most = [&](std::string_view prompt) { return prompt.size() * 2 >= lower.size(); };
  const auto speaks = [&] { return HoldsOneOf(kWeAndYou, " " + std::string(lower)); };
  const std::string_view whole = kPrompts.FirstIn(lower);
  if (!whole.empty() && (BeginsSentence(lower, whole) || is_most(whole) || speaks())) {
    return IsTold(lower, whole) ? std::string_view() : TrimAscii(whole);
  }
  const std::string_view open = kOpenPrompts.FirstIn(lower);
  if (!open.empty() && (is_most(open) || kOfferWords.AnyIn(lower) || speaks())) {
    return IsTold(lower, open) ? std::string_view() : TrimAscii(open);
  }
  const std::string_view bare = kBarePrompts.FirstIn(lower);
  return is_most(bare) ? std::string_view(TrimAscii(bare)) : std::string_view();
}

bool AsksToPay(std::string_view text) {
  constexpr std::size_t kLongestOffer = 1000;
  if (text.size() > kLongestOffer) return false;
  const std::string lower = LowerUtf8(text);
  return !FindPayPrompt(lower).empty() || kOfferWords.AnyIn(lower);
}

bool IsSectionLabel(std::string_view line) {
  if (line.size() > kLongestLabel) return false;
  const std::string label = LabelOf(line);
  return IsKnownLabel(label) || BeginsAsLabel(label);
}

bool IsDisclosure(std::string_view text, bool linked) {
  return text.size() <= kLongestNote && Discloses(LowerUtf8(text), linked);
}

bool AsksForConsent(std::string_view text) {
  constexpr std::size_t kLongestRequest = 1000;
  if (text.size() > kLongestRequest) return false;
  const std::string lower = " " + LowerUtf8(text);
  return kConsents.AnyIn(lower) || (lower.find("cookie") != std::string::npos &&
                                    (HoldsOneOf(kWeAndYou, lower) || HoldsOneOf(kSites, lower)));
}

void CutOtherSections(std::vector<Piece>& pieces) {
  const auto first = std::find_if(pieces.begin(), pieces.end(), IsSolid);
  if (first == pieces.end()) return;
  const std::size_t total = SizeOf(pieces.begin(), pieces.end());
  std::size_t rest = SizeOf(first, pieces.end());
  std::ptrdiff_t texts = std::count_if(first, pieces.end(), IsText);  // from `at` on
  for (auto at = first; at != pieces.end(); ++at) {
    // A label above much of the text is one of a box in it.
    const bool behind = at != first && !at->sure;
    const bool late = behind && rest * 3 <= total;
    const Piece* const next = at + 1 == pieces.end() ? nullptr : &*(at + 1);
    // Where a text was cut short, the offer may be as long as what is left of it.
    const bool stub = behind && texts == 0 && IsPayRequest(*at);
    if (stub || (late && (IsLastNote(*at) || IsSectionLabel(*at, next, texts)))) {
      const bool sure =
          std::any_of(at, pieces.end(), [](const Piece& piece) { return piece.sure; });
      if (!sure) pieces.erase(at, pieces.end());
      return;
    }
    rest -= at->text.size();
    texts -= IsText(*at) ? 1 : 0;
  }
}

namespace {

/// Requests to pay, with the list of what one gets for it, that running text follows.
void DropOffers(std::vector<Piece>& pieces) {
  constexpr std::size_t kLongestLine = 160;
  constexpr std::ptrdiff_t kFewestItems = 2;
  const auto is_line = [](const Piece& piece) {
    return !piece.sure && !piece.note && !piece.cell && piece.kind != BlockKind::kListItem &&
           piece.text.size() <= kLongestLine;
  };
  const auto is_item = [](const Piece& piece) {
    return !piece.sure && piece.kind == BlockKind::kListItem && piece.text.size() <= kLongestNote;
  };
  const auto goes_on = [&](const Piece& piece) {
    return is_line(piece) && (IsPayRequest(piece) || kOfferWords.AnyIn(LowerUtf8(piece.text)));
  };
  const auto last = std::find_if(pieces.rbegin(), pieces.rend(), IsSolid).base();
  std::vector<bool> drops(pieces.size());
  for (auto at = pieces.begin(); at < last; ++at) {
    if (!is_line(*at) || !IsPayRequest(*at)) continue;
    const auto list = std::find_if_not(at + 1, pieces.end(), goes_on);
    const auto end = std::find_if_not(list, pieces.end(), is_item);
    if (end - list < kFewestItems || end >= last) continue;
    std::fill(drops.begin() + (at - pieces.begin()), drops.begin() + (end - pieces.begin()), true);
    at = end - 1;
  }
  std::size_t place = 0;
  std::erase_if(pieces, [&](const Piece&) { return drops[place++]; });
}

}  // namespace

void DropRequests(std::vector<Piece>& pieces) {
  DropOffers(pieces);
  bool below_heading = false;
  std::erase_if(pieces, [&](const Piece& piece) {
    const bool below = std::exchange(below_heading, false);
    if (piece.sure || piece.note || piece.cell || piece.kind == BlockKind::kListItem) return false;
    const bool heading = piece.heading != 0 || (piece.bold == piece.size && piece.size != 0);
    if (below && !heading && GoesOnPromoting(piece.text)) return true;
    const bool asks = IsPromotion(piece.text, piece.links > 0 || heading) ||
                      ((!heading || piece.links > 0) && AsksToNotify(piece.text));
    below_heading = asks && heading;
    return asks;
  });
}

void DropPromotion(std::vector<Piece>& pieces) {
  constexpr std::ptrdiff_t kNearBegin = 3;
  constexpr std::size_t kShortLine = 250;
  const std::ptrdiff_t size = std::ssize(pieces);
  std::ptrdiff_t place = 0;
  bool appealed = false;  // one asks for the next
  std::erase_if(pieces, [&](const Piece& piece) {
    const bool begins = place < kNearBegin;
    const bool ends = size - place <= kNearEnd;
    ++place;
    if ((!ends && !begins) || piece.sure || piece.text.size() > kLongestNote) return false;
    const std::string lower = LowerUtf8(piece.text);
    if (Discloses(lower, piece.links > 0)) return true;
    if (begins) return piece.text.size() <= kLongestLabel && !FindPayPrompt(lower).empty();
    if (piece.links == 0) return false;
    if (IsAppeal(piece.text, lower)) return appealed = true;
    return appealed && piece.text.size() <= kShortLine;
  });
}

void DropBylines(const std::vector<std::string>& authors, std::vector<Piece>& pieces) {
  constexpr std::ptrdiff_t kNearBegin = 5;
  constexpr std::size_t kLongest = 120;
  const auto end = pieces.begin() + std::min(std::ssize(pieces), kNearBegin);
  const auto ends_in_name = [&](std::string_view text) {  // "By Ada Pell Jr."
    return std::any_of(authors.begin(), authors.end(), [&](const std::string& author) {
      return author.ends_with('.') && text.ends_with(author);
    });
  };
  const auto is_byline = [&](const Piece& piece) {
    const bool line = piece.kind == BlockKind::kParagraph && !piece.sure && !piece.cell &&
                      piece.text.size() <= kLongest &&
                      (!EndsSentence(piece.text) || ends_in_name(piece.text));
    return line && NamesOnly(piece.text, authors);
  };
  pieces.erase(std::remove_if(pieces.begin(), end, is_byline), end);
}

void DropBiographies(const std::vector<std::string>& persons, std::vector<Piece>& pieces) {
  constexpr std::size_t kLongest = 900;
  const std::ptrdiff_t size = std::ssize(pieces);
  std::ptrdiff_t place = 0;
  std::erase_if(pieces, [&](const Piece& piece) {
    const bool ends = place > 1 && size - place <= kNearEnd;
    ++place;
    return ends && !piece.sure && piece.kind == BlockKind::kParagraph &&
           piece.text.size() <= kLongest &&
           std::any_of(persons.begin(), persons.end(), [&](const std::string& name) {
             return TellsOfPerson(BehindName(piece.text, name));
           });
  });
}

}  // namespace newswired
