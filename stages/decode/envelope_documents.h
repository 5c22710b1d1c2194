#pragma once

#include <string_view>
#include <vector>

#include "stages/core/article.h"
#include "stages/decode/envelope.h"

namespace newswired {

/// A document of an envelope that is not the one that is read.
struct OtherDocument {
  std::string_view name;          ///< of the field
  std::string_view content_type;  ///< of a text; empty for what cannot stand beside one
  std::string_view value;
};

/// Which of an envelope's documents is read, and what is left.
struct EnvelopeDocuments {
  EnvelopeField chosen = EnvelopeField::kBody;
  std::vector<OtherDocument> others;
};

/// `text` is the article's text: a page beside it is where it was taken from, and longer for its
/// menus alone. Of `text` and others that are no whole pages the fullest is read, as in every other
/// format. Without `text` it is `bodyBase64`, else `html`, else `body`. What shows nothing does not
/// count. Views into the envelope.
[[nodiscard]] EnvelopeDocuments ChooseDocument(const Envelope& envelope);

/// Puts texts beside the body of the envelope's only article. What is no text, and everything where
/// the document held many articles, is named in the warning bodies_skipped.
void KeepOtherDocuments(const std::vector<OtherDocument>& others, bool alone, Article& article);

}  // namespace newswired
