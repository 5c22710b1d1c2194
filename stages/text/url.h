#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace newswired {

inline constexpr std::size_t kMaxUrlBytes = 8192;

/// An absolute http(s) URL in canonical form, or nothing if `url` (relative to `base`, which may
/// be empty) is not one, or it or its canonical form is longer than kMaxUrlBytes.
///
/// Parsed as browsers do (WHATWG: scheme and host in lower case, IDNA, default port and dot
/// segments gone; RFC 3986, 6.2.2: one way to write percent-encoding), then without fragment, user
/// and password, session numbers ("PHPSESSID", ";jsessionid=") and tracking parameters (utm_*,
/// fbclid, gclid ...; the table is in url.cc). The order of the other parameters stays, and "&amp;"
/// is "&". The address of an AMP page is its article's: that of a cache or viewer is unwrapped,
/// "/amp" and the like after an article's name go.
[[nodiscard]] std::optional<std::string> CanonicalUrl(std::string_view url,
                                                      std::string_view base = {});

/// What variants of one page have in common, for comparing alone: a canonical URL without scheme,
/// labels of variants in front of its host ("www.", "m.", "mobile.", "amp.", "touch.", "wap."), the
/// slash at its end, and parameters for printing; other parameters stand in the order of their
/// names. Behind an article's name the folder "amp" (first or second of the path) goes, too. Where
/// the name is so long, or has such a number or day before it, that no other page of the site can
/// be called the same, so do the folders "mobile" and "print" (first; "print" also last) and
/// ".html".
///
/// Two pages that get one key are one item. That would be wrong for "/mobile/phone-x-review" and
/// "/phone-x-review", of a section that is called so, or "/port-strike/" and "/port-strike.html", a
/// topic and an article: such pairs stay two, and some variants with short names do, too.
[[nodiscard]] std::string UrlKey(std::string_view canonical_url);

/// Whether a page at canonical URL `address` may have that canonical URL: not one of another site,
/// nor the front page, nor a folder that it stands in under a name of its own ("/news/" of
/// "/news/port-strike").
[[nodiscard]] bool MayBeCanonical(std::string_view url, std::string_view address);

/// Whether a canonical URL is that of a site's front page.
[[nodiscard]] bool IsFrontPage(std::string_view canonical_url);

/// Host of an absolute URL in canonical form without port and a leading "www."; empty if there is
/// none.
[[nodiscard]] std::string DomainOf(std::string_view canonical_url);

/// The same of a domain however somebody wrote it: with scheme, port, path or "www.", in capitals,
/// or in letters that addresses do not have ("münchen.example"). Other text is in lower case.
[[nodiscard]] std::string PlainDomain(std::string_view text);

/// True for text with a scheme that makes it an identifier of its own: "urn:...", "tag:...",
/// "doi:...", or anything with "scheme://".
[[nodiscard]] bool IsIdentifierUri(std::string_view text);

/// Appends `text` with everything but unreserved characters of RFC 3986 percent-encoded.
void AppendPercentEncoded(std::string_view text, std::string& out);
/// The same, but characters that have a meaning in a URI, "%" among them, stay.
void AppendUriEncoded(std::string_view text, std::string& out);

}  // namespace newswired
