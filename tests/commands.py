"""The command as users call it, in a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
REAL = ("guidong/2022/ftu", "hengshan/2023/guantang", "yiyang/2022/ftu")
INVENTED = ("demo/2024/agriculture", "demo/2024/ftu")  # a form and CSV files, each with account tables
REPORTS = (*INVENTED, *REAL)
OTHER_PAGES = [f"demo/2024/{page}" for page in ("alerts", "county", "education/monitoring", "education/projects", "gazetteer/monitoring", "gazetteer/projects")]
"""Of the notebooks beside the department's: about a county, about a department with everything, and about one with next to nothing."""
OTHER_RUN = ("--county", "demo", "--year", "2024", "--department", "education", "gazetteer", "--notebook", "monitoring", "projects", "alerts", "county")
"""The words that make them."""


def selected(reports=REPORTS):
    """The words that select these department-years, a list for each run of the command."""
    counties = dict.fromkeys(report.split("/")[0] for report in reports)
    return [[word for name, place in (("--county", 0), ("--year", 1), ("--department", 2)) for word in (name, *sorted({r.split("/")[place] for r in reports if r.startswith(f"{county}/")}))] for county in counties]


def hear_ctrl_c():
    """Let a process that is about to start hear Ctrl-C, even where the tests run in the background, which does not hear it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def evallib(*words, cwd=ROOT, **environment):
    """Run ``evallib WORDS`` and return the finished process with its output as text."""
    return subprocess.run([sys.executable, "-m", "evallib", *map(str, words)], cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False)
