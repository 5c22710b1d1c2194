"""Where reading starts: a new group with `start: latest`, and partitions that are new to a running group."""
from __future__ import annotations

from cluster import wait_until
from harness import Case, Env, check


def latest(env: Env) -> Case:
    """A new group with `start: latest` begins at the end that it finds, once: what comes later is never skipped."""
    with Case(env, "start-latest") as case:
        old = case.feed(rate=2000, min=400, max=400, prefix="old").finish()["sent"]
        ends = env.cluster.end_offsets(case.t.raw, case.t.partitions)
        d = case.daemon("a", case.config(input__start="latest")).start()
        # The start is committed before anything is read, so a death before the first record does not move it.
        wait_until(lambda: env.cluster.committed(case.t.group, case.t.raw) == ends, 30, "the start is committed")
        d.kill()
        new = case.feed(rate=1000, min=800, max=800, prefix="new").finish()["sent"]
        d.start()
        case.wait_lag_zero()
        case.drain()
        report = case.verify(expect_clean=False, expect_inputs=old + new)
        check(report["violations"] == {"missing": old}, f"not just the {old} old ones are missing: {report['violations']}")
        check(all(what.startswith("old-") for what in report["samples"]["missing"]), f"missing: {report['samples']}")
        case.facts.append("the old ones alone were left out")
    return case


def new_partitions(env: Env) -> Case:
    """The input gets partitions under a running group: these are read from their beginning, with `start: latest`, too."""
    with Case(env, "new-partitions", partitions=2) as case:
        config = case.config(input__start="latest", kafka__properties={"topic.metadata.refresh.interval.ms": 2000})
        case.daemon("a", config).start().wait_ready()
        wait_until(lambda: len(env.cluster.committed(case.t.group, case.t.raw)) == 2, 30, "the start is committed")
        first = case.feed(rate=1000, min=500, max=500, prefix="first").finish()["sent"]
        case.wait_lag_zero()
        env.cluster.add_partitions(case.t.raw, 4)
        case.t.partitions = 4
        # Before the group knows of them.
        second = case.feed(rate=4000, min=1000, max=1000, prefix="second").finish()["sent"]
        case.wait_lag_zero()
        case.drain()
        case.verify(expect_inputs=first + second)
    return case


def scenario(env: Env) -> list:
    """A new group with `start: latest`; partitions that are added under a running one."""
    from scenarios import in_parallel
    return in_parallel([("start-latest", lambda: latest(env)), ("new-partitions", lambda: new_partitions(env))])
