#!/usr/bin/env python3
"""How much of the extractor hangs on names?  The pages of the labelled sets again, with every class and id taken out.

  run_nameless.py [--newswired BIN]

Sites whose names are made by programs ("css-1x9k2") look so. Prints the scores of both, and fails where those without names
are below a floor. Skipped where ../shared is not. Prints `N passed, N failed[, N skipped]`; exit code 1 if any failed.
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
# Of each set the block of scores that its labels allow, and the least F1 without names.
SETS = {"extraction-aeb": ("aeb", 0.96), "extraction-fundus-eval": ("aeb", 0.94), "extraction-fundus-parser": ("aeb", 0.965),
        "extraction-trafilatura": ("segments", 0.925)}
SCRIPT = re.compile(rb"(<script\b.*?</script>)", re.DOTALL | re.IGNORECASE)  # what is said in them are no names
NAME = re.compile(rb"\s(?:class|id)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE)


def without_names(page):
    return b"".join(part if part[:7].lower() == b"<script" else NAME.sub(b"", part) for part in SCRIPT.split(page))


def copy_set(name, data):
    (data / name / "html").mkdir(parents=True)
    (data / name / "gold.jsonl").write_bytes((SHARED / "data" / name / "gold.jsonl").read_bytes())
    for page in (SHARED / "data" / name / "html").iterdir():
        with gzip.open(data / name / "html" / page.name, "wb", 1) as out:
            out.write(without_names(gzip.decompress(page.read_bytes())))


def f1_of(newswired, name, data):
    done = subprocess.run([sys.executable, SHARED / "eval/evaluate.py", "--newswired", newswired, "--data", data, "--json", name],
                          capture_output=True, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])["score"][SETS[name][0]]["f1"]


def verdicts(newswired):
    for name, (_, least) in SETS.items():
        if not (SHARED / "data" / name).is_dir():
            yield None, f"{SHARED}/data has no {name}"
            continue
        with tempfile.TemporaryDirectory() as folder:
            data = pathlib.Path(folder)
            copy_set(name, data)
            f1 = f1_of(newswired, name, data)
        yield f1 >= least, f"{name}: F1 {f1:.4f} without names (at least {least}), {f1_of(newswired, name, SHARED / 'data'):.4f} with them"


if __name__ == "__main__":
    sys.exit(say(verdicts(options(__doc__).parse_args().newswired)))
