"""trafilatura over pages: lines of envelopes with `bodyBase64` on stdin, as `newswired enrich` reads them.

Run by run_bench.py with an interpreter that has it. Prints one JSON object.
"""
import base64
import json
import resource
import sys

import trafilatura


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    pages = [base64.b64decode(json.loads(line)["bodyBase64"]) for line in sys.stdin]
    trafilatura.bare_extraction(pages[0], with_metadata=True)  # the first page pays for imports and tables
    start = cpu()
    found = sum(trafilatura.bare_extraction(page, with_metadata=True) is not None for page in pages)
    print(json.dumps({"pages": len(pages), "found": found, "version": trafilatura.__version__,
                      "per_cpu_s": round(len(pages) / (cpu() - start), 2)}))


main()
