#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace newswired {

/// How a stage came to what it says of one article, for people to read. Collected only where
/// somebody asks (RawRecord::traces), so it costs the daemon nothing.
struct Trace {
  /// A text that may have been the body.
  struct Candidate {
    std::string_view method;     ///< static, as in Extraction::candidates
    std::size_t characters = 0;  ///< of running text; 0: not counted
    double score = 0;            ///< how well it holds the page's running text alone; 0: not scored
    double agreement = 0;        ///< with the one taken
    std::string_view reason;     ///< static: why it was taken, or not
    bool taken = false;
  };
  /// A part of the document that is not in the body.
  struct Cut {
    std::string_view rule;  ///< static: "caption", "read_more", "after_text" ...
    std::string where;      ///< "div.story-promo", empty where there is no element
    std::string text;       ///< its beginning
  };

  /// An article that came before, which this one may repeat or replace.
  struct Earlier {
    std::string uri;
    std::string keys;            ///< what is equal: "same-uri, same-text"; empty: nothing
    bool compared = false;       ///< by their texts: what follows is known
    double probability = 0;      ///< that one is a reprint of the other
    double min_probability = 0;  ///< least one of a reprint
    double contained = 0, lead = 0, names = 0, headline = 0;  ///< shares
    double other_numbers = 0;  ///< how many numbers differ; 1: many, and all of them
    std::string_view reason;   ///< static: why it was taken, or not
    bool taken = false;
  };

  /// A story that the article may have been a report of.
  struct Story {
    std::string id;
    std::string seed;         ///< uri of its first report
    double probability = 0;   ///< that the article belongs to it; it joins from 0.5 on
    double similarity = 0;    ///< to the nearest of its reports
    double known = 0;         ///< share of what the article says that its reports have said
    std::string_view reason;  ///< static: why it was taken, or not
    bool taken = false;
  };

  std::vector<Candidate> candidates;
  std::vector<Cut> cuts;
  std::vector<Earlier> earlier;  ///< the one taken first, then the nearest
  std::vector<Story> stories;    ///< the likeliest first
};

/// Of the articles of one record, by Input::item.
using Traces = std::map<std::int32_t, Trace>;

}  // namespace newswired
