"""The ledger's processes with other settings, with little memory, and with brokers that change their leader."""
from __future__ import annotations

import gzip
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from kafka import KafkaProducer

import families
from cluster import Cluster, wait_until
from daemon import EXIT_CONFIG, EXIT_FATAL, Daemon
from harness import Case, Env, check
from ledger_pass import compare_events, compare_states, ledger_topic, pass_over, processes, read, start_all

MIB = 2**20


def _stages(**dedup: object) -> list:
    return ["decode", "article", "language", {"dedup": {"on_repeat": "publish", **dedup}}, "story"]


def _all_judged(case: Case, articles: list[families.Article], by: Daemon) -> None:
    """The usual end: each article is one event with the verdict of the pass, and states agree."""
    case.wait_lag_zero(120)
    case.drain(timeout=20)
    found = pass_over(case.env, by)
    events, _ = compare_events(case, found, articles)
    check(len(events) == len(articles), f"{len(events)} events for {len(articles)} articles")
    compare_states(case, found.states)
    case.facts.append(f"{len(articles)} articles")


def upgrade(env: Env) -> Case:
    """Two settings start at once: both follow one. `dedup adopt` gives a third: both end, and follow it when started again."""
    with Case(env, "ledger-upgrade", partitions=4) as case:
        articles = families.make(env.seed + 4, 1500)
        # The control record is repeated so often that `adopt` comes too late with its own now and then.
        a, b, c = processes(case, repeat_ms=1000, each={
            "a": {"stages": _stages(window_hours=24)}, "b": {"stages": _stages(window_hours=48)},
            "c": {"stages": _stages(window_hours=48, min_confidence=0.8)}})
        start_all([a, b])
        warned = [d.name for d in (a, b) if "has other rules than" in d.log()]
        check(len(warned) == 1, f"{warned} follow rules that are not their own")
        with ThreadPoolExecutor(1) as pool:
            sent = pool.submit(families.send, env.cluster.direct, case.t.raw, 4, articles, env.seed, 250.0)
            time.sleep(2)
            run = subprocess.run([*env.binary, "dedup", "adopt", "-c", str(c.config_file), "--yes"], capture_output=True,
                                 text=True, timeout=60)
            check(run.returncode == 0, f"dedup adopt: {run.stdout} {run.stderr}")
            for d in (a, b):
                code = d.wait(20)
                check(code == EXIT_FATAL, f"{d.name} ended with {code} instead of {EXIT_FATAL}")
                check("were changed" in d.log() and "a restart follows them" in d.log(), f"{d.name} does not say why")
            start_all([a, b])
            sent.result()
        for d in (a, b):
            check("has other rules than" in d.log(), f"{d.name} does not say that it follows rules that are not its own")
        _all_judged(case, articles, c)
        case.facts.append(f"{warned[0]} followed the other")
    return case


