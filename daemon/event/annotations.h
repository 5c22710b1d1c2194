#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/event/event_writer.h"
#include "daemon/event/offsets.h"
#include "stages/core/article.h"

namespace newswired {

/// A span as it is published: half-open, in the unit of the output.
struct Range {
  std::size_t start = 0;
  std::size_t end = 0;
};

/// An entity with the id that it has in the event.
struct NumberedEntity {
  const Entity* entity = nullptr;
  std::string id;                            ///< "e1", "e2" ... in text order
  std::span<const Mention* const> mentions;  ///< the sound ones, in text order; never empty
};

/// What an event says about its text: entities numbered in text order (the title before the body)
/// and spans converted. A span that a stage got wrong (outside the text, within a character) is
/// left out and named in warnings(): `value[start:end] == exact` must hold for whatever is
/// published.
class Annotations {
 public:
  /// Reads `article`, which must stay as it is until the next Reset().
  void Reset(const Article& article, OffsetUnit unit);

  [[nodiscard]] const std::vector<NumberedEntity>& entities() const { return entities_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

  [[nodiscard]] bool Sound(const Span& span) const;
  /// `span` must be sound.
  [[nodiscard]] Range RangeOf(const Span& span) const;
  [[nodiscard]] std::string_view TextOf(const Span& span) const;
  [[nodiscard]] std::size_t BodyCodepoints() const { return body_.Codepoints().value; }

  /// The entity that is named `text` (whatever its case) within `span` of the body, or null.
  [[nodiscard]] const NumberedEntity* FindWithin(const Span& span, std::string_view text) const;

 private:
  const Article* article_ = nullptr;
  OffsetUnit unit_ = OffsetUnit::kCodepoint;
  OffsetIndex title_, body_;
  std::vector<const Mention*> mentions_;  // of all entities, one after the other
  std::vector<NumberedEntity> entities_;
  std::vector<std::string> warnings_;
};

}  // namespace newswired
