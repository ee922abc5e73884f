"""The page of a dossier: it stands alone, harms nobody, can be read by everybody, and tells the story."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from samverkan_flow.audit.bundle.making import bundle_partnership, bundle_whole_log
from samverkan_flow.audit.bundle.words import told
from samverkan_flow.domain.events import EVENTS, name_of
from samverkan_flow.queries.reading import Reader
from tests import builders as b
from tests.audit.exports import PARTNERSHIPS
from tests.history.samples import SAMPLES
from tests.store.places import SqlitePlace

Dossiers = Callable[[str], Path]

ALL = (*(f"P-{number}" for number in range(1, PARTNERSHIPS + 1)), "all")
VOID = {"meta"}
"""Elements of the page that have no end tag."""


class Page(HTMLParser):
    """What is on a page: its elements with their attributes, its text, and whether every tag is closed in turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.crossed: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words.append(data)

    @property
    def left_open(self) -> list[str]:
        return self._open

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def count(self, tag: str) -> int:
        return sum(1 for name, _ in self.elements if name == tag)

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(attribute))]


def page_of(folder: Path) -> Page:
    return Page((folder / "index.html").read_text("utf-8"))


@pytest.mark.parametrize("which", ALL)
def test_the_page_is_whole_and_stands_alone(which: str, dossiers: Dossiers) -> None:
    """Every tag is closed in turn; nothing is fetched or run; each link leads to a file or a place that is there."""
    folder = dossiers(which)
    page = page_of(folder)
    targets = page.values("href")

    assert ([], []) == (page.crossed, page.left_open)
    assert not {"script", "img", "link", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
    assert not re.search(
        r"://|url\(\s*[^#]|@import|\son\w+=|javascript:", (folder / "index.html").read_text("utf-8")
    )
    assert [] == [one for one in targets if one.startswith("#") and one[1:] not in page.values("id")]
    assert [] == [one for one in targets if not one.startswith("#") and not (folder / one).is_file()]


@pytest.mark.parametrize("which", ALL)
def test_the_page_can_be_read_by_everybody(which: str, dossiers: Dossiers) -> None:
    """A language, one title, headings in order, headed columns, pictures in words, unique places."""
    page = page_of(dossiers(which))
    tags = [tag for tag, _ in page.elements]
    pictures = [attributes for tag, attributes in page.elements if tag == "svg"]
    ids = page.values("id")

    assert ("html", {"lang": "en"}) == page.elements[0]
    assert (1, 1) == (page.count("h1"), page.count("main"))
    assert tags.index("h1") < tags.index("h2")
    assert {"col"} == {attributes.get("scope") for tag, attributes in page.elements if tag == "th"}
    assert page.count("table") == page.count("caption")
    assert {"img"} == {one.get("role") for one in pictures}
    assert page.count("svg") == len(
        re.findall(r"<svg[^>]*><title", (dossiers(which) / "index.html").read_text())
    )
    assert len(ids) == len(set(ids))


# --- the story ------------------------------------------------------------------------------------


def test_the_story_of_a_breach(dossiers: Dossiers) -> None:
    """What happened, by whom in which role, on what ground and why; what was refused and what stood in the way."""
    text = page_of(dossiers("P-4")).text

    for sentence in (
        "Dossier of P-4, Ung teater turnerar",
        "20 events, 1 refused attempt, in the order of the log",
        "On breach 1 it was decided: terminate. k.dahl head of communications C30 Termination for a breach",
        "Refused. Somebody tried to record payment, and was refused. In the way stood: C30: P-4 has ended (breach)",
        "We signed Ung teater turnerar, avtal.pdf on 2025-06-12 (e-signature; the signatory is sealed).",
        "Its contact sealed",
        "Paid in all 135 000 kr",
        "40 000 kr paid back on 2026-06-20, use of marks ended",
        "1 C20 Effect before activity",
        "granted by s.alm",
        "M1: Föreställningar per läsår",
        "event 173 receipt",
    ):
        assert sentence in text, sentence


def test_the_path_is_told_in_words_too(dossiers: Dossiers) -> None:
    """Who cannot see the picture reads it: each step with its date and who took it."""
    steps = (
        "proposed on 2025-04-01 by h.ek; screened on 2025-05-01 by g.lind; agreed on 2025-06-15 by k.dahl; "
        "active on 2025-08-01 by calendar; terminated on 2026-05-06 by k.dahl"
    )

    assert 2 == page_of(dossiers("P-4")).text.count(steps)


def test_the_picture_draws_what_was_taken_strongly(dossiers: Dossiers) -> None:
    """Of the path of a partnership that was rejected once proposed, one line is strong and nine are faint."""
    page = page_of(dossiers("P-9"))
    ends = [attributes["marker-end"] for tag, attributes in page.elements if "marker-end" in attributes]

    assert (1, 9) == (ends.count("url(#strong)"), ends.count("url(#faint)"))
    assert "reject 2026-02-03" in page.text


def test_rounds_of_evaluation_are_counted(dossiers: Dossiers) -> None:
    """Three evaluations and two times going on stand beside their arrows, with the latest."""
    text = page_of(dossiers("P-1")).text

    assert "evaluate × 3 2025-12-15 u.berg" in text
    assert "continue × 2 2025-01-20 s.alm" in text


def test_a_correction_shows_both(dossiers: Dossiers) -> None:
    """What was said and what is right stand side by side, and the money is told as it is right."""
    text = page_of(dossiers("P-7")).text

    assert "P-7:9@129 agreed amount of 2026 330 000 kr 300 000 kr p.lund" in text
    assert "2026 300 000 kr 0 kr" in text


def test_the_overview_has_a_line_for_each(dossiers: Dossiers) -> None:
    """Each partnership with where it stands, and its path in dots that are named."""
    page = page_of(dossiers("all"))

    assert PARTNERSHIPS == page.count("svg")
    assert "P-4 Ung teater turnerar Teater Vågspel ekonomisk förening" in page.text
    assert (
        "reached: proposed, screened, agreed, active, terminated terminated: breach 2026-05-06 20 1"
        in page.text
    )
    assert "P-13 Läsa för livet" in page.text


def test_clauses_are_told_in_swedish_when_asked_for(asked: Reader, tmp_path: Path) -> None:
    """The titles are the policy's own, and say which language they are in."""
    bundle_partnership(asked, "P-4", tmp_path / "dossier", "sv")
    page = page_of(tmp_path / "dossier")

    assert "Hävning vid avtalsbrott" in page.text
    assert "sv" in page.values("lang")


def test_each_event_has_words_of_its_own() -> None:
    """Nothing that can happen to a partnership is told by its bare name."""
    samples = [one for one in SAMPLES if one.TOPIC.startswith("partnership.")]
    bare = {one.TOPIC for one in samples if told(one).startswith(name_of(one).replace("-", " ").capitalize())}

    assert set() == bare
    assert {type(one) for one in samples} == {one for one in EVENTS if one.TOPIC.startswith("partnership.")}


# --- what others wrote ----------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>"
BREAKING_OUT = '"></td></table><img src=x onerror=alert(1)>&amp;'


def test_what_others_wrote_stays_text(a_file: SqlitePlace, tmp_path: Path) -> None:
    """A partner may be called anything: it is shown as written, and does nothing."""
    store = a_file.made()
    store.handle(b.a_proposal(HOSTILE, purpose=BREAKING_OUT, because=BREAKING_OUT), actor="h.ek")
    with Reader(store.path) as reader:
        bundle_partnership(reader, "P-1", tmp_path / "one")
        bundle_whole_log(reader, tmp_path / "all")

    for which in ("one", "all"):
        page = page_of(tmp_path / which)
        assert ([], []) == (page.crossed, page.left_open)
        assert {"script", "img"}.isdisjoint(tag for tag, _ in page.elements)
        assert HOSTILE in page.text
    assert 2 <= page_of(tmp_path / "one").text.count(BREAKING_OUT)
