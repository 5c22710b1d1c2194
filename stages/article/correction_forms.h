#pragma once

#include <optional>
#include <string_view>

namespace newswired {

/// How newsrooms write that an article was corrected: labels ("Correction:", "Rectificatif :"),
/// sentences about an earlier version of it ("When this article was first published, it misstated
/// ..."), what agencies set in brackets ("(Corrects spelling in paragraph 3)") and how such notes
/// end ("The Herald regrets the errors.", "特此更正。"), in thirty languages. By form: a note says
/// of itself that it is about this text, or is signed by the house. News of corrections elsewhere
/// ("The ministry corrected its figures", "An earlier version of the bill") has none of these
/// forms.

struct CorrectionForm {
  std::string_view kind;  ///< "correction", "clarification"
  std::string_view
      rule;  ///< "label", "corrects", "earlier_version", "amended", "replaces", "regrets"
  double confidence = 0;
};

/// False for nearly all blocks that are no note: neither their first letters nor their end are
/// those of one. `block` as it is written, without bullets.
[[nodiscard]] bool MayBeCorrection(std::string_view block);

/// The form of a block. `lower`: its beginning in lower case, without brackets and bullets (300
/// bytes are enough). `tail`: its end as it is written (as much again). `bracketed`: brackets stand
/// around all of it.
[[nodiscard]] std::optional<CorrectionForm> FindCorrectionForm(std::string_view lower,
                                                               std::string_view tail,
                                                               bool bracketed);

/// True if `label` stands in front with a colon behind it; a day or a place may be in between:
/// "correction, march 3:".
[[nodiscard]] bool IsLabelled(std::string_view text, std::string_view label);

/// True for a line that is such a label, with a colon or without, and nothing else: "Correction".
[[nodiscard]] bool IsCorrectionLabel(std::string_view line);

/// Without "editor's note: " and the like, in lower case, which may stand before any note.
[[nodiscard]] std::string_view WithoutPreface(std::string_view lower);

}  // namespace newswired
