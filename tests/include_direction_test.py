#!/usr/bin/env python3
"""Checks that #include lines keep the direction of dependencies (docs/architecture.md).

    core <- text <- stage <- daemon

A stage includes no other stage and nothing of the daemon; only daemon/kafka includes librdkafka, only daemon/config
yaml-cpp; the daemon's lower folders do not know the upper ones. Our own headers are included from the root.

    include_direction_test.py              checks the repository
    include_direction_test.py --self-test  checks this test with planted violations
"""
from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
SOURCES = {".cc", ".h", ".inc"}

# What a folder of the daemon may include of the daemon besides itself; folders not named here may include all of it.
DAEMON = {
    "config": set(),
    "event": set(),
    "ops": set(),
    "ledger": {"config"},
    "pipeline": {"config", "event"},
    "kafka": {"config", "event", "ledger", "ops", "pipeline"},
}
# Who may include a library's header; tests/bench compares us with a bare librdkafka loop.
LIBRARIES = {
    "librdkafka/": ("daemon/kafka/", "tests/bench/"),
    "yaml-cpp/": ("daemon/config/",),
}


def is_ours(header: str) -> bool:
    return header.startswith(("stages/", "daemon/", "tests/"))


def problem(source: str, bracket: str, header: str, exists: bool) -> str | None:
    """What is wrong when file `source` includes `header` (both from the root), or None."""
    for library, folders in LIBRARIES.items():
        if header.startswith(library) and not source.startswith(folders):
            return f"only {' and '.join(folders)} may include {library}"
    if not is_ours(header):
        if bracket == '"' and not exists:
            return "our headers are included from the root, others in angle brackets"
        return None
    here, there = source.split("/"), header.split("/")
    if there[0] == "tests" and here[0] != "tests":
        return "product code includes no test code"
    if here[0] == "stages":
        if there[0] != "stages":
            return "a stage includes nothing of the daemon"
        allowed = {"core": {"core"}, "text": {"core", "text"}}.get(here[1], {"core", "text", here[1]})
        if there[1] not in allowed:
            return f"stages/{here[1]} may include {', '.join(sorted('stages/' + a for a in allowed))}"
    if here[0] == "daemon" and there[0] == "daemon" and len(here) > 2 and here[1] in DAEMON:
        if there[1] != here[1] and there[1] not in DAEMON[here[1]]:
            return f"daemon/{here[1]} may not include daemon/{there[1]}"
    return None


def check(root: Path) -> tuple[int, list[str]]:
    files, found = 0, []
    for folder in ("stages", "daemon", "tests"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in SOURCES or not path.is_file():
                continue
            files += 1
            text = path.read_text(encoding="utf-8")
            source = path.relative_to(root).as_posix()
            for match in INCLUDE.finditer(text):
                bracket, header = match.groups()
                # Generated headers have no folder of their own in the tree.
                exists = (root / header).exists() or header.startswith("embedded/")
                wrong = problem(source, bracket, header, exists)
                if wrong:
                    line = text.count("\n", 0, match.start()) + 1
                    found.append(f"{source}:{line}: includes {header}: {wrong}")
    return files, found


def self_test() -> list[str]:
    good = {
        "stages/core/stage.h": "#include <vector>\n",
        "stages/text/words.h": '#include "stages/core/stage.h"\n',
        "stages/alpha/alpha.cc": '#include "stages/text/words.h"\n#include "stages/alpha/alpha.h"\n',
        "stages/alpha/alpha.h": "",
        "stages/beta/beta.h": "",
        "daemon/config/config.h": "#include <yaml-cpp/yaml.h>\n",
        "daemon/kafka/lane.cc": '#include <librdkafka/rdkafka.h>\n#include "daemon/ledger/machine.h"\n',
        "daemon/kafka/lane.h": "",
        "daemon/ledger/machine.h": '#include "daemon/config/config.h"\n',
        "daemon/service/service.cc": '#include "daemon/kafka/lane.h"\n#include "stages/alpha/alpha.h"\n',
        "tests/bench/copy.cc": "#include <librdkafka/rdkafka.h>\n",
        "tests/support/fake.h": "",
    }
    planted = [
        ("stages/core/stage.h", '#include "stages/text/words.h"'),
        ("stages/text/words.h", '#include "stages/alpha/alpha.h"'),
        ("stages/alpha/alpha.cc", '#include "stages/beta/beta.h"'),
        ("stages/alpha/alpha.cc", '  #  include "daemon/config/config.h"'),
        ("stages/alpha/alpha.cc", '#include "alpha.h"'),
        ("stages/alpha/alpha.cc", '#include "tests/support/fake.h"'),
        ("stages/alpha/alpha.h", "#include <yaml-cpp/yaml.h>"),
        ("daemon/config/config.h", '#include "daemon/kafka/lane.h"'),
        ("daemon/ledger/machine.h", '#include "daemon/kafka/lane.h"'),
        ("daemon/service/service.cc", "#include <librdkafka/rdkafka.h>"),
        ("tests/support/fake.h", "#include <librdkafka/rdkafka_mock.h>"),
    ]
    problems = []

    def run(files: dict[str, str]) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check(Path(folder))[1]

    problems += [f"self-test: refused though right: {line}" for line in run(good)]
    for name, line in planted:
        if len(run(good | {name: good[name] + line + "\n"})) != 1:
            problems.append(f"self-test: not found: {name}: {line}")
    return problems


def main() -> int:
    if sys.argv[1:] == ["--self-test"]:
        problems, done = self_test(), "self-test"
    else:
        files, problems = check(ROOT)
        done = f"{files} files"
        if not files:
            problems = ["no source file found"]
    print("\n".join(problems) or f"include direction: {done}: fine")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
