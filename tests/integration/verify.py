#!/usr/bin/env python3
"""The verifier of the delivery tests: reads what is visible (read_committed) and says whether it is exactly once.

An independent program on another client library (kafka-python), so that neither our code nor librdkafka can hide a
fault of its own. It reads the input topic as the truth and the output, side and dead-letter topics up to the last
stable offset, and checks, by the coordinates in the header `newswired-source` (topic/partition/offset/item/row):

  missing       an input has neither an event nor a dead letter
  duplicate     an input has more than one, or a side row is there twice
  phantom       a record that names no input, or names another input's id
  unplanted     a good input is in the dead-letter topic
  undead        a planted bad input has an event
  disorder      source coordinates do not strictly increase for a pair of input and output partition of one topic
  torn          an input's set of records is only partly there (side rows against what its event says)
  altered       pass-through or dead letter: key, value or headers differ from the input's
  header        newswired-source or config-generation is missing or malformed
  offsets       the group's committed offsets are not the input's end
  open          a transaction is still open at the end of a topic

Prints a JSON report; exit code 0 when there is no violation, 1 when there is, 2 when it could not look.
`--self-test` plants each fault into a synthetic run and demands that exactly that kind is reported.
"""
from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Iterable, Iterator

DUPLICATE_ROLES = {"copy", "reprint", "repeat", "revision"}
SAMPLES = 5
DLQ_HEADERS = ["dlq-stage", "dlq-code", "dlq-message", "dlq-attempt", "dlq-topic", "dlq-partition", "dlq-offset",
               "dlq-item", "dlq-sha256", "dlq-config-generation", "dlq-time"]


@dataclass(slots=True)
class Rec:
    """A record as read from a topic."""
    topic: str
    partition: int
    offset: int
    value: bytes | None
    key: bytes | None = None
    headers: list[tuple[str, bytes]] = field(default_factory=list)
    timestamp: int = 0

    def header(self, name: str) -> str | None:
        for key, value in self.headers:
            if key == name:
                return value.decode("utf-8", "replace") if value is not None else ""
        return None


@dataclass(slots=True)
class Input:
    """What the verifier keeps of an input record: its identity and what it should become."""
    ident: str
    kind: str
    digest: bytes


@dataclass(slots=True)
class Outcome:
    """What became of one (input, item)."""
    events: int = 0
    dead: int = 0
    entities: int = -1  # as the event says; -1 when it says nothing
    duplicate_rows: int = -1
    entity_rows: list[int] = field(default_factory=list)
    dup_rows: list[int] = field(default_factory=list)
    places: list[str] = field(default_factory=list)  # where its events are


Key = tuple[str, int, int]  # input topic, partition, offset


def digest(rec: Rec, drop: Iterable[str] = ()) -> bytes:
    """Identity of key, value and headers without the headers that the daemon adds."""
    skip = set(drop)
    h = hashlib.blake2b(digest_size=16)
    for part in (rec.key, rec.value):
        h.update(b"\x00" if part is None else b"\x01" + len(part).to_bytes(8, "big") + part)
    for name, value in rec.headers:
        if name not in skip:
            h.update(name.encode() + b"\x00" + (value if value is not None else b"\x00") + b"\x01")
    return h.digest()


