#include "stages/article/promotion.h"

#include <algorithm>
#include <array>
#include <string>

#include "stages/article/phrases.h"
#include "stages/article/prefixes.h"
#include "stages/article/telling.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// How those who ask begin, in lower case.
constexpr Prefixes kRequests(std::to_array<std::string_view>({
    "sign up for our",
    "sign up for the ",
    "sign up to ",
    "sign up here",
    "sign up now",
    "sign up today",
    "subscribe to ",
    "subscribe for ",
    "subscribe now",
    "subscribe today",
    "subscribe here",
    "follow us",
    "follow our",
    "add us as",
    "make us your",
    "make us a ",
    "set us as",
    "choose us as",
    "like us on",
    "find us on",
    "download our",
    "get our",
    "get the latest",
    "get the best",
    "get the app",
    "listen to our",
    "listen to the ",
    "listen and subscribe",
    "watch our",
    "join our",
    "join us on",
    "join the conversation on",
    "receive our",
    "support independent journalism",
    "support our journalism",
    "support our work",
    "if you value our",
    "if you like our",
    "if you enjoy our",
    "take our ",
    "try our ",
    "test your knowledge",
    "catch all the ",
    "do you have a tip",
    "do you have a story",
    "have a tip",
    "got a tip",
    "got a story",
    "have a story",
    "to get our",
    "to receive our",
    "for more news",
    "want more",
    "this story first appeared in",
    "this article first appeared in",
    "abonnieren sie",
    "abonniere ",
    "folgen sie uns",
    "folge uns",
    "folgt uns",
    "laden sie",
    "lade dir",
    "melden sie sich",
    "melde dich",
    "hören sie unser",
    "hier geht es zu",
    "hier können sie unser",
    "hier unseren",
    "jetzt unseren",
    "holen sie sich unser",
    "erhalten sie unser",
    "suscríbete",
    "suscribete",
    "suscríbase",
    "síguenos",
    "siguenos",
    "sigue nuestr",
    "descarga nuestra",
    "descarga la app",
    "descárgate",
    "únete a nuestr",
    "únase a nuestr",
    "apúntate",
    "escucha nuestro",
    "recibe nuestr",
    "recibe las",
    "recibe en",
    "abonnez-vous",
    "suivez-nous",
    "suivez notre",
    "rejoignez",
    "téléchargez",
    "inscrivez-vous",
    "écoutez notre",
    "recevez notre",
    "recevez nos",
    "recevez chaque",
    "iscriviti",
    "seguici",
    "scarica la nostra",
    "scarica l'app",
    "scarica l\u2019app",
    "ascolta il nostro",
    "unisciti",
    "ricevi la nostra",
    "segui il nostro",
    "segui la nostra",
    "inscreva-se",
    "assine nossa",
    "assine a nossa",
    "assine a newsletter",
    "siga-nos",
    "siga o nosso",
    "siga nosso",
    "siga a gente",
    "baixe o nosso",
    "baixe nosso",
    "baixe o app",
    "receba nossa",
    "receba as",
    "receba no",
    "ouça nosso",
    "ouça o nosso",
    "entre no nosso",
    "entre no canal",
    "participe do nosso",
    "participe do canal",
    "subscreva",
    "meld je aan",
    "meld u aan",
    "schrijf je in",
    "schrijf u in",
    "volg ons",
    "download onze",
    "luister naar onze",
    "abonneer je",
    "ontvang onze",
    "prenumerera",
    "följ oss",
    "ladda ner vår",
    "anmäl dig",
    "lyssna på vår",
    "skriv upp dig",
    "følg oss",
    "last ned vår",
    "meld deg på",
    "hør vår",
    "abonner på",
    "følg os",
    "tilmeld dig",
    "download vores",
    "lyt til vores",
    "hent vores",
    "tilaa uutiskirje",
    "seuraa meitä",
    "zapisz się",
    "obserwuj nas",
    "śledź nas",
    "pobierz nasz",
    "subskrybuj",
    "posłuchaj nasz",
    "přihlaste se",
    "sledujte nás",
    "odebírejte",
    "stáhněte si naš",
    "kövess minket",
    "kövessen minket",
    "iratkozz fel",
    "iratkozzon fel",
    "abonează-te",
    "abonați-vă",
    "urmărește-ne",
    "urmăriți-ne",
    "подписывайтесь",
    "подпишитесь",
    "скачайте наш",
    "читайте нас",
    "следите за нами",
    "підписуйтесь",
    "підписуйтеся",
    "підпишіться",
    "читайте нас",
    "bizi takip",
    "abone olun",
    "bültenimize",
    "ikuti kami",
    "ikuti kanal",
    "gabung",
    "theo dõi chúng tôi",
    "تابعونا",
    "تابعوا",
    "اشترك في",
    "اشتركوا",
    "关注我们",
    "欢迎关注",
    "關注我們",
    "追蹤我們",
}));

