#pragma once

#include <lexbor/selectors/selectors.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/article/page.h"
#include "stages/core/article.h"
#include "stages/core/result.h"
#include "stages/core/settings.h"
#include "stages/text/url.h"

namespace newswired {

/// What is wrong with a CSS selector; a selector may end in "@attribute" where a value is wanted.
std::optional<TextProblem> CheckSelector(std::string_view text);
std::optional<TextProblem> CheckValueSelector(std::string_view text);
/// What is wrong with a domain.
std::optional<TextProblem> CheckDomain(std::string_view text);

/// Where the pages of one publisher have their fields: CSS selectors instead of the general rules;
/// and whether what its records claim is believed.
struct SourceSettings {
  std::string domain, title, body, authors, published, modified, section;
  std::string trust = "extraction";
  std::vector<std::string> remove;

  template <class Visitor>
  void Visit(Visitor& v) {
    v.Field("domain", domain,
            {.doc = "Host name of the publisher; its subdomains are meant too, and the longest "
                    "domain that fits counts.",
             .example = "example.com",
             .required = true,
             .check = CheckDomain,
             .key = PlainDomain});
    v.Field("trust", trust,
            {.doc = "What counts where a page and the envelope or headers that it came in say "
                    "different things. metadata: what these claim of headline, authors, times, "
                    "section, keywords and canonical URL; a selector counts more.",
             .choices = {"extraction", "metadata"}});
    v.Field("title", title,
            {.doc = "CSS selector of the headline; the first element that it matches counts.",
             .example = "h1.head",
             .check = CheckValueSelector});
    v.Field("body", body,
            {.doc = "CSS selector of the elements that hold the text, all of them.",
             .example = ".story-text",
             .check = CheckSelector});
    v.Field("remove", remove,
            {.doc = "CSS selectors of what is taken out of the page before anything is read.",
             .example = "[.promo, .newsletter]",
             .check = CheckSelector});
    v.Field("authors", authors,
            {.doc = "CSS selector of the authors' names, one element each or a whole byline.",
             .example = ".by a",
             .check = CheckValueSelector});
    v.Field("published", published,
            {.doc = "CSS selector of the time of publication. A value that is an attribute's is "
                    "named behind an @.",
             .example = "time.pub@datetime",
             .check = CheckValueSelector});
    v.Field("modified", modified,
            {.doc = "CSS selector of the time of the last change.",
             .example = "meta[name=changed]@content",
             .check = CheckValueSelector});
    v.Field("section", section,
            {.doc = "CSS selector of the section's name.",
             .example = "nav .current",
             .check = CheckValueSelector});
  }
};

/// A compiled selector.
class Selector {
 public:
  /// Errors: kConfig, what CheckValueSelector() says.
  static Result<Selector> Parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::string& attribute() const { return attribute_; }
  [[nodiscard]] const lxb_css_selector_list_t* list() const { return list_.get(); }

 private:
  struct Destroy {
    void operator()(lxb_css_selector_list_t* list) const;
  };
  std::string text_, attribute_;
  std::unique_ptr<lxb_css_selector_list_t, Destroy> list_;
};

/// The compiled selectors of one publisher; those that are not set are absent.
struct SourceOverride {
  std::string domain;
  bool trusts_metadata = false;
  std::optional<Selector> title, body, authors, published, modified, section;
  std::vector<Selector> remove;
};

/// All overrides of a stage. One instance per worker: matching uses its memory.
class Overrides {
 public:
  Overrides() = default;
  /// Errors: kConfig, a selector that CheckValueSelector() refuses.
  static Result<Overrides> Create(const std::vector<SourceSettings>& sources);

  /// The override of `domain` or of the nearest domain above it, or null.
  [[nodiscard]] const SourceOverride* For(std::string_view domain) const;

  /// Indices of the elements that match, in document order.
  [[nodiscard]] std::vector<std::uint32_t> Find(const Selector& selector, const Page& page) const;
  /// The attribute, or the text, of each element that matches; empty ones are left out.
  [[nodiscard]] std::vector<std::string> Values(const Selector& selector, const Page& page) const;

 private:
  struct Destroy {
    void operator()(lxb_selectors_t* engine) const;
  };
  std::vector<SourceOverride> sources_;  ///< the longest domain first
  std::unique_ptr<lxb_selectors_t, Destroy> engine_;
};

/// The warning of a selector that found nothing where it was to find `field`.
std::string OverrideUnmatched(std::string_view field, const Selector& selector,
                              const SourceOverride& source);
/// That of a selector that found `text` where it was to find a date.
std::string OverrideUnreadable(std::string_view field, const Selector& selector,
                               const SourceOverride& source, std::string_view text);

}  // namespace newswired
