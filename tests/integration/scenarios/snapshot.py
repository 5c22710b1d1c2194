"""Processes that go on from snapshots of the ledger, killed while they write and read them, on a log whose past is deleted."""
from __future__ import annotations

import random
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import families
from daemon import Daemon
from harness import Case, Env, check
from ledger_pass import FROM_SNAPSHOT, compare_states, ledger_topic, processes, read, start_all

POINTS = [("during_snapshot", "kill"), ("during_restore", "kill"), ("during_snapshot", "stop"), ("during_restore", "stop")]


def _strike(case: Case, victim: Daemon, point: str, action: str) -> None:
    """Lets a process die, or stand still for longer than a session, at a point of a snapshot; it is alive again then."""
    victim.kill()
    victim.start(env={"NEWSWIRED_FAILPOINT": f"{point}:1:{action}"})
    end = time.monotonic() + 30
    while victim.alive and not victim.stopped() and time.monotonic() < end:
        time.sleep(0.02)
    check(victim.stopped() or not victim.alive, f"{victim.name} never came to {point}")
    if victim.stopped():
        time.sleep(7)
        victim.thaw()
    else:
        victim.start()
    victim.wait_ready()


def ledger_snapshots(env: Env) -> Case:
    """Killed and frozen while snapshots are written and read; one goes on though the log's past is gone."""
    with Case(env, "ledger-snapshots", partitions=6) as case:
        count, rate = (20_000, 250.0) if env.long else (5000, 160.0)
        articles = families.make(env.seed + 4, count)
        members = processes(case, repeat_ms=1000, snapshots=True, lanes=1)
        start_all(members)
        rng = random.Random(env.seed)
        ledger = ledger_topic(case)
        with ThreadPoolExecutor(1) as pool:
            sent = pool.submit(families.send, env.cluster.direct, case.t.raw, 6, articles, env.seed, rate)
            time.sleep(3)
            for point, action in POINTS * (3 if env.long else 1):
                _strike(case, rng.choice(members[:2]), point, action)
            # What c's snapshot has behind it is deleted while c is away.
            last = members[2]
            known = env.cluster.end_offsets(ledger, 1)[0]
            last.term()
            last.wait(30)
            env.cluster.delete_records(ledger, 0, known - 1)
            last.start()
            sent.result()
        case.wait_lag_zero(120)
        case.drain(timeout=20)
        sources = [headers["newswired-source"] for _, _, headers, _ in read(env, case.t.enriched)]
        check(len(sources) == len(set(sources)), "an article went out twice")
        check(len(sources) == count, f"{len(sources)} events for {count} articles")
        compare_states(case, {})
        check(FROM_SNAPSHOT in last.log(), "c did not go on from its snapshot")
        restored = sum(d.log(all_starts=True).count(FROM_SNAPSHOT) for d in members)
        check(restored >= 4, f"only {restored} starts went on from a snapshot")
        case.facts.append(f"{count} articles, {restored} starts from snapshots")
    return case


def ledger_cut_off(env: Env) -> Case:
    """Records within the window are deleted: who starts without a snapshot refuses to judge by less than those that run, until all begin anew."""
    with Case(env, "ledger-cut-off", partitions=4) as case:
        articles = families.make(env.seed + 5, 1200)
        old, late = processes(case, "bc", lanes=1, repeat_ms=3_600_000)  # the log keeps no control record
        start_all([old, late])

        def send(part: list[families.Article]) -> None:
            families.send(env.cluster.direct, case.t.raw, 4, part, env.seed, 200.0)
            case.wait_lag_zero(60)
        send(articles[:800])
        late.term()
        late.wait(30)
        ledger = ledger_topic(case)
        env.cluster.delete_records(ledger, 0, env.cluster.end_offsets(ledger, 1)[0] // 2)
        late.start()
        code = late.wait(30)
        check(code == 2 and "--anew" in late.log(), f"it ended with {code}: {late.tail(3)}")
        check(old.alive and old.ready(), "who runs has its memory still")

        adopt = subprocess.run([*env.binary, "dedup", "adopt", "-c", str(old.config_file), "--anew", "--yes"],
                               capture_output=True, text=True, timeout=60)
        check(adopt.returncode == 0, f"dedup adopt: {adopt.stderr[-300:]}")
        code = old.wait(30)
        check(code == 3, f"who ran ended with {code}: {old.tail(3)}")
        anew = env.cluster.end_offsets(ledger, 1)[0] - 1  # the control record by which all begin anew
        start_all([old, late])
        send(articles[800:])
        case.drain(timeout=20)
        compare_states(case, {}, since=anew)
        sources = {headers["newswired-source"] for _, _, headers, _ in read(env, case.t.enriched)}
        check(len(sources) == len(articles), f"{len(sources)} events for {len(articles)} articles")
    return case
