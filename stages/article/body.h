#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/content_edges.h"
#include "stages/article/page.h"
#include "stages/core/article.h"
#include "stages/core/trace.h"

namespace newswired {

/// A part of a page that may be its article, before its blocks are judged.
struct BodyCandidate {
  std::string_view method;  ///< static: "density", "microdata:articleBody", "element:article" ...
  std::string_view reason;  ///< static: why it was taken, or not
  std::uint32_t characters = 0;  ///< of running text in it, white space aside
  double score = 0;      ///< F1 of holding the page's running text, and nothing else, [0, 1]
  double agreement = 0;  ///< share of running text in common with the one taken (Dice), [0, 1]
};

/// An article's text as found in a page.
struct FoundBody {
  std::string text;
  std::vector<Block> structure;
  std::string method;  ///< "microdata:articleBody", "density", "page", "override:body"; empty: none
  std::vector<BodyCandidate> candidates;  ///< the one taken first
  Credits credits;                        ///< of a fragment
  double kept = 1;   ///< share of the text of the one taken that its blocks' judgement left
  double solid = 0;  ///< share of the text that is running text by its form
};

/// What is known before the text is looked for.
struct BodyHints {
  std::string_view title;                 ///< left out where a body begins with it
  std::string_view claimed;               ///< the text as the page's metadata have it, if they do
  std::vector<std::string> authors = {};  ///< whose bylines are left out
  std::vector<std::string> persons = {};  ///< of these, those whose biographies are left out
  /// CSS selectors of parts that cost, as JSON-LD names them: parts of the text all the same.
  std::vector<std::string> paid_parts = {};
  bool fragment = false;  ///< a feed's content: an article already, only clutter is left out
  std::vector<std::uint32_t> roots = {};  ///< the elements that hold the text, where that is known
  std::vector<Trace::Cut>* cuts = nullptr;  ///< takes what is left out, if anybody asks
};

/// Finds the body: boilerplate is marked, not cut out (boilerplate.h), the densest element or what
/// markup names is taken (text_density.h), its text is written as blocks (block_writer.h), these
/// are judged one by one (trim.h, endings.h), and a standfirst above them is added (standfirst.h).
/// Linear in the size of the page.
FoundBody FindBody(Page& page, const BodyHints& hints);

}  // namespace newswired