class Verifier:
    """Feed it inputs first, then the records of each topic in log order of each partition; then ask for the report."""

    def __init__(self, mode: str = "articles", large: str = "dead", side_topics: bool = True,
                 gap_window: tuple[int, int] | None = None) -> None:
        self.mode, self.large, self.side = mode, large, side_topics
        self.inputs: dict[Key, Input] = {}
        self.idents: dict[str, Key] = {}
        self.outcomes: dict[tuple[Key, int], Outcome] = {}
        self.seen: dict[Key, int] = defaultdict(int)  # events + dead letters of item 0 and above
        self.last: dict[tuple[str, int, str, int], tuple[int, int, int]] = {}
        self.counts: dict[str, int] = defaultdict(int)
        self.samples: dict[str, list[str]] = defaultdict(list)
        self.where: dict[str, set[frozenset[str]]] = defaultdict(set)
        self.totals: dict[str, int] = defaultdict(int)
        self.gap_window = gap_window
        self.appends: dict[tuple[str, int], list[int]] = defaultdict(list)

    def violation(self, kind: str, what: str, *where: str) -> None:
        """`where`: the partitions, as topic/partition, that hold the records which are too many or out of order."""
        self.counts[kind] += 1
        self.where[kind].add(frozenset(where))
        if len(self.samples[kind]) < SAMPLES:
            self.samples[kind].append(what)

    # --- reading --------------------------------------------------------------------------------------------------

    def add_input(self, rec: Rec) -> None:
        ident = rec.header("test-id") or ""
        key = (rec.topic, rec.partition, rec.offset)
        if not ident or ident in self.idents:  # the feed's fault, not the daemon's; but then nothing can be proved
            raise ValueError(f"input {key}: id {ident!r} is empty or not unique")
        self.idents[ident] = key
        self.inputs[key] = Input(ident, rec.header("test-kind") or "good", digest(rec))
        self.totals["inputs"] += 1

    def _source(self, rec: Rec) -> tuple[Key, int, int] | None:
        """Coordinates of a produced record, after the checks that every produced record has to pass."""
        where = f"{rec.topic}/{rec.partition}/{rec.offset}"
        source = rec.header("newswired-source")
        if rec.header("config-generation") is None:
            self.violation("header", f"{where}: no config-generation")
        try:
            topic, partition, offset, item, row = (source or "").rsplit("/", 4)
            key, item, row = (topic, int(partition), int(offset)), int(item), int(row)
        except ValueError:
            self.violation("header", f"{where}: newswired-source is {source!r}")
            return None
        pair = (rec.topic, rec.partition, topic, int(partition))
        coords = (key[2], item, row)
        before = self.last.get(pair)
        if before is not None and coords <= before:
            self.violation("disorder", f"{where}: {source} after {topic}/{partition}/{'/'.join(map(str, before))}",
                           f"{rec.topic}/{rec.partition}")
        else:  # the highest so far, so that one late record is counted once and not all that follow it
            self.last[pair] = coords
        if key not in self.inputs:
            self.violation("phantom", f"{where}: {source} is no input")
            return None
        return key, item, row

    def add_event(self, rec: Rec) -> None:
        self.totals["events"] += 1
        place = self._source(rec)
        if place is None:
            return
        key, item, row = place
        if row != 0:
            self.violation("header", f"{rec.topic}/{rec.partition}/{rec.offset}: row {row} of an event is not 0")
        known = self.inputs[key]
        if self.gap_window:
            self.appends[key[0], key[1]].append(rec.timestamp)
        outcome = self.outcomes.setdefault((key, item), Outcome())
        outcome.events += 1
        outcome.places.append(f"{rec.topic}/{rec.partition}/{rec.offset}@{rec.timestamp}")
        self.seen[key] += 1
        if self.mode == "passthrough":
            if digest(rec, ("newswired-source", "config-generation")) != known.digest:
                self.violation("altered", f"{known.ident}: event differs from its input {key}")
            return
        if known.kind == "bad":
            self.violation("undead", f"{known.ident}: planted, but has an event")
        try:
            event = json.loads(rec.value or b"")
            enrichment = event["enrichment"]
            ident = enrichment["pipeline"]["input"].get("id")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.violation("altered", f"{known.ident}: not an event with enrichment.pipeline.input: {error!r}")
            return
        if ident != known.ident:
            self.violation("phantom", f"event of {key} has id {ident!r}, the input has {known.ident!r}")
        if rec.key is not None and rec.key.decode("utf-8", "replace") != event.get("uri"):
            self.violation("altered", f"{known.ident}: key {rec.key!r} is not the uri {event.get('uri')!r}")
        outcome.entities = len(enrichment.get("entities") or [])
        outcome.duplicate_rows = int((enrichment.get("dedup") or {}).get("role") in DUPLICATE_ROLES)

    def add_dead(self, rec: Rec) -> None:
        self.totals["dead"] += 1
        place = self._source(rec)
        if place is None:
            return
        key, item, _ = place
        known = self.inputs[key]
        if self.gap_window:
            self.appends[key[0], key[1]].append(rec.timestamp)
        self.outcomes.setdefault((key, item), Outcome()).dead += 1
        self.seen[key] += 1
        allowed = {"large"} if self.large == "dead" else set()
        if self.mode != "passthrough":  # which does not look into what it copies
            allowed.add("bad")
        if known.kind not in allowed:
            self.violation("unplanted", f"{known.ident}: {rec.header('dlq-stage')}/{rec.header('dlq-code')}: "
                                        f"{rec.header('dlq-message')}")
        if rec.header("test-id") != known.ident:
            self.violation("altered", f"dead letter of {key} has test-id {rec.header('test-id')!r}")
        elif digest(rec, ("newswired-source", "config-generation", *DLQ_HEADERS)) != known.digest:
            self.violation("altered", f"{known.ident}: dead letter differs from its input")
        absent = [name for name in DLQ_HEADERS if rec.header(name) is None]
        if absent:
            self.violation("header", f"{known.ident}: dead letter without {', '.join(absent)}")
        told = "/".join(rec.header(name) or "" for name in ("dlq-topic", "dlq-partition", "dlq-offset"))
        if told != "/".join(map(str, key)):
            self.violation("header", f"{known.ident}: dead letter says it comes from {told}, not {key}")

    def add_side(self, rec: Rec, kind: str) -> None:
        """A row of the side topic `entities` or `duplicates`."""
        self.totals[kind] += 1
        place = self._source(rec)
        if place is None:
            return
        key, item, row = place
        outcome = self.outcomes.setdefault((key, item), Outcome())
        rows = outcome.entity_rows if kind == "entities" else outcome.dup_rows
        if row in rows:
            self.violation("duplicate", f"{rec.topic}: row {row} of {key} item {item} again", f"{rec.topic}/{rec.partition}")
        rows.append(row)

    def check_offsets(self, committed: dict[tuple[str, int], int | None], ends: dict[tuple[str, int], int]) -> None:
        for tp, end in sorted(ends.items()):
            if committed.get(tp) != end:
                self.violation("offsets", f"{tp[0]}/{tp[1]}: committed {committed.get(tp)}, end {end}")

    def check_open(self, topic: str, partition: int, stable: int, high: int) -> None:
        if stable < high:
            self.violation("open", f"{topic}/{partition}: last stable offset {stable}, high watermark {high}",
                           f"{topic}/{partition}")

    # --- the verdict ----------------------------------------------------------------------------------------------

    def finish(self) -> dict:
        for key, known in self.inputs.items():
            n = self.seen.get(key, 0)
            if n == 0:
                self.violation("missing", f"{known.ident} ({'/'.join(map(str, key))})")
        for (key, item), o in self.outcomes.items():
            what = f"{self.inputs[key].ident} ({'/'.join(map(str, key))}) item {item}"
            if o.events + o.dead > 1:
                self.violation("duplicate", f"{what}: {o.events} events, {o.dead} dead letters, at "
                                            f"{' '.join(o.places)}", *(p.rsplit("/", 1)[0] for p in o.places))
            if not self.side or self.mode == "passthrough":
                continue
            if o.events == 0 and (o.entity_rows or o.dup_rows):
                self.violation("torn", f"{what}: rows in side topics, but no event")
            if o.events and o.entities >= 0 and set(o.entity_rows) != set(range(o.entities)):
                self.violation("torn", f"{what}: {o.entities} entities, rows {sorted(set(o.entity_rows))}")
            if o.events and o.duplicate_rows >= 0 and len(set(o.dup_rows)) != o.duplicate_rows:
                self.violation("torn", f"{what}: {o.duplicate_rows} duplicate notices expected, "
                                       f"{len(set(o.dup_rows))} there")
        report = {"ok": not self.counts, "mode": self.mode, **{k: self.totals[k] for k in
                  ("inputs", "events", "dead", "entities", "duplicates")},
                  "planted": sum(i.kind == "bad" for i in self.inputs.values()),
                  "violations": dict(self.counts), "samples": dict(self.samples),
                  "where": {kind: sorted(sorted(w) for w in places) for kind, places in self.where.items()}}
        if self.gap_window:
            report["max_gap_ms"], report["gap_of"] = self._longest_gap()
        return report

    def _longest_gap(self) -> tuple[int, str]:
        """Longest time in the window without an append that came from one input partition."""
        start, end = self.gap_window or (0, 0)
        worst = (0, "")
        for (topic, partition) in sorted({key[:2] for key in self.inputs}):
            times = [start, *(t for t in sorted(self.appends[topic, partition]) if start <= t <= end), end]
            gap = max(b - a for a, b in zip(times, times[1:]))
            worst = max(worst, (gap, f"{topic}/{partition}"))
        return worst


