#include "stages/article/tag_reader.h"

#include <lexbor/html/tokenizer.h>

#include <bit>
#include <cstring>

#include "stages/article/characters.h"
#include "stages/article/find_byte.h"

// What lexbor's own tokenizer calls; in its library, but in none of its headers.
extern "C" {
const lxb_tag_data_t* lxb_tag_append_lower(lexbor_hash_t* hash, const lxb_char_t* name,
                                           std::size_t length);
lxb_dom_attr_data_t* lxb_dom_attr_local_name_append(lexbor_hash_t* hash, const lxb_char_t* name,
                                                    std::size_t length);
}

namespace newswired {
namespace {

enum CharacterClass : std::uint8_t {
  kSpace = 1,
  kEndsName = 2,   ///< of an attribute: white space, "/", ">" or "="
  kOddInName = 4,  ///< an error in an attribute's name, or a character that is replaced
  kInTagName = 8,  ///< letters, digits, "-" and ":"
  kEndsUnquoted = 16,
  kOddUnquoted = 32,
};

constexpr std::array<std::uint8_t, 256> MakeClasses() {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t c = 0; c < 0x20; ++c) classes[c] = kOddInName;
  for (const char c : {' ', '\t', '\n', '\f', '\r'}) {
    classes[static_cast<unsigned char>(c)] = kSpace | kEndsName | kEndsUnquoted;
  }
  for (const char c : {'/', '=', '>'}) classes[static_cast<unsigned char>(c)] |= kEndsName;
  for (const char c : {'"', '\'', '<'}) classes[static_cast<unsigned char>(c)] |= kOddInName;
  classes['>'] |= kEndsUnquoted;
  classes['&'] |= kOddUnquoted;
  classes[0] |= kOddUnquoted;
  for (std::size_t i = 0; i < 26; ++i) {
    classes['a' + i] |= kInTagName;
    classes['A' + i] |= kInTagName;
  }
  for (std::size_t i = 0; i < 10; ++i) classes['0' + i] |= kInTagName;
  for (const char c : {'-', ':'}) classes[static_cast<unsigned char>(c)] |= kInTagName;
  return classes;
}
constexpr auto kClasses = MakeClasses();

bool Is(lxb_char_t c, std::uint8_t classes) { return (kClasses[c] & classes) != 0; }

const lxb_char_t* SkipSpace(const lxb_char_t* at, const lxb_char_t* end) {
  while (at != end && Is(*at, kSpace)) ++at;
  return at;
}

/// Up to eight characters, the letters in lower case, as a number. Characters other than
/// kInTagName may be mistaken for others, but never for a letter, a hyphen or a colon of a name
/// without control characters.
std::uint64_t KeyOf(const lxb_char_t* name, std::size_t length, const lxb_char_t* end) {
  std::uint64_t key = 0;
  if (end - name >= 8) {
    std::memcpy(&key, name, 8);
    key <<= 64 - 8 * length;
    key >>= 64 - 8 * length;
  } else {
    std::memcpy(&key, name, length);
  }
  constexpr std::uint64_t kLower = 0x2020202020202020;
  return key | (kLower >> (64 - 8 * length));
}

std::size_t HashOf(std::uint64_t key, unsigned bits) {
  return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15) >> (64 - bits));
}

constexpr unsigned kTagBits = 8;
constexpr unsigned kNameBits = 6;

/// What the stage, or lexbor's tree builder, asks for; names of more than eight characters apart.
constexpr auto kNames =
    std::to_array<std::string_view>({"class", "id", "style", "role", "href", "hidden", "content",
                                     "itemprop", "itemtype", "datetime", "rel", "lang", "xml:lang",
                                     "property", "name", "type", "title", "src", "data-src"});
constexpr std::string_view kAriaHidden = "aria-hidden";
constexpr std::string_view kDataOriginal = "data-original";

/// Tags whose attributes the tree builder compares or reads, whatever their names: formatting
/// elements of which three alike are enough, fonts in drawings, and elements of forms.
bool NeedsAllAttributes(lxb_tag_id_t id) {
  switch (id) {
    case LXB_TAG_ANNOTATION_XML:
    case LXB_TAG_B:
    case LXB_TAG_BIG:
    case LXB_TAG_CODE:
    case LXB_TAG_EM:
    case LXB_TAG_FONT:
    case LXB_TAG_I:
    case LXB_TAG_INPUT:
    case LXB_TAG_NOBR:
    case LXB_TAG_OPTGROUP:
    case LXB_TAG_OPTION:
    case LXB_TAG_S:
    case LXB_TAG_SELECT:
    case LXB_TAG_SELECTEDCONTENT:
    case LXB_TAG_SMALL:
    case LXB_TAG_STRIKE:
    case LXB_TAG_STRONG:
    case LXB_TAG_TEMPLATE:
    case LXB_TAG_TT:
    case LXB_TAG_U:
      return true;
    default:
      return false;
  }
}

bool EqualsLower(const lxb_char_t* name, std::string_view lower) {
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const auto c = static_cast<char>(name[i]);
    if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != lower[i]) return false;
  }
  return true;
}

