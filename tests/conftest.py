"""What several test modules share: the real reports, made once."""

from pathlib import Path

import pytest
from commands import REPORTS, evallib


@pytest.fixture(scope="session")
def outputs(tmp_path_factory):
    """The folder with every report of data/ in both languages, made as a user would make them."""
    folder = tmp_path_factory.mktemp("outputs")
    for lang, suffix in (("zh", ""), ("en", ".en")):
        done = evallib("run", "--lang", lang, "--outputs", folder)
        assert done.returncode == 0, done.stderr
        assert [Path(line).relative_to(folder).as_posix() for line in done.stdout.split()] == [f"{report}/department{suffix}.html" for report in REPORTS]
    return folder
