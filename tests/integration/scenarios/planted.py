"""The proof itself: a daemon with a planted defect has to be found out, and one without has to pass."""
from __future__ import annotations

import sys
from pathlib import Path

from harness import Case, Env, check

STANDIN = [sys.executable, str(Path(__file__).resolve().parents[1] / "standin.py")]
# What the verifier has to call each of them; a record that is lost may leave other kinds behind.
FAULTS = {"none": set(), "loss": {"missing"}, "double": {"duplicate", "disorder"}, "torn": {"torn"},
          "disorder": {"disorder"}}


def _planted(env: Env, fault: str) -> Case:
    with Case(env, f"planted-{fault}") as case:
        d = case.daemon("a", case.config(), env={} if fault == "none" else {"STANDIN_FAULT": fault})
        d.binary = STANDIN
        d.start().wait_ready()
        sent = case.feed(rate=1500, min=3000, max=3000).finish()["sent"]
        case.wait_lag_zero()
        d.term()
        d.wait(15)
        found = case.verify(expect_clean=False, expect_inputs=sent)["violations"]
        check(set(found) == FAULTS[fault], f"{found} instead of {FAULTS[fault] or 'nothing'}")
        case.facts.append(f"{found or 'nothing'} found")
    return case


def scenario(env: Env) -> list:
    """The stand-in for the daemon, with each planted defect: the verifier names it."""
    from scenarios import in_parallel
    return in_parallel([(f"planted-{f}", lambda f=f: _planted(env, f)) for f in FAULTS], workers=3)