const lxb_char_t* Chars(std::string_view text) {
  return reinterpret_cast<const lxb_char_t*>(text.data());
}

}  // namespace

const lxb_char_t* FindMarkup(const lxb_char_t* at, const lxb_char_t* end) {
  return FindByte<'<', '&', '\r', '\0'>(at, end);
}

const lxb_char_t* CommentEnd(const lxb_char_t* at, const lxb_char_t* end) {
  at += std::string_view("<!--").size();
  // "<!-->" and "<!--->" are whole comments, and so is one that ends in "--!>".
  if (end - at < 2 || *at == '>' || (*at == '-' && at[1] == '>')) return nullptr;
  while (true) {
    at = static_cast<const lxb_char_t*>(std::memchr(at, '-', static_cast<std::size_t>(end - at)));
    if (at == nullptr || end - at < 3) return nullptr;
    if (at[1] == '-' && at[2] == '>') return at + 3;
    if (at[1] == '-' && at[2] == '!') return nullptr;
    ++at;
  }
}

bool TagReader::Begin(lxb_html_tokenizer_t* tokenizer) {
  tokenizer_ = tokenizer;
  names_.fill({});
  for (const std::string_view name : kNames) {
    const std::uint64_t key = KeyOf(Chars(name), name.size(), Chars(name) + name.size());
    std::size_t place = HashOf(key, kNameBits);
    while (names_[place].key != 0) place = (place + 1) % names_.size();
    names_[place] = {key,
                     lxb_dom_attr_local_name_append(tokenizer->attrs, Chars(name), name.size())};
    if (names_[place].data == nullptr) return false;
  }
  aria_hidden_ =
      lxb_dom_attr_local_name_append(tokenizer->attrs, Chars(kAriaHidden), kAriaHidden.size());
  data_original_ =
      lxb_dom_attr_local_name_append(tokenizer->attrs, Chars(kDataOriginal), kDataOriginal.size());
  return aria_hidden_ != nullptr && data_original_ != nullptr;
}

lxb_dom_attr_id_t TagReader::IdOf(std::string_view name) const {
  const lxb_dom_attr_data_t* const data =
      DataOf(Chars(name), name.size(), Chars(name) + name.size());
  return data == nullptr ? 0 : data->attr_id;
}

const lxb_char_t* TagReader::Read(const lxb_char_t* at, const lxb_char_t* end) {
  lxb_html_token_t* const token = tokenizer_->token;
  const lxb_char_t* name = at + 1;
  const bool closing = name != end && *name == '/';
  if (closing) ++name;
  const lxb_char_t* behind = name;
  if (!ReadName(behind, end)) return nullptr;
  kept_ = 0;
  const lxb_char_t* tag_end = SkipSpace(behind, end);
  if (tag_end == end) return nullptr;
  if (*tag_end != '>') {
    keep_all_ = options_.all_attributes || NeedsAllAttributes(token->tag_id);
    tag_end = closing ? nullptr : ReadAttributes(tag_end, end);  // an end tag has none
    if (tag_end == nullptr) {
      lxb_html_token_clean(token);
      return nullptr;
    }
  }
  token->begin = name;
  token->end = behind;
  if (closing) token->type |= LXB_HTML_TOKEN_TYPE_CLOSE;
  return tag_end + 1;
}

/// The tag's name, a letter and more, behind which `at` is left.
bool TagReader::ReadName(const lxb_char_t*& at, const lxb_char_t* end) {
  const lxb_char_t* const name = at;
  while (at != end && Is(*at, kInTagName)) ++at;
  const auto length = static_cast<std::size_t>(at - name);
  if (length == 0 || at == end || (*name | 0x20) < 'a' || (*name | 0x20) > 'z') return false;
  if (!Is(*at, kSpace) && *at != '>' && *at != '/') return false;
  Tag* known = nullptr;
  if (length <= 8) {
    const std::uint64_t key = KeyOf(name, length, end);
    known = &tags_[HashOf(key, kTagBits)];
    if (known->key == key) {
      tokenizer_->token->tag_id = known->id;
      return true;
    }
    known->key = 0;
  }
  const lxb_tag_data_t* const data = lxb_tag_append_lower(tokenizer_->tags, name, length);
  if (data == nullptr) return false;
  tokenizer_->token->tag_id = data->tag_id;
  // Other names are numbered anew in every page.
  if (known != nullptr && data->tag_id < LXB_TAG__LAST_ENTRY) {
    *known = {KeyOf(name, length, end), data->tag_id};
  }
  return true;
}

/// Up to the ">".
const lxb_char_t* TagReader::ReadAttributes(const lxb_char_t* at, const lxb_char_t* end) {
  std::size_t count = 0;
  while (true) {
    at = SkipSpace(at, end);
    if (at == end) return nullptr;
    if (*at == '>') return at;
    if (*at == '/') {
      if (++at != end && *at == '>') tokenizer_->token->type |= LXB_HTML_TOKEN_TYPE_CLOSE_SELF;
      continue;
    }
    if (++count > options_.max_attributes) return nullptr;
    at = ReadAttribute(at, end);
    if (at == nullptr) return nullptr;
  }
}

