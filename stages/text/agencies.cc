#include "stages/text/agencies.h"

#include <algorithm>
#include <array>

namespace newswired {
namespace {

constexpr auto kAgencies = std::to_array<std::string_view>({
    "reuters",
    "ap",
    "associated press",
    "the associated press",
    "afp",
    "dpa",
    "agence france-presse",
    "deutsche presse-agentur",
    "upi",
    "xinhua",
    "tass",
    "efe",
    "ansa",
    "pti",
    "ians",
    "ani",
    "press trust of india",
    "kyodo",
    "kyodo news",
    "yonhap",
    "yonhap news agency",
    "bloomberg",
    "pa",
    "press association",
    "pa media",
    "aap",
    "belga",
    "anp",
    "apa",
    "sid",
    "kna",
    "epd",
    "canadian press",
    "dow jones",
    "interfax",
    "dow jones newswires",
    "the canadian press",
    "europa press",
    "anadolu",
    "anadolu agency",
    "united press international",
    "telam",
    "t\u00E9lam",
    "lusa",
    "ritzau",
    "ntb",
    "stt",
    "ctk",
    "\u010Dtk",
    "mti",
    "pap",
    "agerpres",
    "tanjug",
    "jiji",
    "jiji press",
    "bernama",
    "antara",
    "ukrinform",
    "irna",
    "keystone-sda",
    "sda",
    "dts",
    "xinhua news agency",
    "tribune content agency",
    "tribune news service",
    "ria novosti",
    "тасс",
    "риа новости",
    "интерфакс",
    "新华社",
    "新華社",
    "共同通信",
    "時事通信",
    "연합뉴스",
});

}  // namespace

bool IsAgency(std::string_view lower) {
  return std::find(kAgencies.begin(), kAgencies.end(), lower) != kAgencies.end();
}

std::size_t AgencyAtStart(std::string_view lower) {
  std::size_t longest = 0;
  for (const std::string_view name : kAgencies) {
    const bool ends =
        lower.size() == name.size() || (lower.size() > name.size() && lower[name.size()] == ' ');
    if (ends && lower.starts_with(name)) longest = std::max(longest, name.size());
  }
  return longest;
}

}  // namespace newswired
