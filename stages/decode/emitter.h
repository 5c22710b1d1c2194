#pragma once

#include <cstdint>
#include <utility>

#include "stages/core/article.h"
#include "stages/core/result.h"

namespace newswired {

/// What several documents of one record become: numbered, the broken ones rejected alone.
class Emitter {
 public:
  Emitter(Article& article, Articles& out) : pattern_(article), article_(article), out_(out) {}

  [[nodiscard]] const Article& pattern() const { return pattern_; }
  [[nodiscard]] std::size_t count() const { return count_; }

  /// `more` is what the document holds beside `item`, counted from `item` on.
  void Emit(Article item, Articles more, Status status) {
    if (!status.ok()) {
      item.rejected = std::move(status).error();
      more.clear();
    }
    Add(std::move(item));
    for (Article& split : more) Add(std::move(split));
  }

 private:
  void Add(Article item) {
    item.input.item = static_cast<std::int32_t>(count_);
    if (count_++ == 0) {
      article_ = std::move(item);
    } else {
      out_.push_back(std::move(item));
    }
  }

  const Article pattern_;
  Article& article_;
  Articles& out_;
  std::size_t count_ = 0;
};

}  // namespace newswired
