#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <string>

#include "stages/core/stage_type.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::string_view kVersion = "0.1.0";

/// CLD2's codes are those of BCP 47 but for a few that have changed since.
std::string Bcp47(const char* code) {
  static constexpr std::array<std::array<const char*, 2>, 5> kRenamed{
      {{"iw", "he"}, {"no", "nb"}, {"jw", "jv"}, {"tl", "fil"}, {"in", "id"}}};
  for (const auto& [old, now] : kRenamed) {
    if (std::string_view(code) == old) return now;
  }
  return code;
}

/// "en" of "EN_us"; empty for what is no language tag.
std::string PrimarySubtag(std::string_view claim) {
  std::string tag;
  for (const char c : claim) {
    if (c == '-' || c == '_') break;
    if (std::isalpha(static_cast<unsigned char>(c)) == 0) return "";
    tag += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return tag.size() == 2 || tag.size() == 3 ? tag : "";
}

class LanguageStage final : public Stage {
 public:
  struct Settings {
    std::int64_t sample_bytes = 1024;

    template <class Visitor>
    void Visit(Visitor& v) {
      v.Field("sample_bytes", sample_bytes,
              {.doc = "How much of the body is looked at, besides the title. More helps only where "
                      "languages are mixed.",
               .min = 128,
               .max = 65536});
    }
  };

  explicit LanguageStage(const Settings& settings) : settings_(settings) {}
  static Result<std::unique_ptr<LanguageStage>> Create(const Settings& settings) {
    return std::make_unique<LanguageStage>(settings);
  }

  Result<Verdict> Process(Article& article, Articles& /*out*/) override {
    const std::string claim = PrimarySubtag(article.claims.language);
    sample_.assign(article.title).append("\n");
    const auto limit = static_cast<std::size_t>(settings_.sample_bytes);
    sample_.append(article.body, 0, FloorBoundary(article.body, std::min(limit, article.body.size())));
    article.language = Detect(claim);
    return Verdict::kContinue;
  }

 private:
  /// The text decides; where it is too short to tell, the claim does, at half the confidence.
  Language Detect(const std::string& claim) const {
    CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
    if (!claim.empty()) hints.content_language_hint = claim.c_str();
    std::array<CLD2::Language, 3> languages{};
    std::array<int, 3> percents{};
    std::array<double, 3> scores{};
    int text_bytes = 0;
    bool reliable = false;
    const CLD2::Language found = CLD2::ExtDetectLanguageSummary(
        sample_.data(), static_cast<int>(sample_.size()), /*is_plain_text=*/true, &hints,
        /*flags=*/0, languages.data(), percents.data(), scores.data(), nullptr, &text_bytes,
        &reliable);
    if (found != CLD2::UNKNOWN_LANGUAGE) {
      const double share = std::min(100, percents[0]) / 100.0;
      const double confidence = reliable ? 0.6 + 0.4 * share : 0.5 * share;
      if (reliable || claim.empty()) return {Bcp47(CLD2::LanguageCode(found)), confidence};
    }
    if (!claim.empty()) return {Bcp47(claim.c_str()), 0.5};
    return {"und", 0};
  }

  const Settings settings_;
  std::string sample_;
};

}  // namespace

extern const StageType kLanguageStage;
const StageType kLanguageStage = DescribeStage<LanguageStage>(
    "language", kVersion, "Tells the language of title and body.");

}  // namespace newswired
