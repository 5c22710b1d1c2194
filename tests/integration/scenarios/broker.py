"""The broker goes away for 20 s and comes back: stopped, killed, frozen."""
from __future__ import annotations

import time

from cluster import wait_until
from harness import Case, Env, Failure, check

ATTEMPTS = 3


class BrokerFault(Failure):
    """The broker says itself that it left a transaction without its markers: the attempt proves nothing about us."""


def _away(env: Env, how: str) -> Case:
    with Case(env, f"broker-{how}") as case:
        pair = [case.daemon(n, case.config(input__instance_id=n, input__session_timeout_ms=6000)).start() for n in "ab"]
        for d in pair:
            d.wait_ready()
        feed = case.feed(rate=400, min=16000, max=40000)
        time.sleep(4)
        begin = time.monotonic()
        if how != "frozen":
            env.cluster.stop_broker(kill=how == "killed")
        else:
            env.cluster.freeze()
        cpu = sum(d.cpu_seconds() for d in pair)
        time.sleep(20)
        busy = (sum(d.cpu_seconds() for d in pair) - cpu) / 20
        if how != "frozen":
            env.cluster.start_broker()
        else:
            env.cluster.thaw()
        away = time.monotonic() - begin
        env.cluster.forget_clients()
        for d in pair:
            check(d.alive, f"{d.name} ended with {d.process.returncode} while the broker was away")
        check(busy <= 0.5, f"{busy:.0%} of a core used without a broker")

        def moving() -> bool:
            try:
                return sum(env.cluster.committed(case.t.group, case.t.raw).values()) > seen
            except Exception:  # noqa: BLE001
                return False
        seen = sum(env.cluster.committed(case.t.group, case.t.raw).values())
        back = time.monotonic()
        wait_until(moving, 60, "commits after the broker is back", 0.3)
        case.facts.append(f"away {away:.0f} s, {busy:.0%} of a core meanwhile, commits "
                          f"{time.monotonic() - back:.1f} s after it was back")
        sent = feed.finish()
        try:
            case.wait_lag_zero(120)
        except Failure as error:
            skipped = env.cluster.markers_skipped(case.t.group)
            if any(p.startswith("__consumer_offsets/") for p in skipped):  # then the last offsets are never stable
                raise BrokerFault(f"the broker skipped markers of offsets: {skipped}; then: {error}") from error
            raise
        case.drain()
        report = case.verify(expect_clean=False, expect_inputs=sent["sent"])
        if report["ok"]:
            return case
        what = f"{report['violations']} {report['samples']}"
        skipped = env.cluster.markers_skipped(case.t.group)
        raise (BrokerFault if explained(report, skipped) else Failure)(f"{what}; markers skipped in {skipped or 'none'}")


def explained(report: dict, skipped: set[str]) -> bool:
    """Whether all of the violations are records that no marker ended: visible although aborted, or still open."""
    return set(report["violations"]) <= {"duplicate", "disorder", "open"} and all(
        skipped.intersection(where) for places in report["where"].values() for where in places)


def _attempts(env: Env, how: str) -> Case:
    """Repeats what the broker itself spoiled; never what it did not own up to."""
    for left in reversed(range(ATTEMPTS)):
        try:
            return _away(env, how)
        except BrokerFault as error:
            if not left:
                raise
            print(f"# void: {str(error)[:200]}", flush=True)
    raise AssertionError("unreachable")


def scenario(env: Env) -> list:
    """Broker stopped for 20 s and back: nothing lost or doubled, nobody quarantined."""
    from scenarios import in_parallel
    hows = ("stopped", "killed", "frozen") if env.long else ("stopped",)
    return in_parallel([(f"broker-{how}", lambda how=how: _attempts(env, how)) for how in hows], workers=1)
