#!/usr/bin/env python3
"""The delivery proof on real brokers. Run it with the Python of build/test-venv, which `tests/run kafka` makes.

Default (CI): the short forms of all scenarios on the first version of the list, the core ones on the others; about
fourteen minutes. --long: everything in full length on every version. Last line: `N passed, N failed`.
"""
from __future__ import annotations

import argparse
import os
import shlex
import shutil
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

from cluster import Cluster
from harness import Case, Env, Failure
from proxy import Proxy
from scenarios import SCENARIOS

ROOT = Path(__file__).resolve().parents[2]
CORE = {"kill", "failpoint-core", "late-core"}  # what other versions than the first run in the short form
ONLY_CORE = CORE - {"kill"}  # excerpts of longer scenarios: the first version runs those in full
ONLY_LONG = {"shared-cache",  # shows what others lose; proves nothing about us
             "ledger-leader-moves"}  # three brokers


def chosen(name: str, args: argparse.Namespace, first: bool) -> bool:
    if args.only:
        return any(name == o or (o.endswith("*") and name.startswith(o[:-1])) for o in args.only)
    if first or args.long:
        return name not in ONLY_CORE and (args.long or name not in ONLY_LONG)
    return name in CORE


def run_version(version: str, names: list[str], args: argparse.Namespace, work: Path) -> tuple[int, int]:
    passed = failed = 0
    print(f"# Kafka {version}: {len(names)} scenarios", flush=True)
    base = work / version
    base.mkdir()
    with Cluster(version, base / "kafka", args.heap) as cluster, \
            Proxy(cluster.proxy_port, cluster.upstream_port) as proxy:
        env = Env(cluster, proxy, shlex.split(args.bin), shlex.split(args.chaos_bin), shlex.split(args.clang_bin),
                  base / "cases", args.long, args.seed, args.pass_through)
        for name in names:
            # A scenario yields its cases: a finished Case, or the name and the error of one that failed.
            begin = time.monotonic()
            try:
                results = list(SCENARIOS[name](env))
            except Exception as error:  # noqa: BLE001 - a fault of the scenario is a failure like any other
                results = [(name, error)]
            for result in results:
                if isinstance(result, Case):
                    passed += 1
                    print(f"ok {version} {result.line()}", flush=True)
                    continue
                failed += 1
                what, error = result
                plain = isinstance(error, (Failure, TimeoutError))
                print(f"FAIL {version} {what} ({time.monotonic() - begin:.0f} s) "
                      f"{error if plain else repr(error)}", flush=True)
                if not plain:
                    traceback.print_exception(error)
                else:
                    print("\n".join(getattr(error, "__notes__", [])), flush=True)
    return passed, failed


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--long", action="store_true", help="full chaos instead of the short forms")
    p.add_argument("--versions", default="4.4.0,3.9.2", type=lambda s: s.split(","))
    p.add_argument("--only", action="append", metavar="NAME", help="this scenario (repeatable; NAME* for a prefix)")
    p.add_argument("--bin", default=str(ROOT / "build/release/newswired"))
    p.add_argument("--chaos-bin", default=str(ROOT / "build/release/newswired-chaos"))
    p.add_argument("--clang-bin", default="", help="newswired-chaos built by Clang, for one process of ledger-oracle")
    p.add_argument("--seed", type=int, default=1, help="which processes are killed, which articles are sent")
    p.add_argument("--heap", type=int, default=256, help="MB of the broker")
    p.add_argument("--work", type=Path, help="keep configurations, logs and reports here (default: a temporary folder)")
    p.add_argument("--pass-through", action="store_true", help="all scenarios with `stages: []`: delivery alone")
    p.add_argument("--list", action="store_true")
    args = p.parse_args()
    if args.list:
        for name, scenario in SCENARIOS.items():
            print(f"{name:20} {(scenario.__doc__ or '').strip().splitlines()[0]}")
        return 0
    for binary in filter(None, (args.bin, args.chaos_bin, args.clang_bin)):
        if not os.access(shlex.split(binary)[0], os.X_OK):
            print(f"{binary} is not there: build it first", file=sys.stderr)
            return 2
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for number in (signal.SIGTERM, signal.SIGHUP):  # so that `with` blocks clean up
        signal.signal(number, lambda *_: sys.exit(130))
    work = Path(args.work or tempfile.mkdtemp(prefix="newswired-kafka-"))
    work.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    try:
        for i, version in enumerate(args.versions):
            names = [n for n in SCENARIOS if chosen(n, args, i == 0)]
            if not names:
                print(f"no such scenario: {args.only}", file=sys.stderr)
                return 2
            shutil.rmtree(work / version, ignore_errors=True)
            ok, bad = run_version(version, names, args, work)
            passed, failed = passed + ok, failed + bad
    finally:
        if args.work is None:
            if failed:
                print(f"logs and reports: {work}")
            else:
                shutil.rmtree(work, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
