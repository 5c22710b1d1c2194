#include "stages/decode/envelope_documents.h"

#include <optional>
#include <string>

#include "stages/decode/news_item.h"
#include "stages/decode/set_item.h"
#include "stages/decode/sniff.h"
#include "stages/decode/xml.h"
#include "stages/text/utf8.h"

namespace newswired {
namespace {

using F = EnvelopeField;
using Kind = DocumentKind;

constexpr std::string_view kHtmlType = "text/html";

/// HTML with what stands around an article, and no article alone.
bool IsWholePage(std::string_view html) {
  const std::string_view root = XmlRoot(html);
  return EqualsIgnoringAsciiCase(root, "html") || EqualsIgnoringAsciiCase(root, "head") ||
         EqualsIgnoringAsciiCase(root, "body");
}

std::string_view TypeOfHtml(std::string_view html) {
  return IsWholePage(html) ? std::string_view() : kHtmlType;
}

/// Of `body`, which may be any document.
std::string_view TypeOfBody(const Envelope& envelope) {
  switch (ChooseKind(KindOfType(envelope[F::kContentType]), envelope[F::kBody])) {
    case Kind::kText:
      return "text/plain";
    case Kind::kHtml:
      return TypeOfHtml(envelope[F::kBody]);
    default:
      return {};
  }
}

struct NamedDocument {
  F field;
  OtherDocument document;
};

/// All that show something, in the order in which they are read without `text`.
std::vector<NamedDocument> DocumentsOf(const Envelope& envelope) {
  std::vector<NamedDocument> found;
  const auto add = [&](F field, std::string_view name, std::string_view type) {
    found.push_back({field, {.name = name, .content_type = type, .value = envelope[field]}});
  };
  const auto is_blank = [&](F field) { return TrimAscii(envelope[field]).empty(); };
  if (!is_blank(F::kText)) add(F::kText, "text", "text/plain");
  if (!is_blank(F::kBodyBase64)) add(F::kBodyBase64, "bodyBase64", {});
  if (HasVisibleText(envelope[F::kHtml])) add(F::kHtml, "html", TypeOfHtml(envelope[F::kHtml]));
  if (!is_blank(F::kBody)) add(F::kBody, "body", TypeOfBody(envelope));
  return found;
}

std::size_t Choose(const std::vector<NamedDocument>& documents) {
  if (documents.size() < 2 || documents[0].field != F::kText) return 0;
  std::vector<ItemText> texts;
  for (const NamedDocument& each : documents) {
    const bool is_text = !each.document.content_type.empty();
    texts.push_back({.role = "",
                     .content_type = std::string(each.document.content_type),
                     .value = std::string(is_text ? each.document.value : "")});
  }
  return FullestText(texts).value_or(0);
}

}  // namespace

EnvelopeDocuments ChooseDocument(const Envelope& envelope) {
  EnvelopeDocuments documents;
  const std::vector<NamedDocument> all = DocumentsOf(envelope);
  if (all.empty()) return documents;
  const std::size_t chosen = Choose(all);
  documents.chosen = all[chosen].field;
  for (const NamedDocument& each : all) {
    // The same under two names is there already.
    if (each.document.value != all[chosen].document.value) {
      documents.others.push_back(each.document);
    }
  }
  return documents;
}

void KeepOtherDocuments(const std::vector<OtherDocument>& others, bool alone, Article& article) {
  std::string skipped;
  for (const OtherDocument& other : others) {
    if (alone && !other.content_type.empty()) {
      AddOtherBody({.role = std::string(other.name),
                    .content_type = std::string(other.content_type),
                    .value = std::string(other.value)},
                   article);
    } else {
      skipped.append(skipped.empty() ? "" : ", ").append(other.name);
    }
  }
  if (skipped.empty()) return;
  article.warnings.push_back("bodies_skipped: " + skipped + " beside the document that was read");
}

}  // namespace newswired
