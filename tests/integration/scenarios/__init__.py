"""The scenarios by name. Each takes an Env and returns its results: a finished Case, or (name, error), for each case."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Iterable

from harness import Case, Env

Result = Case | tuple[str, BaseException]
Job = tuple[str, Callable[[], Case]]


def attempt(name: str, job: Callable[[], Case]) -> Result:
    try:
        return job()
    except Exception as error:  # noqa: BLE001 - reported by the runner
        return name, error


def in_parallel(jobs: Iterable[Job], workers: int = 4) -> list[Result]:
    """Cases that mostly wait for time-outs run side by side, each with topics and a group of its own."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda job: attempt(*job), jobs))


def single(function: Callable[[Env], Case]) -> Callable[[Env], list[Result]]:
    """A scenario of one case."""
    def run(env: Env) -> list[Result]:
        return [attempt(function.__name__.replace("_", "-"), lambda: function(env))]
    run.__doc__ = function.__doc__
    return run


from scenarios import (broker, dlq, doubt, drain, failpoints, input, kill, late, ledger, ledger_fate,  # noqa: E402
                       ledger_settings, ledger_time, odd, outputs, plain, planted, readme, rebalance, snapshot, start)

SCENARIOS: dict[str, Callable[[Env], list[Result]]] = {
    "readme": single(readme.readme),
    "pass-through": single(plain.pass_through),
    "tls-scram": single(plain.tls_scram),
    "rights": single(plain.rights),
    "recreated": single(plain.recreated),
    "two-groups": single(plain.two_groups),
    "start": start.scenario,
    "odd": single(odd.odd),
    "dlq-replay": single(dlq.dlq_replay),
    "damaged-input": single(input.damaged_input),
    "retention": single(input.retention),
    "transactional-input": single(input.transactional_input),
    "drain": drain.scenario,
    "too-large": outputs.too_large,
    "output-stalled": single(outputs.stalled),
    "kill": single(kill.kill),
    "kill-control": single(kill.control),
    "failpoints": failpoints.scenario,
    "failpoint-core": failpoints.core,
    "late": late.scenario,
    "late-core": late.core,
    "in-doubt": single(doubt.in_doubt),
    "generation-refused": single(rebalance.generation_refused),
    "ledger-snapshots": single(snapshot.ledger_snapshots),
    "ledger-cut-off": single(snapshot.ledger_cut_off),
    "static-members": rebalance.static_members,
    "storm": rebalance.scenario,
    "broker-away": broker.scenario,
    "ledger": ledger.scenario,
    "ledger-frozen": single(ledger.frozen),
    "ledger-time": ledger_time.scenario,
    "ledger-lost-original": single(ledger_fate.lost_original),
    "ledger-settings": ledger_settings.scenario,
    "packed-records": single(ledger_settings.packed_records),
    "ledger-leader-moves": single(ledger_settings.leader_moves),
    "shared-cache": single(ledger.shared_cache),
    "planted": planted.scenario,
}
