"""How the scripts of this folder say what they found: a line for each figure, the counts last."""
import argparse
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def options(of_script):
    """A parser of arguments with --newswired, which of_script (its docstring) describes."""
    parser = argparse.ArgumentParser(description=of_script.splitlines()[0])
    parser.add_argument("--newswired", default=os.environ.get("NEWSWIRED", ROOT / "build/release/newswired"),
                        type=lambda path: pathlib.Path(path).resolve())
    return parser


def say(verdicts):
    """Prints (good, text) as they come, with good None for what was skipped, and the counts; returns the exit code."""
    counts = {True: 0, False: 0, None: 0}
    for good, text in verdicts:
        counts[good] += 1
        print(f"{ {True: 'ok    ', False: 'FAILED', None: 'skipped'}[good]} {text}", flush=True)
    print(f"{counts[True]} passed, {counts[False]} failed" + (f", {counts[None]} skipped" if counts[None] else ""))
    return 1 if counts[False] else 0
