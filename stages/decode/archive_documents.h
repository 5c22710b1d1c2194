#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "stages/core/article.h"
#include "stages/core/result.h"

namespace newswired {

/// What stood in one record of an archive.
struct ArchiveDocument {
  std::string_view bytes;  ///< without chunks; still packed as content_encoding says
  std::string_view content_type;
  std::string_view content_encoding;
  bool cut = false;    ///< a part alone is there
  bool again = false;  ///< a revisit of what stands in another record, as often as it is visited
};

/// Makes `item`, and what else the document holds, of a document; `item` has address and date.
using ArchiveDocumentReader =
    std::function<Status(const ArchiveDocument& document, Article& item, Articles& more)>;

/// Reads the documents of a web archive, in order; a broken one is rejected alone, and so is what
/// is not there: `missing` says why.
///
/// Errors: invalid_warc where it is none, empty_document, too_many_items, budget_exceeded; that of
/// the only document where there is one.
Status ReadArchive(std::string_view bytes, std::optional<Error> missing, std::size_t max_items,
                   const ArchiveDocumentReader& read, Article& article, Articles& out);

}  // namespace newswired
