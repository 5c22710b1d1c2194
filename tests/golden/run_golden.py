#!/usr/bin/env python3
"""Golden articles: NAME.in.* go through `newswired enrich`, what comes out is compared with NAME.out.json.

  run_golden.py [--newswired BIN] [--update] [NAME ...]

For every case, in each profile and offset unit:
  * events and dead letters equal NAME.out.json (full, code points); lean and ninjs equal what follows from it;
  * value[start:end] == exact for every annotation, in code points, bytes and UTF-16 units;
  * without `enrichment` an event is valid by IPTC's ninjs 3.1 schema, with it by config/schema/event.schema.json;
  * the bytes of a dead letter are those of the input.
Beside the articles: `newswired schema` prints config/schema; the schema of configurations and the parser agree on
config/*.yaml and on a table of mistakes; `newswired demo` makes of its samples what it says.
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
import pty
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EVENT_SCHEMA = ROOT / "config/schema/event.schema.json"
RAW_SCHEMA = ROOT / "config/schema/raw.schema.json"
NINJS = HERE / "schema"
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
        letter.pop("valueBase64", None)
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
            # The evidence of fields is a mapping; that of one value stays with it.
            return {k: strip(v) for k, v in node.items() if k not in dropped and not (k == "evidence" and isinstance(v, dict))}
        return [strip(v) for v in node] if isinstance(node, list) else node

    return {**event, "profile": "newswired-lean/1.0", "enrichment": strip(event["enrichment"])}


def as_ninjs(event):
    return {**{k: v for k, v in event.items() if k != "enrichment"}, "profile": "newswired-ninjs/1.0"}


class Schemas:
    """Validators, or the reason why there are none."""

    def __init__(self):
        self.missing = None
        try:
            import jsonschema
            import yaml  # noqa: F401  config/*.yaml
            import referencing
            import rfc3339_validator  # noqa: F401  format date-time
            import rfc3986_validator  # noqa: F401  format uri
        except ImportError as error:
            self.missing = f"{error}; run it with build/test-venv/bin/python"
            return
        formats = jsonschema.FormatChecker()
        make = self.make = jsonschema.Draft202012Validator
        schema = json.loads(EVENT_SCHEMA.read_text())
        make.check_schema(schema)
        self.event = make(schema, format_checker=formats)
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
        tally.skip(f"{name}: schemas", schemas.missing)
    else:
        for profile, profile_events in (("full", events), ("lean", lean[0]), ("ninjs", ninjs[0])):
            for index, event in enumerate(profile_events):
                what = f"{name}: event {index}, {profile}"
                tally.check(f"{what}: our schema", schemas.problems(schemas.event, event))
                bare = {k: v for k, v in event.items() if k != "enrichment"}
                tally.check(f"{what}: ninjs 3.1", schemas.problems(schemas.ninjs, bare))

    lines = source.read_bytes().splitlines()
    for letter in dead:
        if "valueItem" in letter:
            continue  # the letter of that item has it
        value = base64.b64decode(letter["valueBase64"])
        original = lines[letter["line"] - 1] if "line" in letter else source.read_bytes()
        tally.check(f"{name}: dead letter of line {letter.get('line')}", [] if value == original else ["other bytes"])


def check_schema_command(newswired, tally):
    """`newswired schema` prints what stands in config/schema."""
    for name, path in (("event", EVENT_SCHEMA), ("raw", RAW_SCHEMA)):
        done = subprocess.run([newswired, "schema", name], capture_output=True, timeout=60, check=False)
        same = done.returncode == 0 and done.stdout.strip() == path.read_bytes().strip()
        tally.check(f"schema {name}", [] if same else [f"does not print {path.relative_to(ROOT)} {done.stderr.decode()[:200]}"])


def check_null_image(schemas, tally):
    """An image that was looked for and not found is null, as in the design's example."""
    if schemas.missing:
        return tally.skip("leadImage: null", schemas.missing)
    event = json.loads((HERE / "html-plain.out.json").read_text())["events"][0]
    event["enrichment"]["article"]["leadImage"] = None
    tally.check("leadImage: null", [p for p in schemas.problems(schemas.event, event) if "leadImage" in p])
    return None


def check_reference(newswired, schemas, tally):
    """With `on_duplicate: reference` the copy of what is out already is an event without its text."""
    if schemas.missing:
        return tally.skip("reference", schemas.missing)
    wire = {"url": "https://wire.example/1", "headline": "Rain ends drought", "source": "Example Wire",
            "text": "NAIROBI (Reuters) - Heavy rain fell on Nairobi on Tuesday and ended the longest drought in a decade."}
    copy_of_it = wire | {"url": "https://paper.example/7", "source": "Lakeside Herald"}
    for profile in ("full", "lean", "ninjs"):
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder, "reference.yaml")
            config.write_text(f"output: {{profile: {profile}}}\n"
                              "stages: [decode, article, language, entities, {dedup: {on_duplicate: reference}}, story]\n")
            with subprocess.Popen([newswired, "enrich", "-c", config, "--suppress"], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True) as process:
                events = []
                for article in (wire, copy_of_it):  # one after the other: the first one is out before the second comes
                    process.stdin.write(json.dumps(article) + "\n")
                    process.stdin.flush()
                    events.append(json.loads(process.stdout.readline()))
                process.stdin.close()
        event = events[1]
        bare = {k: v for k, v in event.items() if k != "enrichment"}
        tally.check(f"reference, {profile}: our schema", schemas.problems(schemas.event, event))
        tally.check(f"reference, {profile}: ninjs 3.1", schemas.problems(schemas.ninjs, bare))
        about = [event["representationType"], event["title"], event["associations"], "Heavy rain" in json.dumps(event)]
        want = ["partial", wire["headline"], [{"name": "original", "uri": wire["url"]}], False]
        tally.check(f"reference, {profile}: what it says", difference(want, about))
        tally.check(f"reference, {profile}: the schema minds a text",
                    [] if schemas.problems(schemas.event, event | {"bodies": events[0]["bodies"]}) else ["it does not"])
    return None


