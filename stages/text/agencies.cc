#include "stages/text/agencies.h"

#include <algorithm>
#include <array>

namespace newswired {

bool IsAgency(std::string_view lower) {
  static constexpr auto kAgencies = std::to_array<std::string_view>({"reuters",
                                                                     "ap",
                                                                     "associated press",
                                                                     "the associated press",
                                                                     "afp",
                                                                     "agence france-presse",
                                                                     "dpa",
                                                                     "upi",
                                                                     "xinhua",
                                                                     "tass",
                                                                     "efe",
                                                                     "ansa",
                                                                     "pti",
                                                                     "ians",
                                                                     "ani",
                                                                     "kyodo",
                                                                     "yonhap",
                                                                     "bloomberg",
                                                                     "press association",
                                                                     "pa media",
                                                                     "pa",
                                                                     "aap",
                                                                     "belga",
                                                                     "anp",
                                                                     "apa",
                                                                     "sid",
                                                                     "kna",
                                                                     "epd"});
  return std::find(kAgencies.begin(), kAgencies.end(), lower) != kAgencies.end();
}

}  // namespace newswired
