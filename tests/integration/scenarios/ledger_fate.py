"""With `drop`: an original that is claimed, judged, and then not published. Its copies are."""
from __future__ import annotations

import base64
import json
import random
import subprocess
from dataclasses import dataclass

import families
from cluster import wait_until
from daemon import Daemon
from harness import Case, Env, check
from kafka import KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType
from ledger_pass import DROP, Pass, key_of, pass_over, processes, read, start_all

FATES = {"filtered": 0, "too large": 400_000, "refused": 250_000}  # by a stage, by us, by the brokers; bytes of base64
LIMIT, TOPIC_LIMIT = 300_000, 200_000  # bytes of an event, of a record in its topic


@dataclass
class Family:
    fate: str
    original: dict
    first: dict   # copy, or a reprint that is cut; right behind the original
    second: dict  # when the first is published


def _make(seed: int, count: int) -> list[Family]:
    """Families whose originals have the fates in turn."""
    rng = random.Random(seed)
    found = []
    for n, article in enumerate(a for a in families.make(seed, 3 * count) if a.kind == "original"):
        (fate, size), item = list(FATES.items())[n % len(FATES)], article.item
        copies = [{**item, "id": f"{item['id']}/{i}", "url": f"https://paper-{i}.example/{n}"} for i in range(2)]
        original = dict(item)
        if size:  # at random, so that it does not compress
            original["text"] += " " + base64.b64encode(rng.randbytes(size * 3 // 4)).decode()
        else:
            original["headline"] += " CHAOS-DROP"
        found.append(Family(fate, original, *copies))
    return found[:count]


def _send(env: Env, topic: str, items: list[tuple[int, dict]]) -> dict[str, tuple[int, int]]:
    """To the partitions that are named. Returns where each is, by its id."""
    producer = KafkaProducer(bootstrap_servers=env.cluster.direct, linger_ms=50, max_request_size=4 << 20)
    headers = [("content-type", b"application/json")]
    sent = {item["id"]: producer.send(topic, value=json.dumps(item).encode(), key=item["id"].encode(), headers=headers,
                                      partition=partition) for partition, item in items}
    where = {ident: (f.get(30).partition, f.get(30).offset) for ident, f in sent.items()}
    producer.close()
    return where


def _published(case: Case) -> dict[str, list[dict]]:
    """`enrichment.dedup` of an article's events, by its id."""
    idents = {(p, o): json.loads(value)["id"] for p, o, _, value in read(case.env, case.t.raw)}
    events: dict[str, list[dict]] = {}
    for _, _, headers, value in read(case.env, case.t.enriched):
        _, partition, offset, _, _ = headers["newswired-source"].decode().rsplit("/", 4)
        events.setdefault(idents[int(partition), int(offset)], []).append(json.loads(value)["enrichment"]["dedup"])
    return events


def _replay(case: Case, d: Daemon) -> None:
    run = subprocess.run([*case.env.binary, "dlq", "replay", "-c", str(d.config_file), "--all"], capture_output=True,
                         text=True, timeout=120)
    check(run.returncode == 0, f"dlq replay: {run.stdout[-300:]} {run.stderr[-300:]}")


def lost_original(env: Env) -> Case:
    """An original is filtered or dead-lettered behind dedup: its copy goes out. A replayed letter has its first verdict."""
    with Case(env, "ledger-lost-original", partitions=2, output_config={"max_message_bytes": TOPIC_LIMIT}) as case:
        t, made = case.t, _make(env.seed, 24)
        broken = processes(case, "ab", stages=[*DROP, "filter"], output__max_record_bytes=LIMIT)
        [mended] = processes(case, "c", stages=DROP)
        start_all(broken)
        # The first copy is in one batch with its original, or at the other process.
        where = _send(env, t.raw, [pair for n, f in enumerate(made)
                                   for pair in ((n % 2, f.original), ((n + n // 2) % 2, f.first))])
        case.wait_lag_zero()
        case.drain()
        found = pass_over(env, mended)

        def verdicts(item: dict, of: Pass = found) -> list[dict]:
            return [of.verdicts[o] for o in of.claims[key_of(t.raw, *where[item["id"]])]]
        published = _published(case)
        check(set(published) == {f.first["id"] for f in made}, f"published: {sorted(published)[:5]} ...")
        dead = [f.original["id"] for f in made if f.fate != "filtered" and not verdicts(f.original)[-1]["suppressible"]]
        letters = read(env, t.dead)
        check(len(letters) == len(dead), f"{len(letters)} dead letters of {len(dead)} originals")
        behind = sum(verdicts(f.first)[-1]["role"] in ("copy", "reprint") for f in made)
        check(behind > len(made) / 2, f"only {behind} copies were judged behind their originals")

        # What was wrong is mended: the stage is gone, the output takes large records.
        env.cluster.admin().alter_configs([ConfigResource(ConfigResourceType.TOPIC, t.enriched,
                                                          {"max.message.bytes": str(8 << 20)})])
        mended.start().wait_ready()
        where |= _send(env, t.raw, [(n % 2, f.second) for n, f in enumerate(made)])
        case.wait_lag_zero()
        _replay(case, mended)
        wait_until(lambda: mended.metric("newswired_records_total") == len(made) + len(dead), 60, "all letters read again")
        case.drain()
        found, published = pass_over(env, mended), _published(case)
        check(len(found.claims) == len(where), f"{len(found.claims)} keys for {len(where)} articles")
        for f in made:
            first, second = published.get(f.first["id"], []), published.get(f.second["id"], [])
            check(len(first) == 1 and not second, f"{f.fate}: the copies went out {len(first)} and {len(second)} times")
            claims = verdicts(f.original, found)
            if f.original["id"] in dead:
                check(claims[-1]["again"], f"{f.fate}: its replay is another article: {claims}")
                said = [(d["role"], d["clusterId"]) for d in published.get(f.original["id"], [])]
                once = [(claims[0]["role"], claims[0]["clusterId"])]
                check(said == once or (claims[-1]["suppressible"] and not said), f"{f.fate}: {said} instead of {once}")
            else:
                check(f.original["id"] not in published, f"{f.fate}: the original went out")
        case.facts.append(f"{len(made)} families, {behind} copies judged behind originals that were lost, "
                          f"{len(dead)} letters replayed")
    return case
