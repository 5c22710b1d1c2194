#include "stages/dedup/revision.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/dedup/quantity.h"
#include "stages/text/sentences.h"

namespace newswired {
namespace {

TextFacts Facts(const std::string& title, const std::string& body,
                std::string_view language = "en") {
  std::vector<Span> sentences;
  FindSentences(body, language, sentences);
  return FactsOf(title, body, language, sentences);
}

using List = std::vector<std::string>;

/// What changed in the only sentence of two texts.
List What(const std::string& before, const std::string& now, std::string_view language = "en") {
  const RevisionDiff diff = Compare(Facts("", before, language), Facts("", now, language));
  EXPECT_EQ(diff.changed.size(), 1U) << now;
  return diff.changed.empty() ? List{"none"} : diff.changed[0].what;
}

const char* const kBefore =
    "Dockers in Mombasa struck on Monday. About 3,900 workers stayed away from 7:30, the union "
    "said. "
    "“We want talks,” said Achieng Tarrow. Ships waited outside the port.";

RevisionDiff Diff(const std::string& now, const std::string& title = "Dockers strike") {
  return Compare(Facts("Dockers strike", kBefore), Facts(title, now));
}

TEST(RevisionDiff, NothingChanged) {
  const RevisionDiff diff = Diff(kBefore);
  EXPECT_TRUE(diff.added.empty() && diff.removed.empty() && diff.changed.empty());
  EXPECT_FALSE(diff.headline_changed);
  EXPECT_FALSE(diff.material);
}

TEST(RevisionDiff, NamesWhatChangedInASentence) {
  const RevisionDiff diff = Diff(
      "Dockers in Mombasa struck on Monday. About 4,200 workers stayed away from 7:45, the union "
      "said. "
      "“We want talks,” said Achieng Tarrow. Ships waited outside the port.");
  ASSERT_EQ(diff.changed.size(), 1U);
  EXPECT_EQ(diff.changed[0].now, 1U);
  EXPECT_EQ(diff.changed[0].before, 1U);
  EXPECT_EQ(diff.changed[0].what,
            (std::vector<std::string>{"quantity:3,900->4,200", "time:7:30->7:45"}));
  EXPECT_TRUE(diff.material);
}

TEST(RevisionDiff, SeesQuotesAndNames) {
  const RevisionDiff diff = Diff(
      "Dockers in Mombasa struck on Monday. About 3,900 workers stayed away from 7:30, the union "
      "said. "
      "“We want more talks,” said Achieng Tarrow Otieno. Ships waited outside the port.");
  ASSERT_EQ(diff.changed.size(), 1U);
  EXPECT_EQ(diff.changed[0].what,
            (std::vector<std::string>{"name:Achieng Tarrow->Achieng Tarrow Otieno",
                                      "quote:We want talks->We want more talks"}));
}

TEST(RevisionDiff, SeesNumbersInWords) {
  EXPECT_EQ(What("Three people died in the flood.", "Four people died in the flood."),
            List{"quantity:Three->Four"});
  EXPECT_EQ(What("The loss is $3.2 million, it said.", "The loss is $3.2 billion, it said."),
            List{"quantity:$3.2 million->$3.2 billion"});
  EXPECT_EQ(What("Some twenty-one people were hurt.", "Some two dozen people were hurt."),
            List{"quantity:twenty-one->two dozen"});
  EXPECT_EQ(What("Es starben drei Menschen im Tal.", "Es starben vier Menschen im Tal.", "de"),
            List{"quantity:drei->vier"});
  EXPECT_EQ(What("Погибли три человека.", "Погибли четыре человека.", "ru-RU"),
            List{"quantity:три->четыре"});
  EXPECT_EQ(What("洪水造成三人死亡。", "洪水造成四人死亡。", "zh"), List{"quantity:三->四"});
  EXPECT_EQ(What("We drive on to the dam.", "We drive to the dam.", "en"), List{})
      << "two and ten in other languages";
}

TEST(RevisionDiff, SeesNumbersInDigitsOfAllScripts) {
  EXPECT_EQ(What("قتل ٣ أشخاص في الفيضان", "قتل ٤ أشخاص في الفيضان", "ar"), List{"quantity:٣->٤"});
  EXPECT_EQ(What("बाढ़ में ३ लोग मारे गए", "बाढ़ में ४ लोग मारे गए", "hi"), List{"quantity:३->४"});
  EXPECT_EQ(What("Il y a 12 000 sinistrés ici.", "Il y a 12 500 sinistrés ici.", "fr"),
            List{"quantity:12 000->12 500"});
}

TEST(RevisionDiff, SeesTimes) {
  EXPECT_EQ(What("The dam broke on Monday.", "The dam broke on Tuesday."),
            List{"time:Monday->Tuesday"});
  EXPECT_EQ(What("It broke at 2 p.m. on March 12.", "It broke at 3 p.m. on March 13."),
            (List{"time:2 p.m.->3 p.m.", "time:March 12->March 13"}));
  EXPECT_EQ(
      What("La digue a cédé lundi 12 mars à 14h20.", "La digue a cédé mardi 13 mars à 15h.", "fr"),
      (List{"time:lundi->mardi", "time:12 mars->13 mars", "time:14h20->15h"}));
  EXPECT_EQ(What("Er brach am 12. März um 14.20 Uhr.", "Er brach am 12. März um 15 Uhr.", "de"),
            List{"time:14.20 Uhr->15 Uhr"});
  EXPECT_EQ(What("大坝于3月倒塌了。", "大坝于4月倒塌了。", "zh"), List{"time:3月->4月"});
  EXPECT_EQ(What("Fue el 3 de mayo en el valle.", "Fue el 4 de mayo en el valle.", "es"),
            List{"time:3 de mayo->4 de mayo"});
}

TEST(RevisionDiff, SeesQuotationsOverSentences) {
  const auto diff = [](const std::string& before, const std::string& now) {
    return Compare(Facts("", before), Facts("", now));
  };
  const RevisionDiff last = diff("“We had no time. It came at night.” He left.",
                                 "“We had no time. It came by night.” He left.");
  ASSERT_EQ(last.changed.size(), 1U);
  EXPECT_EQ(last.changed[0].now, 1U);
  EXPECT_EQ(last.changed[0].what, List{"quote:It came at night->It came by night"});
  const std::string start = "“We had no time to tell anybody in the valley what was about to come";
  EXPECT_EQ(What(start + " to us,” he said.", start + " to you,” he said."),
            List{"quote:We had no time to tell anybody in the valley what was abo…->"
                 "We had no time to tell anybody in the valley what was abo…"});
  EXPECT_EQ(What("He said „Wir gehen“ twice.", "He said „Wir bleiben“ twice.", "de"),
            List{"quote:Wir gehen->Wir bleiben"});
  EXPECT_EQ(What("Il a dit : « Nous partons. »", "Il a dit : « Nous restons. »", "fr"),
            List{"quote:Nous partons->Nous restons"});
}

TEST(RevisionDiff, SeesWhatChangedPlaces) {
  EXPECT_EQ(What("The bank raised its rate from 2.5 to 3.0 percent.",
                 "The bank raised its rate from 3.0 to 2.5 percent."),
            (List{"quantity:2.5->3.0", "quantity:3.0->2.5"}));
  EXPECT_EQ(What("In the final Anna Smith beat Laura Jones.",
                 "In the final Laura Jones beat Anna Smith."),
            (List{"name:Anna Smith->Laura Jones", "name:Laura Jones->Anna Smith"}));
  EXPECT_EQ(
      What("There were 3 dead in Rome and 5 in Oslo.", "There were 5 dead in Oslo and 3 in Rome."),
      List{})
      << "clauses changed places";
}

TEST(RevisionDiff, SeesSignsAndCurrencies) {
  EXPECT_EQ(What("It paid $5 million for it.", "It paid €5 million for it."),
            List{"quantity:$5 million->€5 million"});
  EXPECT_EQ(What("Prices changed by 1.2 percent.", "Prices changed by -1.2 percent."),
            List{"quantity:1.2->-1.2"});
  EXPECT_EQ(What("Seasons 2019-20 were cut.", "Seasons 2019-21 were cut."), List{"quantity:20->21"})
      << "a range";
  EXPECT_EQ(What("About 4,200 ships waited for the tide.", "Some 4200 ships waited for the tide."),
            List{})
      << "wording";
  EXPECT_EQ(What("It finished third in the race.", "It finished fifth in the race."),
            List{"quantity:third->fifth"});
}

TEST(RevisionDiff, SeesWhatJoinsDigitsAndWhereAMinusStands) {
  EXPECT_EQ(What("It grew by 3.5 since.", "It grew by 3-5 since."),
            (List{"quantity:3.5->3", "quantity:+5"}));
  EXPECT_EQ(What("It fell to minus 5 degrees.", "It fell to 5 degrees."),
            List{"quantity:minus 5->5"});
  for (const char* lost : {"It lost -$5 million.", "It lost \u2013$5 million."}) {
    EXPECT_EQ(What(lost, "It lost $5 million.").size(), 1U) << lost;
  }
  EXPECT_EQ(What("Oslo:-3 today.", "Oslo:3 today.").size(), 1U);
  EXPECT_TRUE(Compare(Facts("-5 degrees", "x"), Facts("5 degrees", "x")).headline_changed);
}

TEST(RevisionDiff, SeesUnits) {
  EXPECT_EQ(What("It cost 5 million crowns to build.", "It cost 5 million dollars to build."),
            List{"quantity:5 million crowns->5 million dollars"});
  EXPECT_EQ(What("They walked 5 miles to the sea.", "They walked 8 km to the sea."),
            List{"quantity:5 miles->8 km"});
  EXPECT_EQ(What("They walked 5 miles to the sea.", "They walked 8 miles to the sea."),
            List{"quantity:5->8"});
  EXPECT_EQ(What("Rents rose 5 this year.", "Rents rose 5% this year."), List{"quantity:5->5%"});
  EXPECT_EQ(What("It burnt 5 square miles down.", "It burnt 5 sq km down."),
            List{"quantity:5 square miles->5 square km"});
  EXPECT_EQ(What("Ils paient 5 millions d’euros.", "Ils paient 5 millions de dollars.", "fr"),
            List{"quantity:5 millions euros->5 millions dollars"});
  EXPECT_EQ(What("In 2000 two people died.", "In 2002 people died."),
            (List{"quantity:2000->2002", "quantity:-two"}));
  EXPECT_EQ(What("Ils ont fait 5 kilomètres à pied.", "Ils ont fait 5 milles à pied.", "fr"),
            List{"quantity:5 km->5 miles"});
}

TEST(RevisionDiff, SeesWhatAQuantityIsCountedFor) {
  EXPECT_EQ(What("It costs $5 a month for all.", "It costs $5 a year for all."),
            List{"quantity:$5/month->$5/year"});
  EXPECT_EQ(What("It moves 50 litres a second there.", "It moves 50 litres an hour there."),
            List{"quantity:50 l/s->50 l/h"});
  EXPECT_EQ(What("Es kostet 5 Euro pro Monat mehr.", "Es kostet 5 Euro pro Jahr mehr.", "de"),
            List{"quantity:5 euros/month->5 euros/year"});
  EXPECT_EQ(What("It costs $5 a month for all.", "It costs $5 per month for all."), List{});
  EXPECT_EQ(What("It costs $5 a month for all.", "It costs $5 monthly for all."), List{});
  EXPECT_EQ(What("It pumps 5 million barrels per day.", "It pumps 5 million bpd."), List{});
  EXPECT_EQ(What("It flew at 90 miles an hour.", "It flew at 90 mph."), List{});
  EXPECT_EQ(What("It flew at 90 km/h there.", "It flew at 90 kilometres an hour there."), List{});
  EXPECT_EQ(What("It paid $5 a year ago there.", "It paid $5 last year there."), List{})
      << "a time, for which nothing is counted";
}

TEST(RevisionDiff, SeesWhoseDollarsTheyAre) {
  EXPECT_EQ(What("It paid $5 million for it.", "It paid A$5 million for it."),
            List{"quantity:$5 million->A$5 million"});
  EXPECT_EQ(What("It lost US$5 million there.", "It lost -US$5 million there."),
            List{"quantity:US$5 million->-US$5 million"});
  EXPECT_EQ(What("It paid $5 million for it.", "It paid US$5 million for it."), List{});
  EXPECT_EQ(What("It paid A$5 million for it.", "It paid AU$5m for it."), List{});
  EXPECT_EQ(What("It paid 5 million euros for it.", "It paid EUR 5 million for it."), List{});
  EXPECT_EQ(What("It paid 5 million euros for it.", "It paid EUR 5m for it."), List{});
  EXPECT_EQ(What("It paid Rs. 500 for it there.", "It paid 500 rupees for it there."), List{});
}

TEST(RevisionDiff, AQuantityWrittenInAnotherWayIsWording) {
  EXPECT_EQ(What("Two hundred and fifty came there.", "250 came there."), List{});
  EXPECT_EQ(What("It had two and a half million guests.", "It had 2.5 million guests."), List{});
  EXPECT_EQ(What("It has half a million guests.", "It has 500,000 guests."), List{});
  EXPECT_EQ(What("It rained for twenty one days.", "It rained for 21 days."), List{});
  EXPECT_EQ(What("Es kamen 6'000 Besucher.", "Es kamen 6000 Besucher.", "de"), List{});
  EXPECT_EQ(What("Es kamen 6\u2019000 Besucher.", "Es kamen 6000 Besucher.", "de"), List{});
  EXPECT_EQ(What("It begins at 2:30 p.m. in Oslo.", "It begins at 2.30pm in Oslo."), List{});
  EXPECT_EQ(What("Two thirds of all voted there.", "Two fifths of all voted there."),
            List{"quantity:Two thirds->Two fifths"});
  EXPECT_EQ(What("They look for three children.", "They look for 3 children."), List{});
  EXPECT_EQ(What("It pays 5 million crowns for it.", "It pays 5,000,000 crowns for it."), List{});
  EXPECT_EQ(What("It pays $1.2 billion for it.", "It pays 1,200 million dollars for it."), List{});
  EXPECT_EQ(What("Rents rose 5 percent this year.", "Rents rose 5% this year."), List{});
  EXPECT_EQ(What("Er zahlt 3,2 Millionen Euro.", "Er zahlt 3,20 Mio Euro.", "de"), List{});
  EXPECT_EQ(What("Er zahlt 3,2 Millionen Euro.", "Er zahlt 3,2 Mio. Euro.", "de"), List{});
  EXPECT_EQ(What("Es kostet 5 Euro je Stück.", "Es kostet 5 € je Stück.", "de"), List{});
  EXPECT_EQ(What("Sie stieg um 5 Prozent im Jahr.", "Sie stieg um 5 % im Jahr.", "de"), List{});
  EXPECT_EQ(What("Il augmente de 5 pour cent.", "Il augmente de 5 %.", "fr"), List{});
  EXPECT_EQ(What("Sie suchen drei Kinder.", "Sie suchen 3 Kinder.", "de"), List{});
  EXPECT_EQ(What("Cuesta dos mil euros.", "Cuesta 2000 euros.", "es"), List{});
  EXPECT_EQ(What("He ran 5 kilometres to the sea.", "He ran 5km to the sea."), List{});
  EXPECT_EQ(What("It pays $5 million for it.", "It pays $5m for it."), List{});
  EXPECT_EQ(What("It fell to -5 degrees.", "It fell to minus 5 degrees."), List{});
  EXPECT_EQ(What("They meet at 2 p.m. today.", "They meet at 2pm today."), List{});
  EXPECT_EQ(What("They meet on Nov. 16 in Oslo.", "They meet on 16 November in Oslo."), List{});
  EXPECT_EQ(What("Sie treffen sich um 20.15 Uhr.", "Sie treffen sich um 15.20 Uhr.", "de"),
            List{"time:20.15 Uhr->15.20 Uhr"});
}

TEST(Quantity, HasAValue) {
  const auto value = [](const char* text) { return NumberValue(text).value_or(-1); };
  EXPECT_EQ(value("4,200"), 4'200'000);
  EXPECT_EQ(value("12 000"), 12'000'000);
  EXPECT_EQ(value("3.25"), 3250);
  EXPECT_EQ(value("3.2 million"), 3'200'000'000);
  EXPECT_EQ(value("twenty-one"), 21'000);
  EXPECT_EQ(value("two hundred thousand"), 200'000'000);
  EXPECT_EQ(value("three hundred five"), 305'000);
  EXPECT_EQ(value("three hundred and five"), 305'000);
  EXPECT_EQ(value("two thousand and fifty"), 2'050'000);
  EXPECT_EQ(value("two and a half"), 2500);
  EXPECT_EQ(value("half a million"), 500'000'000);
  EXPECT_EQ(value("12\u2019345"), 12'345'000);
  EXPECT_EQ(value("two dozen"), 24'000);
  EXPECT_EQ(value("hundred"), 100'000) << "a hundred";
  EXPECT_EQ(value("1.125 million"), 1'125'000'000);
  EXPECT_EQ(value("9,300 million"), 9'300'000'000'000);
  EXPECT_EQ(value("3,2 Millionen"), 3'200'000'000);
  EXPECT_EQ(value("1.250.000"), 1'250'000'000);
  EXPECT_EQ(value("1.250.000,5"), 1'250'000'500);
  EXPECT_EQ(value("vier"), 4'000);
  EXPECT_EQ(value("vingt-cinq mille"), 25'000'000);
  EXPECT_EQ(value("2,5 Mrd"), 2'500'000'000'000);
  for (const char* none : {"", "1.250", "1.", ".5", "dozens", "two three", "4,2,5", "1.25.000",
                           "3rd", "9999999999999", "999999999 trillion trillion"}) {
    EXPECT_EQ(value(none), -1) << none;
  }
}

TEST(RevisionDiff, SeesDenials) {
  EXPECT_EQ(What("The mayor will appeal to the court.", "The mayor will not appeal to the court."),
            List{"negation:+not"});
  EXPECT_EQ(What("Der Minister tritt nicht zurück.", "Der Minister tritt zurück.", "de"),
            List{"negation:-nicht"});
  EXPECT_EQ(What("Министр не уйдёт в отставку.", "Министр уйдёт в отставку.", "ru"),
            List{"negation:-не"});
  EXPECT_EQ(What("It did not close the port.", "It didn't close the port."), List{}) << "wording";
}

TEST(RevisionDiff, SeesTheSignsOfRatings) {
  EXPECT_EQ(What("Ratings set it at AA+ on Monday.", "Ratings set it at AA- on Monday."),
            List{"name:AA+->AA-"});
  EXPECT_TRUE(Compare(Facts("Oslo gets A+", "x"), Facts("Oslo gets A-", "x")).headline_changed);
}

TEST(RevisionDiff, SeesContraries) {
  EXPECT_EQ(What("Shares rose 3% in Oslo trading.", "Shares fell 3% in Oslo trading."),
            List{"opposite:rose->fell"});
  EXPECT_EQ(What("The court found him guilty of it.", "The court found him innocent of it."),
            List{"opposite:guilty->innocent"});
  EXPECT_EQ(What("Der Umsatz stieg um 3 Prozent.", "Der Umsatz sank um 3 Prozent.", "de"),
            List{"opposite:stieg->sank"});
  EXPECT_EQ(What("Le parti a approuvé la loi hier.", "Le parti a rejeté la loi hier.", "fr"),
            List{"opposite:approuvé->rejeté"});
  EXPECT_EQ(What("Prices fell before rents rose there.", "Prices rose before rents fell there."),
            (List{"opposite:fell->rose", "opposite:rose->fell"}));
  const TextFacts rise = Facts("Bank Raises Rates", "The bank met.");
  const RevisionDiff diff = Compare(rise, Facts("Bank Cuts Rates", "The bank met."));
  EXPECT_EQ(diff.headline_what, List{"opposite:Raises->Cuts"});
  EXPECT_TRUE(diff.material);
}

TEST(RevisionDiff, AWordThatOnlyCameOrWentIsWording) {
  EXPECT_EQ(What("Shares rose 3% in Oslo.", "Shares gained 3% in Oslo."), List{});
  EXPECT_EQ(What("Shares rose 3% in Oslo.", "Shares were up 3% in Oslo."), List{});
  EXPECT_EQ(What("He died on the way home.", "He was found on the way home."), List{});
  EXPECT_EQ(What("The lawyer for Rose spoke.", "The lawyer for Fell spoke.").size(), 1U) << "names";
  const std::string rest = " It rains in Oslo. It rains in Kisumu. It rains in Lagos. It rains.";
  EXPECT_FALSE(Compare(Facts("", "Prices fell then." + rest + " He said so."),
                       Facts("", "Prices fell then." + rest + " He said so. Some grew older."))
                   .material);
}

TEST(RevisionDiff, CapitalsOfBeginningsAreNoNames) {
  EXPECT_EQ(What("OSLO (AP) - The ship sank in the port.", "OSLO (AP) - A ship sank in the port."),
            List{});
  EXPECT_EQ(What("The Ministry of Ports closed it.", "It was closed, the Ministry of Ports said."),
            List{});
  EXPECT_EQ(What("He said: Ships sank in the port.", "He said: Boats sank in the port."), List{});
}

TEST(RevisionDiff, WhatAnotherSentenceSaysHidesNothing) {
  const auto diff = [](const std::string& before, const std::string& now) {
    return Compare(Facts("", before), Facts("", now));
  };
  const RevisionDiff elsewhere = diff("The flood killed 12 people. The bridge has 15 pillars.",
                                      "The flood killed 15 people. The bridge has 15 pillars.");
  ASSERT_EQ(elsewhere.changed.size(), 1U);
  EXPECT_EQ(elsewhere.changed[0].what, List{"quantity:12->15"});
  const RevisionDiff noted =
      diff("The mayor is 71 years old. Ships waited outside the port.",
           "The mayor is 61 years old. Ships waited outside the port. An earlier version of this "
           "story gave an age of 71, not 61.");
  ASSERT_EQ(noted.changed.size(), 1U);
  EXPECT_EQ(noted.changed[0].what, List{"quantity:71->61"});
  const RevisionDiff swapped = diff("The flood killed 12 people. It injured 15 others there.",
                                    "The flood killed 15 people. It injured 12 others there.");
  ASSERT_EQ(swapped.changed.size(), 2U);
  EXPECT_EQ(swapped.changed[0].what, List{"quantity:12->15"});
  EXPECT_EQ(swapped.changed[1].what, List{"quantity:15->12"});
  const RevisionDiff parted =
      diff("Anna Smith closed the port and Laura Jones left for Oslo in a storm of questions.",
           "Anna Smith closed the port. Laura Jones left for Oslo in a storm of questions.");
  ASSERT_EQ(parted.changed.size(), 1U);
  EXPECT_EQ(parted.changed[0].what, List{}) << "what left the sentence stands in the other one";
}

TEST(RevisionDiff, PairsTheSentencesThatAreMostAlike) {
  const RevisionDiff diff = Compare(
      Facts("", "Rail services are delayed by 40 minutes at Moor. Ships waited outside the port."),
      Facts("",
            "Rail services are delayed by 10 minutes at Tarn. Ships waited outside the port. "
            "Rail services are delayed by 30 minutes at Moor."));
  ASSERT_EQ(diff.changed.size(), 1U);
  EXPECT_EQ(diff.changed[0].now, 2U);
  EXPECT_EQ(diff.changed[0].what, List{"quantity:40->30"});
  EXPECT_EQ(diff.added, std::vector<std::uint32_t>{0});
}

TEST(RevisionDiff, SeesNumbersOfTheHeadline) {
  const RevisionDiff diff =
      Compare(Facts("12 Dead In Flood", kBefore), Facts("15 Dead In Flood", kBefore));
  EXPECT_EQ(diff.headline_what, List{"quantity:12->15"});
  EXPECT_TRUE(diff.material);
  EXPECT_TRUE(diff.changed.empty());
}

TEST(RevisionDiff, TellsAddedAndRemovedSentences) {
  const RevisionDiff diff = Diff(
      "Police came at noon. Dockers in Mombasa struck on Monday. About 3,900 workers stayed away "
      "from 7:30, "
      "the union said. “We want talks,” said Achieng Tarrow.");
  EXPECT_EQ(diff.added, std::vector<std::uint32_t>{0});
  EXPECT_EQ(diff.removed, std::vector<std::uint32_t>{3});
  EXPECT_TRUE(diff.changed.empty());
  EXPECT_TRUE(diff.material) << "two of four sentences";
}

TEST(RevisionDiff, WordingAloneIsNotMaterial) {
  const RevisionDiff diff = Diff(
      "Dockers in Mombasa struck on Monday. About 3,900 workers stayed away from 7:30, the union "
      "said. "
      "“We want talks,” said Achieng Tarrow. Ships were waiting outside the port.",
      "Dockers on strike");
  ASSERT_EQ(diff.changed.size(), 1U);
  EXPECT_TRUE(diff.changed[0].what.empty());
  EXPECT_TRUE(diff.headline_changed);
  EXPECT_FALSE(diff.material);
}

TEST(TextFacts, AreCutBetweenCharacters) {
  std::string quote = "x";
  for (int i = 0; i < 60; ++i) quote += "ß";
  const TextFacts facts = Facts("", "He said “" + quote + "” then.");
  ASSERT_EQ(facts.facts.size(), 1U);
  const std::string& text = facts.facts[0].text;
  EXPECT_EQ(text.substr(0, 58), quote.substr(0, 57) + TextFacts::kCut);
  EXPECT_EQ(text.size(), TextFacts::kMostFactBytes);
}

TEST(TextFacts, AreBounded) {
  std::string body;
  for (int i = 0; i < 2000; ++i)
    body += "Town" + std::to_string(i) + " has " + std::to_string(i) + ".\n";
  const TextFacts facts = Facts("", body);
  EXPECT_EQ(facts.sentences.size(), TextFacts::kMostSentences);
  EXPECT_EQ(facts.facts.size(), TextFacts::kMostFacts);
}

}  // namespace
}  // namespace newswired
