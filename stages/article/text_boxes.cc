#include "stages/article/text_boxes.h"

#include <algorithm>
#include <array>

#include "stages/article/endings.h"
#include "stages/article/house_lines.h"
#include "stages/article/names.h"
#include "stages/article/promotion.h"
#include "stages/article/tags.h"
#include "stages/article/trim.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr std::uint32_t kSentence = 40;  // characters, white space aside: the shortest one

/// What opens the rest of a text, in lower case: the whole of a button or link.
constexpr auto kOpeners = std::to_array<std::string_view>({"read more",
                                                           "read full story",
                                                           "read full article",
                                                           "read the full story",
                                                           "read the full article",
                                                           "read the rest",
                                                           "continue reading",
                                                           "keep reading",
                                                           "show more",
                                                           "show full article",
                                                           "see more",
                                                           "view more",
                                                           "load more",
                                                           "expand",
                                                           "weiterlesen",
                                                           "mehr lesen",
                                                           "mehr anzeigen",
                                                           "ganzen artikel lesen",
                                                           "artikel weiterlesen",
                                                           "lire la suite",
                                                           "lire plus",
                                                           "afficher la suite",
                                                           "voir plus",
                                                           "leer más",
                                                           "seguir leyendo",
                                                           "continuar leyendo",
                                                           "ver más",
                                                           "mostrar más",
                                                           "leggi tutto",
                                                           "leggi di più",
                                                           "continua a leggere",
                                                           "mostra altro",
                                                           "leia mais",
                                                           "continuar lendo",
                                                           "continue lendo",
                                                           "ler mais",
                                                           "mostrar mais",
                                                           "lees meer",
                                                           "lees verder",
                                                           "verder lezen",
                                                           "läs mer",
                                                           "läs hela artikeln",
                                                           "visa mer",
                                                           "les mer",
                                                           "vis mer",
                                                           "læs mere",
                                                           "vis mere",
                                                           "lue lisää",
                                                           "näytä lisää",
                                                           "czytaj dalej",
                                                           "czytaj więcej",
                                                           "rozwiń",
                                                           "číst dále",
                                                           "číst více",
                                                           "zobrazit více",
                                                           "tovább olvasom",
                                                           "citește mai mult",
                                                           "devamını oku",
                                                           "διαβάστε περισσότερα",
                                                           "читать далее",
                                                           "читать полностью",
                                                           "показать полностью",
                                                           "читати далі",
                                                           "читати повністю",
                                                           "baca selengkapnya",
                                                           "selengkapnya",
                                                           "xem thêm",
                                                           "đọc tiếp",
                                                           "اقرأ المزيد",
                                                           "عرض المزيد",
                                                           "קרא עוד",
                                                           "और पढ़ें",
                                                           "आगे पढ़ें",
                                                           "続きを読む",
                                                           "もっと見る",
                                                           "全文を読む",
                                                           "全文を表示",
                                                           "阅读全文",
                                                           "展开全文",
                                                           "展开阅读全文",
                                                           "閱讀全文",
                                                           "閱讀更多",
                                                           "查看全文",
                                                           "더보기",
                                                           "더 보기",
                                                           "계속 읽기"});

/// Headings of boxes that are about something else than the text, in lower case.
constexpr auto kMoreLabels = std::to_array<std::string_view>({"more information",
                                                              "further information",
                                                              "more on this",
                                                              "background",
                                                              "weitere informationen",
                                                              "mehr informationen",
                                                              "mehr zum thema",
                                                              "zum thema",
                                                              "en savoir plus",
                                                              "plus d'informations",
                                                              "más información",
                                                              "para saber más",
                                                              "maggiori informazioni",
                                                              "per saperne di più",
                                                              "mais informações",
                                                              "saiba mais",
                                                              "meer informatie",
                                                              "mer information",
                                                              "mer informasjon",
                                                              "mere information",
                                                              "więcej informacji",
                                                              "více informací",
                                                              "дополнительная информация",
                                                              "daha fazla bilgi",
                                                              "informasi lebih lanjut",
                                                              "関連情報",
                                                              "更多信息"});

/// Boxes with these names point elsewhere, whatever they hold.
constexpr std::uint32_t kElsewhere = kNever | kNegative | kAsideName | kTeaserName | kCommentName |
                                     kPayName | kNavName | kAuthorName | kBylineName | kEventName;

/// Without arrows and dots at its ends.
std::string_view WithoutArrows(std::string_view text) {
  constexpr auto kSigns =
      std::to_array<std::string_view>({" ", ".", "+", ">", ":", "\u2026", "\u00BB", "\u203A",
                                       "\u2192", "\u25BC", "\u25BE", "\u2193", "\u25B6"});
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view sign : kSigns) {
      if (!text.ends_with(sign)) continue;
      text.remove_suffix(sign.size());
      cut = true;
    }
  }
  return text;
}

