#pragma once

#include <cstdint>
#include <string_view>

#include "stages/decode/json_tree.h"
#include "stages/decode/news_item.h"
#include "stages/decode/xml.h"

namespace newswired {

/// What the name of a member says in an envelope.
enum class InEnvelope : std::uint8_t { kNothing, kClaim, kDocument };

/// True if the members at the top of a JSON object, told one by one, are those of a ninjs item and
/// not of an envelope: a `uri`, and nothing that only an envelope has, or texts as only ninjs has
/// them.
class NinjsShape {
 public:
  void SawMember(std::string_view name, InEnvelope meaning);
  [[nodiscard]] bool matches() const {
    return standard_ || (uri_ && (lists_ || (body_ && !document_) || !envelope_));
  }

 private:
  bool standard_ = false;
  bool uri_ = false;
  bool lists_ = false;     ///< texts in a list, as of 2.0
  bool body_ = false;      ///< "body_text" and the like, as in 1.x
  bool document_ = false;  ///< of an envelope
  bool envelope_ = false;  ///< a name that only envelopes have
};

/// Whether any version of ninjs has this member at the top of an item; in any case.
bool IsNinjsMember(std::string_view name);

/// Reads one IPTC ninjs item, 1.0 to 3.1: names are compared in any case, since 3.x is 2.x in camel
/// case. Associated items (pictures of a story) are no items of their own; the first picture is the
/// item's image, else the item's own rendition that is a picture. Texts in NITF are read within
/// `limits`; what is none stays beside the body.
NewsItem ReadNinjs(const JsonValue& item, const XmlTree::Limits& limits);

/// Holds `item` against the types, vocabularies and required members of IPTC's schemas.
/// Errors: invalid_ninjs, which names the member. Members that no version knows are refused in 1.x,
/// which forbids them, and not from 2.0 on, whose schemas are made to be extended.
Status CheckNinjs(const JsonValue& item);

}  // namespace newswired
