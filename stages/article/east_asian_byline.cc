#include "stages/article/east_asian_byline.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::size_t kHan = 3;  // bytes of an ideograph or a syllable of Hangul

/// Nine in ten family names of China and Taiwan, in both forms of writing.
constexpr std::string_view kFamilies =
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭"
    "曾肖蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范范石廖贾賈夏韦韋付方"
    "白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯温溫康施"
    "文"
    "牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒"
    "阮柯"
    "纪紀梅童凌毕畢单單季裴霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳欧管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾"
    "尤"
    "阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁窦竇戚岑景党黨宫宮费費卜冷晏席卫衛米柏"
    "宗瞿"
    "桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢虞敖巩鞏明";

/// What stands where names do and is none.
constexpr auto kNobody = std::to_array<std::string_view>(
    {"佚名", "匿名", "未知", "不详", "不詳", "本站", "小编", "小編", "综合", "網友", "网友"});

/// Kinds of reporters, behind their names.
constexpr auto kKoreanKinds = std::to_array<std::string_view>(
    {"인턴", "수습", "선임", "전문", "객원", "취재", "사진", "시민", "본지",   "청년", "명예",
     "학생", "여성", "남성", "현직", "전직", "방송", "신문", "외신", "스포츠", "일부", "한국"});

bool Is(std::string_view text, const auto& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool IsHan(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }
bool IsHangul(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }
bool IsKana(char32_t c) { return c >= 0x3041 && c <= 0x30FF && c != 0x30FB; }

/// How many letters of one script `text` has; 0 if it has anything else.
std::size_t CountOf(std::string_view text, bool (*is)(char32_t)) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    if (!is(DecodeUtf8(text, at))) return 0;
  }
  return count;
}

bool IsKoreanName(std::string_view text) {
  const std::size_t count = CountOf(text, IsHangul);
  // "문화부", the desk of culture
  const bool desk = count >= 3 && (text.ends_with("부") || text.ends_with("팀"));
  return count >= 2 && count <= 4 && !desk && !Is(text, kKoreanKinds);
}

bool Take(std::string_view begin, std::string_view& text) {
  if (!text.starts_with(begin)) return false;
  text.remove_prefix(begin.size());
  return true;
}

bool TakeAny(std::string_view& text, const auto& list) {
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view begin) { return Take(begin, text); });
}

/// The parts between any of `borders`.
std::vector<std::string_view> Split(std::string_view text, const auto& borders) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    std::size_t end = text.size();
    std::size_t skip = 0;
    for (const std::string_view border : borders) {
      if (const std::size_t found = text.find(border); found < end) {
        end = found;
        skip = border.size();
      }
    }
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(end + skip);
  }
  return parts;
}

/// "박민서 기자", "남도일보 박민서·김민수 기자": one house at most before the names.
std::vector<std::string_view> ReadKoreanNames(std::string_view text) {
  constexpr auto kBorders =
      std::to_array<std::string_view>({" ", "·", ",", "\u318D", "\u30FB", "="});
  constexpr std::size_t kMost = 8;
  std::vector<std::string_view> parts = Split(text, kBorders);
  if (!parts.empty() && parts.size() > 1 && Is(parts.back(), kKoreanKinds)) parts.pop_back();
  if (parts.empty() || parts.size() > kMost) return {};
  constexpr auto kHouseEnds =
      std::to_array<std::string_view>({"일보", "신문", "뉴스", "방송", "통신", "경제", "타임스"});
  const bool house = parts.size() > 1 &&
                     (std::any_of(kHouseEnds.begin(), kHouseEnds.end(),
                                  [&](std::string_view end) { return parts[0].ends_with(end); }) ||
                      !IsKoreanName(parts[0]));
  if (house) parts.erase(parts.begin());
  if (!std::all_of(parts.begin(), parts.end(), IsKoreanName)) return {};
  return parts;
}

std::vector<std::string_view> ReadKorean(std::string_view line) {
  constexpr std::string_view kReporter = "기자";
  constexpr std::size_t kFar = 90;
  const std::size_t reporter = line.find(kReporter);
  if (reporter == kNowhere || reporter > kFar || reporter == 0) return {};
  std::string_view before = TrimAscii(line.substr(0, reporter));
  std::string_view behind = line.substr(reporter + kReporter.size());
  if (line[0] == '(' || line[0] == '[') {
    const char close = line[0] == '(' ? ')' : ']';
    if (const std::size_t end = before.find(close); end != kNowhere) {
      before = TrimAscii(before.substr(end + 1));  // "(서울=연합뉴스) 김민수 기자 ="
    } else {
      if (!behind.starts_with(close) && !behind.starts_with('=')) return {};
      return ReadKoreanNames(TrimAscii(before.substr(1)));
    }
  }
  behind = TrimAscii(behind);
  const bool mail = behind.find('@') != kNowhere && behind.find(' ') == kNowhere;
  const bool stamp = behind.starts_with("입력") || behind.starts_with("승인") ||
                     behind.starts_with("등록") || behind.starts_with("20");
  if (!behind.empty() && !behind.starts_with('=') && !mail && !stamp) return {};
  return ReadKoreanNames(before);
}

