"""Requests that reach the broker late, inside the same producer's next transaction (needs the chaos build for the control).

The danger is reproduced in shared/kafka/librdkafka.md: the client's retry reports success, the first request is still
on its way, and ends the next transaction. The proxy lets go of it when it does the most harm.
"""
from __future__ import annotations

import time
from dataclasses import dataclass

from cluster import wait_until
from daemon import NO_REBALANCES
from harness import Case, Env, check
from proxy import END_TXN, TXN_OFFSET_COMMIT, Rule


@dataclass
class Late:
    """One fault: which request, what happens to it, and when it is let go."""
    name: str
    api: int
    action: str
    release: str
    commit: bool | None = None
    kill: bool = False  # kill -9 right after the release: only a re-read shows what the offsets are then


FAULTS = [
    Late("commit-held-acked", END_TXN, "hold", "acked", True),
    Late("commit-held-acked-killed", END_TXN, "hold", "acked", True, kill=True),
    Late("commit-held-before-offsets", END_TXN, "hold", "offsets", True),
    Late("abort-held-acked", END_TXN, "hold", "acked", False),
    Late("abort-held-before-offsets", END_TXN, "hold", "offsets", False),
    Late("commit-cut-held-acked", END_TXN, "hold_cut", "acked", True),
    Late("commit-cut-held-acked-killed", END_TXN, "hold_cut", "acked", True, kill=True),
    Late("commit-cut-held-before-offsets", END_TXN, "hold_cut", "offsets", True),
    Late("abort-cut-held-before-offsets", END_TXN, "hold_cut", "offsets", False),
    Late("commit-answer-lost", END_TXN, "cut", "manual", True),
    Late("abort-answer-lost", END_TXN, "cut", "manual", False),
    Late("offsets-held-acked", TXN_OFFSET_COMMIT, "hold", "acked"),
    Late("offsets-held-before-offsets", TXN_OFFSET_COMMIT, "hold", "offsets"),
    Late("offsets-held-after-next", TXN_OFFSET_COMMIT, "hold", "recommit", kill=True),
    Late("offsets-cut-held-after-next", TXN_OFFSET_COMMIT, "hold_cut", "recommit", kill=True),
]
SHORT = {"commit-held-acked", "commit-held-acked-killed", "commit-held-before-offsets", "abort-held-before-offsets",
         "abort-cut-held-before-offsets", "commit-answer-lost", "offsets-held-before-offsets", "offsets-held-after-next"}
# What must go wrong with the protection off:
CONTROLS = [
    # the abort that arrives late removes a batch that was acknowledged and committed;
    "abort-held-before-offsets", "abort-cut-held-before-offsets",
    # the offsets that arrive late replace newer ones: what lies between is read again;
    "offsets-held-after-next", "offsets-cut-held-after-next",
    # the commit that arrives late ends the next transaction before its offsets are in it.
    "commit-held-acked-killed", "commit-cut-held-acked-killed",
]
SHORT_CONTROLS = ["abort-held-before-offsets", "offsets-held-after-next"]


def _run(env: Env, fault: Late, trust: bool) -> Case:
    """A daemon through the proxy; `trust` turns its protection off."""
    aborting = fault.commit is False
    with Case(env, f"late-{fault.name}{'-control' if trust else ''}", partitions=2) as case:
        tid = case.t.group + "/"
        config = case.config(
            kafka__brokers=env.cluster.proxied, input__instance_id="p", transaction_timeout_ms=20000,
            kafka__properties={"socket.timeout.ms": 1200, "fetch.wait.max.ms": 100})
        nth = 1 if aborting else 8
        if fault.kill:  # the kill has to come before the next batch ends and puts the offsets right
            config["batch"]["interval_ms"], nth = 600, 4
        rule = env.proxy.add(Rule(fault.api, fault.action, fault.release, nth=nth, tid=tid, commit=fault.commit,
                                  limit_s=25))
        stale: Rule | None = None
        if aborting:
            # What aborts must not be a refused record: after that librdkafka itself raises the producer's epoch, which
            # would hide what is tested. So offsets are held until another member has made a new generation of the
            # group, and then refused; a plain abort follows. No time-out meanwhile, or it would be in doubt.
            config["kafka"]["properties"]["socket.timeout.ms"] = 4000
            stale = env.proxy.add(Rule(TXN_OFFSET_COMMIT, "hold", "manual", nth=8, tid=tid, limit_s=15))
        try:
            d = case.daemon("p", config, chaos=True,
                            env={**NO_REBALANCES, **({"NEWSWIRED_TRUST_PRODUCERS": "1"} if trust else {})})
            d.start().wait_ready()
            feed = case.feed(rate=200, min=2400, max=12000)
            if stale:
                wait_until(lambda: stale.hit_at, 40, "offsets to hold", 0.01)
                before = env.cluster.generations(case.t.group)
                case.daemon("q", case.config(input__instance_id="q", transaction_timeout_ms=20000)).start()
                wait_until(lambda: env.cluster.generations(case.t.group) > before, 12, "the next generation", 0.02)
                check(not stale.released_by, f"offsets let go by {stale.released_by}: no refusal for the generation")
                env.proxy.let_go(stale)
            wait_until(lambda: rule.hit_at, 40, "a request to hold", 0.01)
            wait_until(lambda: rule.released_by, 30, "the release of the held request", 0.005)
            if fault.kill:
                if fault.api == TXN_OFFSET_COMMIT:
                    time.sleep(0.05)  # for the EndTxn that follows
                d.kill()
                d.start()
            else:
                time.sleep(1.5)  # the rotation may be counted a little later
                rotations = d.metric("newswired_producer_rotations_total")
                if not trust:
                    check(rotations >= 1, "no rotation of a suspect producer was counted")
                    case.facts.append(f"{rotations:.0f} rotations")
            case.facts.append(f"let go: {rule.released_by}")
            wanted = "cut" if fault.action == "cut" else fault.release
            check(rule.released_by == wanted, f"let go by {rule.released_by} instead of {wanted}: nothing was proved")
            if not trust:
                case.finish(feed)
                return case
            sent = feed.finish()
            case.wait_lag_zero()
            for d in case.daemons:  # how they end is not what this is about
                d.term()
            for d in case.daemons:
                d.wait(15)
            found = case.verify(expect_clean=False, expect_inputs=sent["sent"])["violations"]
            check(found.get("missing") or found.get("phantom") or found.get("duplicate"),
                  "nothing went wrong although the protection is off: the test cannot fail")
            case.facts.append(f"control shows {found}")
            return case
        finally:
            env.proxy.remove(rule)
            if stale:
                env.proxy.remove(stale)


def _jobs(env: Env, names: list[str], controls: list[str]) -> list:
    from scenarios import in_parallel
    faults = {f.name: f for f in FAULTS}
    jobs = [(f"late-{n}", lambda f=faults[n]: _run(env, f, False)) for n in names]
    jobs += [(f"late-{n}-control", lambda f=faults[n]: _run(env, f, True)) for n in controls]
    return in_parallel(jobs, workers=3)


def core(env: Env) -> list:
    """One late commit, late offsets, one late abort and its control, for the other Kafka versions."""
    return _jobs(env, ["commit-held-acked", "offsets-held-after-next", "abort-held-before-offsets"], CONTROLS[:1])


def scenario(env: Env) -> list:
    """EndTxn and TxnOffsetCommit held or cut and let go in the next transaction; with the protection off it shows."""
    return _jobs(env, [f.name for f in FAULTS if env.long or f.name in SHORT],
                 CONTROLS if env.long else SHORT_CONTROLS)