def check_full_disk(newswired, tally):
    """What cannot be written is no success."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run([newswired, "schema", "config"], stdout=full, stderr=subprocess.PIPE, timeout=60,
                              check=False)
    wrong = done.returncode != 1 or done.stderr != b"newswired: stdout cannot be written\n"
    tally.check("schema config > /dev/full", [f"{done.returncode}: {done.stderr.decode()}"] if wrong else [])


def on_a_terminal(command, stdout):
    """Runs it with a terminal for stderr, and for stdout where that is None; what the terminal showed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout or theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # EIO: nobody writes to it any more
                chunk = b""
            if not chunk:
                break
            shown += chunk
        process.wait(timeout=60)
    os.close(ours)
    return shown


def check_progress(newswired, tally):
    """enrich shows how far it is, but never amid the events."""
    command = [newswired, "enrich", HERE / "shorthand.in.jsonl"]
    lines = len((HERE / "shorthand.in.jsonl").read_bytes().splitlines())
    shown = on_a_terminal(command, subprocess.DEVNULL)
    last = shown.split(b"\r")[-2] if shown.count(b"\r") else b""
    tally.check("enrich: progress", [] if last.startswith(b"\x1b[K%d read, " % lines) else [repr(shown[-300:])])
    shown = on_a_terminal(command, None)
    wrong = b"\x1b" in shown or b" read, " in shown or not shown.startswith(b"{")
    tally.check("enrich: no progress amid events", [repr(shown[-300:])] if wrong else [])


# ---------------------------------------------------------------- configurations
BASE = {"kafka": {"brokers": "k:9092"}, "input": {"topics": "raw", "group": "g"},
        "output": {"topic": "out", "dead_letter_topic": "dlq"}}
MISTAKES = {
    "unknown key": {"lane": 1},
    "unknown key in a group": {"log": {"levle": "info"}},
    "text for a number": {"lanes": "4"},
    "fraction": {"lanes": 1.5},
    "too large": {"lanes": 1000},
    "no boolean": {"stages": ["decode", {"entities": {"required": "yes"}}]},
    "no choice": {"delivery": "exactly-once"},
    "null": {"name": None},
    "mapping for a text": {"name": {}},
    "part of a reference": {"name": "a${env:HOME}"},
    "text after a reference": {"name": "${env:HOME}x"},
    "no such reference": {"name": "${HOME}"},
    "part of a reference in a list": {"input": {"topics": ["a${env:HOME}"], "group": "g"}},
    "part of a reference among properties": {"kafka": {"brokers": "k:9092", "properties": {"client.rack": "a${env:HOME}"}}},
    "missing": {"kafka": {}},
    "empty text": {"input": {"topics": "raw", "group": ""}},
    "empty list": {"input": {"topics": [], "group": "g"}},
    "empty item": {"input": {"topics": [""], "group": "g"}},
    "empty text for a list": {"kafka": {"brokers": ""}},
    "secret in clear": {"kafka": {"brokers": "k:9092", "security": {"key_password": "x"}}},
    "stages in a mapping": {"stages": {"decode": {}}},
    "no such stage": {"stages": ["decode", "langauge"]},
    "decode is missing": {"stages": ["article"]},
    "decode is not first": {"stages": ["article", "decode"]},
    "decode twice": {"stages": ["decode", "decode"]},
    "decode twice, with settings": {"stages": ["decode", {"decode": {"required": True}}]},
    "two stages in one item": {"stages": ["decode", {"article": {}, "language": {}}]},
    "unknown setting of a stage": {"stages": ["decode", {"dedup": {"windw_secs": 1}}]},
}
FINE = {
    "minimal": {},
    "no stages": {"stages": []},
    "decode alone": {"stages": ["decode"]},
    "decode with settings": {"stages": [{"decode": {"required": False}}, {"article": None}]},
    "references": {"name": "${env:NW_GOLDEN_NAME}", "lanes": "${env:NW_GOLDEN_LANES}"},
    "empty texts that may be": {"input": {"topics": ["a"], "group": "g", "instance_id": ""}},
    "numbers as texts": {"input": {"topics": [1, 2], "group": 3}},
}


