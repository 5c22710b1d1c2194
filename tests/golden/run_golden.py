#!/usr/bin/env python3
"""Golden articles: NAME.in.* go through `newswired enrich`, what comes out is compared with NAME.out.json.

  run_golden.py [--newswired BIN] [--update] [NAME ...]

For every case, in each profile and offset unit:
  * events and dead letters equal NAME.out.json (full, code points); lean and ninjs equal what follows from it;
  * value[start:end] == exact for every annotation, in code points, bytes and UTF-16 units;
  * without `enrichment` an event is valid by IPTC's ninjs 3.1 schema, with it by config/schema/event.schema.json;
  * the bytes of a dead letter are those of the input.
What changes from run to run (build, times, CPU time, configuration hash) is replaced before comparing.

--update rewrites the expected files: read the diff as if you had written it by hand, since nobody else will.
Prints `N passed, N failed[, N skipped]`; exit code 1 if any failed.
"""
import argparse
import base64
import copy
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EVENT_SCHEMA = ROOT / "config/schema/event.schema.json"
RAW_SCHEMA = ROOT / "config/schema/raw.schema.json"
NINJS = ROOT.parent / "shared/data/schema-ninjs"
UNITS = ("codepoint", "byte", "utf16")
CODEC = {"codepoint": "utf-32-le", "byte": "utf-8", "utf16": "utf-16-le"}
WIDTH = {"codepoint": 4, "byte": 1, "utf16": 2}


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, what, problems):
        if problems:
            self.failed += 1
            print(f"FAILED {what}", *problems[:20], sep="\n    ")
        else:
            self.passed += 1

    def skip(self, what, reason):
        self.skipped += 1
        print(f"skipped {what}: {reason}")


# ---------------------------------------------------------------- running
def run(newswired, source, output):
    """Events and dead letters of one input under an output configuration."""
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder, "golden.yaml")
        config.write_text("output: " + json.dumps(output) + "\n")
        letters = pathlib.Path(folder, "dead.jsonl")
        done = subprocess.run([newswired, "enrich", "-c", config, "--dead-letters", letters, source.name],
                              cwd=source.parent, capture_output=True, timeout=120, check=False)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"exit code {done.returncode}: {done.stderr.decode()}")
        dead = [json.loads(line) for line in letters.read_text().splitlines()]
        if (done.returncode == 1) != bool(dead):
            raise RuntimeError(f"exit code {done.returncode} with {len(dead)} dead letters: {done.stderr.decode()}")
        return [json.loads(line) for line in done.stdout.splitlines()], dead


def normalised(events, dead):
    """Without what differs between runs and machines."""
    events, dead = copy.deepcopy(events), copy.deepcopy(dead)
    for event in events:
        pipeline = event.get("enrichment", {}).get("pipeline")
        if not pipeline:
            continue
        for key in ("build", "configSha256", "received", "emitted"):
            if key in pipeline:
                pipeline[key] = "(varies)"
        for stage in pipeline["stages"]:
            if "us" in stage:
                stage["us"] = 0
    for letter in dead:
        letter["time"] = "(varies)"
        letter.pop("valueBase64")
    return {"events": events, "deadLetters": dead}


# ---------------------------------------------------------------- checks
def spans(node, path=""):
    """Every object of an event that has a start and an end."""
    if isinstance(node, dict):
        if "start" in node and "end" in node:
            yield path, node
        for key, value in node.items():
            yield from spans(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from spans(value, f"{path}/{index}")


def sliced(text, unit, start, end):
    width = WIDTH[unit]
    return text.encode(CODEC[unit])[start * width:end * width].decode(CODEC[unit])


def span_problems(event, unit):
    problems = []
    enrichment = event["enrichment"]
    if enrichment["text"]["offsetUnit"] != unit:
        problems.append(f"offsetUnit is {enrichment['text']['offsetUnit']}")
    for path, node in spans(enrichment):
        text = event["title"] if node.get("field") == "/title" else event["bodies"][0]["value"]
        try:
            got = sliced(text, unit, node["start"], node["end"])
        except UnicodeDecodeError as error:
            problems.append(f"{path}: cuts a character: {error}")
            continue
        if not got or ("exact" in node and got != node["exact"]):
            problems.append(f"{path}: [{node['start']}:{node['end']}] is {got!r}, not {node.get('exact')!r}")
        if "exact" not in node and not path.startswith("/structure/"):
            problems.append(f"{path}: no exact")
    body = event["bodies"][0]
    if body["charCount"] != len(body["value"]) or body["wordCount"] != len(body["value"].split()):
        problems.append("charCount or wordCount is wrong")
    blocks = enrichment.get("structure", [])
    if body["value"] and "\n\n".join(b.strip("\n") for b in re.split(r"\n\n", body["value"])) != body["value"]:
        problems.append("blocks are not separated by one empty line")
    if blocks and (blocks[0]["start"] != 0 or blocks[-1]["end"] != sliced_length(body["value"], unit)):
        problems.append("structure does not cover the body")
    ids = [e["id"] for e in enrichment["entities"]]
    if ids != [f"e{i + 1}" for i in range(len(ids))]:
        problems.append(f"ids are {ids}")
    order = [(e["mentions"][0].get("field") != "/title", e["mentions"][0]["start"]) for e in enrichment["entities"]]
    if order != sorted(order):
        problems.append("entities are not in text order")
    return problems


def sliced_length(text, unit):
    return len(text.encode(CODEC[unit])) // WIDTH[unit]


def as_lean(event):
    """What the lean profile makes of a full event."""
    dropped = {"exact", "rule", "candidates", "agreement", "us"}

    def strip(node):
        if isinstance(node, dict):
            return {k: strip(v) for k, v in node.items() if k not in dropped}
        return [strip(v) for v in node] if isinstance(node, list) else node

    return {**event, "profile": "newswired-lean/1.0", "enrichment": strip(event["enrichment"])}


def as_ninjs(event):
    return {**{k: v for k, v in event.items() if k != "enrichment"}, "profile": "newswired-ninjs/1.0"}


class Schemas:
    """Validators, or the reason why there are none."""

    def __init__(self):
        self.missing = self.ninjs_missing = None
        try:
            import jsonschema
            import referencing
            import rfc3339_validator  # noqa: F401  format date-time
            import rfc3986_validator  # noqa: F401  format uri
        except ImportError as error:
            self.missing = self.ninjs_missing = f"{error}; run it with build/test-venv/bin/python"
            return
        formats = jsonschema.FormatChecker()
        make = jsonschema.Draft202012Validator
        schema = json.loads(EVENT_SCHEMA.read_text())
        make.check_schema(schema)
        self.event = make(schema, format_checker=formats)
        if not NINJS.is_dir():
            self.ninjs_missing = f"{NINJS} is not there"
            return
        geo = referencing.Resource.from_contents(json.loads((NINJS / "GeoJSON-schema.json").read_text()))
        registry = referencing.Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geo)
        ninjs = json.loads((NINJS / "ninjs-schema_3.1.json").read_text())
        self.ninjs = make(ninjs, registry=registry, format_checker=formats)

    @staticmethod
    def problems(validator, event):
        return [f"{e.json_path}: {e.message[:300]}" for e in validator.iter_errors(event)]


