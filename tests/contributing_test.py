#!/usr/bin/env python3
"""CONTRIBUTING.md's "A new stage in ten minutes", as written: its files, its test, its commands.

Works in a copy of the tree (build/contributing) with the release preset instead of dev, and builds only what the
example needs; after a release build with ccache that takes seconds.
"""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "build/contributing"


def copy_tree() -> None:
    """Sources anew, with their times, so that what was built from them stays up to date."""
    COPY.mkdir(parents=True, exist_ok=True)
    for old in COPY.iterdir():
        if old.name != "build":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for source in ROOT.iterdir():
        if source.name in ("build", ".git"):
            continue
        if source.is_dir():
            shutil.copytree(source, COPY / source.name, symlinks=True)
        else:
            shutil.copy2(source, COPY / source.name)
    third_party = COPY / "build/third_party"
    third_party.parent.mkdir(exist_ok=True)
    if not third_party.is_symlink():
        third_party.symlink_to("../../third_party")


def write_example(section: str) -> list[str]:
    """Every file that the text names before a block of code; with the present time, as they are new."""
    names = []
    for name, text in re.findall(r"^`(stages/[\w/.]+)`(?:(?!```).)*?```\w+\n(.*?)^```", section, re.M | re.S):
        path = COPY / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        names.append(name)
    return names


def run(command: str) -> str:
    print(f"+ {command}", flush=True)
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=COPY, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(done.stdout, flush=True)
    if done.returncode:
        raise SystemExit(f"FAILED: {command} ended with {done.returncode}")
    return done.stdout


def main() -> int:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    section = re.search(r"^## A new stage in ten minutes\n(.*?)(?=^## )", text, re.M | re.S)[1]
    copy_tree()
    names = write_example(section)
    assert len(names) == 4, names
    tried = re.search(r"^Try it:\n\n(.*?)\n\n", section, re.M | re.S)[1]
    commands = [line.strip() for line in tried.splitlines()]
    assert commands.pop(0) == "cmake --preset dev && cmake --build --preset dev", commands
    # The same with the preset that is built already, and with the example's own tests.
    os.environ.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count()))
    run("cmake --preset release")
    run("cmake --build --preset release --target newswired stage_hashtags_test")
    tests = run("ctest --preset release -L '^stage_hashtags$'")
    assert "100% tests passed, 0 tests failed out of 4" in tests, "not the four tests of the example"
    outputs = [run(c.replace("build/dev", "build/release")) for c in commands]
    assert "max_tags" in outputs[0], "the setting is not documented"
    event = json.loads(next(line for line in outputs[-1].splitlines() if line.startswith("{")))
    assert event["enrichment"]["article"]["keywords"] == ["Nairobi"], event
    return 0


if __name__ == "__main__":
    sys.exit(main())