# --- Kafka ------------------------------------------------------------------------------------------------------------

class Reader:
    """Reads whole topics; each from its beginning to the end that it has now."""

    def __init__(self, brokers: str, timeout: float) -> None:
        from kafka import KafkaConsumer
        self.deadline = time.monotonic() + timeout
        common = dict(bootstrap_servers=brokers, enable_auto_commit=False, request_timeout_ms=15000)
        self.stable = KafkaConsumer(isolation_level="read_committed", max_partition_fetch_bytes=8 << 20,
                                    fetch_max_bytes=32 << 20, max_poll_records=5000, fetch_max_wait_ms=100, **common)
        self.dirty = KafkaConsumer(isolation_level="read_uncommitted", **common)

    def ends(self, topic: str) -> dict[int, tuple[int, int]]:
        """Partition -> (last stable offset, high watermark)."""
        from kafka import TopicPartition
        tps = [TopicPartition(topic, p) for p in sorted(self.stable.partitions_for_topic(topic) or ())]
        if not tps:
            raise LookupError(f"topic {topic} does not exist")
        high = self.dirty.end_offsets(tps)  # first the watermark: a later stable offset can only be higher
        low = self.stable.end_offsets(tps)
        return {tp.partition: (low[tp], high[tp]) for tp in tps}

    def read(self, topic: str, ends: dict[int, tuple[int, int]]) -> Iterator[Rec]:
        from kafka import TopicPartition
        goal = {TopicPartition(topic, p): low for p, (low, _) in ends.items()}
        self.stable.assign(list(goal))
        self.stable.seek_to_beginning(*goal)
        left = set(goal)
        while left:
            if time.monotonic() > self.deadline:
                raise TimeoutError(f"{topic} not read to its end in time; left: {sorted(left)}")
            for records in self.stable.poll(timeout_ms=200).values():
                for r in records:
                    yield Rec(r.topic, r.partition, r.offset, r.value, r.key, list(r.headers), r.timestamp)
            for tp in list(left):  # the position also passes markers and aborted batches
                if self.stable.position(tp) >= goal[tp]:
                    left.discard(tp)
                    self.stable.pause(tp)

    def committed(self, group: str, topic: str, brokers: str) -> dict[tuple[str, int], int | None]:
        from kafka import KafkaAdminClient
        admin = KafkaAdminClient(bootstrap_servers=brokers, request_timeout_ms=15000)
        try:
            for attempt in range(20):
                try:
                    found = admin.list_group_offsets(group).get(group, {})
                    return {(tp.topic, tp.partition): o.offset for tp, o in found.items()
                            if tp.topic == topic and o.offset >= 0}
                except Exception:  # noqa: BLE001 - the coordinator may be loading
                    if attempt == 19:
                        raise
                    time.sleep(0.5)
            return {}
        finally:
            admin.close()


