"""What the ledger's scenarios share: who takes part, and one pass over the ledger to compare them all with."""
from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, field

import families
import xxhash
from daemon import Daemon
from harness import Case, Env, check
from kafka import KafkaConsumer, TopicPartition

STATE = re.compile(r"ledger: state ([0-9a-f]{16}) of \d+ articles at offset (\d+)")
STAGES = ["decode", "article", "language", {"dedup": {"on_repeat": "publish"}}, "story"]
DROP = ["decode", "article", "language", {"dedup": {"on_repeat": "drop", "on_duplicate": "drop"}}, "story"]
FROM_SNAPSHOT = "from a snapshot of"  # a start says so
REPEAT_MS = 3000  # of the control record: at each of them processes log the hash of their state


def ledger_topic(case: Case) -> str:
    return f"{case.t.group}.ledger"


def read(env: Env, topic: str) -> list:
    """What is committed in a topic: (partition, offset, headers, value)."""
    consumer = KafkaConsumer(bootstrap_servers=env.cluster.direct, isolation_level="read_committed",
                             enable_auto_commit=False, auto_offset_reset="earliest", consumer_timeout_ms=3000)
    try:
        parts = [TopicPartition(topic, p) for p in consumer.partitions_for_topic(topic) or []]
        consumer.assign(parts)
        return [(r.partition, r.offset, dict(r.headers), r.value) for r in consumer]
    finally:
        consumer.close()


@dataclass
class Pass:
    """One single-threaded pass over the ledger, by `newswired dedup stats --verdicts`."""
    verdicts: dict[int, dict] = field(default_factory=dict)       # by offset of the claim
    claims: dict[str, list[int]] = field(default_factory=dict)    # by key
    confirmed: dict[str, tuple[int, bool]] = field(default_factory=dict)  # by key: claim, whether published
    states: dict[int, str] = field(default_factory=dict)          # by offset of a control record


def pass_over(env: Env, d: Daemon) -> Pass:
    run = subprocess.run([*env.binary, "dedup", "stats", "-c", str(d.config_file), "--verdicts"],
                         capture_output=True, text=True, timeout=300)
    check(run.returncode == 0, f"dedup stats: {run.stderr[-500:]}")
    found = Pass()
    for line in run.stdout.splitlines():
        row = json.loads(line)
        if row.get("record") == "claim":
            found.verdicts[row["offset"]] = row
            found.claims.setdefault(row["key"], []).append(row["offset"])
        elif row.get("record") == "confirmation":
            found.confirmed.setdefault(row["key"], (row["claim"], row["published"]))
        elif row.get("record") == "control":
            found.states[row["offset"]] = row["stateHash"]
    return found


def key_of(topic: str, partition: int, offset: int, item: int = 0) -> str:
    return f"{xxhash.xxh3_64_intdigest(f'{topic}/{partition}/{offset}/{item}'.encode()):016x}"


def compare_states(case: Case, states: dict[int, str], since: int = 0) -> None:
    """All processes had the same state, that of `states`, at the same control records, from that offset on."""
    states = {offset: state for offset, state in states.items() if offset >= since}
    compared = 0
    for d in case.daemons:
        for state, offset in STATE.findall(d.log(all_starts=True)):
            if int(offset) < since:
                continue
            known = states.setdefault(int(offset), state)
            check(known == state, f"{d.name} had state {state} at offset {offset}, another has {known}")
            compared += 1
    check(compared > len(states), f"only {compared} states at {len(states)} offsets could be compared")
    case.facts.append(f"{compared} states equal")


def compare_events(case: Case, found: Pass, articles: list[families.Article],
                   since: int = 0) -> tuple[dict[str, str], dict[str, str]]:
    """Each event has the verdict of the pass. Returns by article the families that events name, and the last roles.

    Articles that were claimed before the offset `since` are left out.
    """
    t = case.t
    idents = {}
    for partition, offset, headers, _ in read(case.env, t.raw):
        claims = found.claims.get(key_of(t.raw, partition, offset), [])
        if not since or any(o >= since for o in claims):
            idents[(partition, offset)] = headers["test-id"].decode()
    check(since or len(idents) == len(articles), f"{len(idents)} of {len(articles)} articles are in the input")
    events: dict[str, str] = {}
    for _, _, headers, value in read(case.env, t.enriched):
        topic, partition, offset, item, _ = headers["newswired-source"].decode().rsplit("/", 4)
        ident = idents.get((int(partition), int(offset)))
        if ident is None:
            continue
        check(ident not in events, f"{ident} has two events")
        key = key_of(topic, int(partition), int(offset), int(item))
        check(key in found.claims, f"{ident} was published without a claim")
        offsets = [found.confirmed[key][0]] if key in found.confirmed else found.claims[key]
        enrichment = json.loads(value)["enrichment"]
        dedup = enrichment["dedup"]
        said = (dedup["role"], dedup["clusterId"], enrichment.get("story", {}).get("storyId"))
        pass_says = [tuple(found.verdicts[o].get(name) for name in ("role", "clusterId", "storyId")) for o in offsets
                     if o in found.verdicts]
        check(said in pass_says, f"{ident} went out as {said}, the pass says {pass_says}")
        events[ident] = dedup["clusterId"]
    roles = {}
    for (partition, offset), ident in idents.items():
        key = key_of(t.raw, partition, offset)
        check(key in found.claims, f"{ident} was never claimed")
        roles[ident] = found.verdicts[found.claims[key][-1]]["role"]
        if ident not in events:
            said = [found.verdicts[o] for o in found.claims[key]]
            check(any(v["suppressible"] for v in said), f"{ident} was not published, though nothing was before it")
    return events, roles


def processes(case: Case, names: str = "abc", each: dict[str, dict] | None = None,
              repeat_ms: int = REPEAT_MS, snapshots: bool = False, **overrides: object) -> list[Daemon]:
    """Not started yet. `overrides` of the configuration for all, those in `each` for the one of that name.

    With `snapshots` each writes one at every control record, and goes on from it when it starts again.
    """
    found = []
    for name in names:
        folder = case.dir / f"state-{name}"
        if snapshots:
            folder.mkdir()
        config = case.config(**{
            "lanes": 2 if name == "a" else 1, "input__instance_id": None if name == "c" else name,
            "transaction_timeout_ms": 8000, "ledger__topic": ledger_topic(case),
            "ledger__snapshot_dir": str(folder) if snapshots else None,
            "stages": STAGES, **overrides, **(each or {}).get(name, {})})
        found.append(case.daemon(name, config, chaos=True, env={"NEWSWIRED_LEDGER_REPEAT_MS": str(repeat_ms)}))
    return found


def start_all(members: list[Daemon]) -> None:
    for d in members:
        d.start()
    for d in members:
        d.wait_ready()
