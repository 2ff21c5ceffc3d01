"""Work for the workers of a cluster; they import it from here."""

import psutil


def nothing(number, tell):
    """Do nothing."""
    return number


def ends_its_worker(tell):
    """End the worker that this is done for: the parent of the nursery, which is the parent of this process."""
    psutil.Process().parent().parent().kill()
    psutil.Process().parent().wait()
