"""The form that departments fill in (部门整体支出绩效自评填报表): written from a record, read back as rows."""

from evallib.reading.form.layout import LAYOUTS, Question, layout_of, periods_of
from evallib.reading.form.reading import Form, is_form, read_form

__all__ = ["LAYOUTS", "Form", "Question", "is_form", "layout_of", "periods_of", "read_form", "write_form"]


def __getattr__(name: str) -> object:
    """Load what writes forms, and the library that it takes, only where a form is written."""
    if name != "write_form":
        raise AttributeError(name)
    from evallib.reading.form.writing import write_form  # noqa: PLC0415

    return write_form
