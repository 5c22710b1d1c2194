#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace newswired {

/// A dateline as agencies of China, Japan and Korea write it.
struct EastAsianDateline {
  std::size_t size = 0;  ///< bytes from the beginning of the text
  std::string_view place, agency;
  int month = 0, day = 0;  ///< 0: not given
};

/// The dateline that `text` begins with: "新华社北京11月12日电", "本报上海12日电",
/// "【ナイロビ共同】", "[東京 12日 ロイター]", "(서울=연합뉴스) 김민수 기자 =". Looks at the first
/// 150 bytes; the views are parts of `text`.
[[nodiscard]] std::optional<EastAsianDateline> ReadEastAsianDateline(std::string_view text);

}  // namespace newswired
