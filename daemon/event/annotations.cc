#include "daemon/event/annotations.h"

#include <algorithm>
#include <tuple>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

/// Reading order: the title, then the body; of two that begin together, the longer one.
bool Before(const Mention* a, const Mention* b) {
  const auto key = [](const Mention* m) {
    return std::tuple(m->span.field != Field::kTitle, m->span.begin, ~m->span.end);
  };
  return key(a) < key(b);
}

}  // namespace

void Annotations::Reset(const Article& article, OffsetUnit unit) {
  article_ = &article;
  unit_ = unit;
  title_.Reset(article.title);
  body_.Reset(article.body);
  warnings_.clear();
  entities_.clear();
  mentions_.clear();
  std::size_t count = 0;
  for (const Entity& entity : article.entities) count += entity.mentions.size();
  mentions_.reserve(count);  // the spans below point into it

  for (const Entity& entity : article.entities) {
    const std::size_t first = mentions_.size();
    for (const Mention& mention : entity.mentions) {
      if (Sound(mention.span)) mentions_.push_back(&mention);
    }
    if (mentions_.size() - first < entity.mentions.size()) {
      warnings_.push_back("event: left out mentions of " + entity.name +
                          " that do not fit the text");
    }
    if (mentions_.size() == first) continue;
    const auto begin = mentions_.begin() + static_cast<std::ptrdiff_t>(first);
    if (!std::is_sorted(begin, mentions_.end(), Before)) {
      std::stable_sort(begin, mentions_.end(), Before);
    }
    entities_.push_back({&entity, {}, std::span(mentions_).subspan(first)});
  }
  std::stable_sort(entities_.begin(), entities_.end(),
                   [](const NumberedEntity& a, const NumberedEntity& b) {
                     return Before(a.mentions.front(), b.mentions.front());
                   });
  for (std::size_t i = 0; i < entities_.size(); ++i) {
    entities_[i].id.assign("e").append(std::to_string(i + 1));
  }
}

bool Annotations::Sound(const Span& span) const {
  const OffsetIndex& index = span.field == Field::kTitle ? title_ : body_;
  return !span.empty() && index.IsBoundary({span.begin}) && index.IsBoundary({span.end});
}

Range Annotations::RangeOf(const Span& span) const {
  const OffsetIndex& index = span.field == Field::kTitle ? title_ : body_;
  const ByteOffset begin{span.begin};
  const ByteOffset end{span.end};
  switch (unit_) {
    case OffsetUnit::kByte:
      return {begin.value, end.value};
    case OffsetUnit::kUtf16:
      return {index.Utf16(begin).value, index.Utf16(end).value};
    case OffsetUnit::kCodepoint:
      break;
  }
  return {index.Codepoint(begin).value, index.Codepoint(end).value};
}

std::string_view Annotations::TextOf(const Span& span) const {
  return span.In(span.field == Field::kTitle ? article_->title : article_->body);
}

const NumberedEntity* Annotations::FindWithin(const Span& span, std::string_view text) const {
  for (const NumberedEntity& numbered : entities_) {
    for (const Mention* mention : numbered.mentions) {
      if (mention->span.field == span.field && mention->span.begin >= span.begin &&
          mention->span.end <= span.end && EqualsIgnoringAsciiCase(TextOf(mention->span), text)) {
        return &numbered;
      }
    }
  }
  return nullptr;
}

}  // namespace newswired
