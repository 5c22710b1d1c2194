#pragma once

#include "stages/core/article.h"
#include "stages/dedup/text_facts.h"

namespace newswired {

/// What became of the one text in the other. Sentences with equal words are the same; of the
/// others, those that share most of their words are one sentence changed. `material` where a
/// number, name, time, denial or quote changed, came or went, a word became its contrary, or a
/// fifth of the sentences did.
RevisionDiff Compare(const TextFacts& before, const TextFacts& now);

}  // namespace newswired
