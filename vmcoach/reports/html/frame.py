"""A page of HTML that holds all it needs: it opens from a file, offline, and nothing in it is code but its own.

Its Content-Security-Policy lets nothing be loaded and only its own script and style be used. Every text in it is
escaped by the template engine and made printable first, so that a file name or a spoken word is never code.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from vmcoach import __version__
from vmcoach.assessment.wording import quoted, seconds
from vmcoach.parts import part_name
from vmcoach.printable import printable
from vmcoach.reports import wording
from vmcoach.reports.html.drawing import COLUMNS
from vmcoach.rounding import counted, percent, shown, signed

if TYPE_CHECKING:
    from jinja2 import Environment


def framed(template: str, styles: Sequence[str], scripts: Sequence[str], **values: Any) -> str:
    """The page that a template of this package makes of some values."""
    style, script = ("\n".join(map(_own, names)) for names in (styles, scripts))
    policy = {
        "default-src": "'none'",
        "script-src": _hash(script),
        "style-src": _hash(style),
        "img-src": "data:",
        "media-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    told = "; ".join(f"{name} {value}" for name, value in policy.items())
    return _templates().get_template(template).render(policy=told, style=style, script=script, **values)


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def safe(value: Any) -> Any:
        return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=FunctionLoader(_own),
        autoescape=True,
        finalize=safe,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "allow_nan": False}
    environment.globals |= {
        "COLUMNS": COLUMNS,
        "counted": counted,
        "part_name": part_name,
        "percent": percent,
        "quoted": quoted,
        "seconds": seconds,
        "shown": shown,
        "signed": signed,
        "version": __version__,
        "wording": wording,
    }
    environment.filters |= {"held": _held, "own_code": Markup}
    return environment


def _held(told: str) -> str:
    """Seconds on one line with their number."""
    return re.sub(r"(?<=\d) (?=s\b)", "\N{NO-BREAK SPACE}", told)


@cache
def _own(name: str) -> str:
    """A file of this package."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(code: str) -> str:
    """An inline style or script as a Content-Security-Policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode('ascii')}'"