/// What houses offer, in lower case.
constexpr Phrases kOffered(std::to_array<std::string_view>({"newsletter",
                                                            "nieuwsbrief",
                                                            "nyhetsbrev",
                                                            "nyhedsbrev",
                                                            "nyhetsbrief",
                                                            "uutiskirj",
                                                            "infolettre",
                                                            "lettre d'info",
                                                            "lettre d\u2019info",
                                                            "boletín",
                                                            "boletin",
                                                            "boletim",
                                                            "hírlevel",
                                                            "hírlevél",
                                                            "рассылк",
                                                            "розсилк",
                                                            "bültenimiz",
                                                            "briefing",
                                                            "your inbox",
                                                            "ihr postfach",
                                                            "dein postfach",
                                                            "podcast",
                                                            "подкаст",
                                                            "whatsapp",
                                                            "telegram",
                                                            "телеграм",
                                                            "youtube",
                                                            "facebook",
                                                            "фейсбук",
                                                            "instagram",
                                                            "инстаграм",
                                                            " tiktok",
                                                            "twitter",
                                                            "bluesky",
                                                            "mastodon",
                                                            "linkedin",
                                                            "google news",
                                                            "google actual",
                                                            "google noticias",
                                                            "google notizie",
                                                            "notification",
                                                            "channel",
                                                            "chaîne",
                                                            "our app",
                                                            "the app ",
                                                            "unsere app",
                                                            "nuestra app",
                                                            "nostra app",
                                                            "nosso app",
                                                            "l'applic",
                                                            "l\u2019applic",
                                                            "notre appli",
                                                            "onze app",
                                                            "vår app",
                                                            "vores app",
                                                            "naszą aplik",
                                                            "наше прилож",
                                                            "unlimited access",
                                                            "our journalism",
                                                            "independent journalism",
                                                            "a contribution",
                                                            "donate ",
                                                            "a donation",
                                                            "our newsroom",
                                                            "unseren kanal",
                                                            "nuestro canal",
                                                            "nosso canal",
                                                            "nostro canale",
                                                            "наш канал",
                                                            "your email",
                                                            "your e-mail",
                                                            "tu correo",
                                                            "su correo",
                                                            "seu e-mail",
                                                            "votre boîte",
                                                            "jouw mailbox",
                                                            "je mailbox",
                                                            "uw mailbox",
                                                            "din inkorg",
                                                            "ihrem postfach",
                                                            "deinem postfach",
                                                            "our work",
                                                            "our reporting",
                                                            "our quiz",
                                                            "preferred source",
                                                            " app to get ",
                                                            "微信公號",
                                                            "公众号"}));

/// The house and its readers, in lower case between spaces.
constexpr auto kHouse =
    std::to_array<std::string_view>({" our ",   " us ",     " us.",
                                     " your ",  " unser",   " uns ",
                                     " nuestr", "síguenos", " notre ",
                                     " nos ",   "-nous ",   " nostr",
                                     "seguici", " nosso",   " nossa",
                                     "-nos ",   " ons ",    " onze ",
                                     " vår",    " oss ",    " vores ",
                                     " os ",    " nasz",    " nas ",
                                     " naš",    " nás ",    " наш",
                                     " нас ",   " kami",    "bizi ",
                                     "我们",    "我們",     " unlimited access"});

/// What their buttons say, in lower case.
constexpr auto kSignUp = std::to_array<std::string_view>(
    {"sign up",      "subscribe",       "anmelden",    "abonnieren",     "je m\u2019inscris",
     "je m'inscris", "s\u2019inscrire", "s'inscrire",  "s\u2019abonner", "s'abonner",
     "suscríbete",   "suscribirme",     "apúntate",    "iscriviti",      "inscreva-se",
     "assine",       "aanmelden",       "inschrijven", "prenumerera",    "meld deg på",
     "tilmeld",      "zapisz się",      "подпис",      "підпис",         "abone ol"});

