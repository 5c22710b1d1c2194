#!/usr/bin/env python3
"""Where do sentences end?  langid-lingua, 75 languages, and the English treebanks train-ud-ewt and train-ud-gum.

  run_sentences.py [--newswired BIN]

Sentences that end with a mark are joined, up to eight of them, to the text of a revision, whose event says where sentences
end. Those of langid-lingua come from anywhere, so that a few are two, or no whole ones: a language's F1 cannot reach 1.
Skipped where ../shared is not. Prints `N passed, N failed[, N skipped]`; exit code 1 if any failed.
"""
import argparse
import collections
import gzip
import json
import os
import pathlib
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DATA = ROOT.parent / "shared/data"
FLOORS = {"langid-lingua, mean of languages": 0.975, "train-ud-ewt": 0.985, "train-ud-gum": 0.99}
END, CLOSE = ".?!。！？।॥؟۔։…", "\"”»)'’」』"
WITHOUT_SPACES = ("ja", "zh")
MOST = 8


def lines(name):
    with gzip.open(DATA / name, "rt") as file:
        for line in file:
            record = json.loads(line)
            record["text"] = unicodedata.normalize("NFC", " ".join(record["text"].split()))
            yield record


def is_sentence(text):
    return text.rstrip(CLOSE)[-1:] in END and text.rstrip(CLOSE) and not text[0].islower()


def lingua():
    """(language, sentences)"""
    found = collections.defaultdict(list)
    for record in lines("langid-lingua/gold.jsonl.gz"):
        if is_sentence(record["text"]):
            found[record["lang"]].append(record["text"])
    for language, sentences in found.items():
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


def ends_of(newswired, texts):
    """Of each text the code points where a sentence ends; None where `decode` changed it (mojibake, soft hyphens)."""
    raw = ""
    for number, text in enumerate(texts):
        for version, value in enumerate(("None yet.", text)):
            raw += json.dumps({"id": str(number), "source": "wire.example", "headline": "Sentences", "text": value,
                               "modifiedAt": f"2026-03-12T0{version}:00:00Z"}) + "\n"
    done = subprocess.run([newswired, "enrich"], input=raw, capture_output=True, text=True, check=True)
    for text, line in zip(texts, done.stdout.splitlines()[1::2], strict=True):
        event = json.loads(line)
        same = event["bodies"][0]["value"] == text
        yield {end for _, end in event["enrichment"]["sentences"]} if same else None


def f1(right, found, wanted):
    return 2 * right / (found + wanted) if found + wanted else 0


def scores(newswired):
    groups = [*lingua(), *treebank("train-ud-ewt"), *treebank("train-ud-gum")]
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
    worst = sorted(languages, key=languages.get)[:5]
    print("the worst: " + ", ".join(f"{name} {languages[name]:.3f}" for name in worst))
    yield "langid-lingua, mean of languages", sum(languages.values()) / len(languages)
    for name in ("train-ud-ewt", "train-ud-gum"):
        yield name, scored[name]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--newswired", default=os.environ.get("NEWSWIRED", ROOT / "build/release/newswired"))
    newswired = pathlib.Path(parser.parse_args().newswired).resolve()
    if not DATA.exists():
        print(f"0 passed, 0 failed, 1 skipped: there is no {DATA}")
        return 0
    failed = 0
    for name, score in scores(newswired):
        good = score >= FLOORS[name]
        failed += not good
        print(f"{'ok    ' if good else 'FAILED'} {name}: F1 of ends {score:.3f}, floor {FLOORS[name]}")
    print(f"{len(FLOORS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
