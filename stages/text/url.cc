#include "stages/text/url.h"

#include <lexbor/url/url.h>

#include <algorithm>
#include <array>
#include <vector>

#include "stages/text/utf8.h"

namespace newswired {
namespace {

constexpr int kMaxLayers = 4;  // caches of caches

/// Parameters that say how or when a reader came or which variant is shown, not what is shown. A
/// '*' matches anything, and so does the end behind one; one with a value is meant with that value
/// alone. Names that a site may well have for its pages stand here with values or not at all: two
/// pages that become one are worse than one that is two.
constexpr std::array kTracking = std::to_array<std::string_view>({
    "utm_*",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hstc",
    "__hssc",
    "__hsfp",
    "hsctatracking",
    "vero_id",
    "oly_enc_id",
    "oly_anon_id",
    "_ga",
    "_gl",
    "s_cid",
    "cmpid",
    "intcmp",
    "smtyp",
    "wt.mc_id",
    "wt_mc",
    "gad_source",
    "gad_campaignid",
    "at_medium",
    "at_campaign",
    "at_campaign_type",
    "at_custom*",
    "at_link_*",
    "at_ptr_name",
    "at_bbc_team",
    "at_format",
    "at_creation",
    "at_variant",
    "at_network",
    "at_platform",
    "emc=rss",
    "emc=edit_*",
    "emc=eta1",
    "partner=rss",
    "maca=*-rss",
    "maca=*-sharing",
    "traffic_source",
    "ns_mchannel",
    "ns_campaign",
    "ns_fee=0",
    "ito=feeds-*",
    "ito=social-*",
    "ito=1490",
    "ysclid",
    "mod=rss*",
    "fsrc=rss*",
    "source=rss*",
    "ref=rss",
    "from=rss",
    "wprss",
    "matomo_*",
    "piwik_*",
    "_openstat",
    "li_fat_id",
    "fb_action_ids",
    "fb_action_types",
    "usqp",
    "__source",
    "xtor",
    "xtref",
    "srsltid",
    "hsa_*",
    "pk_campaign",
    "pk_cid",
    "pk_content",
    "pk_cpn",
    "pk_keyword",
    "pk_kwd",
    "pk_medium",
    "pk_source",
    "mtm_*",
    "guccounter",
    "guce_*",
    "ref_src",
    "ref_url",
    "mibextid",
    "__twitter_impression",
    "amp",
    "amp_*",
    "ampshare",
    "outputtype=amp",
    "jsessionid",
    "phpsessid",
    "aspsessionid*",
});

/// Parameters that ask for the same page in another form. A site may give one form alone, so an
/// address keeps them.
constexpr std::array kForms = std::to_array<std::string_view>({
    "print",
    "print=1",
    "print=true",
    "print=yes",
    "print=y",
    "view=print",
    "view=amp",
    "outputtype=print",
    "output=amp",
    "format=amp",
});

/// Names of campaigns, whose values are words; with a number they may be those of a page.
constexpr std::array kCampaigns =
    std::to_array<std::string_view>({"cmp", "ftag", "icid", "ncid", "ocid", "smid"});

bool Matches(std::string_view text, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  return text.starts_with(pattern.substr(0, star)) &&
         text.find(pattern.substr(star + 1), star) != std::string_view::npos;
}

bool IsNumber(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigitAscii); }

bool IsTracking(std::string_view parameter) {
  const std::string lower = LowerAscii(parameter);
  const std::string_view all = lower;
  const std::size_t equals = std::min(all.find('='), all.size());
  const std::string_view name = all.substr(0, equals);
  const std::string_view value = all.substr(std::min(equals + 1, all.size()));
  if (std::find(kCampaigns.begin(), kCampaigns.end(), name) != kCampaigns.end()) {
    return value.empty() || !IsNumber(value);
  }
  return std::any_of(kTracking.begin(), kTracking.end(), [&](std::string_view pattern) {
    return Matches(pattern.find('=') == std::string_view::npos ? name : all, pattern);
  });
}

/// One parser a thread: making one costs more than parsing.
class UrlParser {
 public:
  UrlParser() : parser_(lxb_url_parser_create()) { lxb_url_parser_init(parser_, nullptr); }
  ~UrlParser() {
    lxb_url_parser_memory_destroy(parser_);
    lxb_url_parser_destroy(parser_, true);
  }
  UrlParser(const UrlParser&) = delete;
  UrlParser& operator=(const UrlParser&) = delete;