def little_memory(env: Env) -> Case:
    """One process with the least memory_limit that its batches allow, large articles and a full window: slow, but all goes out."""
    with Case(env, "ledger-little-memory", partitions=4) as case:
        articles = families.make(env.seed + 5, 1500)
        for article in articles[::3]:
            article.item["keywords"] = [f"{article.ident} word {i}" for i in range(12000)]
        stages = _stages(max_articles=1000)
        little = {"memory_limit_mib": 64, "stages": stages}
        a, b, c = processes(case, stages=stages, batch__interval_ms=500, each={"b": little, "c": {**little, "lanes": 2}})
        code = c.start().wait(20)
        check(code == EXIT_CONFIG and "write at least 128" in c.log(), f"two lanes in 64 MiB: ended with {code}")
        families.send(env.cluster.direct, case.t.raw, 4, articles, env.seed)
        rss = in_flight = 0.0

        def look() -> int:  # the metric has the most of the last second
            nonlocal rss, in_flight
            rss, in_flight = max(rss, b.rss_mib()), max(in_flight, b.metric("newswired_in_flight_bytes") / MIB)
            return case.lag()
        b.start().wait_ready()
        wait_until(lambda: look() <= len(articles) // 2, 120, "half of it, by b alone", 0.05)
        a.start()  # a fast neighbour leaves b little to do
        wait_until(lambda: look() == 0, 120, "lag 0", 0.05)
        end = time.monotonic() + 1.2  # until that of its end is told
        while time.monotonic() < end:
            look()
            time.sleep(0.05)
        window = b.metric("newswired_ledger_bytes") / MIB
        # 13 MiB, a fifth of the limit; half as much in events, and those that eight jobs of sixteen articles make at that
        # moment, come on top: up to 31, mostly 20. Without the limit it is 40.
        check(3 < in_flight < 34, f"{in_flight:.1f} MiB in flight")
        check(rss < 64 + window + 16, f"RSS {rss:.0f} MiB with a window of {window:.0f} MiB")
        case.facts.append(f"{in_flight:.1f} MiB in flight, RSS up to {rss:.0f} MiB, window {window:.0f} MiB")
        _all_judged(case, articles, a)
    return case


def packed_records(env: Env) -> Case:
    """Records of a few kilobytes that are unpacked to ten times the memory limit: bounded, and all of them go out."""
    with Case(env, "packed-records", partitions=4) as case:
        count, limit_mib = 800, 128
        text = "The committee heard that the report was late again, and that nobody knew who had asked for it. " * 5200
        a, = processes(case, "a", memory_limit_mib=limit_mib, stages=["decode", "article", "dedup"], lanes=1,
                       batch__max_messages=10000, batch__interval_ms=2000)
        producer = KafkaProducer(bootstrap_servers=env.cluster.direct)
        for n in range(count):
            value = gzip.compress(f"Report {n}\n\nThis is number {n}. {text}".encode(), 1, mtime=0)
            producer.send(case.t.raw, value=value, partition=n % 4,
                          headers=[("content-type", b"text/plain"), ("id", f"packed-{n}".encode())])
        producer.flush()
        start_all([a])
        worst = 0.0

        def look() -> int:
            nonlocal worst
            worst = max(worst, a.rss_mib())
            return case.lag()
        wait_until(lambda: look() == 0, 120, "lag 0", 0.05)
        case.drain(timeout=20)
        events = len(read(env, case.t.enriched))
        check(events == count, f"{events} events for {count} records")
        unpacked = count * len(text) / MIB
        check(worst < 1.25 * limit_mib < unpacked, f"RSS {worst:.0f} MiB with a limit of {limit_mib}, {unpacked:.0f} unpacked")
        case.facts.append(f"{len(value)} bytes a record, {unpacked:.0f} MiB unpacked, RSS up to {worst:.0f} MiB")
    return case


def leader_moves(env: Env) -> Case:
    """Three brokers: the ledger's leader is killed, then frozen, while verdicts are awaited. Nothing is lost or judged twice."""
    with Cluster(env.cluster.version, env.cluster.dir.with_name("ledger-leader-kafka"), 192, nodes=3) as cluster, \
            Case(replace(env, cluster=cluster), "ledger-leader-moves", partitions=4) as case:
        count, rate = (6000, 100.0) if env.long else (2500, 80.0)
        articles = families.make(env.seed + 6, count)
        members = processes(case, transaction_timeout_ms=20000)
        start_all(members)
        topic, moves = ledger_topic(case), []
        with ThreadPoolExecutor(1) as pool:
            sent = pool.submit(families.send, cluster.direct, case.t.raw, 4, articles, env.seed, rate)
            for take, give_back in ((cluster.stop_broker, cluster.start_broker), (cluster.freeze, cluster.thaw)):
                leader = wait_until(lambda: cluster.leader(topic), 30, "a leader of the ledger")
                before = sum(d.metric("newswired_ledger_claims_total") for d in members)
                wait_until(lambda: sum(d.metric("newswired_ledger_claims_total") for d in members) > before, 30, "claims")
                take(node=leader)
                try:
                    wait_until(lambda: cluster.leader(topic) not in (0, leader), 60, "another leader", 0.5)
                finally:
                    give_back(node=leader)
                moves.append(f"{leader} to {cluster.leader(topic)}")
            sent.result()
        check(all(d.alive for d in members), "a process ended: " + ", ".join(d.name for d in members if not d.alive))
        _all_judged(case, articles, members[0])
        case.facts.append(", ".join(moves))
    return case


def scenario(env: Env) -> list:
    """Two settings at once and a change under way; a process with little memory."""
    from scenarios import in_parallel
    return in_parallel([("ledger-upgrade", lambda: upgrade(env)), ("ledger-little-memory", lambda: little_memory(env))],
                       workers=2)
