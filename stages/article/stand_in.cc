#include "stages/article/stand_in.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/phrases.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

// Bytes. Errors stand on pages with all their menus; the other two have a page for themselves.
constexpr std::size_t kMostOfError = 900;       // of the body
constexpr std::size_t kMostOfOthers = 2000;     // of the body
constexpr std::size_t kMostOnTheirPage = 6000;  // of all lines
constexpr std::size_t kHardlyAText = 200;       // of the body

/// Whole titles, or headings, or parts of them between signs.
constexpr auto kErrorTitles =
    std::to_array<std::string_view>({"404",
                                     "404 error",
                                     "404 not found",
                                     "error 404",
                                     "http 404",
                                     "not found",
                                     "page not found",
                                     "404 page not found",
                                     "404: page not found",
                                     "404: not found",
                                     "error 404: page not found",
                                     "this page could not be found",
                                     "the page could not be found",
                                     "page cannot be found",
                                     "page can't be found",
                                     "that page can’t be found",
                                     "this page doesn't exist",
                                     "this page does not exist",
                                     "page unavailable",
                                     "page no longer available",
                                     "content not found",
                                     "file not found",
                                     "410 gone",
                                     "403",
                                     "403 forbidden",
                                     "error 403",
                                     "forbidden",
                                     "access denied",
                                     "access to this page has been denied",
                                     "401 unauthorized",
                                     "400 bad request",
                                     "429 too many requests",
                                     "too many requests",
                                     "500 internal server error",
                                     "internal server error",
                                     "server error",
                                     "application error",
                                     "502 bad gateway",
                                     "bad gateway",
                                     "503 service unavailable",
                                     "503 service temporarily unavailable",
                                     "service unavailable",
                                     "504 gateway time-out",
                                     "504 gateway timeout",
                                     "gateway timeout",
                                     "web server is down",
                                     "error establishing a database connection",
                                     "site under maintenance",
                                     "under maintenance",
                                     "451 unavailable for legal reasons",
                                     "unavailable for legal reasons",
                                     "account suspended",
                                     "seite nicht gefunden",
                                     "fehler 404",
                                     "404 fehler",
                                     "seite existiert nicht",
                                     "wartungsarbeiten",
                                     "page introuvable",
                                     "page non trouvée",
                                     "erreur 404",
                                     "accès refusé",
                                     "página no encontrada",
                                     "error 404 página no encontrada",
                                     "acceso denegado",
                                     "página não encontrada",
                                     "erro 404",
                                     "pagina non trovata",
                                     "errore 404",
                                     "pagina niet gevonden",
                                     "sidan hittades inte",
                                     "sidan kunde inte hittas",
                                     "siden blev ikke fundet",
                                     "siden ble ikke funnet",
                                     "fant ikke siden",
                                     "sivua ei löytynyt",
                                     "strona nie została znaleziona",
                                     "nie znaleziono strony",
                                     "stránka nenalezena",
                                     "stránka nebola nájdená",
                                     "az oldal nem található",
                                     "pagina nu a fost găsită",
                                     "stranica nije pronađena",
                                     "η σελίδα δεν βρέθηκε",
                                     "sayfa bulunamadı",
                                     "страница не найдена",
                                     "ошибка 404",
                                     "доступ запрещен",
                                     "доступ запрещён",
                                     "сторінку не знайдено",
                                     "страницата не е намерена",
                                     "الصفحة غير موجودة",
                                     "صفحه یافت نشد",
                                     "הדף לא נמצא",
                                     "העמוד לא נמצא",
                                     "पृष्ठ नहीं मिला",
                                     "halaman tidak ditemukan",
                                     "không tìm thấy trang",
                                     "ไม่พบหน้าที่คุณต้องการ",
                                     "页面不存在",
                                     "页面未找到",
                                     "頁面不存在",
                                     "找不到页面",
                                     "找不到頁面",
                                     "ページが見つかりません",
                                     "お探しのページは見つかりませんでした",
                                     "페이지를 찾을 수 없습니다"});

constexpr auto kChallengeTitles = std::to_array<std::string_view>(
    {"just a moment...", "just a moment…", "attention required!", "are you a robot?", "robot check",
     "security check", "security verification", "human verification", "bot verification",
     "please wait...", "pardon our interruption", "ddos-guard", "you have been blocked",
     "one more step", "nur einen moment...", "un momento...", "un instant...", "captcha"});

constexpr Phrases kChallengeWords(
    std::to_array<std::string_view>({"enable javascript and cookies to continue",
                                     "please enable js and disable any ad blocker",
                                     "checking your browser before accessing",
                                     "checking if the site connection is secure",
                                     "verify you are human",
                                     "verify you are a human",
                                     "verify that you are human",
                                     "verify that you are not a robot",
                                     "verify that you're not a robot",
                                     "verifying you are human",
                                     "confirm you are human",
                                     "confirm you are a human",
                                     "make sure you're not a robot",
                                     "make sure you are not a robot",
                                     "i'm not a robot",
                                     "detected unusual traffic",
                                     "detected unusual activity from your",
                                     "needs to review the security of your connection",
                                     "complete the security check to access",
                                     "made us think you were a bot",
                                     "made us think that you are a bot",
                                     "dass sie kein roboter sind",
                                     "dass du kein roboter bist",
                                     "que vous n'êtes pas un robot",
                                     "que no eres un robot",
                                     "que você não é um robô",
                                     "che non sei un robot",
                                     "dat je geen robot bent",
                                     "dat u geen robot bent",
                                     "że nie jesteś robotem",
                                     "что вы не робот",
                                     "确认您不是机器人",
                                     "証明するため",
                                     "로봇이 아닙니다"}));

