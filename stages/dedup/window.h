#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/article.h"
#include "stages/core/stage.h"
#include "stages/core/window_clock.h"
#include "stages/dedup/fingerprint.h"
#include "stages/dedup/reprint_model.h"
#include "stages/dedup/revision.h"

namespace newswired {

/// What dedup has to know of an article. Hashes are XXH3's, 0 for what it does not have.
struct Claim {
  std::uint64_t key = 0;    ///< topic, partition, offset, item
  std::uint64_t bytes = 0;  ///< of the item's own bytes: same key, other bytes = another article
  std::uint64_t uri = 0;    ///< identity
  std::uint64_t url = 0;    ///< UrlKey() of its canonical URL
  std::uint64_t supersedes = 0;  ///< identity of the item that it says it replaces
  std::uint64_t content = 0;     ///< first bytes of its content hash
  std::uint32_t address = 0;     ///< its URL as it came
  std::int64_t time_ms = -1;     ///< record time
  std::int64_t stamp_ms = -1;    ///< when it was last changed, as it says
  /// What it says of itself: "correction", "withdrawal", "kill"; empty: nothing.
  std::string change;
  std::string uri_text, version;
  Fingerprint print;
  TextFacts facts;
};

struct WindowLimits {
  std::int64_t window_ms = 0;
  std::uint64_t max_articles = 0;  ///< at most kMostArticles
  std::int32_t reprint_score = 0;  ///< least ReprintScore() of a reprint
  std::size_t detailed = 0;        ///< of so many of the latest articles, sentences are remembered

  static constexpr std::uint64_t kMostArticles = 10'000'000;
};

/// The articles of the last days of one lane, in the order in which they were judged.
///
/// An article is visible while its record time lies within the window before that of WindowClock
/// and no more than `max_articles` came after it. Verdicts depend on nothing else, so
/// batches that are aborted and redone leave no trace. Integers only: verdicts are the same on all
/// machines. About 600 bytes an article (README.md); a judgement costs a few microseconds, and is
/// bounded whatever the articles are. Not thread-safe.
class DedupWindow {
 public:
  using Sequence = std::uint64_t;

  struct Judgement {
    Dedup verdict;
    std::optional<Revision> revision;  ///< of a kRevision
    /// Its family has a member whose publication is committed, so it may be suppressed.
    bool suppressible = false;
    bool again = false;  ///< the record was delivered before: nothing was added
  };

  /// An article that shares several shingles with another.
  struct Near {
    Sequence sequence = 0;
    Overlap overlap;
    std::int32_t score = 0;  ///< ReprintScore()
    std::string_view uri;    ///< valid until the window changes
  };

  explicit DedupWindow(WindowLimits limits);

  /// Judges the article and adds it. A record that is delivered again gets its first verdict.
  Judgement Judge(BatchId batch, const Claim& claim);
  /// Articles with a text like this one's, those first that share most; at most 16.
  [[nodiscard]] std::vector<Near> FindNear(const Claim& claim) const;
  /// The article judged last will not be published; only where that was `suppressible`.
  void Suppress();
  void Committed(BatchId batch);
  void Aborted(BatchId batch);

  [[nodiscard]] std::size_t size() const { return next_ - first_; }
  /// Memory of the articles and of the index.
  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr Sequence kNone = ~Sequence{0};

  /// What articles are looked up by. Each article stands in one chain for each slot.
  enum Slot : std::uint32_t { kKey, kUri, kUrl, kText, kHeadline, kShingles };
  static constexpr std::size_t kPostedShingles = 10, kPostedLead = 4;
  static constexpr std::uint32_t kLead = kShingles + kPostedShingles;
  static constexpr std::uint32_t kSlots = kLead + kPostedLead;

  /// A Sample of fewer hashes in as few bytes. kBytes 2 keeps the upper 16 bits.
  template <std::size_t kMost, std::size_t kBytes>
  struct Kept {
    std::array<std::uint8_t, kMost * kBytes> values{};
    std::uint8_t size = 0;
    std::array<std::uint8_t, 3> below{};

    static constexpr std::uint32_t kShift = kBytes == 2 ? 8 : 0;
    template <std::size_t kMore>
    static Kept Of(const Sample<kMore>& sample);
    [[nodiscard]] std::uint32_t At(std::size_t i) const;
    [[nodiscard]] std::uint32_t Below() const;  ///< 0xFFFFFF: all are here
  };

