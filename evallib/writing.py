"""Writing files whole or not at all."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from evallib.problems import Problem, UserMistake
from evallib.words import Words


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: under another name first, then renamed.

    Raises:
        UserMistake: the place cannot be written; what was there is left as it was.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")  # not the pid: another computer may have the same
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> UserMistake:
    """Return the mistake of a place that the system does not let us write."""
    reason = error.strerror or type(error).__name__
    return UserMistake(
        [
            Problem(
                Words(str(path), str(path)),
                Words(f"无法写入（{reason}）", f"it cannot be written ({reason})"),
                Words("可写的位置", "a place that can be written"),
                Words("请检查磁盘空间和权限，并关闭打开该文件的程序", "check space and permissions, and close programs that hold the file open"),
            )
        ]
    )
