"""Group generations: offsets refused for a stale one, and a storm of joins and leaves."""
from __future__ import annotations

import random
import time

from cluster import wait_until
from daemon import EXIT_CLEAN
from harness import Case, Env, check
from proxy import TXN_OFFSET_COMMIT, Rule


def generation_refused(env: Env) -> Case:
    """send_offsets of a batch is refused for its generation while the next batch is open: a definite abort."""
    with Case(env, "generation-refused") as case:
        common = {"transaction_timeout_ms": 20000, "input__session_timeout_ms": 6000}
        rule = env.proxy.add(Rule(TXN_OFFSET_COMMIT, "hold", "manual", nth=8, tid=case.t.group + "/", limit_s=15))
        try:
            first = case.daemon("first", case.config(kafka__brokers=env.cluster.proxied, **common)).start().wait_ready()
            feed = case.feed(rate=400, min=6000, max=20000)
            wait_until(lambda: rule.hit_at, 40, "a TxnOffsetCommit to hold", 0.01)
            before = env.cluster.generations(case.t.group)
            second = case.daemon("second", case.config(**common)).start()
            wait_until(lambda: env.cluster.generations(case.t.group) > before and len(
                env.cluster.members(case.t.group)) == 2, 12, "the next generation", 0.05)
            check(rule.twin_produce > 0, "the next batch was not open while the offsets were held")
            check(not rule.released_by, f"let go too early, by {rule.released_by}")
            env.proxy.let_go(rule)
            wait_until(lambda: first.metric("newswired_transactions_total", result="aborted"), 20, "an abort to be counted")
            case.facts.append(f"{first.metric('newswired_transactions_total', result='aborted'):.0f} aborted")
            wait_until(second.ready, 30, "the second member to be ready")
        finally:
            env.proxy.remove(rule)
        case.finish(feed)
    return case


def place_given_back(env: Env) -> Case:
    """Another process takes a static member's place and dies: the first waits, finds nobody there, and goes on."""
    with Case(env, "place-given-back") as case:
        config = case.config(input__instance_id="same", input__session_timeout_ms=6000)
        first = case.daemon("first", config).start().wait_ready()
        feed = case.feed(rate=300, min=9000, max=30000)
        time.sleep(3)
        thief = case.daemon("thief", config).start()
        wait_until(lambda: "Static consumer fenced" in first.log(), 20, "the first to lose its place", 0.02)
        thief.kill()
        wait_until(lambda: "starts again" in first.log(), 40, "the first to find its place free")
        wait_until(first.ready, 30, "the first to be ready again")
        case.finish(feed)
    return case


def nobodys_partitions(env: Env) -> Case:
    """A static member dies when it is to give partitions back: its successor is not asked for them, and nobody has them."""
    with Case(env, "nobodys-partitions", partitions=4) as case:
        common = {"input__session_timeout_ms": 6000, "transaction_timeout_ms": 8000}
        first, second = (case.daemon(name, case.config(input__instance_id=name, **common), chaos=True)
                         for name in ("first", "second"))
        first.start(env={"NEWSWIRED_FAILPOINT": "before_give_back:1:kill"}).wait_ready()
        feed = case.feed(rate=300, min=6000, max=30000)
        wait_until(lambda: case.lag() < 300 and env.cluster.committed(case.t.group, case.t.raw), 20, "the first to work")
        second.start()
        wait_until(lambda: not first.alive, 20, "the first to be asked for partitions", 0.02)
        first.start().wait_ready()
        wait_until(lambda: any("begins a rebalance" in d.log() for d in (first, second)), 20, "one of them to mend it")
        wait_until(lambda: case.lag() < 300, 20, "all partitions to be read again")
        partitions = [d.metric("newswired_lane_partitions") for d in (first, second)]
        check(partitions == [2, 2], f"partitions owned: {partitions}")
        case.finish(feed)
    return case


def _storm(env: Env, static: bool) -> Case:
    """Every 3 s one member joins or leaves; at the end the broker's own count of generations and the longest silence."""
    seconds, wanted = (60, 15) if env.long else (20, 5)
    with Case(env, f"storm-{'static' if static else 'dynamic'}", partitions=8, out_partitions=4) as case:
        rng = random.Random(env.seed)
        members = [case.daemon(n, case.config(input__instance_id=n if static else None, input__session_timeout_ms=3000))
                   for n in ("m0", "m1", "m2", "m3")]
        for d in members[:2]:
            d.start().wait_ready()
        feed = case.feed(rate=500, min=500, max=500 * (seconds + 40), bad_share=0.005)
        time.sleep(3)
        before, begin = env.cluster.generations(case.t.group), time.time()
        step = 0
        while time.time() < begin + seconds:
            up = [d for d in members if d.alive]
            joins = len(up) < 2 or (len(up) < 4 and step % 2 == 0)
            d = rng.choice([m for m in members if m.alive != joins])
            if joins:
                d.start()
            else:
                d.term()
                code = d.wait(12)
                check(code == EXIT_CLEAN, f"{d.name} left with {code}")
            step += 1
            time.sleep(max(0.0, begin + 3 * step - time.time()))
        finish = time.time()
        generations = env.cluster.generations(case.t.group) - before
        check(static or generations >= wanted, f"only {generations} generations, {wanted} wanted")
        report = case.finish(feed, gap_start=int(begin * 1000), gap_end=int(finish * 1000))
        check(report["max_gap_ms"] < 10000, f"{report['gap_of']} silent for {report['max_gap_ms']} ms")
        case.facts.append(f"{step} joins and leaves, {generations} generations, longest silence {report['max_gap_ms']} ms")
    return case


def scenario(env: Env) -> list:
    """A member joins or leaves every 3 s: exactly once all the same, and no partition silent for 10 s."""
    from scenarios import in_parallel
    return in_parallel([("storm-dynamic", lambda: _storm(env, False)), ("storm-static", lambda: _storm(env, True))], workers=2)


def static_members(env: Env) -> list:
    """Static members: a place that was taken and is free again; partitions that a dead one was to give back."""
    from scenarios import in_parallel
    return in_parallel([("place-given-back", lambda: place_given_back(env)),
                        ("nobodys-partitions", lambda: nobodys_partitions(env))], workers=2)
