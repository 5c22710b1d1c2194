#!/usr/bin/env python3
"""How much of the extractor hangs on how pages are written?  The pages of the labelled sets again, in other markup.

  run_markup.py [--newswired BIN]

  nameless    every class and id taken out: many sites have names made by programs ("css-1x9k2")
  boxes       every paragraph in two boxes of its own, as page builders write
  divs        every <p> a <div>
  unclaimed   without JSON-LD, microdata, RDFa and roles

Prints the scores beside those of the pages as they are, and fails where one is below its floor. Skipped where ../shared is
not. Prints `N passed, N failed[, N skipped]`; exit code 1 if any failed.
"""
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from verdicts import ROOT, options, say

SHARED = ROOT.parent / "shared"
# Of each set the block of scores that its labels allow.
SETS = {"extraction-aeb": "aeb", "extraction-fundus-eval": "aeb", "extraction-fundus-parser": "aeb", "extraction-trafilatura": "segments"}
VALUE = rb"\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)"
NAME = re.compile(rb"\s(?:class|id)" + VALUE, re.IGNORECASE)
CLAIM = re.compile(rb"\s(?:itemprop|itemtype|itemscope|property|typeof|role)" + VALUE, re.IGNORECASE)
PARAGRAPH = re.compile(rb"<p(?:\s[^>]*)?>.*?</p\s*>", re.DOTALL | re.IGNORECASE)
P_TAG = re.compile(rb"(</?)p(?=[\s>])", re.IGNORECASE)
SCRIPT = re.compile(rb"(<script\b.*?</script>|<style\b.*?</style>)", re.DOTALL | re.IGNORECASE)  # what stands in them is no markup
JSON_LD = re.compile(rb"<script[^>]*ld\+json[^>]*>.*?</script>", re.DOTALL | re.IGNORECASE)


def in_markup(change):
    return lambda page: b"".join(part if place % 2 else change(part) for place, part in enumerate(SCRIPT.split(page)))


# What is done to a page, and the least F1 of each set.
CHANGES = {
    "nameless": (in_markup(lambda page: NAME.sub(b"", page)), (0.96, 0.94, 0.965, 0.925)),
    "boxes": (in_markup(lambda page: PARAGRAPH.sub(rb"<div><div>\g<0></div></div>", page)), (0.97, 0.95, 0.97, 0.93)),
    "divs": (in_markup(lambda page: P_TAG.sub(rb"\1div", page)), (0.97, 0.945, 0.975, 0.93)),
    "unclaimed": (lambda page: in_markup(lambda rest: CLAIM.sub(b"", rest))(JSON_LD.sub(b"", page)), (0.975, 0.95, 0.97, 0.935)),
}


def copy_set(name, change, data):
    (data / name / "html").mkdir(parents=True)
    (data / name / "gold.jsonl").write_bytes((SHARED / "data" / name / "gold.jsonl").read_bytes())
    for page in (SHARED / "data" / name / "html").iterdir():
        with gzip.open(data / name / "html" / page.name, "wb", 1) as out:
            out.write(change(gzip.decompress(page.read_bytes())))


def f1_of(newswired, name, data):
    done = subprocess.run([sys.executable, SHARED / "eval/evaluate.py", "--newswired", newswired, "--data", data, "--json", name],
                          capture_output=True, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])["score"][SETS[name]]["f1"]


def verdicts(newswired):
    for place, name in enumerate(SETS):
        if not (SHARED / "data" / name).is_dir():
            yield None, f"{SHARED}/data has no {name}"
            continue
        as_it_is = f1_of(newswired, name, SHARED / "data")
        for kind, (change, floors) in CHANGES.items():
            with tempfile.TemporaryDirectory() as folder:
                copy_set(name, change, pathlib.Path(folder))
                f1 = f1_of(newswired, name, pathlib.Path(folder))
            yield f1 >= floors[place], f"{name}, {kind}: F1 {f1:.4f} (at least {floors[place]}), {as_it_is:.4f} as it is"


if __name__ == "__main__":
    sys.exit(say(verdicts(options(__doc__).parse_args().newswired)))
