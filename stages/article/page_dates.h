#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/jsonld.h"
#include "stages/article/lines.h"
#include "stages/article/page.h"
#include "stages/core/article.h"
#include "stages/text/find_dates.h"
#include "stages/text/zones.h"

namespace newswired {

/// Chooses among readings of one point in time by the weight of the evidence.
///
/// Every reading has a weight and a family: readings of one family (say, meta tags, which one
/// template fills from one field) count once, with the weightiest. The reading that has most weight
/// behind it wins, its own and that of the readings that agree; the most precise of these gives the
/// value. Where a page shows the local time of a moment that another source gives in UTC, the value
/// is in that local zone.
class DateVote {
 public:
  enum Family : std::uint8_t { kJsonLd, kMeta, kWeakMeta, kMicrodata, kVisible, kUrl, kClaim };

  /// `now_ms`: nothing is later; 0 if there is no clock. `clocks` are the source's, and must
  /// outlive the vote.
  DateVote(std::int64_t now_ms, DayOrder order, const Clocks& clocks = {})
      : now_ms_(now_ms), order_(order), clocks_(clocks) {}

  /// Empty texts are ignored, unreadable ones noted.
  void Add(std::string_view text, std::string evidence, Family family, double weight);
  /// False if the date is not counted: it is later than now.
  bool Add(Dated dated, std::string evidence, Family family, double weight);

  /// The first text of a well-known field that is no date, as "field \"text\""; or empty.
  [[nodiscard]] const std::string& unreadable() const { return unreadable_; }
  /// True if no source has said anything that can be read and believed.
  [[nodiscard]] bool empty() const { return readings_.empty(); }
  /// True if there were readings, and all of them in the future.
  [[nodiscard]] bool future() const { return future_ && readings_.empty(); }
  /// The winner, if there is a reading; with its evidence, those that agree, and confidence.
  [[nodiscard]] std::optional<Dated> Take() const;

 private:
  struct Reading {
    Dated dated;
    Family family;
    double weight;
  };
  [[nodiscard]] bool IsFuture(const Dated& dated) const;
  [[nodiscard]] double Support(const Reading& reading) const;
  [[nodiscard]] const Reading& Weightiest() const;
  [[nodiscard]] const Reading& FirstOf(const Reading& best) const;
  [[nodiscard]] const Reading& FinestOf(const Reading& best) const;
  void CountWitnesses(const Reading& of, Dated& chosen) const;
  void ShowOnLocalClock(Dated& chosen) const;

  std::int64_t now_ms_;
  DayOrder order_;
  Clocks clocks_;
  bool future_ = false;
  std::string unreadable_;
  std::vector<Reading> readings_;
};

/// What a page claims about its times, for the votes on publication and last change.
struct DateVotes {
  DateVote published, modified;
};

void AddMetaDates(const Page& page, DateVotes& votes);

/// The dates that readers see: near the headline, marked by names of classes or by words. What
/// stands in the text itself, in comments, menus and lists of other articles is left out.
void AddVisibleDates(const Page& page, const PageLines& lines, std::string_view title,
                     DayOrder order, DateVotes& votes);

/// "/2025/03/12/", "/2025-03-12-" and "/20250312/" in an address as a day; nothing coarser, since
/// numbers are cheap in addresses.
[[nodiscard]] std::string DateInUrl(std::string_view url);

}  // namespace newswired