/// Where one is to follow whom: "Follow The Sentinel on X".
struct Following {
  std::string_view verb, place;
};
constexpr auto kFollowings = std::to_array<Following>({{"make ", " a preferred source on "},
                                                       {"make ", " your preferred source on "},
                                                       {"add ", " as a preferred source on "},
                                                       {"add ", " as your preferred source on "},
                                                       {"set ", " as a preferred source on "},
                                                       {"choose ", " as a preferred source on "},
                                                       {"follow ", " on "},
                                                       {"like ", " on "},
                                                       {"find ", " on "},
                                                       {"join ", " on "},
                                                       {"add ", " on "},
                                                       {"folgen sie ", " auf "},
                                                       {"folge ", " auf "},
                                                       {"folgt ", " auf "},
                                                       {"suivez ", " sur "},
                                                       {"retrouvez ", " sur "},
                                                       {"sigue a ", " en "},
                                                       {"siga a ", " en "},
                                                       {"segui ", " su "},
                                                       {"seguite ", " su "},
                                                       {"siga ", " no "},
                                                       {"acompanhe ", " no "},
                                                       {"volg ", " op "},
                                                       {"följ ", " på "},
                                                       {"følg ", " på "},
                                                       {"obserwuj ", " na "},
                                                       {"śledź ", " na "},
                                                       {"читайте ", " в "},
                                                       {"следите за ", " в "}});

/// Networks, with how an account is found in them, in lower case.
constexpr auto kNetworks = std::to_array<std::string_view>(
    {"x",       "twitter",  "facebook",  "instagram", "threads",   "tiktok",
     "youtube", "linkedin", "bluesky",   "mastodon",  "telegram",  "whatsapp",
     "google",  "snapchat", "pinterest", "reddit",    "flipboard", "fb",
     "vk",      "apple",    "телеграм",  "вконтакте"});

/// What stands between them.
constexpr auto kBetweenNetworks = std::to_array<std::string_view>(
    {"and",     "&",    "und",      "et",   "y",      "e",        "en",  "och",
     "og",      "i",    "и",        "or",   "also",   "formerly", "the", "at",
     "channel", "page", "discover", "news", "search", "click",    "here"});

bool HasCapital(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (IsUpperCodepoint(DecodeUtf8(text, at))) return true;
  }
  return false;
}

/// "facebook", "facebooku", "instagramie"
bool IsNetwork(std::string_view word) {
  constexpr std::size_t kLongName = 7;
  return std::any_of(kNetworks.begin(), kNetworks.end(), [&](std::string_view network) {
    return network.size() < kLongName ? word == network : word.starts_with(network);
  });
}

/// Whether what stands behind "on" names networks and accounts, perhaps with what for.
bool NamesNetworks(std::string_view rest) {
  constexpr std::string_view kSigns = " ,.;:!()/|";
  bool network = false;
  while (!rest.empty()) {
    const std::size_t begin = std::min(rest.find_first_not_of(kSigns), rest.size());
    const std::size_t end = std::min(rest.find_first_of(kSigns, begin), rest.size());
    const std::string_view word = rest.substr(begin, end - begin);
    if (word.empty()) break;
    constexpr auto kWhy = std::to_array<std::string_view>(
        {"for more", "for the latest", "for updates", "for all ", "for daily", "for breaking",
         "for live", "for news", "to get ", "to stay ", "to keep up", "keep up with", "get the ",
         "never miss", "stay "});
    if (network && BeginsWithOneOf(kWhy, rest.substr(begin))) return true;
    const bool known = IsNetwork(word);
    const bool between =
        std::find(kBetweenNetworks.begin(), kBetweenNetworks.end(), word) != kBetweenNetworks.end();
    if (!known && !between && !word.starts_with('@') && !word.starts_with('#')) return false;
    network = network || known;
    rest.remove_prefix(end);
  }
  return network;
}

constexpr Prefixes kFollowingVerbs([] {
  std::array<std::string_view, kFollowings.size()> verbs;
  std::transform(kFollowings.begin(), kFollowings.end(), verbs.begin(),
                 [](const Following& following) { return following.verb; });
  return verbs;
}());

