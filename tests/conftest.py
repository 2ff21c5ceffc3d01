"""What several test modules share: the real reports, made once."""

from pathlib import Path

import pytest
from commands import OTHER_RUN, REPORTS, evallib, selected


@pytest.fixture(scope="session")
def outputs(tmp_path_factory):
    """The folder with the reports of the real departments and of two invented ones in both languages, made as a user would make them."""
    folder = tmp_path_factory.mktemp("outputs")
    for lang, suffix in (("zh", ""), ("en", ".en")):
        made = []
        for words in selected():
            done = evallib("run", *words, "--lang", lang, "--outputs", folder)
            assert done.returncode == 0, done.stderr
            made += [Path(line).relative_to(folder).as_posix() for line in done.stdout.split()]
        assert made == [f"{report}/department{suffix}.html" for report in REPORTS]
    return folder


@pytest.fixture(scope="session")
def other_outputs(tmp_path_factory):
    """The folder with the pages of the other notebooks, in both languages (``commands.OTHER_PAGES``)."""
    folder = tmp_path_factory.mktemp("other")
    for lang in ("zh", "en"):
        done = evallib("run", *OTHER_RUN, "--lang", lang, "--outputs", folder)
        assert done.returncode == 0, done.stderr
    return folder
