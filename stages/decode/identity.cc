#include "stages/decode/identity.h"

#include "stages/text/hash.h"
#include "stages/text/url.h"

namespace newswired {
namespace {

constexpr std::size_t kMaxIdBytes = 512;

/// What makes an id unique: ids count within their source, or else within their topic.
std::string SourceKey(const Article& article) {
  const Source& source = article.source;
  std::string key;
  for (const std::string* candidate :
       {&source.id, &source.domain, &source.name, &article.input.topic}) {
    if (candidate->empty()) continue;
    AppendPercentEncoded(*candidate, key);
    return key;
  }
  return "-";
}

}  // namespace

std::string MakeUri(const Article& article) {
  if (!article.id.empty()) return MakeUri(article, article.id);
  if (!article.canonical_url.empty()) return article.canonical_url;
  // Until `article` knows the content hash.
  return "urn:sha256:" + article.input.sha256;
}

std::string MakeUri(const Article& article, std::string_view id) {
  std::string uri;
  if (id.size() > kMaxIdBytes) {
    uri = "urn:newswired:" + SourceKey(article) + ":sha256-" + Sha256Hex(id);
  } else if (IsIdentifierUri(id)) {
    AppendUriEncoded(id, uri);
  } else {
    uri = "urn:newswired:" + SourceKey(article) + ":";
    AppendPercentEncoded(id, uri);
  }
  return uri;
}

}  // namespace newswired
