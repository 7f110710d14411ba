"""Files as bytes and as text: of bounded size, in UTF-8, or with what is wrong with them."""

from pathlib import Path

from simulator.files.problem import Place, Problem, shown_path


def read_bytes(path: Path, limit: int, problems: list[Problem]) -> bytes | None:
    """Bytes of a file of at most `limit` bytes; None where it cannot be read, which is a problem."""
    place = Place(shown_path(path))
    try:
        if path.exists() and not path.is_file():
            problems.append(Problem(place, "got something that is not a file", "an ordinary file"))
        elif (size := path.stat().st_size) > limit:
            problems.append(Problem(place, f"got {size:,} bytes", f"a file of at most {limit:,} bytes"))
        else:
            return path.read_bytes()
    except OSError as wrong:
        reason = (wrong.strerror or "it cannot be read").lower()
        problems.append(Problem(place, reason, "a file that can be read"))
    return None


def decoded(file: str, content: bytes, problems: list[Problem]) -> str | None:
    """Text of a file in UTF-8, with or without byte order mark; anything else is a problem at its line."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        got = f"got the byte {content[wrong.start]:#04x}, which is not text"
        problems.append(Problem(Place(file, line), got, "a text file saved as UTF-8"))
        return None


def read_text(path: Path, limit: int, problems: list[Problem]) -> str | None:
    """Text of a file of at most `limit` bytes; None where it cannot be read."""
    content = read_bytes(path, limit, problems)
    return None if content is None else decoded(shown_path(path), content, problems)
