#pragma once

#include <string_view>

#include "stages/core/article.h"
#include "stages/core/record.h"
#include "stages/decode/envelope.h"

namespace newswired {

/// What the producer says about a record: in its envelope, else in the record's headers.
class RecordClaims {
 public:
  /// Takes the headers of a record, and forgets what was there. What is not UTF-8 is no claim, and
  /// a warning.
  void ReadHeaders(const RawRecord& record, Article& article);

  /// Of a record with many articles: what holds for all of them (source, language, rights, embargo,
  /// status, when it was fetched). Its id, address, headline and the like are none of its
  /// articles'.
  void KeepShared();

  [[nodiscard]] std::string_view Said(EnvelopeField field) const {
    return envelope_[field].empty() ? headers_[field] : envelope_[field];
  }
  [[nodiscard]] std::string_view Header(EnvelopeField field) const { return headers_[field]; }
  [[nodiscard]] Envelope& envelope() { return envelope_; }

  // Make claims of it; values that cannot be read are warnings.
  void ClaimSource(Article& article) const;
  void ClaimAll(Article& article) const;

 private:
  void ClaimCanonicalUrl(Article& article) const;
  void ClaimKeywords(Article& article) const;

  Envelope headers_;
  Envelope envelope_;
};

}  // namespace newswired