const lxb_char_t* TagReader::ReadAttribute(const lxb_char_t* at, const lxb_char_t* end) {
  const lxb_char_t* const name = at;
  while (at != end && !Is(*at, kEndsName | kOddInName)) ++at;
  const auto length = static_cast<std::size_t>(at - name);
  if (length == 0 || at == end || Is(*at, kOddInName)) return nullptr;
  const lxb_dom_attr_data_t* data = DataOf(name, length, end);
  if (data == nullptr && keep_all_) {
    data = lxb_dom_attr_local_name_append(tokenizer_->attrs, name, length);
    if (data == nullptr) return nullptr;
  }
  lxb_html_token_attr_t* kept = nullptr;
  if (data != nullptr) {
    kept = Add(data);
    if (kept == nullptr) return nullptr;
  }
  const lxb_char_t* const behind = SkipSpace(at, end);
  if (behind == end || *behind != '=') return behind;
  at = SkipSpace(behind + 1, end);
  return at == end || *at == '>' ? nullptr : ReadValue(at, end, kept);
}

/// `attribute` is null if nobody asks for its value.
const lxb_char_t* TagReader::ReadValue(const lxb_char_t* at, const lxb_char_t* end,
                                       lxb_html_token_attr_t* attribute) {
  const lxb_char_t quote = *at;
  const lxb_char_t* value_end = nullptr;
  bool plain = true;
  if (quote == '"' || quote == '\'') {
    value_end = ++at;
    if (attribute != nullptr) {
      value_end = quote == '"' ? FindByte<'"', '&', '\r', '\0'>(at, end)
                               : FindByte<'\'', '&', '\r', '\0'>(at, end);
      plain = value_end != end && *value_end == quote;
    }
    if (attribute == nullptr || !plain) {
      value_end = static_cast<const lxb_char_t*>(
          std::memchr(value_end, quote, static_cast<std::size_t>(end - value_end)));
      if (value_end == nullptr) return nullptr;
    }
    const lxb_char_t* const next = value_end + 1;
    if (next == end || !(Is(*next, kSpace) || *next == '/' || *next == '>')) return nullptr;
  } else {
    value_end = at;
    while (value_end != end && !Is(*value_end, kEndsUnquoted | kOddUnquoted)) ++value_end;
    if (value_end == end || Is(*value_end, kOddUnquoted)) return nullptr;
  }
  if (attribute != nullptr) {
    // Not copied: lexbor writes into no value, and copies those of the elements that it clones.
    // Those that it reads are to end with a zero.
    attribute->value = const_cast<lxb_char_t*>(at);
    attribute->value_size = static_cast<std::size_t>(value_end - at);
    attribute->value_begin = at;
    attribute->value_end = value_end;
    if ((!plain || keep_all_) && !Decode(*attribute)) return nullptr;
  }
  return quote == '"' || quote == '\'' ? value_end + 1 : value_end;
}

/// Of a value as it is written, which becomes a text of its own.
bool TagReader::Decode(lxb_html_token_attr_t& attribute) {
  decoded_.clear();
  if (!AppendCharacters({reinterpret_cast<const char*>(attribute.value), attribute.value_size},
                        true, decoded_)) {
    return false;
  }
  attribute.value_size = decoded_.size();
  attribute.value =
      static_cast<lxb_char_t*>(lexbor_mraw_alloc(tokenizer_->attrs_mraw, attribute.value_size + 1));
  if (attribute.value == nullptr) return false;
  std::memcpy(attribute.value, decoded_.c_str(), attribute.value_size + 1);
  return true;
}

/// Null for names that nobody asks for. There are bytes to read up to `end`.
const lxb_dom_attr_data_t* TagReader::DataOf(const lxb_char_t* name, std::size_t length,
                                             const lxb_char_t* end) const {
  if (length <= 8) {
    const std::uint64_t key = KeyOf(name, length, end);
    std::size_t place = HashOf(key, kNameBits);
    for (; names_[place].key != 0; place = (place + 1) % names_.size()) {
      if (names_[place].key == key) return names_[place].data;
    }
  } else if (length == kAriaHidden.size()) {
    if (EqualsLower(name, kAriaHidden)) return aria_hidden_;
  } else if (length == kDataOriginal.size()) {
    if (EqualsLower(name, kDataOriginal)) return data_original_;
  }
  return nullptr;
}

/// At the end of the token's. Null where a tag has more than any real one.
lxb_html_token_attr_t* TagReader::Add(const lxb_dom_attr_data_t* data) {
  if (kept_ == attributes_.size()) return nullptr;
  lxb_html_token_t* const token = tokenizer_->token;
  lxb_html_token_attr_t& made = attributes_[kept_++];
  made = {};
  made.name = data;
  made.prev = token->attr_last;
  if (token->attr_last == nullptr) {
    token->attr_first = &made;
  } else {
    token->attr_last->next = &made;
  }
  token->attr_last = &made;
  return &made;
}

}  // namespace newswired
