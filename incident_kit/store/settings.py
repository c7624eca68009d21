"""Read ``incidents/kit.toml`` and the logo it names, strictly and with lines."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from incident_kit.errors import Problem, SeriesError, SettingsError
from incident_kit.frames import evidence_path
from incident_kit.incident import InputFile, Logo
from incident_kit.record.settings import DEFAULTS, Settings, parse_settings
from incident_kit.record.values import nearest

if TYPE_CHECKING:
    from incident_kit.store.home import Home

SETTINGS = "kit.toml"
MAX_BYTES = 100_000
MAX_LOGO_BYTES = 200_000
_DECODE_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The settings of a folder, the logo they name, and the files both came from."""

    settings: Settings = DEFAULTS
    logo: Logo | None = None
    inputs: tuple[InputFile, ...] = ()


def read_house(home: Home) -> House:
    """Return what the team has agreed on; the defaults when there is no file.

    Raises
    ------
    SettingsError
        One line per problem, all at once.
    """
    path = home.path / SETTINGS
    shown = home.shown(SETTINGS)
    if path.is_symlink():
        what, mend = "a link, not the file itself", "put the file itself there"
        raise SettingsError.of(what, mend, file=shown)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return House()
    except OSError as error:
        what, mend = error.strerror or str(error), "make it a file that you may read"
        raise SettingsError.of(what, mend, file=shown) from None
    text = _text(data, shown)
    settings = _settings(text, shown)
    inputs = [_input(SETTINGS, data)]
    logo = None
    if settings.logo is not None:
        logo = _logo(settings.logo, home, text, shown)
        inputs.append(_input(settings.logo, logo.data))
    return House(settings=settings, logo=logo, inputs=tuple(inputs))


def _input(name: str, data: bytes) -> InputFile:
    digest = hashlib.sha256(data).hexdigest()
    return InputFile(name=name, sha256=digest, folder="../")


def _text(data: bytes, shown: str) -> str:
    if len(data) > MAX_BYTES:
        what, mend = f"larger than {MAX_BYTES // 1000} kB", "keep only settings in it"
        raise SettingsError.of(what, mend, file=shown)
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise SettingsError.of(
            what, "save it as UTF-8", file=shown, line=line
        ) from None


def _settings(text: str, shown: str) -> Settings:
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        place = _DECODE_PLACE.search(said)
        line = place[1] if place else None
        what = _DECODE_PLACE.sub("", said)
        raise SettingsError.of(
            what[:1].lower() + what[1:],
            'write key = "text", or key = ["text", "text"]',
            file=shown,
            line=int(line) if line else None,
            column=int(place[2]) if place and line else None,
        ) from None
    except RecursionError:
        what, mend = "nested too deep", "write one key per line"
        raise SettingsError.of(what, mend, file=shown) from None
    try:
        return parse_settings(data)
    except ValidationError as error:
        problems = [_problem(one, text, shown) for one in error.errors()]
        problems.sort(key=lambda one: (one.line or 0, one.column or 0))
        raise SettingsError(*problems) from None


def _problem(error: Any, text: str, shown: str) -> Problem:  # pydantic's own dict
    key = str(error["loc"][0])
    what, _, mend = str(error["msg"]).removeprefix("Value error, ").partition("; ")
    if error["type"] == "extra_forbidden":
        what, mend = "unknown setting", nearest(key, Settings.model_fields)
    quoted = re.search(r"'([^']+)'", what)
    line, column = _place(text, key, quoted[1] if quoted else "")
    return Problem(
        what=what, mend=mend, field=key, file=shown, line=line, column=column
    )


def _place(text: str, key: str, item: str) -> tuple[int | None, int | None]:
    """Return where a key stands, or an item of its list; tomllib keeps no places."""
    name = re.escape(key)
    found = re.search(rf"(?m)^[ \t]*\[*[ \t]*([\"']?){name}\1[ \t]*[=.\]]", text)
    if found is None:
        return None, None
    at = found.start() + len(found[0]) - len(found[0].lstrip())
    if item:
        inner = re.compile(rf"[\"']{re.escape(item)}[\"']").search(text, found.end())
        at = inner.start() if inner else at
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _logo(name: str, home: Home, text: str, shown: str) -> Logo:
    """Return the picture, once its bytes are what they must be.

    What a drawing would run or load is for the page's audit to find.
    """
    line, column = _place(text, "logo", name)

    def refused(what: str, mend: str) -> SettingsError:
        return SettingsError.of(
            what, mend, field="logo", file=shown, line=line, column=column
        )

    mend = 'put the file into this folder and name it: logo = "logo.svg"'
    try:
        path = evidence_path(home.path, name)
    except SeriesError as error:
        raise refused(error.problems[0].what, mend) from None
    try:
        if path.stat().st_size > MAX_LOGO_BYTES:
            what = f"{name!a} is larger than {MAX_LOGO_BYTES // 1000} kB"
            raise refused(what, "make it smaller: every page holds it")
        data = path.read_bytes()
    except FileNotFoundError:
        raise refused(f"no such file {name!a}", mend) from None
    except OSError as error:
        raise refused(f"{name!a}: {error.strerror or error}", mend) from None
    kind = next((kind for sign, kind in _SIGNS if data.startswith(sign)), "")
    if not kind and _is_svg(data):
        kind = "image/svg+xml"
    if not kind:
        raise refused(
            f"{name!a} is neither PNG, JPEG nor SVG", "save it as one of the three"
        )
    return Logo(name=name, mime=kind, data=data)


def _is_svg(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return re.search(r"<svg[\s>]", text[:4000]) is not None and "\0" not in text
