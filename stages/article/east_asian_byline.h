#pragma once

#include <string_view>
#include <vector>

namespace newswired {

/// Who wrote a report of China, Japan or Korea, by the words that stand beside the names: "박민서
/// 기자", "[남도일보 박민서 기자] ...", "新华社北京11月12日电（记者王晓东、李静）...",
/// "記者林怡君／澎湖報導", "2026-07-11 作者：王晓东 李静 责任编辑：赵敏". Views into `line`;
/// empty if it says nothing. What follows a bracket may be the text itself.
[[nodiscard]] std::vector<std::string_view> ReadEastAsianByline(std::string_view line);

/// The names that a paragraph of any length begins with: the forms in brackets of the above.
[[nodiscard]] std::vector<std::string_view> ReadEastAsianOpening(std::string_view paragraph);

/// The writer in brackets behind the last sentence of a Japanese report:
/// "...話している。【山本花子】", or in "（）", where other things stand, too. Empty if there is
/// none; labels and agencies are none.
[[nodiscard]] std::string_view ReadJapaneseSignature(std::string_view paragraph);

/// True for two to four ideographs that begin with a common family name of China.
[[nodiscard]] bool IsChineseName(std::string_view text);

/// True if all letters of `name` are ideographs, kana or Hangul: the family's name comes first.
[[nodiscard]] bool IsEastAsian(std::string_view name);

}  // namespace newswired
