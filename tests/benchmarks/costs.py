"""What a review, a start and a read cost, side by side in one run, as ratios.

``make bench``.  CPU seconds of the whole process tree, the lowest of several
runs, A and B in turn; a busy machine moves both sides alike.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
OPENED = Path(__file__).parent / "opened_notebook.py"
ROUNDS = 5


def cpu_s(commands: list[list[str]], folder: Path) -> float:
    """Return the CPU seconds of the commands and all they started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in commands:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def lowest(sides: dict[str, list[list[str]]], folder: Path) -> dict[str, float]:
    """Return each side's lowest cost over several rounds, taken in turn."""
    costs: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, commands in sides.items():
            costs[name].append(cpu_s(commands, folder))
    return {name: min(values) for name, values in costs.items()}


IMPORTS = """import matplotlib.figure, numpy, pandas, pydantic, yaml, jinja2, nh3, markdown_it
from matplotlib.backends.backend_svg import FigureCanvasSVG
import io
frame = pandas.read_csv(path, parse_dates=["at"], index_col="at")"""
FIGURE = """figure = matplotlib.figure.Figure(figsize=({width}, 5))
axes = figure.subplots()
axes.plot(frame.index, frame.iloc[:, :2])
FigureCanvasSVG(figure).print_svg(io.StringIO())
frame.describe()"""


def bare_notebook(folder: Path) -> Path:
    """Return a notebook without the kit: as many cells, its imports, six drawings."""
    content = json.loads((ROOT / "templates" / "postmortem.ipynb").read_text())
    path = folder / "impact.csv"
    shutil.copy(ROOT / "notebooks" / "incidents" / "INC-001" / "impact.csv", path)
    drawn = 0
    for cell in content["cells"]:
        tags = cell["metadata"].get("tags", ())
        if cell["cell_type"] != "code":
            continue
        cell["source"] = ["frame.describe()"]
        if "parameters" in tags:
            cell["source"] = [f"path = {str(path)!r}"]
        elif "setup" in tags:
            cell["source"] = IMPORTS.splitlines(keepends=True)
        elif drawn < 3:
            drawn += 1
            both = "\n".join(FIGURE.format(width=width) for width in (11, 5))
            cell["source"] = both.splitlines(keepends=True)
    bare = folder / "bare.ipynb"
    bare.write_text(json.dumps(content))
    return bare


def main() -> None:
    """Print the ratios beside their goals."""
    folder = Path(tempfile.mkdtemp())
    bare = bare_notebook(folder)
    python = [sys.executable, "-c"]
    sides = {
        "review": [
            [str(BIN / "incident-kit"), "review", "INC-001", "--home", "samples"]
        ],
        "bare": [
            [str(BIN / "papermill"), "--no-progress-bar", str(bare), "out.ipynb"],
            [
                str(BIN / "jupyter-nbconvert"),
                "--to",
                "html",
                "--template",
                "basic",
                "out.ipynb",
            ],
        ],
        "help": [[str(BIN / "incident-kit"), "--help"]],
        "pandas": [[*python, "import pandas"]],
        "import": [[*python, "import incident_kit"]],
        "empty": [[*python, ""]],
        "forms": [[sys.executable, str(OPENED), "with"]],
        "no forms": [[sys.executable, str(OPENED), "without"]],
    }
    cost = lowest(sides, folder)
    print(
        f"one review      {cost['review']:.2f} s CPU, papermill + nbconvert bare {cost['bare']:.2f} s, "
        f"ratio {cost['review'] / cost['bare']:.2f} (goal 1.25)"
    )
    print(
        f"--help          {cost['help']:.3f} s CPU, import pandas {cost['pandas']:.3f} s, "
        f"ratio {cost['help'] / cost['pandas']:.2f} (goal 0.25)"
    )
    print(
        f"the import      {1000 * (cost['import'] - cost['empty']):.0f} ms CPU more than "
        f"an empty Python (goal 30), ratio {cost['import'] / cost['empty']:.2f}"
    )
    print(
        f"opened template {cost['forms']:.2f} s CPU, its cells without forms {cost['no forms']:.2f} s, "
        f"ratio {cost['forms'] / cost['no forms']:.2f} (goal 1.3)"
    )
    print(f"read a record   {read_ms():.2f} ms (goal 2)")
    ours, plain = million_rows_s(folder)
    print(
        f"1,000,000 rows  {ours:.2f} s to read strictly (goal 6), pandas.read_csv "
        f"{plain:.2f} s, ratio {ours / plain:.1f}"
    )
    ranked, quartiles = ranking_s()
    print(
        f"5,000 places    {ranked:.2f} s to rank, quartiles of the frame "
        f"{quartiles:.2f} s, ratio {ranked / quartiles:.2f} (goal 3)"
    )
    judged, sorted_ = ledger_s()
    print(
        f"10,000 changes  {judged:.3f} s to judge and rank (goal 1), as rows sorted by "
        f"pandas {sorted_:.3f} s, ratio {judged / sorted_:.0f}"
    )
    shutil.rmtree(folder)


