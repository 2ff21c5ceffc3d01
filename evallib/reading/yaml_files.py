"""YAML files with a declared shape: scalars stay text until the shape says otherwise, problems name their field.

YAML would read ``0401`` as a number and ``0.5`` as a float; here every scalar but true and false is text, so that codes
keep their zeros and numbers become ``Decimal`` exactly as written.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from evallib.problems import Problem, UserMistake, at, nearest, quoted
from evallib.reading.tables import read_text
from evallib.words import Words


class Shape(BaseModel):
    """Base of the declared shapes: immutable, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _words(value: object) -> object:
    if isinstance(value, str):
        return Words(value, value)
    if isinstance(value, dict | Words):
        return value
    raise PydanticCustomError("bilingual", "neither one text nor two")


Bilingual = Annotated[Words, BeforeValidator(_words)]
"""A phrase: one text for both languages, or ``{zh: …, en: …}``."""

Model = TypeVar("Model", bound=Shape)


class _TextLoader(yaml.SafeLoader):
    """Reads every plain scalar as text, except booleans and empty values.

    Refuses aliases, which can grow without bound, tags, which would choose another type, and a field given twice.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.events.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases are not used here", event.start_mark)
        if getattr(event, "tag", None):
            raise yaml.composer.ComposerError(None, None, "tags are not used here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  as its parent has it
        met = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in met:
                raise yaml.constructor.ConstructorError(None, None, "the same field twice", key.start_mark)
            met.add(str(key.value))
        return super().construct_mapping(node, deep)


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
    return _parsed(text, place, shape)


@lru_cache
def _parsed(text: str, place: str, shape: type[Model]) -> Model:
    """Parse once what many departments share, such as schemes: parsing is slow, and a text that has changed is another text."""
    try:
        content = yaml.load(text, Loader=_TextLoader)  # noqa: S506  derived from SafeLoader: builds plain values only
    except (yaml.YAMLError, RecursionError) as error:
        raise UserMistake([_broken(place, text, error)]) from error
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise UserMistake([_difference(place, shape, one) for one in error.errors()]) from error


_SAID = {  # how PyYAML's message begins: what it means
    "mapping values are not allowed": Words("冒号位置不对，含冒号的内容请加引号", "a colon out of place; text with a colon goes between quotation marks"),
    "found character '\\t'": Words("用制表符缩进，请改用空格", "a tab in the indentation; use spaces"),
    "expected <block end>": Words("缩进不一致，或引号后还有内容", "uneven indentation, or text after a quotation mark"),
    "found unexpected end of stream": Words("引号不配对", "a quotation mark that is not closed"),
    "could not find expected ':'": Words("缺少冒号", "no colon after the field"),
    "aliases are not used here": Words("不使用以 * 引用的内容", "aliases (*) are not used here"),
    "tags are not used here": Words(
        "不使用以 ! 开头的类型标记，含 ! 的内容请加引号", "tags (!) are not used here; text that begins with ! goes between quotation marks"
    ),
    "the same field twice": Words("同一字段出现两次", "the same field twice"),
    "but found another document": Words("以 --- 分成了几份", "more than one document, separated by ---"),
    "special characters are not allowed": Words("含有不可见的控制字符", "a control character"),
    "maximum recursion": Words("嵌套过深", "nested too deeply"),
}


def _broken(place: str, text: str, error: yaml.YAMLError | RecursionError) -> Problem:
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    mark = getattr(error, "context_mark" if said == "found unexpected end of stream" else "problem_mark", None)
    line = mark.line + 1 if mark else text.count("\n", 0, error.position) + 1 if isinstance(error, yaml.reader.ReaderError) else 0
    what = next((words for start, words in _SAID.items() if said.startswith(start)), Words(said, said))
    return Problem(
        at(place, line),
        Words(f"不是有效的 YAML（{what.zh}）", f"invalid YAML ({what.en})"),
        Words("有效的 YAML", "valid YAML"),
        Words("请检查缩进、冒号和引号", "check indentation, colons and quotation marks"),
    )


_EXPECTED = {
    "missing": Words("有内容", "a value"),
    "model_type": Words("若干“字段: 值”", "fields with values"),
    "string_type": Words("文字", "text"),
    "bool_type": Words("yes 或 no", "yes or no"),
    "bool_parsing": Words("yes 或 no", "yes or no"),
    "decimal_parsing": Words("数字", "a number"),
    "decimal_type": Words("数字", "a number"),
    "finite_number": Words("数字", "a number"),
    "greater_than": Words("大于{gt}的数字", "a number above {gt}"),
    "greater_than_equal": Words("不小于{ge}的数字", "a number of at least {ge}"),
    "literal_error": Words("以下之一：{expected}", "one of {expected}"),
    "bilingual": Words("文字，或 {{zh: …, en: …}}", "text, or {{zh: …, en: …}}"),
    "tuple_type": Words("列表（每行以“- ”开头）", "a list (each line begins with “- ”)"),
    "too_short": Words("至少{min_length}项", "{min_length} or more of them"),
    "dict_type": Words("若干“名称: 值”", "names with values"),
    "invalid_key": Words("文字作字段名", "a field name in text"),
}


def _difference(place: str, shape: type[Shape], error: Any) -> Problem:
    field = ".".join(str(part + 1 if isinstance(part, int) else part) for part in error["loc"] if "[" not in str(part))
    where = Words(f"{place} [{field}]", f"{place} [{field}]") if field else at(place)
    if error["type"] == "extra_forbidden":
        known = _fields_at(shape, error["loc"][:-1])
        return Problem(where, Words("未知字段", "an unknown field"), Words("已知字段", "a known field"), nearest(str(error["loc"][-1]), known))
    found = quoted(None if error["type"].startswith("missing") else error["input"])
    expected = _EXPECTED.get(error["type"], Words(error["msg"], error["msg"]))
    terms = {name: str(term).replace(" or ", ", ") for name, term in error.get("ctx", {}).items()}
    return Problem(where, found, Words(expected.zh.format(**terms), expected.en.format(**terms)), Words("请更正该字段", "correct the field"))


def _fields_at(shape: type[Shape], location: tuple[Any, ...]) -> list[str]:
    """Return the field names of the shape that stands at ``location`` inside ``shape``."""
    for part in location:
        if part in shape.model_fields:
            inner = list(_types(shape.model_fields[part].annotation))
            if Words in inner:
                return list(Words._fields)
            shape = next((one for one in inner if isinstance(one, type) and issubclass(one, Shape)), shape)
    return list(shape.model_fields)


def _types(annotation: Any) -> Iterator[Any]:
    """Yield a type and everything inside it: ``tuple[Band, ...] | None`` holds ``Band``."""
    yield annotation
    for inner in get_args(annotation):
        yield from _types(inner)