def accepted(newswired, text, *options):
    """Whether the parser takes it."""
    environment = {**os.environ, "NW_GOLDEN_NAME": "n", "NW_GOLDEN_LANES": "1"}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "c.yaml")
        path.write_text(text)
        done = subprocess.run([newswired, "check", "-c", path, *options], env=environment, capture_output=True, timeout=60,
                              check=False)
    if done.returncode not in (0, 2):
        raise RuntimeError(f"check ended with {done.returncode}: {done.stderr.decode()}")
    return done.returncode == 0


def check_config_schema(newswired, schemas, tally):
    """The schema for editors and the parser agree. (That 0x10 and 1.0 are no whole numbers to us, a schema cannot say.)"""
    if schemas.missing:
        return tally.skip("schema config", schemas.missing)
    schema = json.loads(subprocess.run([newswired, "schema", "config"], capture_output=True, timeout=60, check=True).stdout)
    schemas.make.check_schema(schema)
    validator = schemas.make(schema)
    for want, table in ((False, MISTAKES), (True, FINE)):
        for name, part in table.items():
            config = {**BASE, **part}
            verdicts = {"schema": validator.is_valid(config), "parser": accepted(newswired, json.dumps(config))}
            wrong = [f"the {who} {'accepts' if is_fine else 'refuses'} it" for who, is_fine in verdicts.items() if is_fine != want]
            tally.check(f"configuration: {name}", wrong)
    return None


def read_yaml(text):
    """As editors do, by YAML 1.2: `off` is a text, and there are no dates."""
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    left_out = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    Loader.yaml_implicit_resolvers = {first: [(tag, rule) for tag, rule in rules if tag not in left_out]
                                      for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
    return yaml.load(text, Loader)


def check_examples(newswired, schemas, tally):
    """What people copy is right by the schema as well."""
    if schemas.missing:
        return tally.skip("config/*.yaml", schemas.missing)
    schema = json.loads(subprocess.run([newswired, "schema", "config"], capture_output=True, timeout=60, check=True).stdout)
    validator = schemas.make(schema)
    for path in sorted((ROOT / "config").glob("*.yaml")):
        problems = schemas.problems(validator, read_yaml(path.read_text()))
        if not accepted(newswired, path.read_text(), "--offline"):
            problems.append("the parser refuses it")
        tally.check(f"configuration: {path.relative_to(ROOT)}", problems)
    return None


# ---------------------------------------------------------------- demo
def check_demo(newswired, tally):
    """Each sample becomes what the demo promises."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder, "demo.jsonl")
        done = subprocess.run([newswired, "demo", "--no-stay", "-o", output], capture_output=True, text=True, timeout=120,
                              check=False)
        events = [json.loads(line) for line in output.read_text().splitlines()] if output.exists() else []
    tally.check("demo: exit code", [] if done.returncode == 0 else [done.stdout, done.stderr])
    shown = re.findall(r"^  (\d+)  (.*)$", done.stdout.split("4. What came out:")[-1], re.M)
    tally.check("demo: order", [] if [n for n, _ in shown] == [str(n) for n in range(1, 17)] else [str(shown)])
    letters = [f"{n} {text}" for n, text in shown if text.startswith("dead letter: ")]
    want = ["16 dead letter: decode, invalid_json"]
    tally.check("demo: dead letter", [] if [x.split(":")[0] + ":" + x.split(":")[1] for x in letters] == want else letters)
    roles = [event["enrichment"]["dedup"]["role"] for event in events]
    tally.check("demo: roles", [] if roles == ["unique"] * 11 + ["reprint", "copy", "revision", "unique"] else [str(roles)])
    of = [event["enrichment"]["dedup"].get("of", {}).get("uri") for event in events[11:14]]
    tally.check("demo: all of the wire story", [] if len(events) == 15 and of == [events[10]["uri"]] * 3 else [str(of)])
    changed = "changed: quantity:4,200->4,600, time:+9:30" in done.stdout
    tally.check("demo: what the new version changed", [] if changed else [done.stdout])
    stories = [event["enrichment"]["story"]["storyId"] for event in events]
    one = len(set(stories[10:])) == 1 and len(set(stories)) == 11
    tally.check("demo: one story", [] if one else [str(stories)])
    blank = [e["uri"] for e in events if not e["bodies"][0]["value"] or e["language"] == "und" or not e["enrichment"]["entities"]]
    tally.check("demo: text, language and entities", blank)

    done = subprocess.run([newswired, "demo", "--no-stay", "-o", "/nonexistent/x"], capture_output=True, text=True,
                          timeout=120, check=False)
    said = done.returncode == 1 and not done.stdout and "/nonexistent/x: No such file or directory" in done.stderr
    tally.check("demo: output that cannot be written", [] if said else [done.stdout, done.stderr])


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
        check_null_image(schemas, tally)
        check_reference(newswired, schemas, tally)
        check_full_disk(newswired, tally)
        check_progress(newswired, tally)
        check_config_schema(newswired, schemas, tally)
        check_examples(newswired, schemas, tally)
        check_demo(newswired, tally)
    print(f"{tally.passed} passed, {tally.failed} failed" + (f", {tally.skipped} skipped" if tally.skipped else ""))
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