bool IsMoreLabel(std::string_view heading) {
  const std::string lower = LowerUtf8(heading);
  return std::find(kMoreLabels.begin(), kMoreLabels.end(), WithoutArrows(lower)) !=
         kMoreLabels.end();
}

/// What houses put into every article.
bool IsOfTheHouse(std::string_view text, bool heading) {
  return IsHouseLine(text) || IsHouseParagraph(text) || AsksToPay(text) ||
         IsDisclosure(text, false) || (heading && (IsSectionLabel(text) || IsMoreLabel(text)));
}

}  // namespace

bool TextBoxes::IsRunningText(Index index) const {
  const Element& element = all_[index];
  switch (element.tag) {
    case LXB_TAG_P:
      return element.raw_text >= kSentence && !element.hidden;
    case LXB_TAG_DIV:
    case LXB_TAG_SECTION:
      return element.raw_text >= kSentence * 3 && !element.hidden && LinkDensity(element) < 0.2F &&
             (element.names & kElsewhere) == 0 && HoldsTextBlock(index);
    default:
      return false;
  }
}

/// True with running text before it in the same box, and behind it too unless `at_end` will do.
bool TextBoxes::StandsInText(Index index, bool at_end) const {
  const Index parent = ParentOf(index);
  if (parent == kNone || all_[parent].tag == LXB_TAG_BODY) return false;
  bool before = false;
  for (Index child = parent + 1; child < all_[parent].end; child = all_[child].end) {
    if (child == index) {
      if (!before || at_end) return before;
      continue;
    }
    if ((child < index && before) || !IsRunningText(child)) continue;
    if (child > index) return true;
    before = true;
  }
  return false;
}

/// What a box holds, as far as it tells facts from what houses put everywhere.
struct TextBoxes::Contents {
  std::size_t blocks = 0;
  std::size_t sentences = 0;
  std::size_t facts = 0;  ///< lines with a number or a colon in lists, tables and the like
  std::uint32_t links = 0;
};

std::optional<TextBoxes::Contents> TextBoxes::ContentsOf(Index index) const {
  Contents contents;
  for (Index i = index + 1; i < all_[index].end; ++i) {
    const Element& element = all_[i];
    switch (element.tag) {
      case LXB_TAG_FORM:
      case LXB_TAG_BUTTON:
      case LXB_TAG_INPUT:
      case LXB_TAG_IFRAME:
      case LXB_TAG_ARTICLE:
      case LXB_TAG_TIME:
        return std::nullopt;
      case LXB_TAG_A:
        contents.links += element.raw_text;
        break;
      default:
        break;
    }
    if ((element.names & (kNever | kPayName | kAuthorName | kBylineName)) != 0) return std::nullopt;
    const bool heading = IsHeading(element.tag);
    const bool row = element.tag == LXB_TAG_TR || element.tag == LXB_TAG_DD;
    const bool line =
        (element.tag == LXB_TAG_DIV || element.tag == LXB_TAG_DT) && element.own_text > 0;
    const bool label = element.tag == LXB_TAG_SPAN && element.raw_text < kSentence;
    if (!heading && !row && !line && !label && !IsTextBlock(element.tag)) continue;
    const std::string text = page_.TextOf(i);
    if (text.empty()) continue;
    if (label && !IsOfTheHouse(text, true)) continue;
    if (IsOfTheHouse(text, heading || label) || IsPromotion(text, true) || TellsOfAuthor(text)) {
      return std::nullopt;
    }
    ++contents.blocks;
    const bool item = row || element.tag == LXB_TAG_LI;
    if (item && text.find_first_of("0123456789:") != std::string::npos) ++contents.facts;
    if (element.raw_text >= kSentence && !heading && EndsSentence(text)) ++contents.sentences;
  }
  return contents;
}

bool TextBoxes::TellsOfAuthor(std::string_view text) const {
  return std::any_of(persons_.begin(), persons_.end(), [&](const std::string& person) {
    return !person.empty() && text.starts_with(person);
  });
}

