#pragma once

#include <cstdint>

namespace newswired {

/// Of the stage `decode`.
struct DecodeSettings {
  std::int64_t max_bytes = 8 << 20;
  std::int64_t max_decompressed_bytes = 32 << 20;
  std::int64_t max_compression_ratio = 200;
  std::int64_t max_json_depth = 64;
  std::int64_t max_xml_depth = 64;
  std::int64_t max_nodes = 200'000;
  std::int64_t max_items = 2000;
  std::int64_t max_replacement_percent = 10;
  bool check_ninjs = true;

  template <class Visitor>
  void Visit(Visitor& v) {
    v.Field("max_bytes", max_bytes,
            {.doc = "Largest record value that is read; a larger one is a dead letter (too_large).",
             .min = 1024,
             .max = 1 << 30});
    v.Field("max_decompressed_bytes", max_decompressed_bytes,
            {.doc = "Most that a compressed record may unpack to, and most that compressed "
                    "documents inside it may, together (decompressed_too_large).",
             .min = 1024,
             .max = 1 << 30});
    v.Field("max_compression_ratio", max_compression_ratio,
            {.doc = "Most bytes out per byte in, after the first MiB: refuses bombs early.",
             .min = 10,
             .max = 2000});
    v.Field("max_json_depth", max_json_depth,
            {.doc = "Deepest nesting of JSON, unknown fields included (json_too_deep).",
             .min = 4,
             .max = 512});
    v.Field("max_xml_depth", max_xml_depth,
            {.doc = "Deepest nesting of a NewsML-G2 or NITF document (xml_too_deep). Feeds are "
                    "read without a tree.",
             .min = 8,
             .max = 512});
    v.Field("max_nodes", max_nodes,
            {.doc = "Most elements and texts of a NewsML-G2 or NITF document, and most values of "
                    "a ninjs item or JSON Feed (too_many_nodes).",
             .min = 100,
             .max = 10'000'000});
    v.Field("max_items", max_items,
            {.doc = "Most articles in one record: a feed, message, archive or JSON array "
                    "(too_many_items).",
             .min = 1,
             .max = 100000});
    v.Field("max_replacement_percent", max_replacement_percent,
            {.doc = "Ill-formed sequences per hundred bytes above which a document that says it is "
                    "UTF-8 is refused (invalid_utf8) instead of repaired.",
             .min = 0,
             .max = 100});
    v.Field("check_ninjs", check_ninjs,
            {.doc = "Refuse ninjs items that break IPTC's schema (invalid_ninjs); without it, "
                    "what can be read of them is."});
  }
};

}  // namespace newswired