constexpr auto kConsentTitles = std::to_array<std::string_view>(
    {"before you continue", "privacy settings", "your privacy", "we value your privacy",
     "your privacy is important to us", "your privacy matters", "cookie consent", "cookie settings",
     "consent", "zustimmung", "einwilligung", "datenschutzeinstellungen", "privacy gate",
     "myprivacy"});

constexpr Phrases kConsentWords(
    std::to_array<std::string_view>({"we and our partners store",
                                     "we and our partners use",
                                     "our partners store and/or access",
                                     "store and/or access information on a device",
                                     "we value your privacy",
                                     "we, and our partners",
                                     "wir und unsere partner",
                                     "mit werbung weiterlesen",
                                     "weiter mit werbung",
                                     "mit tracking weiterlesen",
                                     "nous et nos partenaires",
                                     "avec nos partenaires",
                                     "continuer sans accepter",
                                     "nosotros y nuestros socios",
                                     "nosotros y nuestros partners",
                                     "nós e os nossos parceiros",
                                     "noi e i nostri partner",
                                     "noi e terze parti selezionate",
                                     "wij en onze partners",
                                     "vi och våra partner",
                                     "vi og vores partnere",
                                     "vi og våre partnere",
                                     "my i nasi partnerzy",
                                     "my i nasi zaufani partnerzy"}));

template <std::size_t N>
bool IsOneOf(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// Without what says nothing at its end: "Page not found!"; "Just a moment..." is a title.
std::string_view Bare(std::string_view text) {
  text = TrimAscii(text);
  while (!text.empty() && std::string_view("!.").find(text.back()) != std::string_view::npos &&
         !text.ends_with("...")) {
    text.remove_suffix(1);
  }
  return text;
}

/// The first part of `lower` between signs that is in `list`; empty: none is.
template <std::size_t N>
std::string_view PartIn(std::string_view lower, const std::array<std::string_view, N>& list) {
  constexpr auto kSigns =
      std::to_array<std::string_view>({" | ", " - ", " – ", " — ", " · ", " :: ", " » "});
  if (const std::string_view whole = Bare(lower); IsOneOf(whole, list)) return whole;
  std::size_t begin = 0;
  while (begin < lower.size()) {
    std::size_t end = lower.size();
    std::size_t next = end;
    for (const std::string_view sign : kSigns) {
      const std::size_t at = lower.find(sign, begin);
      if (at >= end) continue;
      end = at;
      next = at + sign.size();
    }
    const std::string_view part = Bare(lower.substr(begin, end - begin));
    if (IsOneOf(part, list)) return part;
    begin = next;
  }
  return {};
}

class Finder {
 public:
  Finder(const Page& page, const PageLines& lines, const Article& article)
      : body_(article.body.size()), whole_(lines.text.size()) {
    constexpr std::size_t kLongestTitle = 200;
    constexpr std::size_t kHeadings = 2;
    const auto add = [this](std::string_view title) {
      if (!title.empty() && title.size() <= kLongestTitle) titles_.push_back(LowerUtf8(title));
    };
    add(TrimAscii(page.title));
    std::size_t headings = 0;
    for (const Line& line : lines.lines) {
      if ((line.traits & kLineInHeading) == 0 || (line.traits & kLineInLink) != 0) continue;
      add(TrimAscii(lines.In(line)));
      if (++headings == kHeadings) break;
    }
    // Below an article there may be a banner, and a check for robots before a comment.
    if (whole_ <= kMostOnTheirPage)
      lower_ = LowerUtf8(body_ < kHardlyAText ? lines.text : article.body);
  }

  [[nodiscard]] std::optional<Evidenced> Find() const {
    if (auto found = ByWords("challenge", kChallengeTitles, kChallengeWords)) return found;
    if (body_ <= kMostOfError) {
      if (auto found = ByTitle("error", kErrorTitles)) return found;
    }
    return ByWords("consent", kConsentTitles, kConsentWords);
  }

 private:
  template <std::size_t N>
  [[nodiscard]] std::optional<Evidenced> ByTitle(
      std::string_view type, const std::array<std::string_view, N>& list) const {
    for (const std::string& title : titles_) {
      const std::string_view part = PartIn(title, list);
      if (!part.empty()) return Evidenced{std::string(type), "title:" + std::string(part), 0.9};
    }
    return std::nullopt;
  }

  /// Of pages that hardly say more.
  template <std::size_t N, std::size_t M>
  [[nodiscard]] std::optional<Evidenced> ByWords(std::string_view type,
                                                 const std::array<std::string_view, N>& titles,
                                                 const Phrases<M>& phrases) const {
    if (whole_ > kMostOnTheirPage) return std::nullopt;
    if (auto found = ByTitle(type, titles)) return found;
    const std::string_view words = phrases.FirstIn(lower_);
    if (words.empty()) return std::nullopt;
    return Evidenced{std::string(type), "text:" + std::string(words), 0.9};
  }

  std::size_t body_;                 ///< bytes
  std::size_t whole_;                ///< bytes of all lines
  std::vector<std::string> titles_;  ///< and headings, in lower case
  std::string lower_;                ///< where the words are to stand
};

}  // namespace

std::optional<Evidenced> FindStandIn(const Page& page, const PageLines& lines,
                                     const JsonLdArticle& ld, const Article& article) {
  const bool claimed = ld.is_main && !ld.type.empty() && ld.type != "WebPage";
  if (claimed || article.published || !article.authors.empty()) return std::nullopt;
  if (article.body.size() > kMostOfOthers) return std::nullopt;
  return Finder(page, lines, article).Find();
}

}  // namespace newswired
