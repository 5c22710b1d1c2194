#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/page_identity.h"

namespace newswired {

/// By what an article of the data may be known as the page's.
struct ArticleNames {
  std::vector<std::string> addresses;
  std::string headline;
};

/// What schema.org data embedded in a page say about its article.
struct JsonLdArticle {
  struct Name {
    std::string name;
    bool organisation = false;
    bool person = false;  ///< the name is that of one
    std::string given, family;
  };
  PageIdentity page;   ///< given; without it the first article is the page's
  ArticleNames names;  ///< of the article that was read
  int articles = 0;    ///< in the data so far

  struct Crumb {
    std::string name, url;
  };
  std::vector<Crumb> crumbs;  ///< of the first BreadcrumbList: the way from the front page

  std::string uploaded;  ///< when the video of the page's headline was, where there is no article
  std::string type, headline, body, published, modified, section, url, language;
  std::string image, image_caption, image_credit;
  std::vector<Name> authors;
  std::string publisher;
  std::vector<std::string> keywords;
  std::vector<std::string> corrections;  ///< what was corrected, as lines
  std::optional<bool> free;
  std::vector<std::string> paid_parts;  ///< CSS selectors of what costs
  bool is_main = false;  ///< the article is what the page is about, not an item of a list
  int word_count = 0;    ///< as claimed; 0: not
  /// schema.org types of what else the page is or is about: "VideoObject", "CollectionPage" ...
  std::vector<std::string> page_types;
};

/// Reads one script's text and fills what `article` does not have yet. Takes the first object that
/// is an article of any kind, wherever it stands (@graph, arrays, mainEntity ...), and a later one
/// that has the page's address or headline instead of one that has neither; items of lists that
/// have an address and headline of their own are others' articles; a WebPage gives
/// dates only. Broken JSON is repaired where that is common practice to need (raw line ends in
/// strings, comments around it), else ignored. Nesting beyond 64 is not followed, nor are more than
/// 64 references by @id.
void ReadJsonLd(std::string_view script, JsonLdArticle& article);

/// Forgets what was read if both address and headline are those of another article of the site, as
/// where a template shows the data of the last one published. True if it did.
bool ForgetAnothers(JsonLdArticle& article);

}  // namespace newswired
