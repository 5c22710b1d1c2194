#include "stages/article/promotion.h"

#include <array>
#include <string>

#include "stages/article/phrases.h"
#include "stages/article/prefixes.h"
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
constexpr Phrases kOffered(
    std::to_array<std::string_view>({"newsletter",       "nieuwsbrief",    "nyhetsbrev",
                                     "nyhedsbrev",       "nyhetsbrief",    "uutiskirj",
                                     "infolettre",       "lettre d'info",  "lettre d\u2019info",
                                     "boletín",          "boletin",        "boletim",
                                     "hírlevel",         "hírlevél",       "рассылк",
                                     "розсилк",          "bültenimiz",     "briefing",
                                     "your inbox",       "ihr postfach",   "dein postfach",
                                     "podcast",          "подкаст",        "whatsapp",
                                     "telegram",         "телеграм",       "youtube",
                                     "facebook",         "фейсбук",        "instagram",
                                     "инстаграм",        " tiktok",        "twitter",
                                     "bluesky",          "mastodon",       "linkedin",
                                     "google news",      "google actual",  "google noticias",
                                     "google notizie",   "notification",   "channel",
                                     "chaîne",           "our app",        "the app ",
                                     "unsere app",       "nuestra app",    "nostra app",
                                     "nosso app",        "l'applic",       "l\u2019applic",
                                     "notre appli",      "onze app",       "vår app",
                                     "vores app",        "naszą aplik",    "наше прилож",
                                     "unlimited access", "our journalism", "independent journalism",
                                     "a contribution",   "donate ",        "a donation",
                                     "our newsroom",     "unseren kanal",  "nuestro canal",
                                     "nosso canal",      "nostro canale",  "наш канал",
                                     "微信公众号",       "微信公號",       "公众号"}));

/// Words of somebody who is told of, in lower case.
constexpr auto kTelling = std::to_array<std::string_view>(
    {" said", " says ", " told ", " wrote ", " sagte", " sagt ", " schrieb", " dijo", " a dit",
     " a déclaré", " ha detto", " disse", " zei ", " sade", " sa han", " powiedział", "сказал"});

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

}  // namespace

bool IsPromotion(std::string_view text, bool linked) {
  constexpr std::size_t kLongest = 250;
  constexpr std::size_t kLongestRequest = 48;
  if (text.size() > kLongest) return false;
  if (!kRequests.Begin(LowerUtf8(text.substr(0, FloorBoundary(text, kLongestRequest))))) {
    return false;
  }
  const std::string lower = " " + LowerUtf8(text) + " ";
  return kOffered.AnyIn(lower) && (linked || HoldsOneOf(kHouse, lower)) &&
         !HoldsOneOf(kTelling, lower);
}

bool IsPromotionBox(std::string_view text) {
  constexpr std::size_t kLongest = 400;
  if (text.size() > kLongest) return false;
  const std::string lower = " " + LowerUtf8(text) + " ";
  return kOffered.AnyIn(lower) && HoldsOneOf(kHouse, lower) && !HoldsOneOf(kTelling, lower);
}

bool GoesOnPromoting(std::string_view text) {
  constexpr std::size_t kLongest = 160;
  return text.size() <= kLongest && HoldsOneOf(kHouse, " " + LowerUtf8(text) + " ");
}

}  // namespace newswired
