"""One memory for all processes: what is published is what one pass over the ledger says, whoever dies when."""
from __future__ import annotations

import json
import random
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import families
from cluster import wait_until
from daemon import EXIT_ABORTED, EXIT_CLEAN, Daemon
from harness import HERE, Case, Env, Failure, check
from ledger_pass import DROP, FROM_SNAPSHOT, Pass, compare_events, compare_states, pass_over, processes, read, start_all

FAILPOINTS = ["before_claim", "after_claim", "before_produce", "after_produce", "after_send_offsets", "after_commit",
              "before_confirmation", "after_confirmation", "during_snapshot", "during_restore"]


def _harass(case: Case, members: list[Daemon], rng: random.Random, times: int) -> None:
    """kill -9 and freezing of random processes, at failpoints and at any time; all are alive again at the end."""
    deaths = freezes = 0
    for i in range(times):
        victim = rng.choice([d for d in members if d.alive])
        if rng.random() < 0.3:
            victim.signal(19)  # SIGSTOP, for longer than a session now and then
            time.sleep(rng.choice([1.0, 8.0]))
            victim.thaw()
            freezes += 1
        else:
            victim.kill()
            deaths += 1
            time.sleep(rng.uniform(0.2, 2.0))
            point = FAILPOINTS[i % len(FAILPOINTS)]
            # A start restores once, and snapshots are as rare as control records.
            passes = {"during_restore": 1, "during_snapshot": 2}.get(point) or rng.randint(3, 12)
            env = {"NEWSWIRED_FAILPOINT": f"{point}:{passes}:{rng.choice(['kill', 'stop'])}"}
            victim.start(env=env)
            end = time.monotonic() + 25
            while victim.alive and not victim.stopped() and time.monotonic() < end:
                time.sleep(0.05)
            if victim.stopped():
                time.sleep(rng.choice([0.5, 8.0]))
                victim.thaw()
                freezes += 1
            elif not victim.alive:
                victim.start()
                deaths += 1
        time.sleep(rng.uniform(0.5, 1.5))
    for d in members:
        if not d.alive:
            d.start()
    case.facts.append(f"{deaths} deaths, {freezes} freezes")


def _run(case: Case, members: list[Daemon], articles: list[families.Article], rate: float, times: int) -> Pass:
    """All of it, while processes are killed and frozen; what the ledger then says."""
    env = case.env
    start_all(members)
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(families.send, env.cluster.direct, case.t.raw, case.t.partitions, articles, env.seed, rate)
        _harass(case, members, random.Random(env.seed), times)
        sent.result()
    case.wait_lag_zero(180)
    case.drain(timeout=20)
    case.facts.append(f"{sum(d.log(all_starts=True).count(FROM_SNAPSHOT) for d in members)} starts from snapshots")
    return pass_over(env, members[0])


def oracle(env: Env) -> Case:
    """Three processes, killed and frozen at failpoints; events against one pass over the ledger, and planted families."""
    with Case(env, "ledger-oracle", partitions=8, out_partitions=4) as case:
        count, rate, times = (100_000, 600.0, 24) if env.long else (4000, 200.0, 4)
        articles = families.make(env.seed, count)
        members = processes(case, snapshots=True, each={"b": {"memory_limit_mib": 64}})  # as little as it may have
        if env.clang:
            members[2].binary = env.clang
        found = _run(case, members, articles, rate, times)
        events, _ = compare_events(case, found, articles)
        check(len(events) == count, f"{len(events)} events for {count} articles")
        founders = Counter(v["clusterId"] for v in found.verdicts.values() if v["role"] == "unique" and not v["again"])
        check(set(founders.values()) == {1}, f"several articles found one family: {founders.most_common(3)}")
        compare_states(case, found.states)
        truth = {a.ident: a.family for a in articles}
        f1 = families.pair_f1(events, truth)
        check(f1 >= 0.95, f"pair F1 {f1:.3f} against the planted families")
        case.facts.append(f"{count} articles, pair F1 {f1:.3f}, {len(found.confirmed)} confirmed")
    return case


