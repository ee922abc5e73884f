"""The page of a dossier: it stands alone, harms nobody, can be read by everybody, and tells the story."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from samverkan_flow.audit.bundle.gone_back import gone_back
from samverkan_flow.audit.bundle.making import bundle_partnership, bundle_whole_log
from samverkan_flow.audit.bundle.matters import matters
from samverkan_flow.audit.bundle.words import told
from samverkan_flow.audit.proving import newest_checkpoint
from samverkan_flow.domain.events import EVENTS, ExceptionGranted, RollbackAccepted, name_of
from samverkan_flow.domain.partnership import project
from samverkan_flow.queries.reading import Reader
from tests import builders as b
from tests.audit.bundles import checked
from tests.audit.exports import PARTNERSHIPS, altered
from tests.cli.conftest import Run
from tests.demonstration import LOG_SIZE, cited, place_of
from tests.history.samples import SAMPLES
from tests.log.test_threats import Store, roll_back
from tests.store.places import SqlitePlace, propose

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
        "20 events, 1 refused attempt, 0 reminders, in the order of the log",
        "On breach 1 it was decided: terminate. k.dahl head of communications C30 Termination for a breach",
        "Refused. Somebody tried to record payment, and was refused. In the way stood: C30: P-4 has ended (breach)",
        "We signed Ung teater turnerar, avtal.pdf on 2025-06-12 (e-signature; the signatory is sealed).",
        "Its contact sealed",
        "Paid in all 135 000 kr",
        "40 000 kr paid back on 2026-06-20, use of marks ended",
        "1 C20 Effect before activity",
        "granted by s.alm",
        "M1: Föreställningar per läsår",
        f"event {place_of('P-4:17')} receipt",
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

    assert f"{cited('P-7:9')} agreed amount of 2026 330 000 kr 300 000 kr p.lund" in text
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


# --- what a reader must not miss ------------------------------------------------------------------


def test_a_late_entry_shows_the_day_it_was_recorded(a_file: SqlitePlace, tmp_path: Path) -> None:
    """In the story, in the path in words, and in the overview; what was entered in time shows one date."""
    store = a_file.made()
    a_file.clock.now = datetime(2026, 2, 2, 12, tzinfo=UTC)
    propose(store, "Teater Sen", on=date(2026, 1, 2))
    propose(store, "Teater Punktlig")
    with Reader(store.path) as reader:
        bundle_partnership(reader, "P-1", tmp_path / "late")
        bundle_partnership(reader, "P-2", tmp_path / "in time")
        bundle_whole_log(reader, tmp_path / "all")
    late, in_time, whole = (page_of(tmp_path / which).text for which in ("late", "in time", "all"))

    assert "2026-01-02 recorded 2026-02-02 The partnership" in late
    assert "proposed on 2026-01-02 (recorded 2026-02-02) by h.ek" in late
    assert "recorded 2026" not in in_time
    assert 1 == whole.count("2026-01-02 (recorded 2026-02-02)")


def test_a_payment_entered_late_shows_it_too(dossiers: Dossiers, demonstration: Path, tmp_path: Path) -> None:
    """Money is told by the day it was paid, with the day that was recorded where it is another."""
    old = '"recorded_at":"2026-02-05T09:20:00Z","effective_on":"2026-02-05","actor":"p.lund"'
    with Reader(
        altered(demonstration, tmp_path, old, old.replace('on":"2026-02-05', 'on":"2026-01-30'))
    ) as reader:
        state = reader.partnership("P-4")
        events = [one for one in reader.history(state) if one.recorded.originator_id == state.id]
        projected = project(None, [one.recorded for one in events])
        assert projected is not None
        sections = matters(projected, events, reader.policy(projected.policy_version), [], "en")
        money = next(one.body for one in sections if one.heading == "Money")

    assert "2026-01-30 (recorded 2026-02-05)" in money
    assert "(recorded" not in page_of(dossiers("P-4")).text


def test_an_exception_tells_why_it_was_granted(dossiers: Dossiers, asked: Reader) -> None:
    """The reason of who decided stands beside that of who asked."""
    (reason,) = (
        one.recorded.reason
        for one in asked.history(asked.partnership("P-4"))
        if isinstance(one.recorded.event, ExceptionGranted)
    )

    assert reason
    assert f"granted by s.alm: {reason}" in page_of(dossiers("P-4")).text


def test_both_policy_versions_are_told_where_they_differ(dossiers: Dossiers, asked: Reader) -> None:
    """From 2026 on the roles in P-4 were judged by another version than its decisions: as many lines say so."""
    history = [one.recorded for one in asked.history(asked.partnership("P-4"))]
    differ = [one for one in history if one.house_policy_version not in ("", one.policy_version)]
    told = "policy 2022-1; roles by policy 2026-1"

    assert {("2022-1", "2026-1")} == {(one.policy_version, one.house_policy_version) for one in differ}
    assert len(differ) == page_of(dossiers("P-4")).text.count(told)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_in_swedish_says_so(language: str, asked: Reader, tmp_path: Path) -> None:
    """Every title, text and role of the policy is marked with its language: a screen reader speaks it rightly."""
    bundle_partnership(asked, "P-4", tmp_path / "dossier", language)
    text = (tmp_path / "dossier" / "index.html").read_text("utf-8")
    policy = asked.policy("2022-1")
    words = [one.short for one in policy.clauses.values()] + list(policy.roles.values())
    told = [one.in_language(language) for one in words if one.sv != one.en]
    shown = [one for one in told if f">{escape(one)}<" in text or f" {escape(one)}<" in text]
    unmarked = re.sub(rf'<span[^>]* lang="{language}">[^<]*</span>', "", text)

    assert len(shown) > 20
    assert [] == [one for one in shown if re.search(rf"(>|, ){re.escape(escape(one))}[,<]", unmarked)]


# --- a log that went back --------------------------------------------------------------------------


@pytest.fixture
def rolled_back(demonstration: Path, tmp_path: Path) -> Store:
    """The demonstration with its last events gone, as after a backup was put back."""
    path = tmp_path / "log" / "copy.db"
    path.parent.mkdir()
    for file in demonstration.parent.glob(f"{demonstration.name}*"):
        shutil.copy(file, path.parent / file.name.replace(demonstration.name, path.name))
    store = Store(path)
    roll_back(store)
    return store


@pytest.mark.parametrize("which", ["P-4", "--all"])
def test_no_dossier_is_made_of_a_log_that_went_back(
    which: str, rolled_back: Store, run: Run, tmp_path: Path
) -> None:
    """What it lost might be in that very dossier; there is none until an administrator has accepted it."""
    ran = run("audit", "bundle", which, "-o", tmp_path / "dossier", "--db", rolled_back.path)

    assert (6, False) == (ran.code, (tmp_path / "dossier").exists())
    assert "ROLLED_BACK" in ran.err
    assert "log verify" in ran.err


@pytest.mark.parametrize("which", ["P-4", "--all"])
def test_a_log_that_went_back_says_so_in_every_dossier(
    which: str, rolled_back: Store, run: Run, tmp_path: Path
) -> None:
    """When, who accepted it and why, and how many events are lost; and the dossier holds."""
    (size,) = rolled_back.do("SELECT COUNT(*) FROM log")[0]
    accepted = ("--reason", "the disk is lost", "--as", "a.ny", "--db", rolled_back.path)
    assert 0 == run("log", "accept-rollback", *accepted).code
    ran = run("audit", "bundle", which, "-o", tmp_path / "dossier", "--db", rolled_back.path)
    text = page_of(tmp_path / "dossier").text

    assert 0 == ran.code, ran.err
    assert 0 == checked(tmp_path / "dossier").returncode
    assert (
        f"The log went back. On 2026-11-23 a.ny accepted (ROLLED_BACK, event {size}) that it had {size} events "
        f"where {LOG_SIZE} had been seen: at least {LOG_SIZE - int(str(size))} events recorded before are lost. "
        "Because: the disk is lost"
    ) in text


def test_a_log_that_never_went_back_does_not_say_so(dossiers: Dossiers) -> None:
    """Neither the page of one nor the overview."""
    assert not any("went back" in page_of(dossiers(which)).text for which in ("P-4", "all"))


def test_how_many_are_lost_is_told_only_where_it_is_known(asked: Reader) -> None:
    """Without the checkpoint that was seen, or where the log was rewritten at full length, no number is made up."""
    first = next(asked.log())
    note = newest_checkpoint(asked)
    rewritten = RollbackAccepted(kind="SPLIT_VIEW", size=500, checkpoint=note)
    unknown = RollbackAccepted(kind="BAD_SIGNATURE", size=500)
    told = [
        gone_back([replace(first, recorded=replace(first.recorded, event=event))])
        for event in (rewritten, unknown)
    ]

    assert all("how many are lost cannot be told" in one for one in told)
    assert f"not the {LOG_SIZE} that had been signed" in told[0]
