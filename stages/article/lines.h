#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/page.h"

namespace newswired {

/// What stands around a line: bits of Line::traits, of all elements above its first text.
enum LineTrait : std::uint32_t {
  kLineInHeading = 1,  ///< h1 to h6
  kLineInH1 = 2,
  kLineInLink = 4,
  kLineInHeader = 8,  ///< of the page or of a section
  kLineInFooter = 16,
  kLineInNav = 32,    ///< nav, menus, breadcrumbs
  kLineInAside = 64,  ///< aside, sidebars, teasers, related and popular articles
  kLineInComments = 128,
  kLineInCaption = 256,
  kLineInTeaser = 512,  ///< of other articles, or the lead of this one
};

/// Text between two block borders (or <br>), as readers see one line of a page.
struct Line {
  std::uint32_t begin = 0, end = 0;  ///< of Lines::text
  std::uint32_t element = 0;         ///< innermost element of its first text
  std::uint32_t traits = 0;
  std::uint32_t place = 0;  ///< bytes of text before it on the page
  bool cut = false;         ///< was longer than kMaxLine
};

/// The text of a page line by line: what bylines, dates of publication and headlines are read from.
struct PageLines {
  static constexpr std::size_t kMaxLine = 400;

  /// An element with its date as data: <time datetime>, <abbr class="published" title>.
  struct Mark {
    std::uint32_t line = 0;  ///< in which it stands
    std::uint32_t at = 0;    ///< where its text begins, of `text`
    std::uint32_t element = 0;
    std::string_view value;
  };
  /// Where the text of an element begins.
  struct Run {
    std::uint32_t begin = 0;  ///< of `text`
    std::uint32_t element = 0;
  };

  std::string text;
  std::vector<Line> lines;
  std::vector<Run> runs;    ///< in order; a text node each
  std::vector<Mark> marks;  ///< in order of the lines

  [[nodiscard]] std::string_view In(const Line& line) const {
    return std::string_view(text).substr(line.begin, line.end - line.begin);
  }
  /// Innermost element of the text at `at`.
  [[nodiscard]] std::uint32_t ElementAt(std::size_t at) const;
};

/// Reads the lines of `page`. Linear; forgets what was in `out`, keeps its memory.
void ReadLines(Page& page, PageLines& out);

/// Index of the line that shows `title`, preferably as a heading; -1 if none does.
[[nodiscard]] std::ptrdiff_t FindHeadline(const PageLines& lines, std::string_view title);

}  // namespace newswired
