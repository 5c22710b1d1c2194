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
  std::string uri;
  if (!article.id.empty()) {
    if (article.id.size() > kMaxIdBytes) {
      uri = "urn:newswired:" + SourceKey(article) + ":sha256-" + Sha256Hex(article.id);
    } else if (IsIdentifierUri(article.id)) {
      AppendUriEncoded(article.id, uri);
    } else {
      uri = "urn:newswired:" + SourceKey(article) + ":";
      AppendPercentEncoded(article.id, uri);
    }
  } else if (!article.canonical_url.empty()) {
    uri = article.canonical_url;
  } else {
    // Until `article` knows the content hash.
    uri = "urn:sha256:" + article.input.sha256;
  }
  return uri;
}

}  // namespace newswired