constexpr auto kNameBorders = std::to_array<std::string_view>(
    {"、", "，", ",", " ", "　", "；", "通讯员", "通訊員", "实习记者", "實習記者", "记者", "記者"});

/// "王晓东、李静": all parts are names.
std::vector<std::string_view> ReadChineseNames(std::string_view text) {
  std::vector<std::string_view> names = Split(text, kNameBorders);
  if (!std::all_of(names.begin(), names.end(), IsChineseName)) names.clear();
  return names;
}

/// "林怡君澎湖縣15日電": a name of three ideographs, or of two before a place of two.
std::vector<std::string_view> ReadNameAndPlace(std::string_view text) {
  const std::size_t digit = text.find_first_of("0123456789");
  const bool wire = text.ends_with("電") || text.ends_with("电");
  if (!wire || digit == kNowhere || text.substr(digit).find("日") == kNowhere) return {};
  const std::string_view both = text.substr(0, digit);
  const std::size_t count = CountOf(both, IsHan);
  if (count < 4) return {};
  const std::string_view name = both.substr(0, (count == 4 ? 2 : 3) * kHan);
  return IsChineseName(name) ? std::vector{name} : std::vector<std::string_view>();
}

/// "（记者王晓东、李静）" at the start of a line, or behind the dateline that stands there.
std::vector<std::string_view> ReadChineseBracket(std::string_view line) {
  constexpr std::size_t kFar = 90;
  constexpr std::size_t kLongest = 120;
  std::size_t open = line.find("（");
  std::size_t size = kHan;
  std::string_view closing = "）";
  if (const std::size_t plain = line.find('('); plain < open) {
    open = plain;
    size = 1;
    closing = ")";
  }
  if (open == kNowhere || open > kFar) return {};
  const std::string_view before = TrimAscii(line.substr(0, open));
  const bool begins = before.empty() || before.ends_with("电") || before.ends_with("電") ||
                      before.ends_with("讯") || before.ends_with("訊");
  const std::size_t close = line.find(closing, open);
  if (!begins || close == kNowhere || close - open > kLongest) return {};
  const std::string_view inside = line.substr(open + size, close - open - size);
  const std::size_t reporter = std::min(inside.find("记者"), inside.find("記者"));
  constexpr std::size_t kHouse = 8 * kHan;
  if (reporter == kNowhere || reporter > kHouse) return {};
  std::string_view names = inside.substr(reporter + 2 * kHan);
  if (!Take("：", names)) Take(":", names);
  if (std::vector<std::string_view> read = ReadChineseNames(names); !read.empty()) return read;
  return ReadNameAndPlace(names);
}

/// Takes the name of a house off the front of "島報 記者 林佩珊".
void TakeHouse(std::string_view& text) {
  constexpr std::size_t kLongest = 8 * kHan;
  const std::size_t space = text.find(' ');
  if (space == kNowhere || space > kLongest || CountOf(text.substr(0, space), IsHan) == 0) return;
  const std::string_view rest = text.substr(space + 1);
  if (rest.starts_with("记者") || rest.starts_with("記者")) text = rest;
}

/// "記者林怡君／澎湖報導", "林怡君／澎湖報導", "本报记者 王晓东", and nothing else.
std::vector<std::string_view> ReadChineseLine(std::string_view line) {
  constexpr auto kHouses = std::to_array<std::string_view>(
      {"本报", "本報", "本网", "本網", "本刊", "实习", "實習", "文／", "文/"});
  std::string_view rest = line;
  TakeAny(rest, kHouses);
  TakeHouse(rest);
  const bool reporter = Take("记者", rest) || Take("記者", rest);
  if (!Take("：", rest)) Take(":", rest);
  std::size_t stroke = rest.find("／");
  if (const std::size_t plain = rest.find('/'); plain < stroke) stroke = plain;
  if (stroke != kNowhere) {
    const std::string_view place = rest.substr(stroke);
    const bool report = place.ends_with("報導") || place.ends_with("报道") ||
                        place.ends_with("報道") || place.ends_with("摄影") ||
                        place.ends_with("攝影");
    if (!report || place.size() > 16 * kHan) return {};
    rest = rest.substr(0, stroke);
  } else if (!reporter) {
    return {};
  }
  return ReadChineseNames(rest);
}

