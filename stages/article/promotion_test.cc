#include "stages/article/promotion.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/article/page_for_test.h"

namespace newswired {
namespace {

const std::string kFirst =
    "<p>Dock workers in the northern port went back to work on Tuesday after a strike of nine days "
    "that had kept forty ships waiting outside the harbour, the union said in the morning.</p>";
const std::string kSecond =
    "<p>The union said that its members had accepted an offer of four percent more this year and "
    "three percent more in each of the two years that follow, as the owners had proposed.</p>";

struct Case {
  const char* name;
  std::string html;
  bool promotes;
};

class PromotionTest : public ::testing::TestWithParam<Case> {};

TEST_P(PromotionTest, IsCutBetweenParagraphs) {
  const auto read = [](const std::string& between) {
    return ReadPage("<article><h1>Strike ends</h1>" + kFirst + kFirst + between + kSecond +
                    kSecond + "</article>")
        .body;
  };
  EXPECT_EQ(read(GetParam().html) == read(""), GetParam().promotes) << read(GetParam().html);
}

INSTANTIATE_TEST_SUITE_P(
    All, PromotionTest,
    ::testing::Values(
        Case{"Newsletter", "<p>Sign up for our newsletter and get the day in your inbox.</p>",
             true},
        Case{"App", "<p>Download our app for <a href=/i>iOS</a> and Android phones today.</p>",
             true},
        Case{"Podcast", "<p>Listen to our podcast <a href=/p>Harbour Lights</a> every week.</p>",
             true},
        Case{"Channel", "<p>Join our WhatsApp channel <a href=/w>here</a> for the news.</p>", true},
        Case{"Subscription", "<p>Subscribe for $1 a week and get unlimited access to us.</p>",
             true},
        Case{"Donation", "<p>Support independent journalism. <a href=/d>Donate now</a>.</p>", true},
        Case{"Appeal", "<p>If you value our work, please consider a gift to the paper.</p>", true},
        Case{"QuizBox",
             "<div><h4>Take our quiz</h4><p>How well do you know the ports?</p>"
             "<a href=/q>Start</a></div>",
             true},
        Case{"FormBox",
             "<div><h4>The morning letter</h4><p>The day at six.</p><form><input "
             "type=email><button>Go</button></form></div>",
             true},
        Case{"ButtonBox",
             "<div><h4>Should it sail at night?</h4><button>Yes</button> "
             "<button>No</button><span>1,204 took part</span></div>",
             true},
        Case{"OneButton",
             "<div><h4>Ships of the port</h4><button>More</button> <p>Forty ships "
             "waited.</p></div>",
             false},
        Case{"ParagraphWithForm",
             "<div><p>The mayor said that the harbour would be open again in a week, and that he "
             "was glad of it.</p><button>Copy</button><button>Save</button></div>",
             false},
        Case{"Tip", "<p>Do you have a tip? Write to <a href=/t>our newsroom</a>.</p>", true},
        Case{"German", "<p>Abonnieren Sie hier unseren <a href=/n>Newsletter</a> am Morgen.</p>",
             true},
        Case{"GermanApp", "<p>Laden Sie jetzt <a href=/a>unsere App</a> für Ihr Telefon.</p>",
             true},
        Case{"Spanish", "<p>Suscríbete a nuestro <a href=/n>boletín</a> de la mañana.</p>", true},
        Case{"French", "<p>Abonnez-vous à notre <a href=/n>newsletter</a> du matin.</p>", true},
        Case{"Italian", "<p>Iscriviti alla nostra <a href=/n>newsletter</a> del mattino.</p>",
             true},
        Case{"Heading",
             "<h3>Sign up for the Harbour newsletter</h3><p>The best of our texts, every day.</p>",
             true},
        Case{"Box",
             "<div><h3>Stay informed</h3><p>The day's news in your inbox.</p><a href=/n>Sign "
             "up</a></div>",
             true},
        Case{"Follow", "<p>Follow The Sentinel on X</p>", true},
        Case{"FollowInNetworks",
             "<p>Follow Harbour News on <a href=/f>Facebook</a>, Instagram &amp; X (@harbour) for "
             "more news of the port.</p>",
             true},
        Case{"FollowInGerman", "<p>Folgen Sie dem Hafenblatt auf X und Facebook.</p>", true},
        Case{"FollowInFrench", "<p>Suivez Le Port sur <a href=/w>WhatsApp</a>.</p>", true},
        Case{"FollowInSpanish", "<p>Sigue a El Puerto en X e Instagram.</p>", true},
        Case{"FollowAt", "<p>Follow Ada Pell on Twitter at @adapell.</p>", true},
        Case{"FollowTheTeam",
             "<p>Follow the Sentinel team on WhatsApp: <a href=/w>click here</a></p>", true},
        Case{"FollowInPolish", "<p>Obserwuj Wieści z Portu na Facebooku i Instagramie.</p>", true},
        Case{"FollowAndKeepUp",
             "<p>Follow Harbour News on WhatsApp. Keep up with all the news from the port.</p>",
             true},
        Case{"PreferredByName", "<p>Make The Sentinel a preferred source on Google</p>", true},
        Case{"Preferred", "<p>Add us as a <a href=/g>preferred source</a> on Google.</p>", true},
        Case{"Notify", "<p>Turn on notifications</p>", true},
        Case{"NotifyOfNews", "<p>Enable notifications and never miss a story.</p>", true},
        Case{"NotifyInGerman", "<p>Benachrichtigungen aktivieren</p>", true},
        Case{"FollowTheMoney",
             "<p>Follow the money on X, and it will lead to the owners of the port.</p>", false},
        Case{"FollowSomebody",
             "<p>Follow Ada Pell on X for a day, and it is plain why the port fears her.</p>",
             false},
        Case{"FollowToldBySomebody",
             "<p>Follow The Sentinel on X, the minister told the dockers on Monday.</p>", false},
        Case{"FollowForMoreToldBySomebody",
             "<p>Follow Ada Pell on X for more, the minister told the dockers.</p>", false},
        Case{"NotifyOfOthers",
             "<p>Turn on notifications for the group in its settings, and choose all.</p>", false},
        Case{"NotifyToldBySomebody",
             "<p>Turn on notifications of our union, the chair told the dockers.</p>", false},
        Case{"ToldBySomebody",
             "<p>Sign up for our newsletter, the minister told the dockers on Monday.</p>", false},
        Case{"OfSomebodyElse",
             "<p>The newsletter of the union said that <a href=/v>the vote</a> was close.</p>",
             false},
        Case{"NothingOffered",
             "<p>Subscribe to the view that <a href=/p>ports matter</a> and pay for them.</p>",
             false},
        Case{"AnApp", "<p>Dockers can download the app of the union from Monday on.</p>", false},
        Case{"ABoxOfNews",
             "<div><h3>The union</h3><p>It tells its members of votes in a podcast and in a "
             "<a href=/n>newsletter</a>, and in the halls of the port.</p></div>",
             false}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace newswired
