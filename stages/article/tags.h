#pragma once

#include <cstdint>

namespace newswired {

/// True for elements (lxb_tag_id_t) in the lines of a text, cells of tables and names that HTML
/// does not know among them: what they hold is part of the block around them.
bool IsInline(std::uint32_t tag);

/// True for elements that begin and end a line as readers see it. What is neither this nor inline
/// is a thing of its own: a button, a picture that is drawn, a script.
bool IsBlock(std::uint32_t tag);

/// h1 to h6.
bool IsHeading(std::uint32_t tag);

}  // namespace newswired
