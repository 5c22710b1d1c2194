#pragma once

#include <string_view>

namespace newswired {

/// True for a paragraph or heading by which a house asks its readers to take what it offers: "Sign
/// up for our newsletter", "Follow us on X", "Laden Sie unsere App", in twenty languages. It begins
/// by asking, names a newsletter, app, podcast, channel or the like, and speaks of the house or has
/// a link; news on such things begins otherwise. Or it asks to follow somebody in networks and says
/// nothing else: "Follow The Sentinel on X and Facebook".
[[nodiscard]] bool IsPromotion(std::string_view text, bool linked);

/// True for a paragraph by which a house asks for leave to send notifications, and nothing else:
/// "Turn on notifications", "Enable notifications to get our stories". Steps of instructions go on
/// otherwise, or are headings.
[[nodiscard]] bool AsksToNotify(std::string_view text);

/// True for the text of a small box with a heading that offers such a thing, in any order.
[[nodiscard]] bool IsPromotionBox(std::string_view text);

/// True for a line that goes on below a heading which IsPromotion(): it speaks to readers.
[[nodiscard]] bool GoesOnPromoting(std::string_view text);

}  // namespace newswired
