#include "daemon/cli/article_facts.h"

#include <algorithm>
#include <utility>

#include "daemon/event/side_rows.h"
#include "stages/text/utf8.h"

namespace newswired::cli {
namespace {

/// The parts that are not empty.
std::string Joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out.append(", ");
    out.append(part);
  }
  return out;
}

std::string Why(std::string_view evidence, double confidence,
                const std::vector<std::string>& more) {
  std::vector<std::string> parts;
  parts.emplace_back(evidence);
  parts.insert(parts.end(), more.begin(), more.end());
  parts.push_back(fmt::format("confidence {:.2f}", confidence));
  return Joined(parts);
}

std::string_view Mark(BlockKind kind) {
  switch (kind) {
    case BlockKind::kSubhead:
      return "#";
    case BlockKind::kQuote:
      return ">";
    case BlockKind::kListItem:
      return "-";
    case BlockKind::kParagraph:
      break;
  }
  return "|";
}

std::string_view PrimaryTag(std::string_view tag) { return tag.substr(0, tag.find_first_of("-_")); }

class FactCollector {
 public:
  FactCollector(const Article& article, const Paint& paint) : article_(article), paint_(paint) {
    annotations_.Reset(article, OffsetUnit::kCodepoint);
  }

  std::vector<Fact> Collect() && {
    AddOrigin();
    AddMetadata();
    AddBody();
    AddLanguage();
    AddEntities();
    AddDedup();
    AddRevision();
    AddStory();
    return std::move(facts_);
  }

 private:
  void Begin(std::string_view name) { facts_.push_back({.name = name, .text = {}}); }
  std::string& text() { return facts_.back().text; }

  /// A line of the fact that was begun last.
  void Line(std::string_view label, std::string_view value) {
    if (!value.empty()) text() += FactLine(label, value, paint_);
  }
  void Line(std::string_view label, std::string_view value, std::string_view why) {
    if (value.empty()) return;
    Line(label, fmt::format("{}  {}", Printable(value), paint_.Dim(why)));
  }

  /// A fact of one line.
  void Simple(std::string_view name, std::string_view value) {
    Begin(name);
    Line(name, Printable(value));
  }

  void WithSource(std::string_view name, std::string_view value, std::string_view source) {
    if (source.empty()) return Simple(name, value);
    Begin(name);
    Line(name, value, source);
  }

  void AddOrigin() {
    const Input& input = article_.input;
    Simple("read as", Joined({input.content_type, input.charset}));
    Simple("item", input.item > 0 ? std::to_string(input.item) : "");
    Simple("sha256", input.sha256);
    Simple("uri", article_.uri);
    Simple("id", input.id);
    Simple("url", article_.url);
    const Source& source = article_.source;
    Simple("source", Joined({source.name, source.domain, source.country}));
  }

  void AddMetadata() {
    const FieldEvidence& evidence = article_.evidence;
    WithSource("title", article_.title, evidence.title);
    Begin("author");
    for (const Author& author : article_.authors) {
      Line("author", author.name, Why(author.evidence, author.confidence, {author.kind}));
    }
    AddTime("published", article_.published);
    AddTime("modified", article_.modified);
    AddTime("fetched", article_.fetched);
    Begin("section");
    if (const auto& section = article_.section) {
      Line("section", section->value, Why(section->evidence, section->confidence, {}));
    }
    Simple("slug", article_.claims.slugline);
    Begin("dateline");
    if (const auto& dateline = article_.dateline) {
      Line("dateline", Joined({dateline->place, dateline->date, dateline->agency}),
           Why("", dateline->confidence, {}));
    }
    AddNotes();
    WithSource("canonical", article_.canonical_url, evidence.canonical_url);
    WithSource("image", article_.lead_image ? article_.lead_image->url : "", evidence.lead_image);
    WithSource("access", article_.access, evidence.access);
    WithSource("keywords", Joined(article_.keywords), evidence.keywords);
  }

