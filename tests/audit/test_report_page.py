"""The page of the report: it stands alone, can be read by everybody, and every figure is linked to a query that works."""

import re
import shlex
from collections import Counter
from collections.abc import Callable
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from samverkan_flow.audit.report.making import Report, portfolio_report
from samverkan_flow.audit.report.numbers import numbers
from samverkan_flow.audit.report.shares import Share
from samverkan_flow.audit.report.shown.amounts import millions, percent_of, thousands
from samverkan_flow.audit.report.shown.charts import Chart, Series, picture
from samverkan_flow.audit.report.shown.page import report_page
from samverkan_flow.audit.report.shown.style import style
from samverkan_flow.audit.report.sources import sources
from samverkan_flow.domain.money import Money
from samverkan_flow.queries.reading import Reader
from tests.audit.test_bundle_page import Page
from tests.cli.conftest import Run
from tests.store.places import SqlitePlace, agree, propose, screen

YEARS = (2022, 2025, 2026, 2027, 2035)
"""A first year, a past one, the running one, one to come, and one with nothing in it."""

HOSTILE = """<script>alert("1")</script> & 'Söner'"""


@cache
def _text(path: Path, year: int) -> str:
    with Reader(path) as reader:
        return report_page(portfolio_report(reader, year)).decode()


@pytest.fixture
def text(demonstration: Path) -> Callable[[int], str]:
    """Returns a function that gives the page of a year of the demonstration."""
    return lambda year: _text(demonstration, year)


@pytest.fixture
def report(asked: Reader) -> Report:
    """Returns the report of the running year."""
    return portfolio_report(asked, 2026)


