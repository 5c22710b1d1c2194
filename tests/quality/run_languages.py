#!/usr/bin/env python3
"""What works in other languages than English?  langid-lingua, 75 languages; English: train-ud-ewt and train-ud-gum.

  run_languages.py [--newswired BIN]

Ends of sentences: sentences that end with a mark are joined, up to eight of them, to the text of a revision, whose event says
where sentences end. Those of langid-lingua come from anywhere, so that a few are two, or no whole ones: a language's F1 cannot reach 1.

Stories apart: 24 articles of eight sentences from anywhere, of one minute, tell of nothing in common; the share of them that has a
story of its own.

Skipped where ../shared is not. Prints `N passed, N failed[, N skipped]`; exit code 1 if any failed.
"""
import collections
import gzip
import json
import subprocess
import sys
import unicodedata

from verdicts import ROOT, options, say

DATA = ROOT.parent / "shared/data"
FLOORS = {"ends of sentences, F1, mean of languages": 0.975, "ends of sentences, F1, train-ud-ewt": 0.985,
          "ends of sentences, F1, train-ud-gum": 0.99, "stories apart, mean of languages": 0.96}
END, CLOSE = ".?!。！？।॥؟۔։…", "\"”»)'’」』"
WITHOUT_SPACES = ("ja", "zh")
MOST = 8
ARTICLES = 24


def lines(name):
    with gzip.open(DATA / name, "rt") as file:
        for line in file:
            record = json.loads(line)
            record["text"] = unicodedata.normalize("NFC", " ".join(record["text"].split()))
            yield record


def is_sentence(text):
    return text.rstrip(CLOSE)[-1:] in END and text.rstrip(CLOSE) and not text[0].islower()


def lingua():
    """The lines of each language."""
    found = collections.defaultdict(list)
    for record in lines("langid-lingua/gold.jsonl.gz"):
        found[record["lang"]].append(record["text"])
    return found


def grouped(texts):
    """(language, sentences that end with a mark)"""
    for language, all_texts in texts.items():
        sentences = [text for text in all_texts if is_sentence(text)]
        for i in range(0, len(sentences) - MOST, MOST):
            yield language, sentences[i:i + MOST]


def treebank(name):
    """(name, sentences that follow each other)"""
    group, document = [], None
    for part in ("train", "dev"):
        for record in lines(f"{name}/{part}.jsonl.gz"):
            good = is_sentence(record["text"])
            if not good or record["doc"] != document or len(group) == MOST:
                if len(group) > 1:
                    yield name, group
                group, document = [], record["doc"]
            if good:
                group.append(record["text"])


def enriched(newswired, articles):
    """Their events."""
    raw = "".join(json.dumps(article) + "\n" for article in articles)
    done = subprocess.run([newswired, "enrich"], input=raw, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def ends_of(newswired, texts):
    """Of each text the code points where a sentence ends; None where `decode` changed it (mojibake, soft hyphens)."""
    raw = []
    for number, text in enumerate(texts):
        for version, value in enumerate(("None yet.", text)):
            raw.append({"id": str(number), "source": "wire.example", "headline": "Sentences", "text": value,
                        "modifiedAt": f"2026-03-12T0{version}:00:00Z"})
    for text, event in zip(texts, enriched(newswired, raw)[1::2], strict=True):
        same = event["bodies"][0]["value"] == text
        yield {end for _, end in event["enrichment"]["sentences"]} if same else None


def f1(right, found, wanted):
    return 2 * right / (found + wanted) if found + wanted else 0


def stories_apart(newswired, sentences):
    """The share of articles with a story of its own."""
    articles = []
    for i in range(0, min(len(sentences), MOST * ARTICLES) - MOST + 1, MOST):
        articles.append({"id": str(i), "source": f"paper-{i}.example", "headline": sentences[i][:60],
                         "text": " ".join(sentences[i + 1:i + MOST]), "publishedAt": "2026-03-12T10:00:00Z"})
    stories = {event["enrichment"]["story"]["storyId"] for event in enriched(newswired, articles)}
    return len(stories) / len(articles)


def scores(newswired):
    """(what, score)"""
    texts = lingua()
    groups = [*grouped(texts), *treebank("train-ud-ewt"), *treebank("train-ud-gum")]
    joined = [("" if name in WITHOUT_SPACES else " ").join(sentences) for name, sentences in groups]
    counts = collections.defaultdict(lambda: [0, 0, 0])
    for (name, sentences), text, found in zip(groups, joined, ends_of(newswired, joined), strict=True):
        if found is None:
            continue
        gap = 0 if name in WITHOUT_SPACES else 1
        wanted, at = set(), 0
        for sentence in sentences[:-1]:
            wanted.add(at + len(sentence))
            at += len(sentence) + gap
        found.discard(len(text))
        for i, count in enumerate((len(found & wanted), len(found), len(wanted))):
            counts[name][i] += count
    scored = {name: f1(*count) for name, count in counts.items()}
    languages = {name: score for name, score in scored.items() if len(name) <= 3}
    yield "ends of sentences, F1, mean of languages", mean(languages)
    for name in ("train-ud-ewt", "train-ud-gum"):
        yield "ends of sentences, F1, " + name, scored[name]
    yield "stories apart, mean of languages", mean({name: stories_apart(newswired, its) for name, its in texts.items()})


def mean(of_languages):
    """Of all; prints the worst."""
    worst = sorted(of_languages, key=of_languages.get)[:5]
    print("the worst: " + ", ".join(f"{name} {of_languages[name]:.3f}" for name in worst))
    return sum(of_languages.values()) / len(of_languages)


def verdicts(newswired):
    if not DATA.exists():
        yield None, f"there is no {DATA}"
        return
    for name, score in scores(newswired):
        yield score >= FLOORS[name], f"{name} {score:.3f}, floor {FLOORS[name]}"


if __name__ == "__main__":
    sys.exit(say(verdicts(options(__doc__).parse_args().newswired)))