# ---------------------------------------------------------------- cases
def difference(want, got):
    text = lambda x: json.dumps(x, indent=1, ensure_ascii=False).splitlines()
    return list(difflib.unified_diff(text(want), text(got), "expected", "got", n=2, lineterm=""))


def check_case(source, expected, newswired, schemas, tally, update):
    name = source.name
    full = {unit: run(newswired, source, {"offset_unit": unit}) for unit in UNITS}
    events, dead = full["codepoint"]
    got = normalised(events, dead)
    if update:
        expected.write_text(json.dumps(got, indent=1, ensure_ascii=False) + "\n")
    if not expected.exists():
        tally.check(f"{name}: expected", [f"{expected.name} is not there; --update writes it"])
    else:
        tally.check(f"{name}: expected", difference(json.loads(expected.read_text()), got))

    for unit in UNITS:
        for index, event in enumerate(full[unit][0]):
            tally.check(f"{name}: event {index}: spans in {unit}", span_problems(event, unit))
    lean = run(newswired, source, {"profile": "lean"})
    tally.check(f"{name}: lean", difference([as_lean(e) for e in got["events"]], normalised(*lean)["events"]))
    ninjs = run(newswired, source, {"profile": "ninjs"})
    tally.check(f"{name}: ninjs", difference([as_ninjs(e) for e in got["events"]], normalised(*ninjs)["events"]))

    if schemas.missing:
        tally.skip(f"{name}: our schema", schemas.missing)
    if schemas.ninjs_missing:
        tally.skip(f"{name}: ninjs 3.1", schemas.ninjs_missing)
    for profile, profile_events in (("full", events), ("lean", lean[0]), ("ninjs", ninjs[0])):
        for index, event in enumerate(profile_events):
            if not schemas.missing:
                tally.check(f"{name}: event {index}, {profile}: our schema", schemas.problems(schemas.event, event))
            if not schemas.ninjs_missing:
                bare = {k: v for k, v in event.items() if k != "enrichment"}
                tally.check(f"{name}: event {index}, {profile}: ninjs 3.1", schemas.problems(schemas.ninjs, bare))

    lines = source.read_bytes().splitlines()
    for letter in dead:
        value = base64.b64decode(letter["valueBase64"])
        original = lines[letter["line"] - 1] if "line" in letter else source.read_bytes()
        tally.check(f"{name}: dead letter of line {letter.get('line')}", [] if value == original else ["other bytes"])


def check_schema_command(newswired, tally):
    """`newswired schema` prints what stands in config/schema."""
    for name, path in (("event", EVENT_SCHEMA), ("raw", RAW_SCHEMA)):
        done = subprocess.run([newswired, "schema", name], capture_output=True, timeout=60, check=False)
        same = done.returncode == 0 and done.stdout.strip() == path.read_bytes().strip()
        tally.check(f"schema {name}", [] if same else [f"does not print {path.relative_to(ROOT)} {done.stderr.decode()[:200]}"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--newswired", default=os.environ.get("NEWSWIRED", ROOT / "build/release/newswired"))
    parser.add_argument("--update", action="store_true", help="rewrite the expected files")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    newswired = str(pathlib.Path(args.newswired).resolve())
    tally, schemas = Tally(), Schemas()
    for source in sorted(HERE.glob("*.in.*")):
        name = source.name.split(".in.")[0]
        if args.names and name not in args.names:
            continue
        try:
            check_case(source, HERE / f"{name}.out.json", newswired, schemas, tally, args.update)
        except (RuntimeError, subprocess.TimeoutExpired, ValueError, KeyError, OSError) as error:
            tally.check(source.name, [f"{type(error).__name__}: {error}"])
    if not args.names:
        check_schema_command(newswired, tally)
    print(f"{tally.passed} passed, {tally.failed} failed" + (f", {tally.skipped} skipped" if tally.skipped else ""))
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
