"""Work for the workers of a cluster; they import it from here."""

import time

import psutil


def nothing(number, tell):  # noqa: ARG001  the nursery gives it to all
    """Do nothing."""
    return number


def ends_its_worker(tell):  # noqa: ARG001
    """End the worker that this is done for: the parent of the nursery, which is the parent of this process."""
    psutil.Process().parent().parent().kill()
    psutil.Process().parent().wait()


def sleeps(tell):  # noqa: ARG001
    """Take too long."""
    time.sleep(60)
