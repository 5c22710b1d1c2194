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

  [[nodiscard]] Language Detect(const std::string& claimed) const {
    const CLD2::CLDHints hints{claimed.empty() ? nullptr : claimed.c_str(), nullptr,
                               CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
    std::array<CLD2::Language, 3> languages{};
    std::array<int, 3> percents{};
    std::array<double, 3> scores{};
    int text_bytes = 0;
    int valid_prefix = 0;
    bool reliable = false;
    const CLD2::Language best = CLD2::ExtDetectLanguageSummaryCheckUTF8(
        sample_.data(), static_cast<int>(sample_.size()), true, &hints, 0, languages.data(),
        percents.data(), scores.data(), nullptr, &text_bytes, &reliable, &valid_prefix);
    if (best == CLD2::UNKNOWN_LANGUAGE || best == CLD2::TG_UNKNOWN_LANGUAGE || percents[0] == 0) {
      return {.tag = "und", .confidence = 0};
    }
    std::string tag = CLD2::LanguageCode(best);
    // A script that no language of its list is written in: "xx-Runr".
    if (tag.starts_with("xx")) return {.tag = "und", .confidence = 0};
    for (const Renamed& renamed : kRenamed) {
      if (tag == renamed.cld2) tag = renamed.tag;
    }
    // A rule of thumb: what CLD2 calls reliable is mostly right when it covers the text, and little
    // text is worth less.
    double confidence = (reliable ? 0.97 : 0.45) * std::min(1.0, 0.5 + percents[0] / 200.0);
    if (text_bytes < 40) confidence *= 0.7;
    return {.tag = std::move(tag), .confidence = confidence};
  }

  const Settings settings_;
  std::string sample_;
};

}  // namespace

extern const StageType kLanguageStage;
const StageType kLanguageStage = DescribeStage<LanguageStage>(
    "language", "0.1.0", "Names the language of the text, from the text itself first.");

}  // namespace newswired
