#include "stages/core/held_bytes.h"

#include <initializer_list>

namespace newswired {
namespace {

/// Of the strings that every article has a few of, such as addresses and hashes.
constexpr std::size_t kSmallStrings = 1024;

template <class T>
std::size_t Own(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}

std::size_t BytesOf(const std::vector<std::string>& texts) {
  std::size_t bytes = Own(texts);
  for (const std::string& text : texts) bytes += text.capacity();
  return bytes;
}

std::size_t BytesOf(const std::vector<Entity>& entities) {
  constexpr std::size_t kNames = 256;  // its identifiers, and what it is called
  std::size_t bytes = Own(entities);
  for (const Entity& entity : entities) bytes += kNames + Own(entity.mentions);
  return bytes;
}

std::size_t BytesOf(const std::vector<OtherBody>& bodies) {
  std::size_t bytes = Own(bodies);
  for (const OtherBody& body : bodies) bytes += body.value.capacity();
  return bytes;
}

std::size_t BytesOf(const RevisionDiff& diff) {
  std::size_t bytes = Own(diff.added) + Own(diff.removed) + Own(diff.changed);
  for (const RevisionDiff::Changed& changed : diff.changed) bytes += BytesOf(changed.what);
  return bytes;
}

}  // namespace

std::size_t HeldBytes(const Article& article) {
  std::size_t bytes = sizeof article + kSmallStrings;
  for (const std::string* text :
       {&article.html, &article.title, &article.body, &article.claims.headline,
        &article.claims.summary, &article.claims.edition_note}) {
    bytes += text->capacity();
  }
  bytes += Own(article.structure) + Own(article.authors) + Own(article.notes) +
           Own(article.sentences) + Own(article.reports);
  bytes += BytesOf(article.keywords) + BytesOf(article.claims.keywords) +
           BytesOf(article.warnings) + BytesOf(article.extraction.candidates);
  bytes += BytesOf(article.other_bodies) + BytesOf(article.entities);
  if (article.revision && article.revision->diff) bytes += BytesOf(*article.revision->diff);
  return bytes;
}

}  // namespace newswired