def drop(env: Env) -> Case:
    """Copies, reprints and repeats are dropped: no family is left without a published member, nothing goes out twice."""
    with Case(env, "ledger-drop", partitions=8, out_partitions=4) as case:
        # Slowly: a copy is dropped where its original is confirmed, and comes 250 articles behind it.
        count, rate, times = (30_000, 200.0, 16) if env.long else (3000, 200.0, 3)
        articles = families.make(env.seed + 1, count)
        members = processes(case, snapshots=True, stages=DROP)
        found = _run(case, members, articles, rate, times)
        events, roles = compare_events(case, found, articles)
        published = {a.family for a in articles if a.ident in events}
        lost = {a.family for a in articles} - published
        check(not lost, f"{len(lost)} families have no published member: {sorted(lost)[:5]}")
        kinds = {a.ident: a.kind for a in articles}
        # Records of one family overtake each other on their partitions. What a revision says may have gone out with
        # another article; or the revision came when a longer text was known already, or a copy of it that gave way to
        # one, and so is no more than a reprint of that.
        texts = {a.item["text"] for a in articles if a.ident in events or roles[a.ident] == "reprint"}
        changed = [a.ident for a in articles if a.kind == "revision" and a.item["text"] not in texts]
        check(not changed, f"revisions were suppressed: {changed[:5]}")
        dropped = sum(kinds[a.ident] != "original" for a in articles if a.ident not in events)
        check(dropped > 0.5 * sum(k in ("copy", "reprint", "repeat") for k in kinds.values()),
              f"only {dropped} of {count} articles were dropped")
        case.facts.append(f"{count} articles, {dropped} dropped")
    return case


def reset(env: Env) -> Case:
    """A group set back to its beginning: what was published goes out again with its first verdict, nothing is lost."""
    with Case(env, "ledger-reset", partitions=4) as case:
        articles = families.make(env.seed + 2, 1500)
        [d] = processes(case, "c", stages=DROP)  # a static member would keep its group alive
        d.start().wait_ready()
        families.send(env.cluster.direct, case.t.raw, 4, articles, env.seed, rate=300)
        case.wait_lag_zero()
        case.drain()
        first = Counter(h["newswired-source"] for _, _, h, _ in read(env, case.t.enriched))
        check(max(first.values()) == 1, "an article went out twice")
        for partition in range(4):
            env.cluster.set_offset(case.t.group, case.t.raw, partition, 0)
        d.start().wait_ready()
        case.wait_lag_zero()
        case.drain()
        roles: dict[bytes, set] = {}
        again: Counter = Counter()
        for _, _, headers, value in read(env, case.t.enriched):
            source = headers["newswired-source"]
            again[source] += 1
            dedup = json.loads(value)["enrichment"]["dedup"]
            roles.setdefault(source, set()).add((dedup["role"], dedup["clusterId"]))
        check({again[source] for source in first} == {2}, f"events by article: {Counter(again.values())}")
        check(all(len(r) == 1 for r in roles.values()), "a verdict changed")
        # Until the second publication of what it gave way to is confirmed, nothing stands for a suppressed article.
        more = len(again) - len(first)
        case.facts.append(f"{len(first)} of {len(articles)} articles published, twice alike; {more} of the others, once")
    return case


def recreated(env: Env) -> Case:
    """The input deleted and made anew: other articles at known coordinates are other articles."""
    with Case(env, "ledger-recreated", partitions=1) as case:
        [d] = processes(case, "c", stages=DROP)
        for seed in (1, 2):
            articles = [a for a in families.make(env.seed + 10 * seed, 400) if a.kind == "original"]
            d.start().wait_ready()
            families.send(env.cluster.direct, case.t.raw, 1, articles, env.seed)
            case.wait_lag_zero()
            case.drain()
            if seed == 1:
                count = len(articles)
                env.cluster.recreate_topic(case.t.raw, 1, max_message_bytes=8 << 20)
                env.cluster.set_offset(case.t.group, case.t.raw, 0, 0)
        events = len(read(env, case.t.enriched))
        check(events == count + len(articles), f"{events} events for {count} and {len(articles)} articles")
        case.facts.append(f"{count} and {len(articles)} articles")
    return case


