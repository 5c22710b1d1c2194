"""kill -9 of random daemons while they are in the middle of transactions; and the control run that must show duplicates."""
from __future__ import annotations

import random
import time

from daemon import Daemon
from harness import Case, Env, check


def _eligible(case: Case, d: Daemon, transactional: bool) -> bool:
    """Records are waiting and this process has a transaction open: only such a kill counts."""
    if case.lag() <= 0:
        return False
    if not transactional:
        return d.alive
    end = time.monotonic() + 1.5
    while time.monotonic() < end and d.alive:
        if d.transaction_open():
            return True
        time.sleep(0.005)
    return False


def _run(env: Env, case: Case, delivery: str, kills: int, minimum: int, rate: int, session_ms: int,
         transaction_ms: int, pause: tuple[float, float]) -> dict:
    """Three processes: two with an instance id (one of them with two lanes), one dynamic member."""
    rng = random.Random(env.seed)
    away_s = max(session_ms, transaction_ms) / 1000 + 1.5
    members = []
    for name, lanes, instance in (("a", 2, "a"), ("b", 1, "b"), ("c", 1, None)):
        members.append(case.daemon(name, case.config(
            delivery=delivery, lanes=lanes, input__instance_id=instance, input__session_timeout_ms=session_ms,
            transaction_timeout_ms=transaction_ms)))
    for d in members:
        d.start()
    for d in members:
        d.wait_ready()
    feed = case.feed(rate=rate, min=minimum, max=minimum * 6, seconds=500)
    back: dict[str, float] = {}  # name -> when it may come back
    counted = stayed_away = missed = 0
    deadline = time.monotonic() + 60 + kills * (away_s + pause[1])
    next_kill = time.monotonic() + 2
    while counted < kills:
        now = time.monotonic()
        check(now < deadline, f"only {counted} of {kills} kills counted; {missed} times no open transaction in time")
        check(feed.running, f"the feed ended after {counted} of {kills} kills")
        for d in members:
            if not d.alive and d.name in back and now >= back[d.name]:
                del back[d.name]
                d.start()
            check(d.alive or d.name in back, f"{d.name} ended by itself with {d.process.returncode}")
        alive = [d for d in members if d.alive and d.port]
        if now < next_kill or not alive:
            time.sleep(0.05)
            continue
        # Half of them come back at once; the others stay away until session and transaction have timed out, but
        # never all three.
        stay = stayed_away * 2 <= counted
        if stay and len(back) == 2:
            time.sleep(0.05)
            continue
        victim = rng.choice(alive)
        if not _eligible(case, victim, delivery == "exactly_once"):
            missed += 1
            continue
        victim.kill()
        counted += 1
        stayed_away += stay
        back[victim.name] = now + (away_s if stay else 0)
        next_kill = now + rng.uniform(*pause)
    for d in members:  # who is away comes back
        if not d.alive:
            time.sleep(max(0.0, back.get(d.name, 0) - time.monotonic()))
            d.start()
    check(2 * stayed_away in (counted, counted + 1), f"{stayed_away} of {counted} stayed away")
    sent = feed.finish()
    case.wait_lag_zero(120)
    case.facts.append(f"{counted} kills, {stayed_away} past the time-outs")
    case.drain()
    return case.verify(expect_clean=delivery == "exactly_once", expect_inputs=sent["sent"])


def kill(env: Env) -> Case:
    """kill -9 of random ones of three processes, only with lag and an open transaction, while the input goes on."""
    with Case(env, "kill", partitions=8, out_partitions=4) as case:
        if env.long:
            _run(env, case, "exactly_once", 20, 120000, 1500, 6000, 10000, (2.0, 5.0))
        else:
            _run(env, case, "exactly_once", 6, 15000, 600, 3000, 5000, (1.5, 3.0))
    return case


def control(env: Env) -> Case:
    """The same with at_least_once: duplicates and nothing missing, or the verifier and the kills prove nothing."""
    with Case(env, "kill-control", partitions=8, out_partitions=4) as case:
        if env.long:
            report = _run(env, case, "at_least_once", 20, 120000, 1500, 6000, 10000, (2.0, 5.0))
        else:
            report = _run(env, case, "at_least_once", 10, 15000, 1500, 3000, 5000, (0.8, 1.5))
        found = report["violations"]
        check(found.get("duplicate", 0) > 0, f"at_least_once under kills shows no duplicate: {found}")
        check(not found.get("missing") and not found.get("offsets"), f"at_least_once lost something: {found}")
        check(not set(found) - {"duplicate", "disorder", "torn"}, f"at_least_once: {found} {report['samples']}")
        case.facts.append(f"{found['duplicate']} duplicates")
    return case