/// "作者：王晓东 李静" among other labels in one line.
std::vector<std::string_view> ReadChineseLabel(std::string_view line) {
  constexpr std::size_t kLongest = 200;
  if (line.size() > kLongest) return {};
  for (const std::string_view label : {"作者：", "作者:", "记者：", "記者：", "撰文："}) {
    const std::size_t found = line.find(label);
    if (found == kNowhere) continue;
    if (found > 0 && line[found - 1] != ' ' && !line.substr(0, found).ends_with("　")) continue;
    std::vector<std::string_view> names;
    for (const std::string_view part : Split(line.substr(found + label.size()), kNameBorders)) {
      if (!IsChineseName(part)) break;
      names.push_back(part);
    }
    if (!names.empty()) return names;
  }
  return {};
}

}  // namespace

bool IsChineseName(std::string_view text) {
  const std::size_t count = CountOf(text, IsHan);
  if (count < 2 || count > 4 || Is(text, kNobody)) return false;
  const std::size_t family = kFamilies.find(text.substr(0, kHan));
  return family != kNowhere && family % kHan == 0;
}

bool IsEastAsian(std::string_view name) {
  bool some = false;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t c = DecodeUtf8(name, at);
    if (c == U' ' || c == U'\u3000' || c == U'\u3005') continue;
    if (!IsHan(c) && !IsHangul(c) && !IsKana(c)) return false;
    some = true;
  }
  return some;
}

std::vector<std::string_view> ReadEastAsianByline(std::string_view line) {
  line = TrimAscii(line);
  while (Take("　", line)) {
  }
  if (std::vector<std::string_view> names = ReadKorean(line); !names.empty()) return names;
  constexpr auto kMarks =
      std::to_array<std::string_view>({"记者", "記者", "作者", "撰文", "报道", "報導", "報道"});
  const bool marked = std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
    return line.find(mark) != kNowhere;
  });
  if (!marked) return {};
  for (const auto read : {ReadChineseBracket, ReadChineseLine, ReadChineseLabel}) {
    if (std::vector<std::string_view> names = read(line); !names.empty()) return names;
  }
  return {};
}

std::vector<std::string_view> ReadEastAsianOpening(std::string_view paragraph) {
  constexpr std::size_t kOpening = 160;
  paragraph = paragraph.substr(0, FloorBoundary(paragraph, kOpening));
  const bool bracket = paragraph.starts_with('[') || paragraph.starts_with('(') ||
                       paragraph.find("（") != kNowhere || paragraph.find("(记者") != kNowhere;
  if (!bracket) return {};
  if (std::vector<std::string_view> names = ReadChineseBracket(paragraph); !names.empty()) {
    return names;
  }
  const bool korean = paragraph.starts_with('[') || paragraph.starts_with('(');
  return korean ? ReadKorean(paragraph) : std::vector<std::string_view>();
}

std::string_view ReadJapaneseSignature(std::string_view paragraph) {
  const bool round = paragraph.ends_with("）");
  if (!round && !paragraph.ends_with("】")) return {};
  const std::string_view opening = round ? "。（" : "。【";
  const std::size_t begin = paragraph.rfind(opening);
  if (begin == kNowhere) return {};
  std::string_view name = paragraph.substr(begin + opening.size());
  name.remove_suffix(kHan);
  if (const std::size_t desk = name.rfind("・"); desk != kNowhere) {  // "社会部・山本花子"
    name.remove_prefix(desk + std::string_view("・").size());
  }
  constexpr auto kNoNames = std::to_array<std::string_view>(
      {"共同", "時事", "通信", "新聞", "報",   "社",   "局",   "部",   "記事", "写真", "画像",
       "動画", "提供", "情報", "編集", "取材", "班",   "版",   "掲載", "転載", "会員", "時間",
       "略",   "談",   "訳",   "注",   "訂正", "速報", "特集", "連載", "関連", "電",   "日"});
  const bool other = std::any_of(kNoNames.begin(), kNoNames.end(), [&](std::string_view word) {
    return name.ends_with(word) || (word.size() > kHan && name.find(word) != kNowhere);
  });
  const std::size_t letters = CountOf(name, [](char32_t c) { return IsHan(c) || c == 0x3005; });
  return other || letters < 3 || letters > 5 ? std::string_view() : name;
}

}  // namespace newswired
