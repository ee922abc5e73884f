"""Pages that stand alone: no script, nothing fetched; what is not markup already is escaped on the way in."""

from collections.abc import Iterable, Sequence
from html import escape

import msgspec


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def markup(value: object) -> Html:
    """Returns a value as markup; any text that is none yet is escaped."""
    return value if isinstance(value, Html) else Html(escape(str(value), quote=True))


def together(parts: Iterable[object]) -> Html:
    """Returns several values as one piece of markup."""
    return Html("".join(markup(part) for part in parts))


def element(name: str, *children: object, **attributes: object) -> Html:
    """Returns an element. `class_` is written class, `stroke_width` stroke-width; empty attributes are left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{markup(value)}"'
        for key, value in attributes.items()
        if value not in ("", None)
    )
    return Html(f"<{name}{written}>{together(children)}</{name}>")


def table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[object]], nothing: str) -> Html:
    """Returns a table with a caption and headings, or a sentence where it has no rows."""
    if not rows:
        return element("p", nothing)
    head = element("tr", *(element("th", heading, scope="col") for heading in headings))
    body = (element("tr", *(element("td", cell) for cell in row)) for row in rows)
    return element("table", element("caption", caption), element("thead", head), element("tbody", *body))


def pairs(rows: Iterable[tuple[str, object]]) -> Html:
    """Returns labels with their values; a value that says nothing is left out."""
    told = (element("div", element("dt", label), element("dd", value)) for label, value in rows if value)
    return element("dl", *told)


def listed(parts: Iterable[object]) -> Html:
    """Returns lines below each other."""
    return together(element("div", part) for part in parts if part)


def link(target: str, text: str) -> Html:
    """Returns a link to a file of the dossier."""
    return element("a", text, href=target)


class Section(msgspec.Struct, frozen=True):
    """A part of a page under a heading."""

    heading: str
    body: Html


def page(title: str, lead: Html, sections: Iterable[Section], style: str = "") -> bytes:
    """Returns a whole page as UTF-8, in the dossiers' style unless it brings one of its own."""
    told = (element("section", element("h2", section.heading), section.body) for section in sections)
    head = together(
        (
            Html('<meta charset="utf-8">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Html(f'<meta http-equiv="Content-Security-Policy" content="{NOTHING_FETCHED}">'),
            element("title", title),
            element("style", Html(style or STYLE)),
        )
    )
    main = element("main", element("h1", title), lead, *told)
    return f"<!DOCTYPE html>\n{element('html', element('head', head), element('body', main), lang='en')}\n".encode()


NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser is told: only the page's own style; no script, no picture, no address."""

STYLE = """
:root { color: #1a1a1a; background: #fff; font: 15px/1.5 "Segoe UI", "Noto Sans", Arial, sans-serif; }
body { margin: 0; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .75rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 2px solid #1a1a1a; padding-bottom: .15rem; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: #0b4a8f; white-space: nowrap; }
dl { margin: .75rem 0; }
dl div { display: grid; grid-template-columns: 11rem 1fr; gap: .75rem; padding: .1rem 0; }
dt { color: #4a4a4a; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .88rem; }
caption { text-align: left; color: #4a4a4a; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid #c8c8c8; }
td { overflow-wrap: break-word; }
th { border-bottom: 1px solid #1a1a1a; }
.day { white-space: nowrap; }
.mark { font-weight: 600; color: #8c1d18; }
.quiet { color: #4a4a4a; }
.hash { font: .78rem/1.4 "Noto Sans Mono", "Liberation Mono", monospace; overflow-wrap: anywhere; }
svg.path { width: 100%; height: auto; }
svg.small { width: 9.5rem; height: 1.1rem; vertical-align: middle; }
@page { size: A4; margin: 16mm 14mm; }
@media print {
  :root { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  tr, svg, dl div { break-inside: avoid; }
  thead { display: table-header-group; }
  a { color: inherit; }
}
"""