def ledger_s() -> tuple[float, float]:
    """Return the lowest time to judge 10,000 changes, and to sort them as a frame."""
    import pandas as pd

    from incident_kit.blast.ledger_input import ledger_inputs
    from incident_kit.blast.system_change import assess_changes
    from incident_kit.record.incident_record import parse_record
    from incident_kit.results.findings import AnchorTime

    times = pd.date_range("2024-05-13", periods=10_000, freq="17s", tz="UTC")
    rows = [
        {"id": f"c{n}", "what": f"Deploy {n}", "at": at.isoformat(), "kind": "deploy"}
        for n, at in enumerate(times)
    ]
    record = parse_record({"id": "X", "title": "t", "timezone": "UTC", "changes": rows})
    inputs = ledger_inputs(record.changes or (), ())
    anchor = AnchorTime.at(last_good=times[8000], first_bad=times[8010])
    frame = pd.DataFrame(rows)
    sides = {
        "judge": lambda: assess_changes(inputs, anchor),
        "sort": lambda: frame.sort_values("at", ascending=False),
    }
    lasted: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, side in sides.items():
            start = time.perf_counter()
            side()
            lasted[name].append(time.perf_counter() - start)
    return min(lasted["judge"]), min(lasted["sort"])


def ranking_s() -> tuple[float, float]:
    """Return the lowest time to rank 5,000 places, and for their quartiles."""
    import numpy as np
    import pandas as pd

    from incident_kit.blast.location import rank_locations
    from incident_kit.results.findings import AnchorTime

    index = pd.date_range("2024-05-14", periods=300, freq="min", tz="UTC")
    values = np.random.default_rng(1).normal(50, 5, (300, 5000))
    frame = pd.DataFrame(values, index, [f"p{n}" for n in range(5000)])
    anchor = AnchorTime.at(last_good=index[239], first_bad=index[240])
    sides = {
        "rank": lambda: rank_locations(frame, anchor),
        "quartiles": lambda: frame.quantile([0.25, 0.5, 0.75]),
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, side in sides.items():
            start = time.perf_counter()
            side()
            times[name].append(time.perf_counter() - start)
    return min(times["rank"]), min(times["quartiles"])


def million_rows_s(folder: Path) -> tuple[float, float]:
    """Return the lowest time to read a CSV of a million rows, strictly and by pandas."""
    import pandas as pd

    from incident_kit.frames import read_samples

    path = folder / "million.csv"
    at = pd.date_range("2024-01-01", periods=1_000_000, freq="s").strftime("%FT%TZ")
    path.write_text("at,stale\n" + "".join(f"{one},1.5\n" for one in at))
    sides = {
        "ours": lambda: read_samples(
            path, time="at", columns=("stale",), zone=None, shown="million.csv"
        ),
        "plain": lambda: pd.read_csv(path, parse_dates=["at"]),
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(3):
        for name, side in sides.items():
            start = time.perf_counter()
            side()
            times[name].append(time.perf_counter() - start)
    return min(times["ours"]), min(times["plain"])


def read_ms() -> float:
    """Return the lowest time to read and validate the example record."""
    from incident_kit.record.incident_record import parse_record
    from incident_kit.store.strict import read_tree

    data = (ROOT / "tests" / "data" / "incident-example.yaml").read_bytes()
    times = []
    for _ in range(50):
        start = time.perf_counter()
        parse_record(read_tree(data, file="incident.yaml").data)
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


if __name__ == "__main__":
    os.environ.pop("INCIDENT_KIT_HOME", None)
    main()
