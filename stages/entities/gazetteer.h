#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/result.h"
#include "stages/text/words.h"

namespace newswired {

/// A named thing of the built-in tables; views into static storage.
struct Named {
  std::string_view type, name, wikidata, iso, feature;
  double lat = 0, lon = 0;
  bool located = false;
  bool ambiguous = false;  ///< needs a hint from its surroundings
};

/// Names by word: a trie in one open hash table, keyed by (state, gap, word). Immutable; shared by
/// all workers. Case counts; names in capitals (datelines, headlines) are entries of their own,
/// abbreviations have only the form in which they are written.
class Gazetteer {
 public:
  struct Match {
    std::uint32_t named = 0;  ///< index into named()
    std::size_t words = 0;    ///< length in words
    std::uint32_t end = 0;    ///< byte behind the name
    bool alias = false;
    bool acronym = false;
    bool caps = false;  ///< matched in its form in capitals
  };

  /// From the embedded tables; they are part of the program, so a broken row is kConfig.
  static Result<std::shared_ptr<const Gazetteer>> Built();
  /// From the text of tables, for tests.
  static Result<std::shared_ptr<const Gazetteer>> From(const std::vector<std::string_view>& tables);

  /// The longest name that begins with word `first`; false if there is none.
  [[nodiscard]] bool Find(std::string_view text, const std::vector<Word>& words, std::size_t first,
                          Match& match) const;
  [[nodiscard]] const std::vector<Named>& named() const { return named_; }
  /// Names that stand twice in the tables: the first one counts.
  [[nodiscard]] const std::vector<std::string>& doubled() const { return doubled_; }

 private:
  struct Slot {
    std::uint64_t key = 0;      ///< 0: empty
    std::uint32_t state = 0;    ///< of the word's node
    std::uint32_t payload = 0;  ///< index into entries_ plus 1, 0: no name ends here
  };
  struct Entry {
    std::uint32_t named = 0;
    bool alias = false;
    bool acronym = false;
    bool caps = false;
    bool full_stop = false;  ///< ends with a full stop ("U.S.")
  };

  Status Load(std::string_view table);
  void Insert(std::string_view name, Entry entry);
  Slot& SlotOf(std::uint64_t key);
  void Grow();

  std::vector<Named> named_;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;
  std::uint32_t states_ = 1;
  std::vector<std::string> doubled_;
};

}  // namespace newswired
