"""The house keeps its rules: floors, notebooks, lists that must agree."""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import evallib.showing
from evallib.rules.findings import CHECKS, PROSE
from evallib.rules.schemes import read_scheme, schemes
from evallib.rules.sources import SOURCES

ROOT = Path(__file__).parents[1]
FLOORS = (
    ("words",), ("quantities", "problems", "reading.plain", "reading.grids", "reading.phrases"), ("figures", "writing", "reading.numbers"),
    ("reading.account_tables", "distributions"), ("reading.record", "reading.tables", "reading.office"),
    ("reading.yaml_files", "reading.rows", "reading.cells", "reading.codes", "reading.word", "reading.measures"),
    ("reading.xlsx", "reading.formulas", "reading.saving", "reading.texts", "reading.told"), ("reading.workbook", "reading.statements", "reading.context"),
    ("reading.form", "reading.accounts", "reading.amounts", "reading.rates", "reading.scores", "reading.units"), ("reading.folder", "reading.narrative"),
    ("rules.sources",), ("rules.indicators", "rules.scales"), ("rules.schemes",), ("rules.scoring", "rules.findings"), ("rules.monitored",), ("rules.forecast", "rules.alerts"), ("rules.checks",), ("rules.prose",),
    ("case", "forms", "official"), ("review", "summary", "monitoring", "projects"), ("compare",), ("county",), ("showing",), ("running",), ("__main__",),
)
MODULES = sorted(path for path in (ROOT / "evallib").rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OF_COUNTY = {"alerts", "county"}  # notebooks about all departments of a year
MAX_CODE_LINES, MAX_CELL_LINES = 40, 5


def floor(module):
    """The floor of a module: the longest name in FLOORS that begins it."""
    fits = [(len(name), level) for level, names in enumerate(FLOORS) for name in names if module == name or module.startswith(f"{name}.")]
    assert fits, f"{module} stands on no floor"
    return max(fits)[1]


def imports(path):
    """The modules of evallib that a module imports, at its head or inside a function."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "evallib":
            base = node.module.removeprefix("evallib").lstrip(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}".lstrip(".")
                yield inner if (ROOT / "evallib" / f"{inner.replace('.', '/')}.py").is_file() else base


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "__init__.py" or p.parent.name == "checks"], ids=lambda p: str(p.relative_to(ROOT)))
def test_each_floor_imports_from_below_only(path):
    module = ".".join(path.relative_to(ROOT / "evallib").with_suffix("").parts).removesuffix(".__init__")
    for other in imports(path):
        if other:
            same_room = floor(other) == floor(module)
            assert floor(other) < floor(module) or same_room, f"{module} imports {other} from above"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
class TestNotebook:
    def cells(self, path):
        return nbformat.read(path, as_version=4).cells

    def code(self, path):
        return [cell for cell in self.cells(path) if cell.cell_type == "code"]

    def test_is_stored_without_outputs(self, path):
        assert all(not cell.outputs and cell.execution_count is None for cell in self.code(path))

    def test_has_typed_and_commented_parameters(self, path):
        (cell,) = [cell for cell in self.code(path) if "parameters" in cell.metadata.get("tags", [])]
        lines = cell.source.splitlines()
        names = [line.split(":")[0] for line in lines]
        own = {"review": ["report"], "monitoring": ["month"], "alerts": ["month"]}.get(path.stem, [])
        about = ["county", "year"] if path.stem in OF_COUNTY else ["county", "year", "department"]
        assert names == [*about, "scheme", "lang", "data", *own]
        assert all(re.fullmatch(r"\w+: (str|int) = .+  # .*[\u4e00-\u9fff].* / .+", line) for line in lines)

    def test_is_an_essay(self, path):
        counts = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in self.code(path)]
        assert sum(counts) <= MAX_CODE_LINES
        assert max(counts[1:]) <= MAX_CELL_LINES, "the parameters cell alone may be longer: one line each"
        assert statistics.median(counts) == 1
        tree = ast.parse("\n".join(cell.source for cell in self.code(path)))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.If | ast.Lambda | ast.ListComp | ast.ClassDef)]
        assert {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} == {"evallib"}
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]

    def test_says_enough_in_both_languages(self, path):
        lines = sum(len(cell.source.splitlines()) for cell in self.code(path))
        prose = {lang: "\n".join(c.source for c in self.cells(path) if c.cell_type == "markdown" and lang in c.metadata.get("tags", [])) for lang in ("zh", "en")}
        assert len(re.findall(r"[\u4e00-\u9fff]", prose["zh"])) >= 6 * lines
        assert len(re.findall(r"[A-Za-z]+", prose["en"])) >= 4 * lines

    def test_has_every_prose_cell_in_both_languages_side_by_side(self, path):
        tagged = [(cell.id.rsplit("-", 1)[0], cell.metadata["tags"]) for cell in self.cells(path) if cell.cell_type == "markdown" and cell.metadata["tags"] != ["remove-cell"]]
        assert [tags for _, tags in tagged] == [["zh"], ["en"]] * (len(tagged) // 2)
        assert [name for name, _ in tagged[::2]] == [name for name, _ in tagged[1::2]]

    def test_types_no_result(self, path):
        """Numbers in prose are explanations (a rule's 100 %, an example's 165 %), never amounts of a department."""
        prose = "\n".join(c.source for c in self.cells(path) if c.cell_type == "markdown")
        assert not re.search(r"\d+\.\d", prose)


def test_every_function_that_shows_is_used_by_a_notebook():
    code = "\n".join(cell.source for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    assert set(re.findall(r"show\.(\w+)\(", code)) == set(evallib.showing.__all__)


def test_every_check_and_every_scheme_row_cites_the_register():
    cited = {key for check in (*CHECKS.values(), *PROSE.values()) for key in check.cites}
    cited |= {key for name in schemes(ROOT / "data") for row in read_scheme(ROOT / "data", name).rows for key in row.cites}
    assert cited <= set(SOURCES)


PRIVATE = re.compile(r"/work/|/root/|/tmp/w|\bissue \d|\bissue #|assistant|\bLLM\b|ChatGPT|Claude|Anthropic", re.IGNORECASE)


def test_the_repository_speaks_of_the_project_alone():
    texts = [p for folder in ("evallib", "tests", "tools", "benchmarks", "docs", "data", "notebooks", "locks", ".ci") for p in (ROOT / folder).rglob("*")
             if p.suffix in {".py", ".md", ".yml", ".csv", ".ipynb", ".j2", ".css", ".txt", ".json", ""} and p.is_file() and "__pycache__" not in p.parts]
    texts += [p for p in ROOT.iterdir() if p.is_file() and p.suffix in {".py", ".md", ".toml", ".yml"}]
    wrong = [(str(path.relative_to(ROOT)), found[0]) for path in texts if path != Path(__file__) for found in [PRIVATE.search(path.read_text("utf-8", errors="replace"))] if found]
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_things_are_documented(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_the_linter_and_the_formatter_find_nothing():
    for words in (["check"], ["format", "--check"]):
        done = subprocess.run([sys.executable, "-m", "ruff", *words, "."], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
