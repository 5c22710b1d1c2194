"""SIGTERM: finish, commit, leave within the drain time-out; a second signal, or the time-out, aborts. Both are safe."""
from __future__ import annotations

import signal
import time

from daemon import EXIT_ABORTED, EXIT_CLEAN
from harness import Case, Env, check
from proxy import PRODUCE, Rule


def _under_load(env: Env, number: int) -> Case:
    """Again and again in the middle of a feed, by SIGTERM and SIGINT in turn."""
    with Case(env, "drain-under-load") as case:
        d = case.daemon("a", case.config(input__instance_id="a", drain_timeout_ms=10000)).start().wait_ready()
        rounds, slowest = (20, 0.0) if env.long else (5, 0.0)
        feed = case.feed(rate=1500, min=rounds * 2000, max=rounds * 12000)
        for i in range(rounds):
            time.sleep(1.2)
            begin = time.monotonic()
            d.signal(signal.SIGINT if i % 2 else signal.SIGTERM)
            code = d.wait(12)
            slowest = max(slowest, time.monotonic() - begin)
            check(code == EXIT_CLEAN, f"drain {i} ended with {code}")
            d.start().wait_ready()
        check(slowest <= 10.5, f"a drain took {slowest:.1f} s")
        case.facts.append(f"{rounds} drains, slowest {slowest:.2f} s")
        case.finish(feed)
    return case


def _stalled(env: Env, name: str, signals: int, drain_ms: int, bound_s: float) -> Case:
    """The output does not answer: a drain cannot finish, and the process has to end all the same."""
    with Case(env, name) as case:
        d = case.daemon("a", case.config(kafka__brokers=env.cluster.proxied, input__instance_id="a",
                                         drain_timeout_ms=drain_ms)).start().wait_ready()
        feed = case.feed(rate=800, min=4000, max=40000)
        time.sleep(2)
        rule = env.proxy.add(Rule(PRODUCE, "stall", "manual", topic=case.t.enriched, limit_s=40))
        try:
            time.sleep(1.5)
            check(rule.matched, "no Produce was stalled")
            begin = time.monotonic()
            for i in range(signals):
                time.sleep(0.7 if i else 0)
                check(d.alive, "ended although nothing could be committed")
                d.term()
            code = d.wait(bound_s)
            took = time.monotonic() - begin
            check(code == EXIT_ABORTED, f"ended with {code} instead of {EXIT_ABORTED}")
            case.facts.append(f"gone after {took:.1f} s")
        finally:
            env.proxy.remove(rule)
        d.start()
        case.finish(feed)
    return case


def scenario(env: Env) -> list:
    """SIGTERM under load; with a stalled output a second signal and the time-out abort; nothing lost or doubled."""
    from scenarios import in_parallel
    return in_parallel([
        ("drain-under-load", lambda: _under_load(env, 0)),
        ("drain-second-signal", lambda: _stalled(env, "drain-second-signal", 2, 10000, 6)),
        # Clients get five seconds of grace.
        ("drain-timeout", lambda: _stalled(env, "drain-timeout", 1, 3000, 10)),
    ], workers=1)
