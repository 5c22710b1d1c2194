"""Death and suspension at exact places of a transaction, instead of luck (needs the chaos build)."""
from __future__ import annotations

import time

from cluster import wait_until
from daemon import EXIT_FENCED, Daemon
from harness import Case, Env, Failure, check

# after_commit is on the thread of the producer that committed; the other one usually has sent records by then. At
# before_produce it has not: EndTxn of the one has returned, and the other is about to send its first record.
NAMES = ["after_produce", "after_flush", "after_send_offsets", "after_commit", "before_produce"]
BELOW = {"just": (6000, 7000), "far": (3000, 20000)}  # session and transaction time-out


def _start(case: Case, name: str, action: str, gap: str, instance: str | None) -> tuple[Daemon, dict, float]:
    """The process with the failpoint, running under load until it has hit it; its configuration, and when."""
    session_ms, transaction_ms = BELOW[gap]
    config = case.config(input__session_timeout_ms=session_ms, transaction_timeout_ms=transaction_ms,
                         input__instance_id=instance)
    first = case.daemon("first", config, chaos=True)
    first.start(env={"NEWSWIRED_FAILPOINT": f"{name}:8:{action}"})
    return first, config, session_ms / 1000


def _kill(env: Env, name: str, gap: str, instance: str | None) -> Case:
    """It kills itself; another process takes over (or, under an instance id, it is started again)."""
    with Case(env, f"failpoint-kill-{name}-{gap}{'-static' if instance else ''}") as case:
        first, config, _ = _start(case, name, "kill", gap, instance)
        feed = case.feed(rate=300, min=2500, max=12000)
        code = first.wait(40)
        check(code == -9, f"the failpoint was not hit: exit code {code}")
        if instance:
            first.start()
        else:
            case.daemon("second", config, chaos=True).start()
        # A dynamic member's successor has other producers: what the dead one left open ends by its time-out only.
        case.finish(feed, settle=BELOW[gap][1] / 1000 + 5)
    return case


def _stop(env: Env, name: str, gap: str) -> Case:
    """It stops itself, another process takes over, then it is continued and meets the fences."""
    session_ms, transaction_ms = BELOW[gap]
    with Case(env, f"failpoint-stop-{name}-{gap}") as case:
        first, config, session = _start(case, name, "stop", gap, None)
        feed = case.feed(rate=300, min=2500, max=20000)
        wait_until(first.stopped, 40, "the process to stop at its failpoint", 0.02)
        since = time.monotonic()
        second = case.daemon("second", config, chaos=True).start()
        cluster, group = env.cluster, case.t.group
        second_up: list[int] = []

        def taken_over() -> bool:  # the stopped member is out of the group, the new one is in
            second_up[:] = [len(cluster.members(group))]
            return time.monotonic() - since > session and second_up == [1] and second.ready()
        wait_until(taken_over, session + 30, "takeover", 0.2)
        if gap == "just":  # and the broker has aborted the open transaction: the producer is fenced, too
            time.sleep(max(0.0, since + transaction_ms / 1000 + 4 - time.monotonic()))  # a busy broker is late
        else:
            check(time.monotonic() - since < transaction_ms / 1000 - 3, "the takeover took as long as the transaction")
        check(first.stopped(), "the stopped process does not wait")
        first.thaw()
        # The fencing is counted, not assumed. Past the transaction time-out the broker has moved the epoch of whoever
        # had a transaction open: a fenced producer. Before it the stale member's offsets are refused: an abort.
        # After send_offsets only EndTxn is left, which the broker still accepts, and rightly so.
        # Before the first record nothing is open for the broker to fence: the batch is given up, or its offsets refused.
        wanted = {"just": {"after_produce": "fence", "after_flush": "fence", "after_send_offsets": "fence",
                           "before_produce": "abort"},
                  "far": {"after_produce": "abort", "after_flush": "abort", "before_produce": "abort"}}[gap].get(name)

        def counted() -> str:
            if not first.alive:
                return f"exit {first.process.returncode}"
            m = first.metrics()
            fenced = sum(v for _, v in m.get("newswired_fenced_total", []))
            aborted = sum(v for labels, v in m.get("newswired_transactions_total", [])
                          if labels.get("result") != "committed")
            if fenced or aborted:
                return f"{fenced:.0f} fenced, {aborted:.0f} aborted or in doubt"
            # A batch that is given up before its end is asked for shows in the new start of its producer.
            rotated = sum(v for _, v in m.get("newswired_producer_rotations_total", []))
            return f"{rotated:.0f} rotations" if rotated and name == "before_produce" else ""
        if wanted:
            try:
                found = wait_until(counted, 20, "count")
            except TimeoutError:
                raise Failure(f"continued after the takeover: no {wanted} was counted") from None
            if wanted == "fence":
                # The batch after it may be given up, and counted, while this one's end is still asked for.
                def fenced() -> bool:
                    return not first.alive or first.metric("newswired_fenced_total") >= 1
                try:
                    wait_until(fenced, 20, "a fence")
                except TimeoutError:
                    raise Failure(f"no fenced producer counted: {found}") from None
                found = counted()
                check(first.alive or found.startswith(f"exit {EXIT_FENCED}"), f"ended otherwise: {found}")
            case.facts.append(found)
        case.finish(feed)
    return case


def _replaced(env: Env, name: str) -> Case:
    """Stopped, replaced by a process under the same instance id, continued: the old one ends with code 4."""
    with Case(env, f"failpoint-replaced-{name}") as case:
        first, config, _ = _start(case, name, "stop", "far", "same")
        feed = case.feed(rate=300, min=2500, max=20000)
        wait_until(first.stopped, 40, "the process to stop at its failpoint", 0.02)
        second = case.daemon("second", config, chaos=True).start().wait_ready()
        seen = second.metric("newswired_records_total")
        wait_until(lambda: second.metric("newswired_records_total") > seen, 20, "the replacement to work")
        first.thaw()
        code = first.wait(30)
        check(code == EXIT_FENCED, f"the replaced process ended with {code} instead of {EXIT_FENCED}")
        check(second.alive, "the replacement ended as well")
        case.finish(feed)
    return case


def core(env: Env) -> list:
    """Two of the failpoints, for the other Kafka versions."""
    from scenarios import in_parallel
    return in_parallel([
        ("failpoint-kill-after_send_offsets-far", lambda: _kill(env, "after_send_offsets", "far", "same")),
        ("failpoint-stop-after_flush-just", lambda: _stop(env, "after_flush", "just"))], workers=2)


def scenario(env: Env) -> list:
    """kill -9 and SIGSTOP, takeover, SIGCONT at every failpoint, session time-out just and far below the transaction's."""
    from scenarios import in_parallel
    jobs = []
    for i, name in enumerate(NAMES):
        for j, gap in enumerate(BELOW):
            if env.long or (i + j) % 2 == 0:
                jobs.append((f"failpoint-kill-{name}-{gap}", lambda n=name, g=gap: _kill(env, n, g, None)))
            if env.long or (i + j) % 2 == 1:
                jobs.append((f"failpoint-kill-{name}-{gap}-static", lambda n=name, g=gap: _kill(env, n, g, "same")))
            jobs.append((f"failpoint-stop-{name}-{gap}", lambda n=name, g=gap: _stop(env, n, g)))
    jobs.append(("failpoint-replaced", lambda: _replaced(env, "after_flush")))
    return in_parallel(jobs, workers=4)
