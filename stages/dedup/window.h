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
#include "stages/core/state_bytes.h"
#include "stages/core/window_clock.h"
#include "stages/dedup/fingerprint.h"
#include "stages/dedup/posting_table.h"
#include "stages/dedup/reprint_model.h"
#include "stages/dedup/revision.h"

namespace newswired {

/// What dedup has to know of an article. Hashes are XXH3's, 0 for what it does not have.
struct Claim {
  std::uint64_t key = 0;    ///< topic, partition, offset, item
  std::uint64_t bytes = 0;  ///< of the item's own bytes: same key, other bytes = another article
  std::uint64_t uri = 0;    ///< identity
  std::uint64_t url = 0;    ///< UrlKey() of its canonical URL
  std::uint64_t supersedes = 0;      ///< identity of the item that it says it replaces
  std::uint64_t supersedes_url = 0;  ///< UrlKey() of that, where it is an address
  std::uint64_t content = 0;         ///< first bytes of its content hash
  std::uint16_t address = 0;         ///< its URL as it came
  std::uint16_t source = 0;          ///< who publishes it; 0: unknown
  std::int64_t record_ms = -1;       ///< record time
  std::int64_t time_ms = -1;         ///< drives the window: the record time, or the ledger's
  std::int64_t stamp_ms = -1;        ///< when it was last changed or, else, published, as it says
  bool stamp_is_change = false;
  std::uint8_t form = 0;  ///< hash of what it came as: an item of that feed, a page
  /// Hash of until when it must not be published, and whether its status says so; 0: no embargo.
  std::uint16_t embargo = 0;
  /// What it says of itself: "correction", "withdrawal", "kill"; empty: nothing.
  std::string change;
  /// TextFacts::Sentence::hash of the notes in its text that alone say so. Such a note stays in
  /// later versions, which it does not make corrections.
  std::vector<std::uint64_t> change_notes;
  static constexpr std::size_t kMostChangeNotes = 8;
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

  friend bool operator==(const WindowLimits&, const WindowLimits&) = default;
};

/// The articles of the last days, in the order in which they were judged: those of one lane, or
/// those of a ledger.
///
/// An article is visible while the time at which it was judged, of WindowClock, lies within the
/// window and no more than `max_articles` came after it. Verdicts depend on nothing else, so
/// batches that are aborted and redone leave no trace. Integers only: verdicts are the same on all
/// machines. About 600 bytes an article (README.md); a judgement costs a few microseconds, and is
/// bounded whatever the articles are. Not thread-safe.
///
/// A lane has batches, which are committed or aborted. A ledger has confirmations and lapses
/// (stages/core/shared_memory.h), and never takes anything back.
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

  /// An article that the one being judged may repeat or replace, and what became of that.
  struct Candidate {
    Sequence sequence = 0;
    std::string uri;
    std::vector<std::string_view> keys;  ///< what is equal: "same-uri", "same-text" ...
    std::optional<Overlap> overlap;      ///< nothing where one of the two has no text
    std::int32_t score = 0;              ///< ReprintScore()
    std::string_view reason;             ///< why it was taken, or not
    bool taken = false;
  };
  static constexpr std::size_t kMostCandidates = 5;

  explicit DedupWindow(WindowLimits limits);

  /// Judges the article and adds it. A record that is delivered again gets its first verdict.
  /// `candidates`, unless it is null, gets those that came into question, for people to read; none
  /// for a record that is delivered again.
  Judgement Judge(BatchId batch, const Claim& claim, std::vector<Candidate>* candidates = nullptr);
  /// Articles with a text like this one's, those first that share most; at most 16.
  [[nodiscard]] std::vector<Near> FindNear(const Claim& claim) const;
  /// The article judged last will not be published; only where that was `suppressible`.
  void Suppress();
  void Committed(BatchId batch);
  void Aborted(BatchId batch);

