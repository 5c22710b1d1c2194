#include "stages/article/overrides.h"

#include <lexbor/css/css.h>

#include <algorithm>
#include <array>
#include <utility>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

struct ParserDeleter {
  void operator()(lxb_css_parser_t* parser) const { lxb_css_parser_destroy(parser, true); }
};

bool IsAttributeName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ':';
  });
}

struct Parts {
  std::string_view selector, attribute;
};

/// "time.pub@datetime" apart; an @ within a selector stands in quotes or brackets.
Parts Split(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || !IsAttributeName(text.substr(at + 1))) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

/// Null if `text` is no selector.
lxb_css_selector_list_t* Compile(std::string_view text) {
  const std::unique_ptr<lxb_css_parser_t, ParserDeleter> parser(lxb_css_parser_create());
  if (parser == nullptr || lxb_css_parser_init(parser.get(), nullptr) != LXB_STATUS_OK) {
    return nullptr;
  }
  lxb_css_selector_list_t* list = lxb_css_selectors_parse(
      parser.get(), reinterpret_cast<const lxb_char_t*>(text.data()), text.size());
  if (list == nullptr || parser->status == LXB_STATUS_OK) return list;
  lxb_css_selector_list_destroy_memory(list);
  return nullptr;
}

std::optional<TextProblem> CheckParts(const Parts& parts) {
  if (TrimAscii(parts.selector).empty()) {
    return TextProblem{"names no element",
                       "write a CSS selector, for example .story-text, or remove the key"};
  }
  lxb_css_selector_list_t* list = Compile(parts.selector);
  if (list == nullptr) {
    return TextProblem{"is no CSS selector",
                       "write one as for document.querySelector, for example .story-text"};
  }
  lxb_css_selector_list_destroy_memory(list);
  return std::nullopt;
}

lxb_status_t Collect(lxb_dom_node_t* node, lxb_css_selector_specificity_t /*specificity*/,
                     void* context) {
  static_cast<std::vector<lxb_dom_node_t*>*>(context)->push_back(node);
  return LXB_STATUS_OK;
}

}  // namespace

std::optional<TextProblem> CheckSelector(std::string_view text) {
  if (!Split(text).attribute.empty()) {
    return TextProblem{"names an attribute, where elements are wanted",
                       "write it without what follows the @"};
  }
  return CheckParts({text, {}});
}

std::optional<TextProblem> CheckValueSelector(std::string_view text) {
  return CheckParts(Split(text));
}

std::optional<TextProblem> CheckDomain(std::string_view text) {
  const bool host = text.find('.') != std::string_view::npos &&
                    text.find_first_of("/:@*? \t") == std::string_view::npos &&
                    !text.starts_with('.') && !text.ends_with('.');
  if (host) return std::nullopt;
  return TextProblem{"is no host name", "write one without scheme and path, such as example.com"};
}

Result<Selector> Selector::Parse(std::string_view text) {
  if (auto problem = CheckValueSelector(text)) {
    return ConfigError("selector",
                       "\"" + std::string(text) + "\" " + problem->what + "; " + problem->remedy);
  }
  const Parts parts = Split(text);
  Selector selector;
  selector.text_ = text;
  selector.attribute_ = LowerAscii(parts.attribute);
  selector.list_.reset(Compile(parts.selector));
  return selector;
}

void Selector::Destroy::operator()(lxb_css_selector_list_t* list) const {
  lxb_css_selector_list_destroy_memory(list);
}

void Overrides::Destroy::operator()(lxb_selectors_t* engine) const {
  lxb_selectors_destroy(engine, true);
}

Result<Overrides> Overrides::Create(const std::vector<SourceSettings>& sources) {
  Overrides overrides;
  if (sources.empty()) return overrides;
  overrides.engine_.reset(lxb_selectors_create());
  if (overrides.engine_ == nullptr ||
      lxb_selectors_init(overrides.engine_.get()) != LXB_STATUS_OK) {
    return Transient("out_of_memory", "CSS selectors cannot be initialised");
  }
  lxb_selectors_opt_set(overrides.engine_.get(), LXB_SELECTORS_OPT_MATCH_FIRST);
  for (const SourceSettings& settings : sources) {
    if (settings.domain.empty()) continue;
    SourceOverride source;
    source.domain = PlainDomain(settings.domain);
    source.trusts_metadata = settings.trust == "metadata";
    const std::array<std::pair<const std::string&, std::optional<Selector>&>, 6> fields = {
        {{settings.title, source.title},
         {settings.body, source.body},
         {settings.authors, source.authors},
         {settings.published, source.published},
         {settings.modified, source.modified},
         {settings.section, source.section}}};
    for (const auto& [text, selector] : fields) {
      if (text.empty()) continue;
      NW_TRY(selector, Selector::Parse(text));
    }
    for (const std::string& text : settings.remove) {
      NW_TRY(Selector selector, Selector::Parse(text));
      source.remove.push_back(std::move(selector));
    }
    overrides.sources_.push_back(std::move(source));
  }
  std::stable_sort(overrides.sources_.begin(), overrides.sources_.end(),
                   [](const SourceOverride& a, const SourceOverride& b) {
                     return a.domain.size() > b.domain.size();
                   });
  return overrides;
}

const SourceOverride* Overrides::For(std::string_view domain) const {
  if (sources_.empty()) return nullptr;
  const std::string lower = LowerAscii(domain);
  const auto found =
      std::find_if(sources_.begin(), sources_.end(), [&](const SourceOverride& source) {
        return lower == source.domain || lower.ends_with("." + source.domain);
      });
  return found == sources_.end() ? nullptr : &*found;
}

std::vector<std::uint32_t> Overrides::Find(const Selector& selector, const Page& page) const {
  const std::vector<Element>& all = page.elements();
  if (all.empty()) return {};
  std::vector<lxb_dom_node_t*> nodes;
  // The document: the root of a search matches nothing itself.
  lxb_dom_node_t* root = lxb_dom_interface_node(all[0].node)->parent;
  lxb_selectors_find(engine_.get(), root, selector.list(), Collect, &nodes);
  std::sort(nodes.begin(), nodes.end());
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    if (std::binary_search(nodes.begin(), nodes.end(), lxb_dom_interface_node(all[i].node))) {
      found.push_back(i);
    }
  }
  return found;
}

std::vector<std::string> Overrides::Values(const Selector& selector, const Page& page) const {
  std::vector<std::string> values;
  for (const std::uint32_t index : Find(selector, page)) {
    std::string value = selector.attribute().empty()
                            ? page.TextOf(index)
                            : CleanLine(Attribute(page.elements()[index], selector.attribute()));
    if (!value.empty()) values.push_back(std::move(value));
  }
  return values;
}

std::string OverrideUnmatched(std::string_view field, const Selector& selector,
                              const SourceOverride& source) {
  return "override_unmatched: " + std::string(field) + " \"" + selector.text() + "\" of " +
         source.domain + " finds nothing in this page; the general rules were used";
}

std::string OverrideUnreadable(std::string_view field, const Selector& selector,
                               const SourceOverride& source, std::string_view text) {
  constexpr std::size_t kShown = 60;
  return "override_unreadable: " + std::string(field) + " \"" + selector.text() + "\" of " +
         source.domain + " finds \"" + std::string(text.substr(0, FloorBoundary(text, kShown))) +
         "\", which is not one date up to now; the general rules were used";
}

}  // namespace newswired
