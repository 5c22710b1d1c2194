#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/core/article.h"
#include "stages/text/find_dates.h"

namespace newswired {

/// Blocks of `body` by which an article says that it was corrected ("Correction: an earlier version
/// ...", "(This story corrects ...)"), is taken back ("This story has been withdrawn", "EDITORS:
/// Kill story ...") or may not be published yet ("EMBARGOED UNTIL ..."), in text order. By form, in
/// some thirty languages (correction_forms.h): a block must begin with the words, or end with those
/// that sign a correction, and all but corrections stand at the top. They stay in the text. `by`
/// goes into the notes, `order` reads days of an embargo.
[[nodiscard]] std::vector<Note> FindNotes(std::string_view body, const std::vector<Block>& blocks,
                                          DayOrder order, std::string_view by);

/// True for a block that FindNotes() would take. `on_top`: no running text stands above it.
[[nodiscard]] bool IsNote(std::string_view block, bool on_top);

/// Adds what metadata call corrections: by its place where the text has it in a block, else as it
/// is written there. What `notes` have already is not added again.
void AddClaimedCorrections(const std::vector<std::string>& claimed, std::string_view body,
                           const std::vector<Block>& blocks, std::string_view by,
                           std::vector<Note>& notes);

}  // namespace newswired