bool TextBoxes::IsFactBox(Index index) {
  constexpr std::size_t kMostBoxes = 64;
  constexpr std::uint32_t kShortest = 15;  // characters: a name and two numbers
  constexpr std::uint32_t kLongest = 3000;
  constexpr Index kMostElements = 256;
  constexpr std::size_t kFewestBlocks = 2;
  constexpr std::size_t kFewestFacts = 2;
  const Element& box = all_[index];
  const bool named = (box.names & kFactName) != 0;
  if (box.raw_text < kShortest || box.raw_text > kLongest || (box.names & kElsewhere) != 0 ||
      (!named && (box.names & kUnlikely) != 0) || box.end - index > kMostElements || box.hidden) {
    return false;
  }
  // Each look walks over what stands around the box.
  if (++boxes_looked_at_ > kMostBoxes || !StandsInText(index, named)) return false;
  const std::optional<Contents> contents = ContentsOf(index);
  if (!contents || contents->links * 10 > box.raw_text || contents->blocks < kFewestBlocks) {
    return false;
  }
  return contents->sentences > 0 || contents->facts >= kFewestFacts ||
         (named && box.raw_text >= kSentence);
}

bool TextBoxes::IsOpener(Index index) const {
  constexpr std::uint32_t kLongest = 40;
  const Element& element = all_[index];
  switch (element.tag) {
    case LXB_TAG_BUTTON:
    case LXB_TAG_A:
    case LXB_TAG_LABEL:
    case LXB_TAG_SPAN:
    case LXB_TAG_DIV:
    case LXB_TAG_P:
      break;
    default:
      return false;
  }
  if (element.raw_text > kLongest) return false;
  const std::string text = LowerUtf8(page_.TextOf(index));
  return std::find(kOpeners.begin(), kOpeners.end(), WithoutArrows(text)) != kOpeners.end();
}

/// True if `index`, or a hidden box beside it, stands right beside what opens it. Hidden boxes
/// behind it that follow others in front of it are not what it opens.
bool TextBoxes::StandsBesideOpener(Index index) const {
  constexpr std::size_t kMostChildren = 128;
  const Index parent = ParentOf(index);
  bool hidden_before = false;  // the box before
  bool opened = false;         // by what stands in front
  bool met = false;
  std::size_t children = 0;
  for (Index child = parent + 1; child < all_[parent].end; child = all_[child].end) {
    if (++children > kMostChildren) return false;
    const Element& element = all_[child];
    met = met || child == index;
    if (IsOpener(child)) {
      if (met) return true;
      opened = !hidden_before;
    } else if (element.hidden && element.raw_text >= kSentence) {
      hidden_before = true;
    } else if (element.raw_text >= kSentence) {
      if (met) return opened;
      hidden_before = opened = false;
    }
    if (met && opened) return true;
  }
  return false;
}

bool TextBoxes::IsFoldedText(Index index) const {
  const Element& box = all_[index];
  const std::uint32_t tag = box.tag;
  const bool may_be =
      tag == LXB_TAG_DIV || tag == LXB_TAG_SECTION || tag == LXB_TAG_SPAN || tag == LXB_TAG_P;
  if (!may_be || box.raw_text < kSentence || LinkDensity(box) > 0.2F ||
      (box.names & kElsewhere) != 0) {
    return false;
  }
  const Index parent = ParentOf(index);
  if (parent == kNone || all_[parent].tag == LXB_TAG_BODY) return false;
  return FollowsText(index) && StandsBesideOpener(index) && GoesOnAsText(index);
}

/// True with running text somewhere before it in the same box.
bool TextBoxes::FollowsText(Index index) const {
  const Index parent = ParentOf(index);
  for (Index child = parent + 1; child < index; child = all_[child].end) {
    if (IsRunningText(child)) return true;
  }
  return false;
}

/// False for what is hidden beside texts, too: comments, requests for consent, offers. The rest of
/// a text begins with a paragraph or a heading, and names nobody who says when.
bool TextBoxes::GoesOnAsText(Index index) const {
  bool begun = false;
  for (Index i = index; i < all_[index].end; ++i) {
    const Element& element = all_[i];
    if (element.tag == LXB_TAG_FORM || element.tag == LXB_TAG_ARTICLE ||
        element.tag == LXB_TAG_TIME || element.tag == LXB_TAG_INPUT ||
        (element.names & (kNever | kCommentName | kPayName)) != 0) {
      return false;
    }
    const bool heading = IsHeading(element.tag);
    const bool block =
        heading || IsTextBlock(element.tag) || (element.tag == LXB_TAG_DIV && element.own_text > 0);
    if (!block || element.raw_text == 0) continue;
    const std::string text = page_.TextOf(i);
    if (IsOfTheHouse(text, heading) || AsksForConsent(text)) return false;
    if (heading || begun) continue;
    if (element.raw_text < kSentence || element.tag == LXB_TAG_LI || !EndsSentence(text)) {
      return false;
    }
    begun = true;
  }
  return begun;
}

}  // namespace newswired