# --- the page stands alone ------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_the_page_is_whole_and_stands_alone(year: int, text: Callable[[int], str]) -> None:
    """Every tag is closed in turn; nothing is fetched or run; each link leads to a place on the page."""
    page = Page(text(year))
    targets = page.values("href")

    assert ([], []) == (page.crossed, page.left_open)
    assert not {"script", "img", "link", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
    assert not re.search(r"://|url\(\s*[^#]|@import|\son\w+=|javascript:", text(year))
    assert [] == [one for one in targets if not one.startswith("#") or one[1:] not in page.values("id")]
    assert "default-src 'none'" in str(page.elements)


@pytest.mark.parametrize("year", YEARS)
def test_the_page_can_be_read_by_everybody(year: int, text: Callable[[int], str]) -> None:
    """A language, one title, headings in order, headed columns and rows, charts in words, unique places."""
    page = Page(text(year))
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3")]
    charts = [told for tag, told in page.elements if tag == "svg" and told.get("role") == "img"]
    others = [told for tag, told in page.elements if tag == "svg" and told.get("role") != "img"]
    ids = page.values("id")

    assert ("html", {"lang": "en"}) == page.elements[0]
    assert (1, 1) == (page.count("h1"), page.count("main"))
    assert [] == [(a, z) for a, z in pairwise(levels) if z > a + 1]
    assert {"col", "row"} == {told.get("scope") for tag, told in page.elements if tag == "th"}
    assert page.count("table") == page.count("caption")
    assert page.count("figure") == page.count("figcaption") == page.count("table")
    assert all(told.get("aria-label") for told in charts)
    assert all(told.get("aria-hidden") == "true" for told in others)
    assert len(ids) == len(set(ids))


def test_every_chart_has_its_numbers_in_a_table(text: Callable[[int], str]) -> None:
    """Whoever sees no picture reads a sentence above it and the same numbers below it."""
    figures = re.findall(r"<figure>(.*?)</figure>", text(2026), re.DOTALL)
    drawn = [one for one in figures if 'role="img"' in one]

    assert (11, 8) == (len(figures), len(drawn))
    assert all(one.index("<figcaption>") < one.index("<svg") < one.index("<table") for one in drawn)


def test_charts_are_well_formed_and_plain(text: Callable[[int], str]) -> None:
    """Each parses as XML; shapes and words alone, with no id that two charts could share."""
    charts = re.findall(r"<svg[^>]*role=.*?</svg>", text(2026), re.DOTALL)
    tags = {one.tag for chart in charts for one in ElementTree.fromstring(chart).iter()}

    assert tags == {"svg", "g", "rect", "path", "text"}
    assert not re.search(r"\bid=|style=|pygal", "".join(charts), re.IGNORECASE)


def test_the_same_log_gives_the_same_bytes(asked: Reader) -> None:
    """Nothing of chance, of the day or of the machine is in a page of a store whose clock stands still."""
    assert report_page(portfolio_report(asked, 2026)) == report_page(portfolio_report(asked, 2026))


def test_no_personal_text_is_on_the_page(text: Callable[[int], str], asked: Reader) -> None:
    """Neither contact persons nor signatories nor staff are named."""
    people = {str(person.name) for person in asked.house().people.values()}
    contacts = {str(one.partner.contact.name) for one in asked.partnerships() if one.partner.contact}
    signatories = {str(one.signatory) for state in asked.partnerships() for one in state.signatures}
    told = text(2026) + text(2025)

    assert [] == [name for name in people | contacts | signatories if name in told]


def test_a_hostile_name_stays_text(a_file: SqlitePlace) -> None:
    """What somebody wrote as a partner's name is shown as it was written, and is no markup, in the chart neither."""
    store = a_file.made()
    ref = propose(store, HOSTILE)
    screen(store, ref)
    agree(store, ref)
    with a_file.reader() as reader:
        page = report_page(portfolio_report(reader, 2026)).decode()

    assert not re.search(r"<script|<i>", page)
    assert page.count(escape(HOSTILE)) >= 4
    assert HOSTILE in Page(page).text


def test_a_stamp_that_warns_is_told_on_the_page(report: Report) -> None:
    """Whoever reads the page learns that the log is not the one last signed or seen."""
    warned = replace(report, stamp=replace(report.stamp, warning="TRUNCATED: <the log is shorter>"))

    assert "TRUNCATED: &lt;the log is shorter&gt;" in report_page(warned).decode()


def test_a_chart_cuts_a_long_name_and_draws_nothing_from_nothing() -> None:
    """The table has the whole name; a chart of zeros is drawn without a fault."""
    chart = Chart("rows", "told", ("x" * 200,), (Series("n", (0,)),))

    assert "x" * 35 + "…" in picture(chart)
    assert "x" * 36 not in picture(chart)


def _schemes() -> dict[str, dict[str, str]]:
    """Returns the colours of each scheme: light, dark, print."""
    found = [
        dict(re.findall(r"--([\w-]+): (#\w{6})", block))
        for block in re.findall(r":root \{(.*?)\}", style(), re.DOTALL)
    ]
    return dict(zip(("light", "dark", "print"), found, strict=True))


def _contrast(one: str, other: str) -> float:
    """Returns the contrast of two colours, as WCAG 2 counts it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_words_and_bars_stand_out(scheme: str) -> None:
    """WCAG AA: words 4.5 to 1 on page and card, bars 3 to 1 on the page, and figures on a bar 4.5 to 1."""
    colours = _schemes()[scheme]
    words = [
        _contrast(colours[word], colours[ground])
        for word in ("ink", "quiet", "link")
        for ground in ("paper", "card")
    ]

    assert min(words) >= 4.5
    assert min(_contrast(colours[bar], colours["paper"]) for bar in "abcde") >= 3
    assert _contrast(colours["paper"], colours["a"]) >= 4.5


# --- every figure and the query behind it ---------------------------------------------------------


def test_every_number_in_a_table_is_linked(text: Callable[[int], str]) -> None:
    """No cell with a figure stands without its query."""
    cells = re.findall(r'<td class="n">(.*?)</td>', text(2026))

    assert [] == [
        one for one in cells if one and not re.fullmatch(r'<a href="#q-[\w-]+"[^>]*>[^<]+</a>', one)
    ]
    assert len(cells) > 100


def test_every_query_is_asked_for_by_a_figure(text: Callable[[int], str], report: Report) -> None:
    """The list at the end holds what figures link to, and nothing else."""
    page = Page(text(2026))

    assert {f"#q-{name}" for name in sources(report)} == set(page.values("href"))


class Told(NamedTuple):
    """The part of a year a report tells."""

    year: int
    until: str

    def holds(self, day: str) -> bool:
        return day[:4] == str(self.year) and day <= self.until


def _evaluations(answer: Any, told: Told) -> list[Any]:
    made = [row["data"]["evaluation"] for row in answer["rows"]]
    return [one for one in made if told.holds(one["made_on"])]


def _goals(answer: Any, told: Told) -> Any:
    made = _evaluations(answer, told)
    counts = Counter(outcome["result"] for one in made for outcome in one["outcomes"])
    return {
        "evaluations": len(made), "met": counts["met"], "partly": counts["partly"],
        "not_met": counts["not-met"], "not_measurable": counts["not-measurable"],
    }  # fmt: skip


def _exceptions(answer: Any, told: Told) -> Any:
    """Counts per clause: asked for, granted and refused in the year, and granted until its end."""
    rows = [row for row in answer["rows"] if row["asked_on"] <= told.until]
    return [_of_clause([row for row in rows if row["clause"] == clause], clause, told)
            for clause in dict.fromkeys(row["clause"] for row in rows)]  # fmt: skip


def _of_clause(rows: list[Any], clause: str, told: Told) -> Any:
    decided = Counter(row["outcome"] for row in rows if told.holds(row["decided_on"]))
    return {
        "clause": clause,
        "asked": sum(1 for row in rows if told.holds(row["asked_on"])),
        "granted": decided["granted"],
        "refused": decided["refused"],
        "granted_so_far": sum(
            1 for row in rows if row["outcome"] == "granted" and row["decided_on"] <= told.until
        ),
    }


READ: dict[str, Callable[[Any, Told], Any]] = {
    "money": lambda answer, told: [
        {key: value for key, value in row.items() if key != "waiting"}
        for row in answer["rows"]
        if abs(row["year"] - told.year) <= 3
    ],
    "in_force": lambda answer, told: sum(
        1 for one in answer["partnerships"] if one["stage"] in ("agreed", "active", "evaluated")
    ),
    "goals": _goals,
    "evaluations_made": lambda answer, told: len(_evaluations(answer, told)),
    "evaluations_made_late": lambda answer, told: sum(
        1 for row in answer["rows"] if row["kind"] == "evaluation" and told.holds(row["done"])
    ),
    "evaluations_owed_late": lambda answer, told: sum(
        1 for row in answer["rows"] if (row["clause"], row["done"]) == ("C38", "open")
    ),
    "exceptions": _exceptions,
    "ended": lambda answer, told: Counter(
        row["detail"] for row in answer["rows"] if told.holds(row["effective_on"])
    ),
}
"""How the answer of another command than the report is read, by figure: as its sentence on the page says."""


def _comparable(figure: str, value: Any) -> Any:
    """Returns a figure of the report in the form that it is counted in from another command's answer."""
    match figure:
        case "evaluations_made_late" | "evaluations_owed_late":
            return len(value)
        case "money":
            return [one for one in value if one["frame"] or one["committed"]["ore"]]
        case "ended":
            return {one["reason"]: one["partnerships"] for one in value}
        case _:
            return value


@pytest.mark.parametrize("year", [2022, 2024, 2025, 2026, 2027])
def test_every_printed_command_gives_its_figure(year: int, demo: Run, asked: Reader) -> None:
    """Each is run as it stands on the page, and answers with the number that links to it."""
    report = portfolio_report(asked, year)
    figures = numbers(report)["figures"]
    told = Told(year, str(report.period.until))
    for name, source in sources(report).items():
        program, *arguments = shlex.split(source.command)
        ran = demo(*arguments)
        assert ("samverkan", 0) == (program, ran.code), source.command

        if name.startswith("relationship-"):
            chain = next(
                one for one in figures["relationships"]["value"] if name.endswith(f"-{one['refs'][-1]}")
            )
            assert {key: chain[key] for key in ("refs", "calendar_years", "agreed")} == ran.json[
                "relationship"
            ]
        elif arguments[0] == "report":
            assert figures[name]["value"] == ran.json["figures"][name]["value"], name
            assert f"figures.{name}.value" in source.reading
        else:
            assert _comparable(name, figures[name]["value"]) == READ[name](ran.json, told), name


def test_the_page_shows_the_very_commands_of_the_numbers(text: Callable[[int], str], report: Report) -> None:
    """What `--json` tells as the query of a figure stands on the page."""
    page = Page(text(2026)).text
    told = numbers(report)["figures"]

    assert [] == [one["query"]["command"] for one in told.values() if one["query"]["command"] not in page]


# --- a large portfolio ----------------------------------------------------------------------------


def test_a_large_portfolio_stays_readable(report: Report) -> None:
    """A page shows the ten largest and says how many more there are; the numbers hold them all."""
    many = tuple(Share(f"Partner {n}", 1, Money(100), 0) for n in range(1_000))
    assert report.happened is not None
    late = report.happened.punctuality.owed_late[:1] * 50
    chains = report.happened.relationships[:1] * 30
    happened = replace(
        report.happened,
        punctuality=replace(report.happened.punctuality, owed_late=late),
        relationships=chains,
    )
    page = Page(report_page(replace(report, partners=many, happened=happened)).decode()).text

    assert "Partner 9" in page
    assert "Partner 10" not in page
    assert "and 990 more" in page
    assert "and 40 more" in page
    assert "and 20 more" in page
    assert 1_000 == len(numbers(replace(report, partners=many))["figures"]["partners"]["value"])


@pytest.mark.parametrize(
    ("ore", "in_thousands", "in_millions"),
    [(0, "0", "0,0"), (144_500_000, "1 445", "1,4"), (49_999, "0", "0,0"), (50_000, "1", "0,0"), (15_411_500_000, "154 115", "154,1")],
)  # fmt: skip
def test_a_chart_counts_in_thousands_or_millions(ore: int, in_thousands: str, in_millions: str) -> None:
    """Rounded to whole thousands, or to a tenth of a million: longer figures would run into each other."""
    assert (in_thousands.replace(" ", "\u00a0"), in_millions) == (thousands(ore), millions(ore))


def test_a_small_share_is_no_share_of_nothing() -> None:
    """Less than half a percent is told as less than one."""
    assert "<\u00a01\u00a0%" == percent_of(Share("a", 1, Money(1), 0))
    assert "0\u00a0%" == percent_of(Share("a", 1, Money(0), 0))


def test_a_thin_layer_has_no_figure() -> None:
    """One of a hundred would not be read; the table tells it."""
    chart = Chart(
        "stacked", "told", ("Jan",), (Series("many", (100,)), Series("one", (1,)), Series("none", (0,)))
    )

    assert [">100<"] == re.findall(r">\d+<", picture(chart))