  struct Entry {
    std::uint64_t key = 0, uri = 0, url = 0, text_low = 0, content = 0, cluster = 0;
    std::uint64_t chain = 0;  ///< identity of its first version
    std::int64_t time_ms = -1;
    std::uint32_t stamp_s = 0;  ///< Claim::stamp_ms in seconds, 0: unknown
    std::uint32_t text_high = 0, bytes = 0, address = 0, words = 0, headline = 0;
    std::uint32_t of = 0;           ///< what it repeats or replaces, itself if nothing
    std::uint32_t first_text = 0;   ///< earliest article of the same text, itself if there is none
    std::uint32_t gave_way_to = 0;  ///< where suppressed: the published member of its family
    std::uint32_t strings = 0;      ///< where its uri, version, and `of`'s with its content begin
    std::uint16_t uri_size = 0, version_size = 0, of_uri_size = 0, of_version_size = 0;
    std::uint16_t similarity = 0, confidence = 0;  ///< thousandths
    std::uint16_t number = 1;                      ///< in its chain
    DedupRole role = DedupRole::kUnique;
    std::uint8_t contained = 0, lead = 0, names = 0, title = 0;  ///< hundredths, of a reprint
    bool same_uri = false;       ///< as the item that it repeats or replaces
    bool superseded = false;     ///< it names the item that it replaces
    bool headline_only = false;  ///< a reprint by its headline, since one of the two has no text
    bool of_confirmed = false;
    bool stale = false;    ///< an earlier text of its item, under another address: no version
    bool outside = false;  ///< came when its time was outside the window
    bool suppressed = false;
    bool committed = false;
    std::array<std::uint32_t, kSlots> older{};  ///< next link of each chain
    Kept<40, 3> shingles;
    Kept<12, 3> lead_shingles;
    Kept<10, 2> name_hashes;
    Kept<8, 2> number_hashes;
    Kept<8, 2> title_hashes;
  };

  /// Articles are kept, and forgotten, by the block.
  struct Block {
    std::vector<Entry> entries;
    std::string strings;
  };
  static constexpr std::size_t kBlock = 1024;

  /// As things were before the first article of a batch.
  struct Before {
    WindowClock clock;
    Sequence next = 0;
  };

  [[nodiscard]] const Entry& At(Sequence sequence) const;
  [[nodiscard]] Entry& At(Sequence sequence);
  [[nodiscard]] std::string_view StringOf(Sequence sequence, std::size_t skip,
                                          std::size_t size) const;
  [[nodiscard]] const Entry* Find(Sequence sequence) const;
  [[nodiscard]] Sequence Widen(std::uint32_t low) const;
  [[nodiscard]] bool VisibleAt(const Before& at, Sequence sequence) const;
  [[nodiscard]] bool Visible(Sequence sequence) const;

  [[nodiscard]] static std::uint64_t ValueOf(const Entry& entry, std::uint32_t slot);
  [[nodiscard]] static std::uint64_t ShingleOf(const Entry& entry, std::uint32_t slot);
  [[nodiscard]] std::uint32_t& Head(std::uint32_t slot, std::uint64_t value) const;
  template <class Visit>
  void Walk(std::uint32_t slot, std::uint64_t value, Visit visit) const;
  [[nodiscard]] Sequence Newest(std::uint32_t slot, std::uint64_t value) const;

  [[nodiscard]] Sequence FindItem(const Claim& claim) const;
  [[nodiscard]] Sequence FindSameText(const Claim& claim) const;
  [[nodiscard]] Sequence FindHeadline(const Claim& claim) const;
  [[nodiscard]] Sequence FindStale(const Claim& claim, const Entry& latest) const;
  [[nodiscard]] Sequence Relate(const Claim& claim, Sequence same_text, Entry& entry) const;
  [[nodiscard]] static Overlap Compare(const Fingerprint& print, const Entry& entry);
  [[nodiscard]] Dedup VerdictOf(Sequence sequence) const;
  [[nodiscard]] std::optional<Revision> RevisionOf(Sequence sequence, const Claim& claim,
                                                   const TextFacts* before) const;
  [[nodiscard]] bool IsOlder(const Claim& claim, Sequence latest) const;
  [[nodiscard]] const TextFacts* FactsAt(Sequence sequence) const;
  [[nodiscard]] bool IsPublished(Sequence sequence) const;

  void Add(const Claim& claim, Sequence of, Entry entry);
  void RemoveNewest();
  void RemoveOldBlocks(const Before& oldest);

  const WindowLimits limits_;
  std::deque<Block> blocks_;
  Sequence first_ = kBlock;  // of the first block's first entry; a multiple of kBlock
  Sequence next_ = kBlock;
  std::deque<TextFacts> facts_;  // of the latest articles, the last one's at the end
  WindowClock clock_;
  std::map<BatchId, Before> open_;  // batches not yet ended, each one's articles in a row
  struct Free {
    void operator()(void* memory) const;
  };
  std::size_t buckets_ = 0;
  std::unique_ptr<std::uint32_t[], Free> heads_;  // newest link of each chain, 0: none
};

}  // namespace newswired
