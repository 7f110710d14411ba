"""Files as bytes and as text: of bounded size, in UTF-8 and readable, or with what is wrong with them."""

import codecs
import gzip
import io
import re
import zlib
from pathlib import Path
from typing import Final

from simulator.errors import SimulatorError
from simulator.files.problem import Place, Problem, shown_path

PACKED: Final = ".gz"
"""End of the name of a file packed by gzip."""
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters and halves of pairs, which neither workbooks nor pictures nor pages can hold."""


def entries(folder: Path, error: type[SimulatorError]) -> list[Path]:
    """What a folder holds, by name.

    Raises
    ------
    SimulatorError
        Of the given kind, where the folder cannot be read.
    """
    try:
        return sorted(folder.iterdir())
    except OSError as wrong:
        reason = wrong.strerror or "it cannot be read"
        raise error(f"{folder}: cannot be read ({reason}) — a folder that you may read.") from wrong


def read_bytes(path: Path, limit: int, problems: list[Problem]) -> bytes | None:
    """Bytes of a file of at most `limit`, unpacked from gzip; None where it cannot be read, which is a problem."""
    location = Place(shown_path(path))
    try:
        if path.exists() and not path.is_file():
            problems.append(Problem(location, "got something that is not a file", "an ordinary file"))
        elif (size := path.stat().st_size) > limit:
            problems.append(Problem(location, f"got {size:,} bytes", f"a file of at most {limit:,} bytes"))
        else:
            content = path.read_bytes()
            return _unpacked(location, content, limit, problems) if path.suffix == PACKED else content
    except OSError as wrong:
        reason = (wrong.strerror or "it cannot be read").lower()
        problems.append(Problem(location, reason, "a file that can be read"))
    return None


def _unpacked(location: Place, content: bytes, limit: int, problems: list[Problem]) -> bytes | None:
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            unpacked = stream.read(limit + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        problems.append(Problem(location, "got something that is not, or not wholly, packed by gzip", "a gzip file"))
        return None
    if len(unpacked) <= limit:
        return unpacked
    problems.append(Problem(location, f"got more than {limit:,} bytes packed", f"at most {limit:,} bytes"))
    return None


def decoded(file: str, content: bytes, problems: list[Problem]) -> str | None:
    """Text of a file in UTF-8, with or without byte order mark; anything else is a problem at its line and column."""
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as wrong:
        location = place_at(file, content[: wrong.start].decode())
        got = f"got the byte {content[wrong.start]:#04x}, which is not text"
        problems.append(Problem(location, got, "a text file saved as UTF-8"))
        return None
    if (odd := _NO_TEXT.search(text)) is not None:
        problems.append(Problem.said(place_at(file, text[: odd.start()]), not_text(text)))
        return None
    return text


def not_text(text: str) -> str:
    """Say which character is none that a reader could see, or nothing if all are."""
    odd = _NO_TEXT.search(text)
    return f"got the character U+{ord(odd[0]):04X}, which is not text — plain text." if odd else ""


def joined(text: str) -> str:
    """Text in which two halves of a pair, as JSON escapes signs beyond U+FFFF, are one sign."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def place_at(file: str, before: str) -> Place:
    """Line and column of what comes after some text of a file."""
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def read_text(path: Path, limit: int, problems: list[Problem]) -> str | None:
    """Text of a file of at most `limit` bytes; None where it cannot be read."""
    content = read_bytes(path, limit, problems)
    return None if content is None else decoded(shown_path(path), content, problems)