  void AddNotes() {
    Begin("note");
    for (const Note& note : article_.notes) {
      const bool in_text = annotations_.Sound(note.span);
      if (!in_text && note.text.empty()) continue;
      std::vector<std::string> more = {note.kind};
      if (!note.until.empty()) more.push_back("until " + note.until);
      Line("note", in_text ? annotations_.TextOf(note.span) : note.text,
           Why(note.rule, note.confidence, more));
    }
  }

  void AddTime(std::string_view name, const std::optional<Dated>& dated) {
    Begin(name);
    if (!dated) return;
    std::vector<std::string> more = {"zone " + dated->tz_source};
    if (!dated->agrees_with.empty()) more.push_back("agrees with " + Joined(dated->agrees_with));
    Line(name, dated->value, Why(dated->evidence, dated->confidence, more));
  }

  void AddBody() {
    const Extraction& extraction = article_.extraction;
    Begin("page");
    if (const auto& page = extraction.page_type) {
      std::vector<std::string> more;
      if (extraction.partial) more.emplace_back("only the beginning of the text");
      Line("page", page->value, Why(page->evidence, page->confidence, more));
    }
    Begin("body by");
    std::vector<std::string> more;
    // One candidate agrees with itself, which says nothing.
    if (extraction.candidates.size() > 1) {
      more.push_back(fmt::format("of {}, which agree to {:.2f}", Joined(extraction.candidates),
                                 extraction.agreement));
    }
    Line("body by", extraction.method, Why("", extraction.confidence, more));
    Begin("body");
    if (article_.body.empty()) {
      if (!extraction.method.empty()) Line("body", paint_.Dim("empty"));
      return;
    }
    Line("body", fmt::format("{} characters", annotations_.BodyCodepoints()));
    if (article_.structure.empty()) AddBlock("|", article_.body);
    for (const Block& block : article_.structure) {
      if (annotations_.Sound(block.span)) AddBlock(Mark(block.kind), block.span.In(article_.body));
    }
  }