def frozen(env: Env) -> Case:
    """The broker stands still while verdicts are awaited, one instance joins and one leaves: nothing hangs, nothing is lost."""
    with Case(env, "ledger-frozen", partitions=6) as case:
        articles = families.make(env.seed + 3, 2500)
        members = processes(case)
        start_all(members[:2])
        with ThreadPoolExecutor(1) as pool:
            sent = pool.submit(families.send, env.cluster.direct, case.t.raw, 6, articles, env.seed, 250.0)
            time.sleep(3)
            env.cluster.freeze()
            try:
                members[2].start()
                members[1].term()
                time.sleep(7)  # longer than a session
                check(members[0].alive, "a waiting process ended")
            finally:
                env.cluster.thaw()
            code = members[1].wait(30)
            check(code in (EXIT_CLEAN, EXIT_ABORTED), f"the process that left ended with {code}")
            members[1].start()
            sent.result()
        case.wait_lag_zero(120)
        case.drain(timeout=20)
        found = pass_over(env, members[0])
        events, _ = compare_events(case, found, articles)
        check(len(events) == len(articles), f"{len(events)} events for {len(articles)} articles")
        compare_states(case, found.states)
        case.facts.append(f"{len(articles)} articles")
    return case


def flaw(env: Env) -> Case:
    """The control: with a stage whose memory differs from process to process, the comparison of states must fail."""
    with Case(env, "ledger-flaw", partitions=4) as case:
        members = processes(case, "bc", stages=["decode", "article", "coin"])
        start_all(members)
        articles = families.make(env.seed, 1500)
        families.send(env.cluster.direct, case.t.raw, 4, articles, env.seed, rate=250)
        case.wait_lag_zero()
        case.drain()
        try:
            compare_states(case, {})
        except Failure as found:
            case.facts.append("found out: " + str(found)[:40])
        else:
            raise Failure("processes with different states passed the comparison")
    return case


class _Cache(socketserver.ThreadingTCPServer):
    """A cache that all processes share: a line with a key is answered `new` or `known`, and remembered."""
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        keys, lock = set(), threading.Lock()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                for line in self.rfile:
                    with lock:
                        known = line in keys
                        keys.add(line)
                    self.wfile.write(b"known\n" if known else b"new\n")
        super().__init__(("127.0.0.1", 0), Handler)


def shared_cache(env: Env) -> Case:
    """The same load and deaths with set-if-absent in a shared cache before publishing, as pipelines do it: what is lost."""
    with Case(env, "shared-cache", partitions=8) as case, _Cache() as cache:
        threading.Thread(target=cache.serve_forever, daemon=True).start()
        articles = [a for a in families.make(env.seed, 8000 if env.long else 4000) if a.kind in ("original", "copy")]
        program = [sys.executable, str(HERE / "cache_dedup.py"), env.cluster.direct, case.t.raw, case.t.enriched,
                   case.t.group, str(cache.server_address[1])]
        workers = [subprocess.Popen(program) for _ in range(3)]
        rng = random.Random(env.seed)
        try:
            with ThreadPoolExecutor(1) as pool:
                sent = pool.submit(families.send, env.cluster.direct, case.t.raw, 8, articles, env.seed, 150.0)
                deaths = 0
                while not sent.done():
                    time.sleep(rng.uniform(1.0, 2.5))
                    victim = rng.randrange(3)
                    workers[victim].kill()
                    workers[victim].wait()
                    workers[victim] = subprocess.Popen(program)
                    deaths += 1
            wait_until(lambda: case.lag() == 0, 120, "lag 0", 0.5)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
        texts = {json.loads(value)["text"] for _, _, _, value in read(env, case.t.enriched)}
        lost = {a.item["text"] for a in articles} - texts
        check(lost, "nothing was lost: the comparison shows nothing")
        case.facts.append(f"{deaths} deaths, {len(lost)} of {len({a.item['text'] for a in articles})} texts lost for good")
    return case


def scenario(env: Env) -> list:
    """Three processes, killed and frozen, against one pass over the ledger; a group set back; an input made anew; a flaw."""
    from scenarios import in_parallel
    return in_parallel([("ledger-oracle", lambda: oracle(env)), ("ledger-drop", lambda: drop(env)),
                        ("ledger-reset", lambda: reset(env)), ("ledger-recreated", lambda: recreated(env)),
                        ("ledger-flaw", lambda: flaw(env))], workers=2)
