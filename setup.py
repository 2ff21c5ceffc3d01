"""The package is described in `pyproject.toml`; this file only repairs what setuptools leaves out of editable installs."""

from setuptools import Distribution, setup


class EvallibDistribution(Distribution):
    """Takes the data files, here the nbconvert template, along into an editable install."""

    def has_data(self) -> bool:
        """Answer the question of `setuptools.command.editable_wheel`, which asks it under a name nobody defines."""
        return self.has_data_files()


setup(distclass=EvallibDistribution)