def run(a: argparse.Namespace) -> dict:
    reader = Reader(a.brokers, a.timeout)
    v = Verifier(a.mode, a.large, bool(a.entities or a.duplicates),
                 (a.gap_start, a.gap_end) if a.gap_end else None)
    input_ends = reader.ends(a.input)
    for rec in reader.read(a.input, input_ends):
        v.add_input(rec)
    if a.expect_inputs >= 0 and len(v.inputs) != a.expect_inputs:
        raise RuntimeError(f"the feed sent {a.expect_inputs} records, the input topic has {len(v.inputs)}")
    for topic, add in ((a.output, v.add_event), (a.dead, v.add_dead),
                       (a.entities, lambda r: v.add_side(r, "entities")),
                       (a.duplicates, lambda r: v.add_side(r, "duplicates"))):
        if not topic:
            continue
        end = time.monotonic() + a.settle
        ends = reader.ends(topic)
        while any(low < high for low, high in ends.values()) and time.monotonic() < end:
            time.sleep(0.2)  # an abort marker of a killed producer may still be on its way
            ends = reader.ends(topic)
        for partition, (low, high) in ends.items():
            v.check_open(topic, partition, low, high)
        for rec in reader.read(topic, ends):
            add(rec)
    if a.group:
        v.check_offsets(reader.committed(a.group, a.input, a.brokers),
                        {(a.input, p): high for p, (_, high) in input_ends.items()})
    return v.finish()


