#include "stages/dedup/reprint_model.h"

#include <algorithm>
#include <cstddef>

namespace newswired {
namespace {

constexpr std::int64_t kOne = 1000;

struct Weights {
  std::array<std::int32_t, kReprintFeatures> of{};
  std::int32_t bias = 0;
};

constexpr Weights kWeights =
#include "stages/dedup/reprint_weights.inc"
    ;

/// The logistic function at 0, 0.5, 1 ... 8.
constexpr std::array<std::int32_t, 17> kLogistic = {500, 622, 731, 818, 881, 924, 953, 971, 982,
                                                    989, 993, 996, 998, 998, 999, 999, 1000};
constexpr std::int32_t kStep = 500;

}  // namespace

std::array<std::int32_t, kReprintFeatures> ReprintFeatures(const Overlap& o) {
  const auto times = [](std::int64_t a, std::int64_t b) {
    return static_cast<std::int32_t>(a * b / kOne);
  };
  const std::int32_t contained = o.same_source ? times(o.contained, o.lead) : o.contained;
  return {contained,
          o.similarity,
          o.lead,
          o.other_lead,
          o.names,
          o.title,
          o.hits,
          o.numbers,
          times(contained, o.lead),
          times(contained, o.names),
          times(o.lead, o.title),
          times(o.title, contained),
          times(o.lead, o.names),
          times(o.numbers, contained),
          times(o.numbers, o.lead),
          times(contained, contained),
          times(o.lead, o.lead),
          times(o.numbers, o.title)};
}

bool MayBeReprint(const Overlap& overlap) {
  constexpr std::int32_t kLeastShared = 300, kLeastOfFew = 500;
  constexpr std::int32_t kLeastLead = 100;
  constexpr std::int32_t kMost = 700;
  const std::int32_t least = overlap.few_words ? kLeastOfFew : kLeastShared;
  if (std::max(overlap.contained, overlap.lead) < least) return false;
  if (overlap.lead < kLeastLead && overlap.contained < kMost) return false;
  return !overlap.same_source ||
         (!overlap.other_names && overlap.numbers == 0 && !overlap.other_title_numbers &&
          overlap.title >= kLeastTitleOfHouse);
}

std::int32_t ReprintScore(const Overlap& overlap) {
  if (!MayBeReprint(overlap)) return kNoReprint;
  const auto features = ReprintFeatures(overlap);
  std::int64_t sum = kWeights.bias * kOne;
  for (std::size_t i = 0; i < kReprintFeatures; ++i) {
    sum += std::int64_t{kWeights.of[i]} * features[i];
  }
  return static_cast<std::int32_t>(sum / kOne);
}

std::int32_t ProbabilityOf(std::int32_t score) {
  const std::int32_t size = std::min(score < 0 ? -score : score, 8 * 1000);
  const auto step = static_cast<std::size_t>(size / kStep);
  const std::int32_t from = kLogistic[step];
  const std::int32_t to = kLogistic[std::min(step + 1, kLogistic.size() - 1)];
  const std::int32_t probability = from + (to - from) * (size % kStep) / kStep;
  return score < 0 ? 1000 - probability : probability;
}

}  // namespace newswired
