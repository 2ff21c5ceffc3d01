"""The command as users call it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPORTS = ("guidong/2022/ftu", "hengshan/2023/guantang", "yiyang/2022/ftu")


def evallib(*words, cwd=ROOT, **environment):
    """Run ``evallib WORDS`` and return the finished process with its output as text."""
    return subprocess.run([sys.executable, "-m", "evallib", *map(str, words)], cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False)
