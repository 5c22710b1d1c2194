#!/usr/bin/env python3
"""Quality on labelled articles: runs ../shared/eval/evaluate.py and holds its scores against floors.

  run_quality.py [--newswired BIN] [--limit N] [SET ...]

A floor is what the build of its date reached, rounded down: a change that falls below it makes news worse, one that
gets well above it should raise it. Each line names the set (its README says data, size and split), how many of its
articles were scored, the figure, and its floor. Sets that are not there are skipped, and so is everything where
../shared is not. Prints `N passed, N failed[, N skipped]`; exit code 1 if any failed.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from verdicts import ROOT, options, say

SHARED = ROOT.parent / "shared"
NEEDS = {"neardup": "gen_neardup.py"}  # sets that are made, and of what
FLOORS = json.loads(pathlib.Path(__file__).with_name("floors.json").read_text())


def figure(score, path):
    """The number at "a.b.c" of a score, or None."""
    for key in path.split("."):
        score = score.get(key) if isinstance(score, dict) else None
    return score if isinstance(score, (int, float)) else None


def folder_of(name, scratch):
    """Of labelled sets: neardup-SEED is made by the generator, of texts that no model of ours was trained with; all others are there."""
    if not name.startswith("neardup-"):
        return SHARED / "data"
    command = [sys.executable, SHARED / "data/gen_neardup.py", "--seed", name.removeprefix("neardup-"), "--part", "A", "--out", scratch / name]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return scratch


def evaluate(newswired, data, name, limit):
    command = [sys.executable, SHARED / "eval/evaluate.py", "--newswired", newswired, "--json", "--data", data, name]
    done = subprocess.run([*command, *(["--limit", str(limit)] if limit else [])], capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    return (json.loads(lines[-1]), "") if lines else (None, done.stderr.strip()[-300:])


def arguments():
    parser = options(__doc__)
    parser.add_argument("--limit", type=int, help="only the first N articles of a set: faster, and no floor holds")
    parser.add_argument("sets", nargs="*")
    return parser.parse_args()


def verdicts(args):
    for name, floors in FLOORS.items():
        if args.sets and name not in args.sets:
            continue
        if not (SHARED / "eval/evaluate.py").exists() or not (SHARED / "data" / NEEDS.get(name.split("-")[0], name)).exists():
            yield None, f"{name}: {SHARED}/data has not what it needs"
            continue
        with tempfile.TemporaryDirectory() as scratch:
            result, problem = evaluate(args.newswired, folder_of(name, pathlib.Path(scratch)), name, args.limit)
        if result is None:
            yield False, f"{name}: {problem}"
            continue
        # A lost article is worse than a wrong one.
        floors = {"events": floors.get("events", result["in"]), **floors}
        for path, floor in floors.items():
            got = figure(result if path == "events" else result["score"], path)
            good = got is not None and (args.limit is not None or got >= floor)
            yield good, f"{name}, {result['events']} of {result['in']}: {path} {got}, floor {floor}"


if __name__ == "__main__":
    sys.exit(say(verdicts(arguments())))
