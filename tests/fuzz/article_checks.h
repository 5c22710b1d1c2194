#pragma once

#include <string>
#include <vector>

#include "stages/core/article.h"
#include "stages/text/utf8.h"
#include "tests/fuzz/require.h"

namespace newswired::fuzz {

/// Every string that an article may bring into an event, but for its page.
inline std::vector<std::string> TextsOf(const Article& article) {
  const Claims& claims = article.claims;
  std::vector<std::string> texts = {article.uri,
                                    article.id,
                                    article.url,
                                    article.canonical_url,
                                    article.source.id,
                                    article.source.name,
                                    article.source.domain,
                                    article.source.country,
                                    article.source.lang,
                                    article.source.tz,
                                    claims.headline,
                                    claims.byline,
                                    claims.section,
                                    claims.language,
                                    claims.version,
                                    claims.supersedes,
                                    claims.pub_status,
                                    claims.published_at,
                                    claims.modified_at,
                                    claims.fetched_at,
                                    claims.embargoed_until,
                                    claims.summary,
                                    claims.slugline,
                                    claims.edition_note,
                                    claims.located,
                                    claims.type,
                                    article.rights.copyright_holder,
                                    article.rights.copyright_notice,
                                    article.rights.usage_terms,
                                    article.title,
                                    article.body,
                                    article.access,
                                    article.input.charset,
                                    article.input.content_type};
  for (const auto* list : {&claims.keywords, &article.keywords, &article.warnings}) {
    texts.insert(texts.end(), list->begin(), list->end());
  }
  for (const OtherBody& other : article.other_bodies) {
    texts.insert(texts.end(), {other.role, other.content_type, other.value});
  }
  for (const Author& author : article.authors) texts.push_back(author.name);
  if (article.lead_image) {
    const Image& image = *article.lead_image;
    texts.insert(texts.end(), {image.url, image.caption, image.credit});
  }
  if (article.rejected) {
    texts.insert(texts.end(), {article.rejected->code, article.rejected->message});
  }
  return texts;
}

/// Valid UTF-8 everywhere; blocks in order, not empty, within the body, and on its characters.
inline void CheckArticle(const Article& article) {
  for (const std::string& text : TextsOf(article)) {
    Require(IsValidUtf8(text), "every string is valid UTF-8");
  }
  Require(IsValidUtf8(article.page()), "a page is valid UTF-8");
  std::size_t at = 0;
  for (const Block& block : article.structure) {
    Require(block.span.begin >= at && block.span.begin < block.span.end &&
                block.span.end <= article.body.size(),
            "blocks are in order, not empty, and within the body");
    at = block.span.end;
    Require(FloorBoundary(article.body, block.span.begin) == block.span.begin &&
                FloorBoundary(article.body, at) == at,
            "a block cuts no character");
  }
  if (article.dateline) {
    const Span span = article.dateline->span;
    Require(span.begin <= span.end && span.end <= article.body.size(), "a dateline in the body");
  }
}

}  // namespace newswired::fuzz
