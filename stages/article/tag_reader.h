#pragma once

#include <lexbor/html/html.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace newswired {

/// Reads the tags of a page in one pass each, where lexbor's tokenizer takes a state for every part
/// of them and keeps attributes that nobody asks for. What it reads it reads as lexbor does; all
/// else it leaves to lexbor.
class TagReader {
 public:
  struct Options {
    std::size_t max_attributes = 128;  ///< of one tag; lexbor reads tags that have more
    bool all_attributes = false;       ///< keep also those that only selectors could ask for
  };

  explicit TagReader(Options options) : options_(options) {}

  /// Once for every page, when the tokenizer has begun. False: out of memory.
  bool Begin(lxb_html_tokenizer_t* tokenizer);

  /// What lexbor calls an attribute in this page, one that this reader keeps.
  [[nodiscard]] lxb_dom_attr_id_t IdOf(std::string_view name) const;

  /// Makes the tokenizer's token, which is empty, of the tag at `at`, a "<" in front of `end`.
  /// Where the tag ends; null, and the token still empty, if lexbor has to read it.
  const lxb_char_t* Read(const lxb_char_t* at, const lxb_char_t* end);

 private:
  /// A name of an attribute that somebody asks for, and what lexbor has for it in this page.
  struct Name {
    std::uint64_t key = 0;
    const lxb_dom_attr_data_t* data = nullptr;
  };
  struct Tag {
    std::uint64_t key = 0;
    lxb_tag_id_t id = 0;
  };

  bool ReadName(const lxb_char_t*& at, const lxb_char_t* end);
  const lxb_char_t* ReadAttributes(const lxb_char_t* at, const lxb_char_t* end);
  const lxb_char_t* ReadAttribute(const lxb_char_t* at, const lxb_char_t* end);
  const lxb_char_t* ReadValue(const lxb_char_t* at, const lxb_char_t* end,
                              lxb_html_token_attr_t* attribute);
  bool Decode(lxb_html_token_attr_t& attribute);
  const lxb_dom_attr_data_t* DataOf(const lxb_char_t* name, std::size_t length,
                                    const lxb_char_t* end) const;
  lxb_html_token_attr_t* Add(const lxb_dom_attr_data_t* data);

  const Options options_;
  lxb_html_tokenizer_t* tokenizer_ = nullptr;
  std::array<Tag, 256> tags_{};
  std::array<Name, 64> names_{};
  const lxb_dom_attr_data_t* aria_hidden_ = nullptr;
  const lxb_dom_attr_data_t* data_original_ = nullptr;
  std::array<lxb_html_token_attr_t, 32> attributes_{};
  std::size_t kept_ = 0;
  bool keep_all_ = false;  ///< of this tag
  std::string decoded_;
};

/// Where the comment that begins at `at` ("<!--") ends; null if lexbor has to read it.
const lxb_char_t* CommentEnd(const lxb_char_t* at, const lxb_char_t* end);

/// The first "<", "&", carriage return or zero byte of [at, end), or `end`.
const lxb_char_t* FindMarkup(const lxb_char_t* at, const lxb_char_t* end);

}  // namespace newswired