/// "Follow The Sentinel on X and Facebook": nothing but that. `lower` is `text` in lower case.
bool AsksToFollow(std::string_view text, std::string_view lower, bool linked) {
  constexpr std::size_t kLongest = 160;
  constexpr std::size_t kLongestName = 48;
  if (text.size() > kLongest || text.size() != lower.size() || HoldsTelling(lower)) return false;
  for (const Following& following : kFollowings) {
    if (!lower.starts_with(following.verb)) continue;
    const std::size_t place = lower.find(following.place, following.verb.size() - 1);
    if (place == std::string_view::npos || place > kLongestName) continue;
    const std::size_t begin = std::min(following.verb.size(), place);
    const std::string_view name = text.substr(begin, place - begin);
    // "Follow the money on X": who is followed has a name, or a link.
    if ((linked || HasCapital(name)) &&
        NamesNetworks(lower.substr(place + following.place.size() - 1))) {
      return true;
    }
  }
  return false;
}

/// Beginnings of requests for leave to send notifications, in lower case.
constexpr Prefixes kNotifications(
    std::to_array<std::string_view>({"turn on notifications",
                                     "turn on push notifications",
                                     "enable notifications",
                                     "enable push notifications",
                                     "allow notifications",
                                     "activate notifications",
                                     "get notifications",
                                     "switch on notifications",
                                     "turn on alerts",
                                     "enable alerts",
                                     "schalten sie die benachrichtigungen ein",
                                     "aktivieren sie die benachrichtigungen",
                                     "aktivieren sie benachrichtigungen",
                                     "benachrichtigungen aktivieren",
                                     "push-nachrichten aktivieren",
                                     "activez les notifications",
                                     "activer les notifications",
                                     "activa las notificaciones",
                                     "active las notificaciones",
                                     "attiva le notifiche",
                                     "ative as notificações",
                                     "ativar notificações",
                                     "zet meldingen aan",
                                     "meldingen inschakelen",
                                     "slå på notiser",
                                     "slå på varsler",
                                     "slå notifikationer til",
                                     "włącz powiadomienia",
                                     "включите уведомления",
                                     "bildirimleri aç",
                                     "aktifkan notifikasi"}));

}  // namespace

bool AsksToNotify(std::string_view text) {
  constexpr std::size_t kLongest = 120;
  if (text.size() > kLongest) return false;
  const std::string lower = LowerUtf8(text);
  const std::size_t size = kNotifications.LengthIn(lower);
  if (size == 0) return false;
  const std::string_view rest = std::string_view(lower).substr(size);
  if (rest.find_first_not_of(" .!>\xC2\xBB") == std::string_view::npos) return true;
  constexpr auto kNews =
      std::to_array<std::string_view>({" our ", " us ", " us.", " miss a", " breaking", " stories",
                                       " story", " news", " headlines"});
  return HoldsOneOf(kNews, rest) && !HoldsTelling(lower);
}

bool IsPromotion(std::string_view text, bool linked) {
  constexpr std::size_t kLongest = 250;
  constexpr std::size_t kLongestRequest = 48;
  if (text.size() > kLongest) return false;
  const std::string start = LowerUtf8(text.substr(0, FloorBoundary(text, kLongestRequest)));
  if (kFollowingVerbs.Begin(start) && AsksToFollow(text, LowerUtf8(text), linked)) return true;
  if (!kRequests.Begin(start)) return false;
  const std::string lower = " " + LowerUtf8(text) + " ";
  return kOffered.AnyIn(lower) && (linked || HoldsOneOf(kHouse, lower)) && !HoldsTelling(lower);
}

bool IsPromotionBox(std::string_view text) {
  constexpr std::size_t kLongest = 400;
  if (text.size() > kLongest) return false;
  const std::string lower = " " + LowerUtf8(text) + " ";
  return kOffered.AnyIn(lower) && (HoldsOneOf(kHouse, lower) || HoldsOneOf(kSignUp, lower)) &&
         !HoldsTelling(lower);
}

bool GoesOnPromoting(std::string_view text) {
  constexpr std::size_t kLongest = 160;
  return text.size() <= kLongest && HoldsOneOf(kHouse, " " + LowerUtf8(text) + " ");
}

}  // namespace newswired
