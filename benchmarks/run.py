"""What a run costs: against the stock loop, against the floor, from few reports to many, and where the time goes.

    python benchmarks/run.py                  all of the following
    python benchmarks/run.py stock            papermill and nbconvert once per department, `evallib run`, and the floor, in turns
    python benchmarks/run.py flat             24, 200 and 1,000 reports: cost of each, memory, what is left behind
    python benchmarks/run.py parts            drawing, HTML, calculation
    python benchmarks/run.py parallel         200 runs of one report at the same time, some at a time

The floor is the same work as plain code in one process that has everything loaded: cells compiled beforehand, objects asked for their
forms, the page exported and written. Figures of shared machines are noisy: trust the ratios, which are taken in turns.
"""

import argparse
import ast
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
NOTEBOOK = ROOT / "notebooks/department.ipynb"
JOBS = 2
FURTHER = ("2022", "2023")  # years of the reports that a larger run has more
MIB = 2**20


def demo(years: tuple[str, ...] = ("2024",)) -> list[tuple[str, str]]:
    """Return year and name of the departments of the invented county."""
    return sorted((path.parent.name, path.name) for year in years for path in (DATA / "demo" / year).iterdir())


def evallib(*words: object, data: Path = DATA) -> float:
    """Run the command and return the seconds it took."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "evallib", "run", "--data", data, "--quiet", "--jobs", str(JOBS), *map(str, words)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


# -- against the stock loop and the floor ---------------------------------------------------------------------------------


def stock(departments: list[tuple[str, str]], folder: Path) -> float:
    """Make reports as a shell loop would: papermill, then nbconvert; return the seconds it took."""
    began = time.perf_counter()
    for year, name in departments:
        out = folder / f"{name}.ipynb"
        words = ["-p", "county", "demo", "-p", "year", year, "-p", "department", name, "--no-progress-bar"]
        subprocess.run([sys.executable, "-m", "papermill", NOTEBOOK, out, *words], cwd=ROOT, check=True, capture_output=True)
        subprocess.run([sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--template", "evallib", out], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def floor(departments: list[tuple[str, str]], folder: Path) -> dict[str, float]:
    """Make reports by plain code in this process; return seconds a report, in all and by part."""
    import matplotlib_inline.backend_inline  # noqa: F401, PLC0415
    import nbformat  # noqa: PLC0415
    from nbformat.v4 import new_output  # noqa: PLC0415

    import evallib.case  # noqa: PLC0415
    import evallib.running.warm  # noqa: PLC0415
    from evallib.running.export import export_html  # noqa: PLC0415
    from evallib.showing import charts  # noqa: PLC0415

    spent = dict.fromkeys(("drawing", "reading", "html", "all"), 0.0)
    charts.svg = timed(charts.svg, spent, "drawing")
    evallib.open_case = timed(evallib.case.open_case, spent, "reading")
    stored = nbformat.read(NOTEBOOK, as_version=4)
    codes = [compiled(cell.source) if cell.cell_type == "code" else None for cell in stored.cells]

    def one(year: str, name: str) -> None:
        nb = nbformat.from_dict(json.loads(json.dumps(stored)))
        names = {"__name__": "__main__"}
        for cell, code in zip(nb.cells, codes, strict=True):
            if code is None:
                continue
            exec(code[0], names)  # noqa: S102  our own notebook
            if "parameters" in cell.metadata.get("tags", []):
                names |= {"county": "demo", "year": int(year), "department": name, "data": str(DATA)}
            value = eval(code[1], names) if code[1] else None  # noqa: S307
            if value is not None:
                bundle, facts = value._repr_mimebundle_(exclude={"image/png"}) if hasattr(value, "drawing") else value._repr_mimebundle_()
                cell.outputs = [new_output("execute_result", data=bundle, metadata=facts)]
        began = time.perf_counter()
        page = export_html(nb)
        (folder / f"{name}.html").write_text(page, "utf-8")
        spent["html"] += time.perf_counter() - began

    for department in departments[:3]:
        one(*department)
    for part in spent:
        spent[part] = 0.0
    began = time.perf_counter()
    for department in departments:
        one(*department)
    spent["all"] = time.perf_counter() - began
    return {part: seconds / len(departments) for part, seconds in spent.items()}


def timed(call: object, spent: dict[str, float], part: str) -> object:
    """Return a function that adds what it takes to a part."""

    def measured(*args: object, **more: object) -> object:
        began = time.perf_counter()
        try:
            return call(*args, **more)
        finally:
            spent[part] += time.perf_counter() - began

    return measured


def compiled(source: str) -> tuple:
    """Return the code of a cell and of the expression whose value it shows."""
    tree = ast.parse(source)
    last = tree.body.pop().value if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    return compile(tree, "cell", "exec"), compile(ast.Expression(last), "cell", "eval") if last else None


def floor_elsewhere(folder: Path) -> dict[str, float]:
    """Measure the floor in a process of its own."""
    told = subprocess.run([sys.executable, __file__, "floor", "--folder", folder], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return json.loads(told.splitlines()[-1])


def against_stock(rounds: int, sample: int) -> None:
    """Print what a report costs in the three ways, taken in turns."""
    departments = demo()
    costs: dict[str, list[float]] = {"stock": [], "evallib": [], "marginal": [], "floor": []}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            some = (departments * 2)[number * sample % len(departments) :][:sample]
            costs["stock"].append(stock(some, folder) / sample)
            whole = evallib("--county", "demo", "--year", "2024", "--outputs", folder / "a")
            more = evallib("--county", "demo", "--year", "2022", "2023", "2024", "--outputs", folder / "b")
            costs["evallib"].append(whole / len(departments))
            costs["marginal"].append((more - whole) / len(demo(FURTHER)))
            costs["floor"].append(floor_elsewhere(folder)["all"] / JOBS)
        print(f"round {number + 1}: " + ", ".join(f"{way} {values[-1]:.3f} s" for way, values in costs.items()), flush=True)
    middle = {way: statistics.median(values) for way, values in costs.items()}
    print(f"\n{len(departments)} reports, {JOBS} jobs, seconds of wall time a report (medians of {rounds} rounds):")
    print(f"  stock loop (papermill, jupyter nbconvert)     {middle['stock']:7.3f}")
    print(f"  evallib run, start-up included                {middle['evallib']:7.3f}   {middle['stock'] / middle['evallib']:.1f} times less")
    print(f"  evallib run, each further report              {middle['marginal']:7.3f}   {middle['stock'] / middle['marginal']:.1f} times less")
    print(f"  the floor                                     {middle['floor']:7.3f}")
    print(f"  above the floor: each further report {middle['marginal'] / middle['floor']:.2f}, start-up included {middle['evallib'] / middle['floor']:.2f}")


# -- from few to many -----------------------------------------------------------------------------------------------------


def many(folder: Path, number: int) -> Path:
    """Return a data folder with so many department-years, copied from the invented county."""
    data = folder / f"data{number}"
    for part in ("schemes", "codes"):
        shutil.copytree(DATA / part, data / part)
    (data / "demo/2024").mkdir(parents=True)
    shutil.copy(DATA / "demo/county.yml", data / "demo")
    sources = demo()
    for index in range(number):
        year, name = sources[index % len(sources)]
        shutil.copytree(DATA / "demo" / year / name, data / "demo/2024" / f"{name}_{index:05d}")
    return data


class Watched:
    """The command, with the memory of its own processes looked at while it runs."""

    def __init__(self, *words: object) -> None:
        self.began = time.perf_counter()
        self.process = psutil.Popen(
            [sys.executable, "-m", "evallib", "run", "--quiet", "--jobs", str(JOBS), *map(str, words)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        self.most = {"command": 0, "nursery": 0, "child": 0, "descriptors": 0}
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def _look(self) -> None:
        while self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE:
            try:
                nurseries = self.process.children()
                looked = {"command": [self.process], "nursery": nurseries, "child": [child for one in nurseries for child in one.children()]}
                for kind, processes in looked.items():
                    self.most[kind] = max([self.most[kind], *(one.memory_info().rss for one in processes)])
                self.most["descriptors"] = max([self.most["descriptors"], *(one.num_fds() for one in [self.process, *nurseries])])
            except psutil.Error:
                pass
            time.sleep(0.1)

    def wait(self) -> float:
        """Wait for the end and return the seconds it took."""
        self.process.wait()
        self.thread.join()
        return time.perf_counter() - self.began


def flat(sizes: tuple[int, ...]) -> None:
    """Print what a report costs in small and large runs, what processes hold, and what is left behind."""
    before = {path.name for path in Path(tempfile.gettempdir()).iterdir()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in sizes:
            data = many(folder, number)
            run = Watched("--data", data, "--outputs", folder / f"o{number}")
            seconds = run.wait()
            again = evallib("--outputs", folder / f"o{number}", data=data)
            held = ", ".join(f"{kind} {most / MIB:.0f} MiB" for kind, most in run.most.items() if kind != "descriptors")
            print(
                f"{number:5d} reports: {seconds / number:.3f} s each ({seconds:.1f} s in all); at most {held}, {run.most['descriptors']} descriptors; unchanged again: {again:.1f} s",
                flush=True,
            )
            pages = list((folder / f"o{number}").rglob("*.html"))
            print(
                f"      {len(pages)} pages of {sum(page.stat().st_size for page in pages) / len(pages) / 1024:.0f} KiB, manifest {(folder / f'o{number}/manifest.json').stat().st_size / 1024:.0f} KiB"
            )
    left = [one.info["cmdline"] for one in psutil.process_iter(["cmdline"]) if "evallib.running.nursery" in " ".join(one.info["cmdline"] or ())]
    stayed = sorted({path.name for path in Path(tempfile.gettempdir()).iterdir() if path.name.startswith("evallib-")} - before)
    print(f"left behind: {len(left)} processes, {len(stayed)} temporary folders")


def parallel(number: int) -> None:
    """Print how many of many runs at the same time fail, and whether a kernel warns in any output."""
    departments = demo(("2022", "2023", "2024"))

    def one(index: int, folder: Path) -> bool:
        year, name = departments[index % len(departments)]
        words = [
            sys.executable,
            "-m",
            "evallib",
            "run",
            "--county",
            "demo",
            "--year",
            year,
            "--department",
            name,
            "--outputs",
            str(folder / str(index)),
            "--keep-notebooks",
        ]
        return subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode == 0

    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(8) as pool:
        folder = Path(name)
        done = list(pool.map(lambda index: one(index, folder), range(number)))
        texts = [path.read_text("utf-8") for path in folder.rglob("department.*")]
    warned = sum("Kernel is running" in text or "IPKernelApp" in text for text in texts)
    print(f"{number} runs, eight at a time: {done.count(False)} failures; kernel warnings in {warned} of {len(texts)} files")


def parts(rounds: int) -> None:
    """Print where the time of a report goes."""
    with tempfile.TemporaryDirectory() as name:
        told = [floor_elsewhere(Path(name)) for _ in range(rounds)]
    middle = {part: statistics.median(one[part] for one in told) for part in told[0]}
    middle["calculation, tables, sentences"] = middle["all"] - middle["drawing"] - middle["html"] - middle["reading"]
    for part, seconds in sorted(middle.items(), key=lambda pair: -pair[1]):
        print(f"  {part:32s} {seconds * 1000:6.0f} ms  {seconds / middle['all']:4.0%}")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="*", default=["stock", "flat", "parts", "parallel"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=8, help="reports that the stock loop makes in a round")
    parser.add_argument("--sizes", type=int, nargs="+", default=[24, 200, 1000])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # users' Python keeps what it has compiled
    if options.what == ["floor"]:
        print(json.dumps(floor(demo(FURTHER), options.folder)))
        return
    for what in options.what:
        print(f"== {what}", flush=True)
        {
            "stock": lambda: against_stock(options.rounds, options.sample),
            "flat": lambda: flat(tuple(options.sizes)),
            "parts": lambda: parts(options.rounds),
            "parallel": lambda: parallel(options.runs),
        }[what]()


if __name__ == "__main__":
    main()
