#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "stages/core/settings.h"
#include "stages/core/stage.h"
#include "stages/core/stage_type.h"
#include "stages/entities/gazetteer.h"
#include "stages/text/utf8.h"
#include "stages/text/words.h"

namespace newswired {
namespace {

constexpr std::string_view kBy = "entities@0.1.0";
constexpr std::string_view kVersion = kBy.substr(kBy.find('@') + 1);
constexpr std::size_t kMaxMentions = 4096;

template <std::size_t N>
bool OneOf(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Words after which a place is meant.
constexpr std::array<std::string_view, 32> kBeforePlace = {
    "in",      "from",         "to",          "of",       "near",     "at",      "outside",
    "across",  "into",         "via",         "through",  "toward",   "towards", "throughout",
    "around",  "visit",        "visiting",    "visited",  "leave",    "left",    "against",
    "between", "neighbouring", "neighboring", "northern", "southern", "eastern", "western",
    "central", "within",       "inside",      "over"};

/// Given names that stand before surnames which are places, too.
constexpr std::array<std::string_view, 72> kGivenNames = {
    "Michael", "George", "John",    "David",  "James",   "Robert", "William", "Richard", "Thomas",
    "Charles", "Mark",   "Paul",    "Steven", "Andrew",  "Kevin",  "Brian",   "Jack",    "Peter",
    "Henry",   "Denzel", "Barbara", "Mary",   "Anna",    "Irving", "Jim",     "Tom",     "Bill",
    "Bob",     "Joe",    "Mike",    "Chris",  "Sam",     "Ben",    "Alex",    "Daniel",  "Matthew",
    "Anthony", "Jordan", "Jeremy",  "Vernon", "Booker",  "Kerry",  "Eric",    "Frank",   "Scott",
    "Sarah",   "Laura",  "Susan",   "Linda",  "Karen",   "Lisa",   "Nancy",   "Jeffrey", "Eddie",
    "Phil",    "Gary",   "Larry",   "Jerry",  "Patrick", "Simon",  "Stephen", "Martin",  "Ian",
    "Adam",    "Luke",   "Hannah",  "Emma",   "Kate",    "Jane",   "Julia",   "Alice",   "DeAndre"};

/// Offices and the like, which may follow the name of a country or city directly.
constexpr std::array<std::string_view, 34> kAfterPlace = {
    "President", "Prime",   "Minister", "Foreign",  "Chancellor", "Premier",    "Governor",
    "Mayor",     "King",    "Queen",    "Prince",   "Ambassador", "Secretary",  "Vice",
    "Defence",   "Defense", "Interior", "Finance",  "Health",     "Justice",    "Senator",
    "Sen",       "Gov",     "Rep",      "Attorney", "Police",     "Parliament", "Government",
    "Army",      "Navy",    "Supreme",  "Central",  "Deputy",     "Chief"};

/// Words that say that Georgia is the country.
constexpr std::array<std::string_view, 12> kCaucasus = {
    "Tbilisi", "Georgian",   "Georgians", "Abkhazia", "Ossetia", "Russia",
    "Armenia", "Azerbaijan", "Ukraine",   "Caucasus", "Batumi",  "Saakashvili"};

/// One text (headline or body) with its words.
struct Text {
  std::string_view text;
  Field field = Field::kBody;
  bool title_case = false;  ///< most words are capitalised: capitals say nothing
  bool all_caps = false;
  std::vector<Word> words;
};

bool OneSpaceBetween(const Text& text, std::size_t left) {
  const Word& a = text.words[left];
  const Word& b = text.words[left + 1];
  return b.begin == a.end + 1 && text.text[a.end] == ' ';
}

class Entities final : public Stage {
 public:
  struct Settings {
    double min_confidence = 0.5;

    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("min_confidence", min_confidence,
              {.doc = "Mentions that are less certain are left out.", .min = 0, .max = 1});
    }
  };

  static Result<std::unique_ptr<Entities>> Create(const Settings& settings) {
    NW_TRY(std::shared_ptr<const Gazetteer> gazetteer, Gazetteer::Built());
    return std::unique_ptr<Entities>(new Entities(settings, std::move(gazetteer)));
  }

  Result<Verdict> Process(Article& article, Articles& /*out*/) override {
    std::fill(entity_of_.begin(), entity_of_.end(), -1);
    english_ = !article.language || article.language->tag.starts_with("en") ||
               article.language->tag == "und";
    Read(article.title, Field::kTitle, title_);
    Read(article.body, Field::kBody, body_);
    caucasus_.reset();
    dateline_end_ = article.dateline ? article.dateline->span.end : 0;
    const std::size_t before = article.entities.size();
    mentions_ = 0;
    Mark(title_, article);
    Mark(body_, article);
    SetSalience(article, before);
    return Verdict::kContinue;
  }

 private:
  Entities(const Settings& settings, std::shared_ptr<const Gazetteer> gazetteer)
      : settings_(settings),
        gazetteer_(std::move(gazetteer)),
        entity_of_(gazetteer_->named().size(), -1) {}

  static void Read(std::string_view text, Field field, Text& out) {
    out.text = text;
    out.field = field;
    out.words.clear();
    FindWords(text, out.words);
    std::size_t capital = 0;
    std::size_t caps = 0;
    std::size_t letters = 0;
    for (const Word& word : out.words) {
      if (word.end - word.begin < 4) continue;  // "of", "the", "UN" say nothing
      ++letters;
      capital += word.capital ? 1U : 0U;
      caps += word.all_caps ? 1U : 0U;
    }
    out.title_case = letters > 0 && capital * 10 > letters * 6;
    out.all_caps = letters > 0 && caps * 10 > letters * 7;
  }

  template <std::size_t N>
  static bool Mentions(const Text& text, const std::array<std::string_view, N>& wanted) {
    return std::any_of(text.words.begin(), text.words.end(), [&](const Word& word) {
      return word.capital && OneOf(word.In(text.text), wanted);
    });
  }

  void Mark(const Text& text, Article& article) {
    for (std::size_t i = 0; i < text.words.size() && mentions_ < kMaxMentions;) {
      Gazetteer::Match match;
      if (!(text.words[i].capital || !text.words[i].ascii) ||
          !gazetteer_->Find(text.text, text.words, i, match)) {
        ++i;
        continue;
      }
      const double confidence = Judge(text, i, match);
      if (confidence >= settings_.min_confidence) Add(text, i, match, confidence, article);
      i += match.words;
    }
  }

  /// How sure it is that the words at `first` are the name that they look like; 0: they are not.
  [[nodiscard]] double Judge(const Text& text, std::size_t first, const Gazetteer::Match& match) {
    const Named& named = gazetteer_->named()[match.named];
    const std::size_t last = first + match.words - 1;
    const bool single = match.words == 1;
    const bool country = named.feature == "PCLI" || named.feature == "TERR";
    if (text.field == Field::kBody && text.words[first].begin < dateline_end_) return 0.98;
    if (named.ambiguous && !english_) return 0;

    // "US" in capitals among capitals is a pronoun as likely as not.
    if (match.acronym && text.all_caps) {
      const std::string_view name = text.words[first].In(text.text);
      return name == "US" || name == "WHO" || name == "AU" ? 0 : 0.8;
    }
    if (match.caps && !text.all_caps && single && named.ambiguous) return 0;
    if (match.acronym) return 0.93;
    if (!single && !named.ambiguous) return 0.97;

    const bool next_capital = last + 1 < text.words.size() && OneSpaceBetween(text, last) &&
                              text.words[last + 1].capital && !text.title_case;
    const bool previous_capital = first > 0 && OneSpaceBetween(text, first - 1) &&
                                  text.words[first - 1].capital &&
                                  !StartsSentence(text, first - 1) && !text.title_case;
    const std::string_view previous = first > 0 && OneSpaceBetween(text, first - 1)
                                          ? text.words[first - 1].In(text.text)
                                          : std::string_view{};
    const std::string_view next = last + 1 < text.words.size() && OneSpaceBetween(text, last)
                                      ? text.words[last + 1].In(text.text)
                                      : std::string_view{};
    if (OneOf(previous, kGivenNames) || AfterFormOfAddress(text, first)) return 0;
    if (named.type == "NORP") return 0.95;
    bool continued = false;  // a longer name that is in no table: "Boston Celtics", "Paris Hilton"
    if (next_capital && !OneOf(next, kAfterPlace)) {
      Gazetteer::Match other;
      continued = !gazetteer_->Find(text.text, text.words, last + 1, other);
    }
    const bool place_cue = OneOf(LowerWord(previous), kBeforePlace);
    if (named.name == "Georgia" && !InCaucasus()) return 0;
    if (named.ambiguous) {
      if (continued || previous_capital) return 0;
      if (Hyphenated(text, first, last) && !country) return 0;
      if (place_cue) return country ? 0.93 : 0.85;
      const bool possessive = next.empty() && IsPossessive(text, last);
      const bool comma_place = FollowedByPlace(text, last);
      if (country) return possessive || !StartsSentence(text, first) ? 0.8 : 0.7;
      if (named.feature == "PPLC" && (possessive || !StartsSentence(text, first))) return 0.7;
      return comma_place ? 0.85 : 0;
    }
    if (continued) return country ? 0.7 : place_cue && named.type == "GPE" ? 0.5 : 0;
    if (previous_capital && !country && named.type == "GPE") return place_cue ? 0.9 : 0.6;
    return country ? 0.97 : 0.93;
  }

  /// "Mr Jordan", "Dr. Chad"
  static bool AfterFormOfAddress(const Text& text, std::size_t first) {
    if (first == 0) return false;
    const Word& before = text.words[first - 1];
    const std::string_view gap = text.text.substr(before.end, text.words[first].begin - before.end);
    constexpr std::array<std::string_view, 5> kForms = {"Mr", "Ms", "Mrs", "Miss", "Dr"};
    return (gap == " " || gap == ". ") && OneOf(before.In(text.text), kForms);
  }

  bool InCaucasus() {
    if (!caucasus_) caucasus_ = Mentions(title_, kCaucasus) || Mentions(body_, kCaucasus);
    return *caucasus_;
  }

  static std::string LowerWord(std::string_view word) { return LowerAscii(word); }

  static bool StartsSentence(const Text& text, std::size_t word) {
    std::size_t at = text.words[word].begin;
    while (at > 0) {
      const char c = text.text[--at];
      if (c == '.' || c == '!' || c == '?' || c == '\n' || c == ':') return true;
      if (c != ' ' && c != '"' && c != '\'' && c != '(' && static_cast<unsigned char>(c) < 0x80)
        return false;
      // Opening quotation marks are three bytes above ASCII.
      if (static_cast<unsigned char>(c) >= 0x80 && at + 8 < text.words[word].begin) return false;
    }
    return true;
  }

  static bool Hyphenated(const Text& text, std::size_t first, std::size_t last) {
    const std::size_t begin = text.words[first].begin;
    const std::size_t end = text.words[last].end;
    return (begin > 0 && text.text[begin - 1] == '-') ||
           (end < text.text.size() && text.text[end] == '-');
  }

  static bool IsPossessive(const Text& text, std::size_t last) {
    const std::string_view rest = text.text.substr(text.words[last].end);
    return rest.starts_with("'s") || rest.starts_with("\u2019s");
  }

  /// "Reading, England"
  [[nodiscard]] bool FollowedByPlace(const Text& text, std::size_t last) const {
    if (last + 1 >= text.words.size()) return false;
    const std::size_t end = text.words[last].end;
    if (text.words[last + 1].begin != end + 2 || text.text.substr(end, 2) != ", ") return false;
    Gazetteer::Match other;
    return gazetteer_->Find(text.text, text.words, last + 1, other) &&
           gazetteer_->named()[other.named].type == "GPE";
  }

  void Add(const Text& text, std::size_t first, const Gazetteer::Match& match, double confidence,
           Article& article) {
    const Named& named = gazetteer_->named()[match.named];
    std::int32_t& index = entity_of_[match.named];
    if (index < 0) {
      index = static_cast<std::int32_t>(article.entities.size());
      Entity& entity = article.entities.emplace_back();
      entity.type = named.type;
      entity.name = named.name;
      if (!named.wikidata.empty()) entity.ids.emplace("wikidata", named.wikidata);
      const bool country = named.feature == "PCLI" || named.feature == "TERR";
      if (!named.iso.empty() && (country || named.type == "NORP"))
        entity.ids.emplace("iso3166", named.iso);
      if (named.located) {
        entity.geo = Geo{named.lat, named.lon, std::string(named.feature), std::string(named.iso)};
      }
      entity.by = kBy;
    }
    Entity& entity = article.entities[static_cast<std::size_t>(index)];
    entity.mentions.push_back(
        {.span = {.begin = text.words[first].begin, .end = match.end, .field = text.field},
         .kind = MentionKind::kName,
         .confidence = confidence});
    ++mentions_;
    if (confidence > entity.confidence) {
      entity.confidence = entity.link_confidence = confidence;
      entity.link_method = match.alias ? "alias" : "gazetteer";
    }
  }

  /// Share of the mentions, more for the headline and the beginning.
  void SetSalience(Article& article, std::size_t first) const {
    double total = 0;
    for (std::size_t i = first; i < article.entities.size(); ++i) {
      Entity& entity = article.entities[i];
      for (const Mention& mention : entity.mentions) {
        const bool early = mention.span.begin * 4 < body_.text.size();
        entity.salience += mention.span.field == Field::kTitle ? 3 : early ? 1.5 : 1;
      }
      total += entity.salience;
    }
    for (std::size_t i = first; i < article.entities.size(); ++i)
      article.entities[i].salience /= total;
  }

  const Settings settings_;
  const std::shared_ptr<const Gazetteer> gazetteer_;
  std::vector<std::int32_t> entity_of_;  ///< by index of named(), -1: not in this article
  Text title_, body_;
  bool english_ = true;
  std::optional<bool> caucasus_;
  std::uint32_t dateline_end_ = 0;
  std::size_t mentions_ = 0;
};

}  // namespace

extern const StageType kEntitiesStage;
const StageType kEntitiesStage = DescribeStage<Entities>(
    "entities", kVersion,
    "Finds countries, nationalities, cities and international organisations by name.");

}  // namespace newswired
