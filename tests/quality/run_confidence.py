#!/usr/bin/env python3
"""Is extraction.confidence calibrated?  Among the pages of the labelled sets with confidence >= c, at least c must be right.

  run_confidence.py [--newswired BIN]

A page is right when its text has F1 >= 0.9 (shingles of four words, as ../shared/data/score_extraction.py counts them per
page). The sets are those that label whole texts; their pages are taken together, since each alone is small. Skipped where
../shared is not. Prints `N passed, N failed[, N skipped]`; exit code 1 if any failed.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from verdicts import ROOT, options, say

SHARED = ROOT.parent / "shared"
SETS = ("extraction-aeb", "extraction-fundus-eval", "extraction-fundus-parser")
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
RIGHT = 0.9


def judged(newswired, name, keep):
    """(confidence, right) of every page of a set."""
    data = SHARED / "data"
    subprocess.run([sys.executable, SHARED / "eval/evaluate.py", "--newswired", newswired, "--data", data, "--keep", keep, name],
                   stdout=subprocess.DEVNULL, check=True)
    scores = keep / f"{name}.scores.json"
    subprocess.run([sys.executable, data / "score_extraction.py", data / name / "gold.jsonl", keep / f"{name}.pred.jsonl",
                    "--per-doc", scores], stdout=subprocess.DEVNULL, check=True)
    f1 = json.loads(scores.read_text())["aeb_f1"]
    for line in (keep / f"{name}.events.jsonl").read_text().splitlines():
        enrichment = json.loads(line)["enrichment"]
        confidence = enrichment.get("article", {}).get("extraction", {}).get("confidence", 0)
        yield confidence, f1.get(enrichment["pipeline"]["input"]["id"], 0) >= RIGHT


def verdicts(newswired):
    if not all((SHARED / "data" / name).is_dir() for name in SETS):
        yield None, f"{SHARED}/data has not all of {', '.join(SETS)}"
        return
    with tempfile.TemporaryDirectory() as folder:
        pages = [page for name in SETS for page in judged(newswired, name, pathlib.Path(folder))]
    for threshold in THRESHOLDS:
        right = [is_right for confidence, is_right in pages if confidence >= threshold]
        share = sum(right) / len(right) if right else 1
        yield share >= threshold, f"confidence >= {threshold}: {sum(right)} of {len(right)} pages right, {share:.3f}"


if __name__ == "__main__":
    sys.exit(say(verdicts(options(__doc__).parse_args().newswired)))