  std::optional<std::string> Parse(std::string_view text, std::string_view base) {
    std::optional<std::string> result;
    const lxb_url_t* base_url = base.empty() ? nullptr : ParseOne(base, nullptr);
    lxb_url_t* url = ParseOne(text, base_url);
    if (url != nullptr && (url->scheme.type == LXB_URL_SCHEMEL_TYPE_HTTP ||
                           url->scheme.type == LXB_URL_SCHEMEL_TYPE_HTTPS)) {
      url->username.length = 0;
      url->password.length = 0;
      std::string& out = result.emplace();
      lxb_url_serialize(
          url,
          [](const lxb_char_t* data, std::size_t length, void* context) -> lxb_status_t {
            static_cast<std::string*>(context)->append(reinterpret_cast<const char*>(data), length);
            return LXB_STATUS_OK;
          },
          &out, true);
    }
    lxb_url_parser_clean(parser_);
    lexbor_mraw_clean(parser_->mraw);
    return result;
  }

 private:
  lxb_url_t* ParseOne(std::string_view text, const lxb_url_t* base) {
    lxb_url_parser_clean(parser_);
    return lxb_url_parse(parser_, base, reinterpret_cast<const lxb_char_t*>(text.data()),
                         text.size());
  }

  lxb_url_parser_t* parser_;
};

/// The parser leaves capital letters where others of the host were percent-encoded, and the dot
/// that ends a name of the root. More than one dot belong to no name, and stay.
void LowerHost(std::string& url) {
  const std::size_t host = url.find("://") + 3;
  const std::size_t end = std::min(url.find_first_of("/?", host), url.size());
  std::string lower = LowerAscii(std::string_view(url).substr(host, end - host));
  if (lower.size() > 1 && lower.ends_with('.') && !lower.ends_with("..")) lower.pop_back();
  url.replace(host, end - host, lower);
}

bool IsUnreserved(char c) {
  return IsAlphanumericAscii(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// "%7e" is "~", and "%c3" is "%C3" (RFC 3986, 6.2.2): browsers leave them as they are.
void NormalizeEncoding(std::string& url) {
  std::size_t out = std::min(url.find('%'), url.size());
  for (std::size_t at = out; at < url.size(); ++at) {
    const bool whole = url[at] == '%' && at + 2 < url.size();
    const int high = whole ? HexDigit(url[at + 1]) : -1;
    const int low = whole ? HexDigit(url[at + 2]) : -1;
    if (high < 0 || low < 0) {
      url[out++] = url[at];
      continue;
    }
    constexpr char kHex[] = "0123456789ABCDEF";
    const char c = static_cast<char>(high * 16 + low);
    // "%%341" must not become "%41", which is something else.
    const bool behind_percent =
        (out > 0 && url[out - 1] == '%') || (out > 1 && url[out - 2] == '%');
    if (IsUnreserved(c) && !behind_percent) {
      url[out++] = c;
    } else {
      url[out++] = '%';
      url[out++] = kHex[high];
      url[out++] = kHex[low];
    }
    at += 2;
  }
  url.resize(out);
}

bool IsForm(std::string_view parameter) {
  return std::find(kForms.begin(), kForms.end(), LowerAscii(parameter)) != kForms.end();
}

/// The parameters of "?a=1&b=2" that need not go.
std::vector<std::string_view> ParametersWithout(std::string_view query,
                                                bool (*goes)(std::string_view parameter)) {
  std::vector<std::string_view> kept;
  query.remove_prefix(std::min<std::size_t>(1, query.size()));
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    std::string_view parameter = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    // "&amp;" that was escaped once more than it was read.
    constexpr std::string_view kEscaped = "amp;";
    if (parameter.starts_with(kEscaped)) parameter.remove_prefix(kEscaped.size());
    if (!parameter.empty() && !goes(parameter)) kept.push_back(parameter);
  }
  return kept;
}

/// "?a=1&b=2", or nothing without parameters.
std::string QueryOf(const std::vector<std::string_view>& parameters) {
  std::string query;
  for (const std::string_view parameter : parameters) {
    query += query.empty() ? '?' : '&';
    query += parameter;
  }
  return query;
}

void DropTracking(std::string& url) {
  const std::size_t question = url.find('?');
  if (question == std::string::npos) return;
  url.replace(question, std::string::npos,
              QueryOf(ParametersWithout(std::string_view(url).substr(question), IsTracking)));
}

/// "/a;jsessionid=0A1B", as servlets write it for a reader without cookies.
void DropSession(std::string& url) {
  if (url.find(';') == std::string::npos) return;
  const std::size_t question = std::min(url.find('?'), url.size());
  const std::size_t at = LowerAscii(std::string_view(url).substr(0, question)).find(";jsessionid=");
  if (at == std::string::npos) return;
  const std::size_t end = std::min(url.find_first_of(";/?", at + 1), url.size());
  url.erase(at, end - at);
}

/// Where the path begins in "https://host/path".
std::size_t PathOf(std::string_view url) {
  return std::min(url.find_first_of("/?", url.find("://") + 3), url.size());
}

/// The address inside that of a page that an AMP cache or viewer shows:
/// "https://x.cdn.ampproject.org/c/s/www.example.com/a", "https://www.google.com/amp/s/...".
std::string AmpOrigin(std::string_view url) {
  const std::size_t slash = PathOf(url);
  const std::string_view host = url.substr(url.find("://") + 3, slash - url.find("://") - 3);
  std::string_view path = url.substr(slash);
  if (host.ends_with(".cdn.ampproject.org") || host == "cdn.ampproject.org") {
    if (path.size() < 4 || path[0] != '/' || path[2] != '/') return {};  // "/c/": kind of content
    path.remove_prefix(3);
  } else if ((host.starts_with("www.google.") || host == "www.bing.com") &&
             path.starts_with("/amp/")) {
    path.remove_prefix(5);
  } else {
    return {};
  }
  const bool secure = path.starts_with("s/");
  if (secure) path.remove_prefix(2);
  if (path.substr(0, path.find('/')).find('.') == std::string_view::npos) return {};
  return std::string(secure ? "https://" : "http://").append(path);
}

/// Words with hyphens, or a number.
bool EndsWithArticleName(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.find('-') != std::string_view::npos ||
         std::count_if(name.begin(), name.end(), IsDigitAscii) >= 4;
}

std::string_view WithoutAmpEnds(std::string_view path) {
  while (path.ends_with(".amp")) path.remove_suffix(4);
  return path;
}

/// "/story-of-the-day/amp" and "/story.amp.html" are the story. A section may be called "amp", too:
/// only what follows an article's name is taken for the variant.
void DropAmpPath(std::string& url) {
  const std::size_t begin = PathOf(url);
  const std::size_t end = std::min(url.find('?', begin), url.size());
  std::string_view path = std::string_view(url).substr(begin, end - begin);
  std::string_view tail = path.ends_with('/') ? path.substr(path.size() - 1) : std::string_view();
  path.remove_suffix(tail.size());
  if (path.ends_with("/amp") && EndsWithArticleName(path.substr(0, path.size() - 4))) {
    path.remove_suffix(4);
  }
  if (EndsWithArticleName(WithoutAmpEnds(path))) path = WithoutAmpEnds(path);
  for (const std::string_view type : {".html", ".htm"}) {
    if (!tail.empty() || !path.ends_with(type)) continue;
    const std::string_view name = path.substr(0, path.size() - type.size());
    if (!name.ends_with(".amp")) continue;
    path = WithoutAmpEnds(name);
    tail = type;
  }
  if (path.size() + tail.size() == end - begin) return;
  url.replace(begin, end - begin, std::string(path).append(tail));
}

/// "samsung-galaxy-s25-ultra-review", or a number that is no day: nothing else is called so.
bool IsLongName(std::string_view name) {
  constexpr std::ptrdiff_t kHyphens = 4;
  constexpr std::size_t kDigits = 7;
  const bool has_letters = std::any_of(name.begin(), name.end(), IsLetterAscii);
  if (has_letters && std::count(name.begin(), name.end(), '-') >= kHyphens) return true;
  for (std::size_t at = 0; at < name.size(); ++at) {
    std::size_t end = at;
    while (end < name.size() && IsDigitAscii(name[end])) ++end;
    const std::string_view number = name.substr(at, end - at);
    const bool day = number.size() == 8 && (number.starts_with("19") || number.starts_with("20"));
    if (number.size() >= kDigits && !day) return true;
    at = end;
  }
  return false;
}

/// Whether a path ends with the name of an article that has no namesake on its site: a long one, or
/// one below the folders of a month, "/2025/03/port-strike".
bool EndsWithUniqueName(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view name = path.substr(slash + 1);
  if (IsLongName(name)) return true;
  constexpr std::string_view kMonth = "/2025/03";
  for (std::size_t at = 0; at + kMonth.size() <= slash; ++at) {
    const std::string_view folders = path.substr(at, kMonth.size());
    const bool month = std::equal(
        kMonth.begin(), kMonth.end(), folders.begin(),
        [](char want, char is) { return IsDigitAscii(want) ? IsDigitAscii(is) : want == is; });
    if (month && path[at + kMonth.size()] == '/') return name.find('-') != std::string_view::npos;
  }
  return false;
}

/// A path in the form that is compared; see UrlKey().
std::string PathKey(std::string_view whole) {
  if (whole.ends_with('/')) whole.remove_suffix(1);
  std::string path(whole);
  constexpr std::string_view kPrint = "/print";
  if (path.ends_with(kPrint)) {
    const std::string_view page = whole.substr(0, whole.size() - kPrint.size());
    if (EndsWithUniqueName(page)) path.resize(page.size());
  }
  for (const std::string_view type : {".html", ".htm"}) {
    const std::string_view stem = std::string_view(path).substr(0, path.size() - type.size());
    if (!path.ends_with(type) || !EndsWithUniqueName(stem)) continue;
    path.resize(stem.size());
    if (path.ends_with(".print")) path.resize(path.rfind('.'));
  }
  const std::size_t second = std::min(path.find('/', 1), path.size());
  for (const std::size_t at : {second, std::size_t{0}}) {
    const std::string_view rest = std::string_view(path).substr(at);
    if (!rest.starts_with("/amp/") || !EndsWithArticleName(rest)) continue;
    path.erase(at, std::string_view("/amp").size());
    break;
  }
  for (const std::string_view folder : {"/mobile/", "/print/"}) {
    const std::size_t size = folder.size() - 1;
    if (path.starts_with(folder) && EndsWithUniqueName(path.substr(size))) path.erase(0, size);
  }
  return path;
}

/// Whether a host is one under which others register: "co.uk".
bool IsRegistry(std::string_view host) {
  const std::size_t dot = host.find('.');
  if (dot == std::string_view::npos || host.size() - dot != 3) return false;
  constexpr auto kKinds = std::to_array<std::string_view>(
      {"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"});
  return std::find(kKinds.begin(), kKinds.end(), host.substr(0, dot)) != kKinds.end();
}

void AppendEncoded(std::string_view text, std::string_view kept, std::string& out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (IsUnreserved(c) || kept.find(c) != std::string_view::npos) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
}

/// Without query.
std::string_view PathIn(std::string_view url) {
  const std::size_t path = PathOf(url);
  return url.substr(path, url.find('?', path) - path);
}

/// Whether a part of a path names one article: "port-strike", "a1.html"; but not "amp", "2",
/// "print.html".
bool NamesArticle(std::string_view segment) {
  const std::size_t dot = segment.rfind('.');
  const std::string_view stem = segment.substr(0, dot);
  for (const std::string_view variant : {"index", "default", "amp", "print", "full", "all"}) {
    if (stem == variant) return false;
  }
  const bool words = stem.find('-') != std::string_view::npos &&
                     std::any_of(stem.begin(), stem.end(), IsLetterAscii);
  return words || dot != std::string_view::npos;
}

/// "/news/" of "/news/port-strike.html": a section, or a day, that the page stands in.
bool IsFolderOf(std::string_view folder, std::string_view path) {
  for (const std::string_view index : {"index.html", "index.htm", "index.php"}) {
    if (folder.ends_with(std::string("/").append(index))) folder.remove_suffix(index.size());
  }
  while (folder.ends_with('/')) folder.remove_suffix(1);
  if (!path.starts_with(folder) || path.size() <= folder.size() + 1 || path[folder.size()] != '/') {
    return false;
  }
  std::string_view rest = path.substr(folder.size() + 1);
  const std::size_t slash = folder.rfind('/');
  const std::string_view last = folder.substr(slash == std::string_view::npos ? 0 : slash + 1);
  while (!rest.empty() && !NamesArticle(last)) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    if (NamesArticle(rest.substr(0, end))) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

}  // namespace

std::optional<std::string> CanonicalUrl(std::string_view url, std::string_view base) {
  url = TrimAscii(url);
  if (url.empty() || url.size() > kMaxUrlBytes || base.size() > kMaxUrlBytes) return std::nullopt;
  thread_local UrlParser parser;
  std::optional<std::string> canonical = parser.Parse(url, base);
  for (int layer = 0; canonical; ++layer) {
    LowerHost(*canonical);
    NormalizeEncoding(*canonical);
    DropTracking(*canonical);
    DropSession(*canonical);
    DropAmpPath(*canonical);
    const std::string inner = AmpOrigin(*canonical);
    if (inner.empty()) break;
    if (layer == kMaxLayers) return std::nullopt;
    canonical = parser.Parse(inner, {});
  }
  if (!canonical) return canonical;
  if (canonical->size() > kMaxUrlBytes) return std::nullopt;  // percent-encoding made it longer
  return canonical;
}

std::string UrlKey(std::string_view canonical_url) {
  const std::size_t scheme = canonical_url.find("://");
  if (scheme == std::string_view::npos) return std::string(canonical_url);
  const std::string_view rest = canonical_url.substr(scheme + 3);
  const std::size_t host_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view host = rest.substr(0, host_end);
  const std::string_view path = rest.substr(host_end);
  const std::size_t query = std::min(path.find('?'), path.size());
  std::string key;
  const auto is_variant = [](std::string_view label) {
    constexpr auto kLabels =
        std::to_array<std::string_view>({"www", "m", "mobile", "amp", "touch", "wap"});
    return std::find(kLabels.begin(), kLabels.end(), label) != kLabels.end();
  };
  // "m.example.com", and "en.m.example.com": a label that is followed by a domain.
  for (int labels = 0; labels < 2; ++labels) {
    const std::size_t dot = host.find('.');
    if (dot == std::string_view::npos || host.find('.', dot + 1) == std::string_view::npos) break;
    if (IsRegistry(host.substr(dot + 1))) break;
    if (!is_variant(host.substr(0, dot))) key.append(host.substr(0, dot + 1));
    host.remove_prefix(dot + 1);
  }
  key.append(host).append(PathKey(path.substr(0, query)));
  std::vector<std::string_view> parameters = ParametersWithout(path.substr(query), IsForm);
  std::stable_sort(parameters.begin(), parameters.end(), [](auto a, auto b) {
    return a.substr(0, a.find('=')) < b.substr(0, b.find('='));  // "a=1&a=2" is a list
  });
  return key.append(QueryOf(parameters));
}

bool MayBeCanonical(std::string_view url, std::string_view address) {
  const std::string ours = DomainOf(url);
  const std::string theirs = DomainOf(address);
  if (ours != theirs && !ours.ends_with("." + theirs) && !theirs.ends_with("." + ours))
    return false;
  if (IsFrontPage(url)) return IsFrontPage(address);
  return !IsFolderOf(PathIn(url), PathIn(address));
}

bool IsFrontPage(std::string_view canonical_url) {
  const std::size_t path = canonical_url.find('/', canonical_url.find("://") + 3);
  return path == std::string_view::npos || path + 1 >= canonical_url.size();
}

std::string DomainOf(std::string_view canonical_url) {
  const std::size_t scheme = canonical_url.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string_view host = canonical_url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos)
    host.remove_prefix(at + 1);
  host =
      host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
  if (host.starts_with("www.")) host.remove_prefix(4);
  return LowerAscii(host);
}

std::string PlainDomain(std::string_view text) {
  text = TrimAscii(text);
  if (text.empty()) return {};
  if (const auto url = CanonicalUrl(text)) return DomainOf(*url);
  if (const auto url = CanonicalUrl("https://" + std::string(text))) return DomainOf(*url);
  return LowerAscii(text);
}

bool IsIdentifierUri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon > 32 || colon + 1 >= text.size()) {
    return false;
  }
  const std::string scheme = LowerAscii(text.substr(0, colon));
  if (!IsLowerAscii(scheme[0])) return false;
  for (const char c : scheme) {
    const bool allowed = IsAlphanumericAscii(c) || c == '+' || c == '-' || c == '.';
    if (!allowed) return false;
  }
  if (text.find_first_of(" \t\r\n<>\"") != std::string_view::npos) return false;
  return text.substr(colon).starts_with("://") || scheme == "urn" || scheme == "tag" ||
         scheme == "doi" || scheme == "info" || scheme == "guid";
}

void AppendPercentEncoded(std::string_view text, std::string& out) { AppendEncoded(text, "", out); }

void AppendUriEncoded(std::string_view text, std::string& out) {
  AppendEncoded(text, "%:/?#[]@!$&'()*+,;=", out);
}

}  // namespace newswired
