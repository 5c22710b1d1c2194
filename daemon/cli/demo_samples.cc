#include "daemon/cli/demo_samples.h"

#include <array>

namespace newswired::embedded {
extern const std::string_view kDemoPageWithJsonLd, kDemoPagePlain, kDemoFeedItem, kDemoAtomEntry,
    kDemoJsonFeed, kDemoNinjs, kDemoNewsmlG2, kDemoNitf, kDemoWarc, kDemoArticleJson,
    kDemoWireStory, kDemoWireReprint, kDemoWireUpdate, kDemoOtherReport, kDemoBroken, kDemoConfig;
}  // namespace newswired::embedded

namespace newswired::cli {

std::span<const DemoSample> DemoSamples() {
  static const std::array samples{
      DemoSample{"an HTML page with JSON-LD", "text/html",
                 "https://meridian-post.example/world/2026/03/12/ceasefire-envoy-amman", "",
                 &embedded::kDemoPageWithJsonLd},
      DemoSample{"an HTML page without", "text/html",
                 "https://elbtal-anzeiger.example/lokales/hochwasser-dresden.html", "",
                 &embedded::kDemoPagePlain},
      DemoSample{"an RSS item", "application/rss+xml", "", "", &embedded::kDemoFeedItem},
      DemoSample{"an Atom entry", "application/atom+xml", "", "", &embedded::kDemoAtomEntry},
      DemoSample{"a JSON Feed", "application/feed+json", "", "", &embedded::kDemoJsonFeed},
      DemoSample{"a ninjs item", "application/ninjs+json", "", "", &embedded::kDemoNinjs},
      DemoSample{"a NewsML-G2 item", "application/vnd.iptc.g2.newsitem+xml", "", "",
                 &embedded::kDemoNewsmlG2},
      DemoSample{"an NITF document", "application/nitf+xml", "", "", &embedded::kDemoNitf},
      DemoSample{"a WARC record", "application/warc", "", "", &embedded::kDemoWarc},
      DemoSample{"a JSON article", "application/json", "", "", &embedded::kDemoArticleJson},
      DemoSample{"a plain text wire story", "text/plain", "https://wire.example/2026/port-strike",
                 "Example Wire", &embedded::kDemoWireStory},
      DemoSample{"a reprint of it", "text/plain", "https://lakeside-herald.example/port-strike",
                 "Lakeside Herald", &embedded::kDemoWireReprint},
      DemoSample{"a copy of it", "text/plain", "https://coast-mail.example/news/4711", "Coast Mail",
                 &embedded::kDemoWireStory},
      DemoSample{"a new version of it", "text/plain", "https://wire.example/2026/port-strike",
                 "Example Wire", &embedded::kDemoWireUpdate},
      DemoSample{"another newsroom's report on the strike", "text/plain",
                 "https://coast-gazette.example/dockers-say-no", "Coast Gazette",
                 &embedded::kDemoOtherReport},
      DemoSample{"a broken JSON article", "application/json", "", "", &embedded::kDemoBroken},
  };
  return samples;
}

std::string_view DemoConfig() { return embedded::kDemoConfig; }

}  // namespace newswired::cli