  /// Judges the article of a claim in a ledger and adds it.
  Judgement Judge(const Claim& claim);
  /// What a confirmation of the article judged last has to carry: all that was computed for it.
  [[nodiscard]] std::string Outcome() const;
  /// The article went out, or was suppressed, with that outcome, which takes the place of what was
  /// computed here. False: it cannot be read.
  bool Confirm(std::uint64_t key, std::uint64_t bytes, std::string_view outcome, bool published);
  /// Of all that later verdicts depend on, equal for equal states.
  [[nodiscard]] std::uint64_t Hash() const;
  /// As in stages/core/shared_memory.h, of the window of a ledger.
  void Save(StateWriter& writer) const;
  [[nodiscard]] bool Load(StateReader& reader);

  [[nodiscard]] std::size_t size() const { return next_ - first_; }
  /// Memory of the articles and of the index.
  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr Sequence kNone = ~Sequence{0};
  static constexpr std::uint32_t kFewestWords = 5;  ///< of a text that can be a copy or a reprint

  static constexpr std::uint32_t kSequences = 1U << 27;  ///< articles name others modulo this

  /// The family of an article that founds one.
  static std::uint64_t OwnCluster(std::uint64_t key, std::uint32_t bytes);

  /// What articles are looked up by: each article is posted once for each slot. kChain has the
  /// versions whose identity is not their chain's; kReplacedUri and kReplacedUrl have those that
  /// say which item they replace.
  enum Slot : std::uint32_t {
    kKey,
    kUri,
    kUrl,
    kText,
    kHeadline,
    kChain,
    kReplacedUri,
    kReplacedUrl,
    kShingles
  };
  static constexpr std::size_t kPostedShingles = 10, kPostedLead = 4;
  static constexpr std::uint32_t kLead = kShingles + kPostedShingles;
  static constexpr std::uint32_t kSlots = kLead + kPostedLead;
  static constexpr std::uint32_t kSeldomPosted = 3;  ///< slots that few articles have a value for

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
    [[nodiscard]] std::uint32_t Below() const {  ///< 0xFFFFFF: all are here
      return below[0] | std::uint32_t{below[1]} << 8 | std::uint32_t{below[2]} << 16;
    }
  };

  /// What an article says may be done with it.
  enum class State : std::uint8_t { kUsable, kWithdrawn, kKilled };
  static State StateOf(const Claim& claim);

  struct Entry {
    // What look-ups need stands in one or two cache lines.
    std::uint64_t key = 0, uri = 0, url = 0, text_low = 0;
    std::int64_t time_ms = -1;  ///< when it was judged
    std::uint32_t text_high = 0, bytes = 0, headline = 0;
    std::uint16_t address = 0, source = 0, words = 0;  ///< words: at most 65535
    std::uint16_t embargo = 0, headline_numbers = 0;
    DedupRole role = DedupRole::kUnique;
    std::uint8_t contained = 0, lead = 0, names = 0, title = 0;  ///< hundredths, of a reprint
    bool same_uri : 1 = false;    ///< as the item that it repeats or replaces
    bool superseded : 1 = false;  ///< it names the item that it replaces
    bool headline_only : 1 =
        false;  ///< a reprint by its headline, since one of the two has no text
    bool of_confirmed : 1 = false;
    bool stale : 1 = false;    ///< not the latest version of its item, when it came or ever
    bool outside : 1 = false;  ///< came when its time was outside the window
    bool suppressed : 1 = false;
    bool committed : 1 = false;     ///< or confirmed
    bool lapsed : 1 = false;        ///< nothing that was computed for it counts any more
    bool removed : 1 = false;       ///< it lapsed and was judged anew
    bool replaces : 1 = false;      ///< its strings have Replaced
    bool is_back : 1 = false;       ///< Revision::is_back
    bool chain_hidden : 1 = false;  ///< it is not posted for its chain, which has newer versions
    bool stamp_is_change : 1 = false;
    State state : 2 = State::kUsable;
    std::uint64_t content = 0, cluster = 0;
    std::uint64_t chain = 0;        ///< identity of its first version
    std::uint32_t stamp_s = 0;      ///< SecondsOf(Claim::stamp_ms)
    std::uint32_t of = 0;           ///< what it repeats or replaces, itself if nothing
    std::uint32_t first_text = 0;   ///< earliest article of the same text, itself if there is none
    std::uint32_t gave_way_to = 0;  ///< where suppressed: the published member of its family
    /// Where its uri and version begin, Replaced if there is one, and `of`'s with its content.
    std::uint32_t strings = 0;
    std::uint16_t uri_size = 0, of_uri_size = 0;
    std::uint16_t similarity = 0, confidence = 0;  ///< thousandths
    std::uint16_t number = 1;                      ///< in its chain
    std::uint8_t version_size = 0, of_version_size = 0;
    std::uint8_t form = 0;
    /// Of the posted shingles: bits of their hashes below those that are kept with the others.
    std::array<std::uint8_t, kPostedShingles + kPostedLead> tails{};
    Kept<40, 3> shingles;
    Kept<12, 3> lead_shingles;
    Kept<10, 2> name_hashes;
    Kept<8, 2> number_hashes;
    Kept<8, 2> title_hashes;
  };

  /// The item that an article says it replaces, but for itself. Few have it: it stands with the
  /// article's strings.
  struct Replaced {
    std::uint64_t uri = 0, url = 0;
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
  [[nodiscard]] Sequence Posted(std::uint32_t low) const;
  [[nodiscard]] bool ExpiredAt(const Before& at, Sequence sequence) const;
  [[nodiscard]] bool Visible(Sequence sequence) const;

  [[nodiscard]] static std::size_t OwnSize(const Entry& entry);
  [[nodiscard]] Replaced ReplacedBy(Sequence sequence) const;
  [[nodiscard]] std::uint64_t ValueOf(Sequence sequence, std::uint32_t slot) const;
  [[nodiscard]] static std::uint64_t ShingleOf(const Entry& entry, std::uint32_t slot);
  [[nodiscard]] PostingTable::Place PlaceOf(std::uint32_t slot, std::uint64_t value) const;
  struct Places {
    std::array<PostingTable::Place, kSlots> all;
    std::size_t count = 0, names = 0;  ///< the names' stand first
  };
  [[nodiscard]] Places PlacesOf(Sequence sequence) const;
  template <class Visit>
  void Walk(Slot slot, std::uint64_t value, Visit visit) const;
  [[nodiscard]] Sequence Newest(Slot slot, std::uint64_t value) const;

  /// What an article is a version of.
  struct Item {
    Sequence latest = kNone;   ///< version; kNone: none is known
    Slot by = kUri;            ///< what it was found by
    bool is_replaced = false;  ///< by an article that said so before this one came
  };
  [[nodiscard]] Item FindItem(const Claim& claim) const;
  [[nodiscard]] Sequence FindItemBy(Slot slot, std::uint64_t value) const;
  [[nodiscard]] Sequence LatestOf(Sequence version) const;
  [[nodiscard]] bool IsReplaced(const Claim& claim, std::uint64_t chain) const;
  [[nodiscard]] static bool HasNameOf(const Claim& claim, const Entry& entry);
  template <class Visit>
  void WalkVersions(const Claim& claim, std::uint64_t chain, Visit visit) const;
  [[nodiscard]] static bool IsUnchanged(const Claim& claim, const Entry& entry);
  [[nodiscard]] bool SaysTheSame(const Claim& claim, Sequence version) const;
  [[nodiscard]] Sequence LastOfItsWay(const Claim& claim, std::uint64_t chain) const;
  [[nodiscard]] bool WasSaid(const Claim& claim, std::uint64_t chain) const;
  [[nodiscard]] Sequence FindRepeated(const Claim& claim, Sequence latest) const;
  [[nodiscard]] std::uint16_t NextNumber(const Claim& claim, const Entry& latest) const;
  [[nodiscard]] static bool HasOtherTitleNumbers(const Claim& claim, const Entry& entry);
  [[nodiscard]] static bool IsOtherOfHouse(const Claim& claim, const Entry& entry);
  [[nodiscard]] Sequence FindSameText(const Claim& claim) const;
  [[nodiscard]] Sequence FindHeadline(const Claim& claim) const;
  [[nodiscard]] static bool IsOfAnotherDay(const Claim& claim, const Entry& entry);
  [[nodiscard]] static std::int32_t TitleInCommon(const Claim& claim, const Entry& entry);
  [[nodiscard]] Sequence FindStale(const Claim& claim, const Item& item) const;
  [[nodiscard]] Sequence Relate(const Claim& claim, Sequence same_text, Entry& entry) const;
  class ShingleSet;
  [[nodiscard]] static Overlap Compare(const Claim& claim, const Entry& entry);
  [[nodiscard]] static Overlap Compare(const ShingleSet& set, const Claim& claim,
                                       const Entry& entry);
  [[nodiscard]] Dedup VerdictOf(Sequence sequence) const;
  [[nodiscard]] std::optional<Revision> RevisionOf(Sequence sequence, const Claim& claim,
                                                   Sequence before) const;
  [[nodiscard]] bool IsOlder(const Claim& claim, Sequence latest) const;
  [[nodiscard]] bool IsTeaserOf(const Claim& claim, Sequence latest) const;
  [[nodiscard]] const TextFacts* FactsAt(Sequence sequence) const;
  [[nodiscard]] static bool SaysItAgain(const Claim& claim, const TextFacts* before);
  [[nodiscard]] bool IsPublished(Sequence sequence) const;
  [[nodiscard]] Sequence PublishedOf(Sequence sequence) const;
  [[nodiscard]] Sequence GivesWayTo(const Claim& claim, const Entry& entry, Sequence of) const;
  [[nodiscard]] bool SaysMore(const Claim& claim, const Entry& entry, Sequence published) const;
  [[nodiscard]] std::uint64_t KeyOf(std::uint32_t low, Sequence itself) const;
  [[nodiscard]] std::uint32_t FindKey(std::uint64_t key, Sequence itself) const;

  [[nodiscard]] std::vector<Candidate> Explain(const Claim& claim, Sequence of,
                                               const Entry& verdict) const;
  [[nodiscard]] std::string_view ReasonOf(const Candidate& candidate, const Entry& verdict) const;

  void Prefetch(const Claim& claim) const;
  void Advance(std::int64_t time_ms);
  void DateFrom(Sequence from, std::int64_t time_ms);
  Judgement JudgeNow(const Claim& claim, bool in_ledger, std::vector<Candidate>* candidates);
  Sequence MoveToEnd(Sequence sequence, const Claim& claim);
  void Lapse(Sequence sequence);
  void SetChain(Sequence sequence, std::uint64_t chain);
  void HideChain(Sequence sequence, PostingTable::Place place, bool hidden);
  [[nodiscard]] bool MakeRoom(PostingTable::Place place, Sequence sequence);
  [[nodiscard]] std::string_view OfStrings(Sequence sequence) const;
  void SetOfStrings(Sequence sequence, std::string_view strings);
  [[nodiscard]] static std::size_t OfSize(const Entry& entry);
  [[nodiscard]] static std::uint8_t FlagsOf(const Entry& entry);
  [[nodiscard]] static std::uint32_t SecondsOf(std::int64_t stamp_ms);
  [[nodiscard]] std::string_view VersionOf(Sequence sequence) const;
  void Add(const Claim& claim, Sequence of, Entry entry);
  void AddBlock();
  [[nodiscard]] bool LoadBlock(StateReader& reader, std::uint64_t left);
  void Post(Sequence sequence);
  void Unpost(Sequence from, Sequence end);
  void RemoveNewest();
  void RemoveOldBlocks(const Before& oldest);

  const WindowLimits limits_;
  std::deque<Block> blocks_;
  Sequence first_ = kBlock;  // of the first block's first entry; a multiple of kBlock
  Sequence next_ = kBlock;
  std::deque<TextFacts> facts_;  // of the latest articles, the last one's at the end
  WindowClock clock_;
  Sequence unsettled_ = kBlock;     // before it, claims are confirmed or have lapsed
  Sequence judged_ = kNone;         // last
  std::map<BatchId, Before> open_;  // batches not yet ended, each one's articles in a row
  PostingTable postings_;
  std::size_t replacing_ = 0;  // articles that have Replaced
  // Postings that those of articles of open batches took the place of.
  struct Displaced {
    Sequence by = 0;
    PostingTable::Place place;
    Sequence sequence = 0;
  };
  std::deque<Displaced> displaced_;
};

}  // namespace newswired
