"""How the page looks, as the text of its one style."""

from functools import cache
from importlib.resources import files


@cache
def style() -> str:
    """Returns the style of `style.css`, which goes into the page whole: a page fetches nothing."""
    return (files(__package__) / "style.css").read_text("utf-8")
