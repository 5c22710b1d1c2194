#!/usr/bin/env python3
"""How well does `story` tell how near two headlines are?  pairs-stsb-headlines, against what people said (0 to 5).

  run_pairs.py [--newswired BIN]

Every headline is an article without text, a pair's two are dated within the hour, and twenty days from the next pair, so
that hardly any meets another. A pair's score is 1 for a copy, the second's `similarity` where both are in one story,
else 0. Skipped where ../shared is not. Prints `N passed, N failed[, N skipped]`; exit code 1 if any failed.
"""
import datetime
import json
import subprocess
import sys
import tempfile

from verdicts import ROOT, options, say

SHARED = ROOT.parent / "shared"
SET = SHARED / "data/pairs-stsb-headlines/gold.jsonl"
FLOORS = {"pearson": 0.635, "spearman": 0.63, "ap_ge4": 0.55}
APART = datetime.timedelta(days=20)


def articles(pairs):
    """PAIR/a and PAIR/b of every pair."""
    time = datetime.datetime(1900, 1, 1)
    for pair in pairs:
        time += APART
        for side, minutes in (("a", 0), ("b", 60)):
            published = time + datetime.timedelta(minutes=minutes)
            yield {"id": f"{pair['id']}/{side}", "headline": pair[f"{side}_text"], "text": "", "language": "en",
                   "publishedAt": published.isoformat() + "Z"}


def enrichments(newswired, raw):
    """By the id of the article."""
    lines = "".join(json.dumps(article) + "\n" for article in raw)
    done = subprocess.run([newswired, "enrich"], input=lines, capture_output=True, text=True, check=True)
    found = (json.loads(line)["enrichment"] for line in done.stdout.splitlines())
    return {enrichment["pipeline"]["input"]["id"]: enrichment for enrichment in found}


def similarity(a, b):
    if b["dedup"]["role"] == "copy":
        return 1
    return b["story"]["similarity"] if a["story"]["storyId"] == b["story"]["storyId"] else 0


def verdicts(newswired):
    if not SET.exists():
        yield None, f"there is no {SET}"
        return
    pairs = [json.loads(line) for line in SET.read_text().splitlines()]
    found = enrichments(newswired, articles(pairs))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as predictions:
        for pair in pairs:
            score = similarity(found[pair["id"] + "/a"], found[pair["id"] + "/b"])
            predictions.write(json.dumps({"id": pair["id"], "score": score}) + "\n")
        predictions.flush()
        done = subprocess.run([sys.executable, SHARED / "data/score_dedup.py", SET, predictions.name],
                              capture_output=True, text=True, check=True)
    scores = json.loads(done.stdout.splitlines()[-1])
    for name, floor in FLOORS.items():
        yield scores[name] >= floor, f"{len(pairs)} pairs: {name} {scores[name]}, floor {floor}"


if __name__ == "__main__":
    sys.exit(say(verdicts(options(__doc__).parse_args().newswired)))