# --- self-test --------------------------------------------------------------------------------------------------------

def _synthetic(fault: str) -> dict:
    """A run of 40 inputs in 2 partitions, through 2 output partitions, with one planted fault."""
    v = Verifier()
    events: dict[int, list[Rec]] = {0: [], 1: []}
    sides: list[Rec] = []
    dups: list[Rec] = []
    dead: list[Rec] = []

    def source(p: int, o: int, row: int = 0) -> list[tuple[str, bytes]]:
        return [("newswired-source", f"in/{p}/{o}/0/{row}".encode()), ("config-generation", b"1")]

    for n in range(40):
        p, o = n % 2, n // 2
        kind = [("test-kind", b"bad")] if n in (7, 20) else []
        raw = Rec("in", p, o, json.dumps({"id": f"t-{n}"}).encode(), f"t-{n}".encode(), [("test-id", f"t-{n}".encode()), *kind])
        v.add_input(raw)
        if kind:
            extra = {name: b"x" for name in DLQ_HEADERS} | {
                "dlq-topic": b"in", "dlq-partition": str(p).encode(), "dlq-offset": str(o).encode()}
            dead.append(Rec("dead", 0, len(dead), raw.value, raw.key, [*raw.headers, *source(p, o), *extra.items()]))
            continue
        entities, role = n % 3, "copy" if n % 10 == 3 else "unique"
        body = {"uri": f"u{n}", "enrichment": {"pipeline": {"input": {"id": f"t-{n}"}}, "entities": [{}] * entities,
                                               "dedup": {"role": role}}}
        out = events[n // 2 % 2]
        out.append(Rec("out", n // 2 % 2, 0, json.dumps(body).encode(), f"u{n}".encode(), source(p, o)))
        sides += [Rec("ents", 0, 0, b"{}", b"", source(p, o, row)) for row in range(entities)]
        if role == "copy":
            dups.append(Rec("dups", 0, 0, b"{}", b"", source(p, o)))

    ends = {("in", 0): 20, ("in", 1): 20}
    committed: dict[tuple[str, int], int | None] = dict(ends)
    if fault == "duplicate":
        events[1].append(events[1][-1])
    elif fault == "duplicate-elsewhere":  # the same event again, after a reprocessing that chose another partition
        events[0].append(Rec("out", 0, 0, events[1][-1].value, events[1][-1].key, events[1][-1].headers))
    elif fault == "missing":
        gone = events[0].pop(0)  # n = 0: no entities, so nothing but the event itself
        assert gone.header("newswired-source") == "in/0/0/0/0"
    elif fault == "disorder":
        same = [i for i, r in enumerate(events[0]) if (r.header("newswired-source") or "").startswith("in/0/")]
        i, j = same[1], same[2]
        events[0][i], events[0][j] = events[0][j], events[0][i]
    elif fault == "torn":
        sides.pop(next(i for i, r in enumerate(sides) if (r.header("newswired-source") or "").endswith("/0/1")))
    elif fault == "torn-notice":
        dups.pop()
    elif fault == "torn-no-event":  # rows are there, the event is not
        i = next(i for i, r in enumerate(events[0]) if len(json.loads(r.value or b"")["enrichment"]["entities"]) == 2)
        events[0].pop(i)
    elif fault == "unplanted":
        r = events[0].pop(0)
        extra = {name: b"x" for name in DLQ_HEADERS} | {"dlq-topic": b"in", "dlq-partition": b"0", "dlq-offset": b"0"}
        raw = json.dumps({"id": "t-0"}).encode()
        dead.insert(0, Rec("dead", 0, 0, raw, b"t-0", [("test-id", b"t-0"), *r.headers, *extra.items()]))
    elif fault == "phantom":
        events[0].append(Rec("out", 0, 0, events[0][-1].value, events[0][-1].key, source(0, 99)))
    elif fault == "header":
        events[0][-1].headers = [("newswired-source", b"in/0/x"), ("config-generation", b"1")]
    elif fault == "altered":
        dead[0].value = b"changed"
    elif fault == "offsets":
        committed["in", 1] = 19
    elif fault == "open":
        v.check_open("out", 0, 30, 31)
    for rows in events.values():
        for r in rows:
            v.add_event(r)
    for r in dead:
        v.add_dead(r)
    for r in sides:
        v.add_side(r, "entities")
    for r in dups:
        v.add_side(r, "duplicates")
    v.check_offsets(committed, ends)
    return v.finish()


def self_test() -> int:
    """Each planted fault has to be reported as its kind; a clean run has to be clean."""
    expected = {
        "": set(), "duplicate": {"duplicate", "disorder"}, "duplicate-elsewhere": {"duplicate"},
        "missing": {"missing"}, "disorder": {"disorder"}, "torn": {"torn"}, "torn-notice": {"torn"},
        "torn-no-event": {"torn", "missing"}, "unplanted": {"unplanted"}, "phantom": {"phantom"},
        "header": {"header", "missing"}, "altered": {"altered"}, "offsets": {"offsets"}, "open": {"open"}}
    bad = 0
    for fault, kinds in expected.items():
        report = _synthetic(fault)
        found = set(report["violations"])
        fine = kinds <= found and found <= kinds | {"torn"} if fault == "header" else found == kinds
        bad += not fine
        print(f"{'ok' if fine else 'FAIL'} verifier sees {fault or 'nothing in a clean run'}"
              + ("" if fine else f": {report['violations']} {report['samples']}"))
    return 1 if bad else 0


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--self-test", action="store_true")
    p.add_argument("--brokers")
    p.add_argument("--input")
    p.add_argument("--output")
    p.add_argument("--dead", default="")
    p.add_argument("--entities", default="")
    p.add_argument("--duplicates", default="")
    p.add_argument("--group", default="")
    p.add_argument("--mode", choices=["articles", "passthrough"], default="articles")
    p.add_argument("--large", choices=["dead", "event"], default="dead", help="what records planted as large become")
    p.add_argument("--expect-inputs", type=int, default=-1, help="how many records the feed says it sent")
    p.add_argument("--gap-start", type=int, default=0, help="measure the longest silence of an input partition from")
    p.add_argument("--gap-end", type=int, default=0, help="... to these times (ms); needs LogAppendTime on the output")
    p.add_argument("--settle", type=float, default=5, help="seconds an open transaction has to end")
    p.add_argument("--timeout", type=float, default=300)
    a = p.parse_args()
    if a.self_test:
        return self_test()
    if not (a.brokers and a.input and a.output):
        p.error("--brokers, --input and --output are needed")
    try:
        report = run(a)
    except Exception as error:  # noqa: BLE001 - "could not look" is its own outcome, never a pass
        print(json.dumps({"ok": False, "error": repr(error)}))
        return 2
    print(json.dumps(report))
    return 0 if report["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
