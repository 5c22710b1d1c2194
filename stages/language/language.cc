// clang-format off: CLD2 needs FILE, and does not say so
#include <cstdio>
// clang-format on
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>
#include <array>
#include <memory>

#include "stages/core/settings.h"
#include "stages/core/stage.h"
#include "stages/core/stage_type.h"
#include "stages/text/language_tag.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

struct Renamed {
  std::string_view cld2, tag;
};
/// CLD2 keeps codes that ISO 639 withdrew, and its Norwegian is Bokmål: Nynorsk has a code of its
/// own there.
constexpr std::array<Renamed, 7> kRenamed = {{{"iw", "he"},
                                              {"jw", "jv"},
                                              {"in", "id"},
                                              {"ji", "yi"},
                                              {"mo", "ro"},
                                              {"sh", "sr"},
                                              {"no", "nb"}}};

/// What English sentences reach and names, numbers and scraps of other languages do not.
constexpr double kLeastEnglishScore = 500;

std::string_view PrimaryTag(std::string_view tag) { return tag.substr(0, tag.find('-')); }

class LanguageStage final : public Stage {
 public:
  struct Settings {
    std::int64_t max_bytes = 512;

    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field(
          "max_bytes", max_bytes,
          {.doc =
               "How much of the body is looked at, after the headline. More costs time and hardly "
               "ever changes the answer.",
           .min = 100,
           .max = 1 << 20});
    }
  };

  static Result<std::unique_ptr<LanguageStage>> Create(const Settings& settings) {
    return std::unique_ptr<LanguageStage>(new LanguageStage(settings));
  }

  Result<Verdict> Process(Article& article, Articles& /*out*/) override {
    sample_ = article.title;
    sample_ += '\n';
    const std::string_view body = article.body;
    sample_ += body.substr(0, FloorBoundary(body, static_cast<std::size_t>(settings_.max_bytes)));

    const std::string claimed =
        CanonicalLanguageTag(article.claims.language.empty() ? article.source.lang
                                                             : article.claims.language)
            .value_or("");
    Language found = Detect(claimed);
    // The publisher knows its language: where the text says too little, the claim stands.
    if (!claimed.empty() && (found.tag == "und" || found.confidence < 0.6)) {
      const bool same = EqualsIgnoringAsciiCase(PrimaryTag(claimed), PrimaryTag(found.tag));
      found = {.tag = claimed, .confidence = same ? 0.9 : 0.6};
    }
    article.language = std::move(found);
    return Verdict::kContinue;
  }

 private:
  explicit LanguageStage(const Settings& settings) : settings_(settings) {}

  /// What CLD2 says of the sample.
  struct Guess {
    std::string tag;   // "und" where it says nothing
    int percent = 0;   // of the text
    double score = 0;  // per kilobyte
    int bytes = 0;     // of letters
    bool reliable = false;
  };

  [[nodiscard]] Guess Ask(const std::string& claimed, int flags) const {
    // With a hint of Chinese, CLD2 takes traditional characters for Japanese; without, for Chinese.
    const bool hint = !claimed.empty() && PrimaryTag(claimed) != "zh";
    const CLD2::CLDHints hints{hint ? claimed.c_str() : nullptr, nullptr, CLD2::UNKNOWN_ENCODING,
                               CLD2::UNKNOWN_LANGUAGE};
    std::array<CLD2::Language, 3> languages{};
    std::array<int, 3> percents{};
    std::array<double, 3> scores{};
    int valid_prefix = 0;
    Guess guess{.tag = "und"};
    const CLD2::Language best = CLD2::ExtDetectLanguageSummaryCheckUTF8(
        sample_.data(), static_cast<int>(sample_.size()), true, &hints, flags, languages.data(),
        percents.data(), scores.data(), nullptr, &guess.bytes, &guess.reliable, &valid_prefix);
    const std::string_view code = CLD2::LanguageCode(best);
    // "xx-Runr" is a script that no language of its list is written in.
    if (best == CLD2::UNKNOWN_LANGUAGE || best == CLD2::TG_UNKNOWN_LANGUAGE || percents[0] == 0 ||
        code.starts_with("xx")) {
      return guess;
    }
    const auto* const renamed = std::find_if(
        kRenamed.begin(), kRenamed.end(), [&](const Renamed& each) { return each.cld2 == code; });
    guess.tag = renamed == kRenamed.end() ? code : renamed->tag;
    guess.percent = percents[0];
    guess.score = scores[0];
    return guess;
  }

  [[nodiscard]] Language Detect(const std::string& claimed) const {
    Guess guess = Ask(claimed, 0);
    if (guess.tag == "und") {
      guess = Ask(claimed, CLD2::kCLDFlagBestEffort);
      guess.reliable = false;
      // Names and numbers look English.
      if (guess.tag == "en" && guess.score < kLeastEnglishScore) guess = {.tag = "und"};
    }
    // A rule of thumb: what CLD2 calls reliable is mostly right when it covers the text, and little
    // text is worth less.
    double confidence = (guess.reliable ? 0.97 : 0.45) * std::min(1.0, 0.5 + guess.percent / 200.0);
    if (guess.bytes < 40) confidence *= 0.7;
    return {.tag = guess.tag, .confidence = guess.tag == "und" ? 0 : confidence};
  }

  const Settings settings_;
  std::string sample_;
};

}  // namespace

extern const StageType kLanguageStage;
const StageType kLanguageStage = DescribeStage<LanguageStage>(
    "language", "0.1.0", "Names the language of the text, from the text itself first.");

}  // namespace newswired