  /// Wrapped at 96 columns, counting bytes: this is for people, and a ragged edge does no harm.
  void AddBlock(std::string_view mark, std::string_view block) {
    constexpr std::size_t kWidth = 96;
    const std::string clean = Printable(block);
    std::string_view rest = clean;
    while (!rest.empty()) {
      std::size_t end = rest.size();
      if (const std::size_t line = rest.find('\n'); line < kWidth) {
        end = line;
      } else if (rest.size() > kWidth) {
        end = rest.rfind(' ', kWidth);
        if (end == std::string_view::npos || end == 0) end = rest.find(' ');
        if (end == std::string_view::npos) end = rest.size();
      }
      const std::string_view line = rest.substr(0, end);
      text() += fmt::format("    {} {}\n", paint_.Dim(mark),
                            mark == "#" ? paint_.Bold(line) : std::string(line));
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
  }

  void AddLanguage() {
    Begin("language");
    if (!article_.language) return;
    const std::string_view claimed =
        article_.claims.language.empty() ? article_.source.lang : article_.claims.language;
    std::string why = "by the text";
    if (!claimed.empty()) {
      const bool same =
          EqualsIgnoringAsciiCase(PrimaryTag(claimed), PrimaryTag(article_.language->tag));
      why = fmt::format("{} claims {}", same ? "the source" : "although the source",
                        Printable(claimed));
      if (const std::string& from = article_.evidence.language_claim; !from.empty()) {
        why += fmt::format(" ({})", from);
      }
    }
    Line("language", article_.language->tag, Why(why, article_.language->confidence, {}));
  }

  void AddEntities() {
    Begin("entities");
    for (const NumberedEntity& numbered : annotations_.entities()) {
      const Entity& entity = *numbered.entity;
      std::vector<std::string> why;
      for (const auto& [scheme, id] : entity.ids) why.push_back(scheme + " " + id);
      if (entity.nil) why.emplace_back("in no table");
      if (!entity.link_method.empty()) why.push_back("by " + entity.link_method);
      why.push_back(fmt::format("salience {:.2f}", entity.salience));
      why.push_back(fmt::format("confidence {:.2f}", entity.confidence));
      text() += fmt::format("  {:<4}{:<7}{}  {}\n", numbered.id, entity.type,
                            paint_.Name(Printable(entity.name)), paint_.Dim(Joined(why)));
      for (const Mention* mention : numbered.mentions) AddMention(*mention);
    }
  }

  void AddMention(const Mention& mention) {
    const Range range = annotations_.RangeOf(mention.span);
    const std::string where =
        fmt::format("{} {}-{}", mention.span.field == Field::kTitle ? "title" : "body ",
                    range.start, range.end);
    text() += fmt::format("      {}  \"{}\"\n", paint_.Dim(where),
                          Printable(annotations_.TextOf(mention.span)));
  }

  void AddDedup() {
    Begin("dedup");
    if (!article_.dedup) return;
    const Dedup& dedup = *article_.dedup;
    const bool unique = dedup.role == DedupRole::kUnique;
    Line("role", NameOf(dedup.role),
         Why(unique ? "nothing before it in this input is like it" : "", dedup.confidence, {}));
    Line("cluster", dedup.cluster_id);
    if (dedup.of) Line("of", dedup.of->uri, fmt::format("similarity {:.2f}", dedup.similarity));
    Line("evidence", Joined(dedup.evidence));
    if (const auto& from = dedup.syndication) {
      Line("from", from->agency.empty() ? from->origin : from->agency,
           Why(from->evidence, from->confidence, {}));
    }
  }

  void AddRevision() {
    Begin("revision");
    if (!article_.revision) return;
    const Revision& revision = *article_.revision;
    std::vector<std::string> more{"of " + Printable(revision.previous.uri)};
    if (revision.out_of_order) more.emplace_back("older than the one that came before it");
    more.emplace_back(!revision.diff            ? "the text before is not remembered"
                      : revision.diff->material ? "material"
                                                : "only wording");
    Line("revision", fmt::format("{}, {}", revision.number, revision.change), Joined(more));
    if (revision.diff) AddDiff(*revision.diff);
  }

  void AddDiff(const RevisionDiff& diff) {
    if (diff.headline_changed) {
      Line("headline", diff.headline_what.empty() ? "changed" : Joined(diff.headline_what));
    }
    for (const RevisionDiff::Changed& changed : diff.changed) {
      Line("changed", Sentence(changed.now),
           changed.what.empty() ? "only wording" : Joined(changed.what));
    }
    for (const std::uint32_t now : diff.added) Line("added", Sentence(now));
    if (!diff.removed.empty()) {
      std::vector<std::string> numbers;
      for (const std::uint32_t before : diff.removed) numbers.push_back(std::to_string(before + 1));
      Line("removed", "sentence " + Joined(numbers), "of the version before");
    }
  }

  /// The beginning of a sentence of the body.
  std::string Sentence(std::uint32_t index) {
    constexpr std::size_t kShown = 72;
    if (index >= article_.sentences.size() || !annotations_.Sound(article_.sentences[index])) {
      return fmt::format("sentence {}", index + 1);
    }
    const std::string text = CleanLine(article_.sentences[index].In(article_.body));
    const std::size_t end = FloorBoundary(text, std::min(text.size(), kShown));
    return Printable(text.substr(0, end)) + (end < text.size() ? " ..." : "");
  }

  void AddStory() {
    Begin("story");
    if (!article_.story) return;
    const StoryMembership& story = *article_.story;
    Line("story", story.story_id,
         Why(story.first_story ? "nothing before it in this input tells of it" : "",
             story.confidence, {}));
    if (!story.first_story) {
      Line("seed", story.seed, fmt::format("similarity {:.2f}", story.similarity));
    }
    Line("novelty", fmt::format("{:.2f}", story.novelty));
    Line("merged", story.merged);
  }

  const Article& article_;
  const Paint& paint_;
  Annotations annotations_;
  std::vector<Fact> facts_;
};

}  // namespace

std::vector<Fact> FactsOf(const Article& article, const Paint& paint) {
  return FactCollector(article, paint).Collect();
}

std::string FactLine(std::string_view label, std::string_view value, const Paint& paint) {
  return fmt::format("  {}{}\n", paint.Dim(fmt::format("{:<12}", label)), value);
}

std::string Printable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n') || byte == 0x7F) c = ' ';
  }
  return out;
}

}  // namespace newswired::cli
