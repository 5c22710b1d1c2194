// Prints what the model of reprints is trained with: for each article of JSON lines on standard
// input ({"id", "url", "headline", "text"}), the earlier ones with a text like it, each as
// "<line> <earlier line> <features ...>". Lines count from 0. train.py reads it.

#include <rapidjson/document.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <unordered_map>

#include "stages/dedup/window.h"
#include "stages/text/hash.h"

int main() {
  using newswired::Hash64;
  newswired::DedupWindow window(
      {.window_ms = INT64_MAX / 2, .max_articles = 200'000, .reprint_score = INT32_MAX});
  std::unordered_map<std::string, std::size_t> lines;
  std::string line;
  for (std::size_t number = 0; std::getline(std::cin, line); ++number) {
    rapidjson::Document json;
    if (json.Parse(line).HasParseError() || !json.IsObject()) return 1;
    const auto text = [&](const char* name) {
      const auto found = json.FindMember(name);
      return found == json.MemberEnd() || !found->value.IsString()
                 ? std::string()
                 : std::string(found->value.GetString(), found->value.GetStringLength());
    };
    newswired::Claim claim;
    claim.key = number + 1;
    claim.uri_text = text("id");
    claim.uri = Hash64(claim.uri_text);
    claim.content = number + 1;
    claim.print = newswired::MakeFingerprint(text("headline"), text("text"), 0);
    lines[claim.uri_text] = number;
    for (const auto& near : window.FindNear(claim)) {
      std::printf("%zu %zu", number, lines.at(std::string(near.uri)));
      for (const int feature : newswired::ReprintFeatures(near.overlap))
        std::printf(" %d", feature);
      std::printf("\n");
    }
    window.Judge(1, claim);
  }
  return 0;
}
