"""YAML files with a declared shape: scalars stay text until the shape says otherwise, problems name their field.

YAML would read ``0401`` as a number and ``0.5`` as a float; here every scalar but true and false is text, so that codes
keep their zeros and numbers become ``Decimal`` exactly as written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from evallib.problems import Problem, UserMistake, at, nearest
from evallib.reading.tables import read_text
from evallib.words import Words


class Shape(BaseModel):
    """Base of the declared shapes: immutable, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _words(value: object) -> object:
    if isinstance(value, str):
        return Words(value, value)
    if isinstance(value, dict) and set(value) == {"zh", "en"} and all(isinstance(v, str) for v in value.values()):
        return Words(value["zh"], value["en"])
    return value


Bilingual = Annotated[Words, BeforeValidator(_words)]
"""A phrase: one text for both languages, or ``{zh: …, en: …}``."""

Model = TypeVar("Model", bound=Shape)


class _TextLoader(yaml.SafeLoader):
    """Reads every plain scalar as text, except booleans and empty values; refuses aliases, which can grow without bound."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            raise yaml.composer.ComposerError(None, None, "aliases are not used here", event.start_mark)
        return super().compose_node(parent, index)


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path, place: str, shape: type[Model]) -> Model:
    """Read a YAML file of a declared shape.

    Raises:
        UserMistake: the file cannot be read, is not YAML, or differs from the shape; all differences together.
    """
    text, _ = read_text(path, place)
    try:
        content = yaml.load(text, Loader=_TextLoader)  # noqa: S506  derived from SafeLoader: builds plain values only
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "nested too deeply"
        raise UserMistake([Problem(at(place, mark.line + 1 if mark else 0), Words(f"不是有效的 YAML（{what}）", f"invalid YAML ({what})"),
                                   Words("有效的 YAML", "valid YAML"), Words("请检查缩进、冒号和引号", "check indentation, colons and quotation marks"))]) from error
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise UserMistake([_difference(place, shape, one) for one in error.errors()]) from error


_EXPECTED = {
    "missing": Words("必填", "a value"),
    "model_type": Words("若干“字段: 值”", "fields with values"),
    "string_type": Words("文字", "text"),
    "bool_type": Words("yes 或 no", "yes or no"),
    "bool_parsing": Words("yes 或 no", "yes or no"),
    "decimal_parsing": Words("数字", "a number"),
    "decimal_type": Words("数字", "a number"),
    "is_instance_of": Words("文字，或 {zh: …, en: …}", "text, or {zh: …, en: …}"),
    "tuple_type": Words("列表（每行以“- ”开头）", "a list (each line begins with “- ”)"),
}


def _difference(place: str, shape: type[Shape], error: Any) -> Problem:
    field = ".".join(str(part + 1 if isinstance(part, int) else part) for part in error["loc"] if part not in {"function-before[_words(), Words]"})
    where = Words(f"{place} [{field}]", f"{place} [{field}]") if field else at(place)
    if error["type"] == "extra_forbidden":
        known = [name for name in _fields_at(shape, error["loc"][:-1])]
        return Problem(where, Words("未知字段", "an unknown field"), Words("已知字段", "a known field"), nearest(str(error["loc"][-1]), known))
    found = Words("空缺", "nothing") if error["type"] == "missing" else Words(*[_short(error["input"])] * 2)
    expected = _EXPECTED.get(error["type"]) or Words(error["msg"].removeprefix("Value error, "), error["msg"].removeprefix("Value error, "))
    return Problem(where, found, expected, Words("请按字段说明更正", "correct the field"))


def _fields_at(shape: type[Shape], location: tuple[Any, ...]) -> list[str]:
    """Return the field names of the shape that stands at ``location`` inside ``shape``."""
    for part in location:
        if isinstance(part, int):
            continue
        inner = shape.model_fields.get(part) if hasattr(shape, "model_fields") else None
        if inner is None:
            break
        shapes = [a for a in (inner.annotation, *getattr(inner.annotation, "__args__", ())) if isinstance(a, type) and issubclass(a, Shape)]
        if not shapes:
            break
        shape = shapes[0]
    return list(shape.model_fields)


def _short(value: object) -> str:
    text = str(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
