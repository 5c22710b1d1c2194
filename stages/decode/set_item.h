#pragma once

#include <string>
#include <string_view>

#include "stages/core/article.h"
#include "stages/core/result.h"
#include "stages/decode/news_item.h"

namespace newswired {

/// Makes the text the article's: white space and NFC. `html` that shows nothing becomes empty.
void SetPlain(std::string_view text, Article& article);
void SetHtml(std::string html, Article& article);
/// Likewise, without a copy where nothing of it has to change: `html` is bytes of the record.
void SetHtmlInRecord(std::string_view html, Article& article);

/// Puts `text` beside the body, as it came but for mojibake and NFC.
void AddOtherBody(ItemText text, Article& article);

/// Makes claims and texts of what `entry` says of itself; that wins over what is claimed of the
/// record already. What `document` says holds where the item says nothing; links are relative to
/// the item's base, else to `base`. The texts are moved.
///
/// Errors: why the item was refused; those of FinishArticle().
Status SetItem(NewsItem& entry, const NewsItems& document, std::string_view base, Article& item);

/// Gives an article that has its claims its identity.
/// Errors: empty_document where there is neither text nor headline, and the format asks for one.
Status FinishArticle(Article& article);

}  // namespace newswired
