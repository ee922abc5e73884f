"""Dossiers that a forger sealed anew under the log's true key: what is false or left out is found, or said not to be."""

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from samverkan_flow.audit.bundle import verify_receipt
from samverkan_flow.audit.bundle.documents import mentions
from samverkan_flow.audit.export.csv import safe_row
from samverkan_flow.audit.export.extract import Tally
from samverkan_flow.domain.events import CommandRefused, CriteriaAssessed, Event, ExceptionAsked, clauses_of
from samverkan_flow.queries.reading import LoggedEvent, Reader
from samverkan_flow.store.codec import Codec
from samverkan_flow.store.keys import KeyStore
from tests.audit.bundles import checked, manifest_of, seal_again
from tests.audit.exports import PARTNERSHIPS
from tests.audit.test_bundle import leave_out, replaced
from tests.demonstration import LOG_SIZE, OF_FRAMES, OF_HOUSE, PLACES, cited, place_of
from tests.history.samples import SAMPLES

Dossiers = Callable[[str], Path]
Forge = Callable[[Path], None]


def line(index: int, /, **changes: Any) -> Forge:
    """Returns what changes fields of one line of log.jsonl, or adds them."""

    def forge(folder: Path) -> None:
        path = folder / "log.jsonl"
        told = [json.loads(one) for one in path.read_text("utf-8").splitlines()]
        changed = [{**one, **changes} if one["index"] == index else one for one in told]
        assert told != changed
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in changed), "utf-8")

    return forge


def text(name: str, old: str, new: str) -> Forge:
    """Returns what puts another text into a file."""
    return lambda folder: replaced(folder / name, old, new)


def without(*indexes: int) -> Forge:
    """Returns what leaves events out, with their lines, receipts and documents."""

    def forge(folder: Path) -> None:
        for index in indexes:
            leave_out(folder, index)
        path = folder / "documents.csv"
        rows = path.read_bytes().splitlines(keepends=True)
        gone = tuple(f"@{index}\r\n".encode() for index in indexes)
        path.write_bytes(b"".join(row for row in rows if not row.endswith(gone)))

    return forge


def together(*forges: Forge) -> Forge:
    """Returns what does several things."""

    def forge(folder: Path) -> None:
        for one in forges:
            one(folder)

    return forge


def without_file(name: str) -> Forge:
    return lambda folder: (folder / name).unlink()


def manifest(**changes: Any) -> Forge:
    def forge(folder: Path) -> None:
        told = {**manifest_of(folder), **changes}
        (folder / "manifest.json").write_text(json.dumps(told), "utf-8")

    return forge


def empty(folder: Path) -> None:
    """Leaves no event."""
    for kind in ("events", "receipts"):
        shutil.rmtree(folder / kind)
        (folder / kind).mkdir()
    (folder / "log.jsonl").write_text("")
    (folder / "documents.csv").write_bytes(b"held_as,name,sha256,media_type,cited\r\n")


OF_P4 = (*PLACES["P-4"], *PLACES["P-4/refusals"])
PROPOSED, JUDGED, SCREENED, ASKED, SIGNED, SIGNED_TOO, DECIDED, ENDED, SETTLED, LAST = (
    place_of(f"P-4:{number}") for number in (1, 2, 3, 5, 7, 8, 16, 17, 19, 20)
)
REFUSED = place_of("P-4/refusals:1")
NEWER_POLICY = place_of("house:26")
AGREEMENT = (
    '"Ung teater turnerar, avtal.pdf",0c0a21c160928a7c35718e4274264b79f53e369398f783e13d2ebede63132755'
)

FORGED: dict[str, tuple[str, Forge, str]] = {
    "another citation": ("P-4", line(ENDED, citation=f"P-5:17@{ENDED}"), f"of event {ENDED} .*: citation"),
    "another citation of a refusal": ("P-4", line(REFUSED, citation=f"P-5/refusals:1@{REFUSED}"), f"of event {REFUSED} .*: citation"),
    "another citation of the house": ("P-4", line(3, citation="house:5@3"), "of event 3 .*: citation"),
    "another citation in the whole log": ("all", line(ENDED, citation=f"P-5:17@{ENDED}"), f"of event {ENDED} .*: citation"),
    "another index": ("P-4", line(DECIDED, index=ENDED), f"the receipt of event {ENDED} is about something else"),
    "an index that is no whole number": ("all", text("log.jsonl", f'"index":{ENDED},', f'"index":{ENDED}.0,'), f"of event {ENDED} .*: index"),
    "another place of a refusal's clauses": ("P-4", line(REFUSED, clauses=["C99"]), f"of event {REFUSED} .*: clauses"),
    "other clauses of a judgement": ("P-4", line(JUDGED, clauses=["C1"]), f"of event {JUDGED} .*: clauses"),
    "other clauses of an exception": ("P-4", line(ASKED, clauses=["C1"]), f"of event {ASKED} .*: clauses"),
    "other clauses of an end for breach": ("P-4", line(ENDED, clauses=["C1"]), f"of event {ENDED} .*: clauses"),
    "clauses that are none": ("P-4", line(SCREENED, clauses=[{"C1": 1}]), f"of event {SCREENED} .*: clauses"),
    "another day of recording": ("P-4", line(ENDED, recorded_at="2026-05-06T12:03:00Z"), f"of event {ENDED} .*: recorded_at"),
    "a stream in capitals": (
        "P-4", text("log.jsonl", "26ea7a0d-5b32-5364-b7be-170facdaadcc", "26EA7A0D-5B32-5364-B7BE-170FACDAADCC"),
        "something else than log.jsonl says"),
    "a field more": ("P-4", line(ENDED, approved_by="v.norr"), 'line 36 of log.jsonl has a field "approved_by"'),
    "a field less": ("P-4", text("log.jsonl", '"via":"demonstration",', ""), 'line 1 of log.jsonl has no "via"'),
    "a name twice in a line": (
        "P-4", text("log.jsonl", f'"index":{ENDED},', f'"index":{ENDED},"actor":"s.alm",'), 'has "actor" twice'),
    "a name twice in the manifest": (
        "P-4", text("manifest.json", '"name": "P-4",', '"name": "P-5", "name": "P-4",'), 'has "name" twice'),
    "how the log began left out": ("P-4", without(0), "event 0, with which the log began, is missing"),
    "a registration left out": ("P-4", without(4, 5), f"h.ek acted in event {PROPOSED}, and the registration of h.ek is missing"),
    "a first refused attempt left out": ("P-13", without(place_of("P-13/refusals:1")), "an event between 0 and 2 is missing"),
    "an event of the house left out of the whole log": ("all", lambda f: replaced(f / "log.jsonl", (f / "log.jsonl").read_text("utf-8").splitlines(True)[5], ""),
        "goes on with event 6 where 5 should stand"),
    "a document under another name": (
        "P-4", text("documents.csv", AGREEMENT, AGREEMENT.replace("avtal", "utkast")), f"documents of event {SIGNED} "),
    "a document as something else": (
        "P-4", text("documents.csv", "signed by the partner", "evidence"), f"documents of event {SIGNED_TOO} "),
    "a document cited elsewhere": ("P-4", text("documents.csv", cited("P-4:8"), cited("P-4:9")), f"documents of event {SIGNED_TOO} "),
    "documents cut off": (
        "P-4", lambda f: (f / "documents.csv").write_bytes(b"held_as,name,sha256,media_type,cited\r\n"),
        "documents of event 3 "),
    "the last document cut off": (
        "P-4", lambda f: (f / "documents.csv").write_bytes(b"".join((f / "documents.csv").read_bytes().splitlines(True)[:-1])),
        f"documents of event {LAST} "),
    "a document more": (
        "P-4", lambda f: (f / "documents.csv").write_bytes(
            (f / "documents.csv").read_bytes() + f"evidence,{AGREEMENT},application/pdf,{cited('P-4:20')}\r\n".encode()),
        "a document that no event here holds"),
    "documents without their heading": (
        "P-4", text("documents.csv", "held_as,name", "held_as,title"), "does not begin with its heading"),
    "a policy's text left out": ("P-4", without_file("policies/2026-1.toml"), "policies/2026-1.toml is missing"),
    "a policy's text left out of the whole log": (
        "all", without_file("policies/2022-1.toml"), "policies/2022-1.toml is missing"),
    "a policy left out with its adoption": (
        "P-4", together(without(NEWER_POLICY), without_file("policies/2026-1.toml")),
        "policy version 2026-1 judged an event, and its adoption is not here"),
    "a policy of another name": (
        "P-4", lambda f: shutil.copy(f / "policies/2022-1.toml", f / "policies/2027-1.toml"), "2027-1.toml is not a text"),
    "no event at all": ("P-4", empty, "log.jsonl holds no event at all"),
    "no event of the whole log": ("all", lambda f: (f / "log.jsonl").write_text(""), "holds 0 events"),
    "the house alone": ("P-4", without(*OF_P4), "the events of 0 partnerships"),
    "the dossier of another": ("P-4", manifest(name="P-5"), "is of P-5, and here is P-4"),
    "a log of another size": ("P-4", manifest(log_size=500), f"here is P-4 of {LOG_SIZE} events"),
    "no checkpoint": ("P-4", without_file("checkpoint"), "checkpoint is missing"),
    "no key": ("P-4", without_file("origin.vkey"), "origin.vkey is missing"),
    "no events file": ("P-4", without_file("log.jsonl"), "log.jsonl is missing"),
    "no documents": ("all", without_file("documents.csv"), "documents.csv is missing"),
}  # fmt: skip


@pytest.mark.parametrize(("which", "forge", "told"), FORGED.values(), ids=list(FORGED))
def test_what_is_false_or_left_out_is_found(which: str, forge: Forge, told: str, copied: Dossiers) -> None:
    """Each with its own sentence, however well the manifest fits."""
    folder = copied(which)
    forge(folder)
    if told != 'has "name" twice':
        seal_again(folder)
    done = checked(folder)

    assert (6, False) == (done.returncode, "Everything that can be checked holds." in done.stdout)
    assert re.search(f"^DOES NOT HOLD: .*{told}", done.stderr), done.stderr


@pytest.mark.parametrize("kind", ["a link", "a link to a folder", "a pipe"])
def test_what_is_no_plain_file_is_refused(kind: str, copied: Dossiers, tmp_path: Path) -> None:
    """A link says something else tomorrow, and reading a pipe never ends."""
    folder = copied("P-4")
    match kind:
        case "a link":
            os.replace(folder / "index.html", tmp_path / "index.html")
            (folder / "index.html").symlink_to(tmp_path / "index.html")
        case "a link to a folder":
            os.replace(folder / "policies", tmp_path / "policies")
            (folder / "policies").symlink_to(tmp_path / "policies")
        case _:
            os.mkfifo(folder / "pipe")
    done = checked(folder)

    assert 6 == done.returncode
    assert "is a link or a special file" in done.stderr


def test_a_name_twice_in_stored_bytes_is_refused(tmp_path: Path) -> None:
    """Two readers of the very same bytes could take different ones."""
    stored = '{"actor":"h.ek","actor":"s.alm","data":{}}'
    told = dict.fromkeys(verify_receipt.FIELDS, "") | {"stored": stored, "version": 1}
    (tmp_path / "log.jsonl").write_text(json.dumps(told) + "\n")

    with pytest.raises(verify_receipt.Fault, match='the stored event of line 1 has "actor" twice'):
        next(verify_receipt.events_in(tmp_path))


# --- what is said of what cannot be shown -----------------------------------------------------------


def test_the_last_lines_tell_how_much_is_here_and_what_is_not_shown(dossiers: Dossiers) -> None:
    """Events, refused attempts and those of the house apart; what a dossier of one cannot show; that the rest holds."""
    one, whole = (checked(dossiers(which)).stdout.splitlines() for which in ("P-4", "all"))

    assert (
        "P-4: events 20, refused attempts 1, reminders 0, each without a gap from the first one on; "
        "events of the house 19, those it rests on"
    ) in one
    assert (
        f"14 partnerships: events 179, refused attempts 4, reminders 0, each without a gap from the first one on; "
        f"events of the house {OF_HOUSE}, of the yearly frames {OF_FRAMES}, without a gap"
    ) in whole
    assert "documents.csv: 23 rows are those of the events here" in one
    for told in ("came after the last ones", "a role given or taken back", "a rollback of the log"):
        assert any(line.startswith("NOT SHOWN: ") and told in line for line in one), told
    assert "NOT SHOWN: whether something was recorded after the checkpoint" in whole
    assert any("NOT CHECKED: the clauses that log.jsonl gives for 35 events" in line for line in one)
    assert ["Everything that can be checked holds."] * 2 == [one[-1], whole[-1]]


@pytest.mark.parametrize("forge", [without(REFUSED), without(LAST, SETTLED, REFUSED), without(5)])
def test_what_cannot_be_shown_changes_the_numbers(forge: Forge, copied: Dossiers) -> None:
    """The last events, all refused attempts or a role left out of one partnership's dossier: only the count tells."""
    folder = copied("P-4")
    before = next(line for line in checked(folder).stdout.splitlines() if line.startswith("P-4: events"))
    forge(folder)
    seal_again(folder)
    done = checked(folder)
    after = next(line for line in done.stdout.splitlines() if line.startswith("P-4: events"))

    assert 0 == done.returncode, done.stderr
    assert before != after
    assert (
        "NOT SHOWN: whether events, refused attempts or reminders came after the last ones here"
        in done.stdout
    )


# --- it works out what the product says -------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: type(one).__name__)
def test_documents_and_clauses_are_worked_out_as_the_product_does(
    sample: Event, asked: Reader, tmp_path: Path
) -> None:
    """Of every kind of event there is, from its stored bytes alone."""
    KeyStore.create(tmp_path / "keys")
    recorded = replace(next(asked.logged("l.idx = ?", PROPOSED)).recorded, event=sample)
    topic, stored = Codec(KeyStore(tmp_path / "keys")).encode_event(recorded)
    data = json.loads(stored)["data"]
    expected = [tuple(one)[:4] for one in mentions(asked, LoggedEvent(PROPOSED, recorded, topic, stored))]
    entry = verify_receipt.Entry("", 1, topic, "")
    named = verify_receipt.clauses_named_by(verify_receipt.Event({}, entry, {"data": data}))

    assert expected == list(verify_receipt.documents_held_by(topic, data))
    assert named in (None, list(clauses_of(sample)))
    assert named is not None or not isinstance(sample, CommandRefused | CriteriaAssessed | ExceptionAsked)


@pytest.mark.parametrize(
    "text", ["=1", "a;=1", 'a;"=1', "\t=1", "\rx", " -1", "a\x00b\x9b", "a;b", '"=1"', "\uff1d1", "a\n@x"]
)
def test_a_cell_is_guarded_as_the_product_guards_it(text: str) -> None:
    """What a document may be called stands in documents.csv as no formula; the verifier knows how."""
    written = safe_row((text, "x"), Tally()).decode("utf-8")

    assert [[verify_receipt.cell(text), "x"]] == list(csv.reader(io.StringIO(written, newline="")))


@pytest.mark.parametrize("number", range(1, PARTNERSHIPS + 1))
def test_each_partnership_is_counted(number: int, dossiers: Dossiers, asked: Reader) -> None:
    """As many events and refused attempts as its history has."""
    history = [one.recorded.event for one in asked.history(asked.partnership(f"P-{number}"))]
    refused = sum(isinstance(one, CommandRefused) for one in history)

    assert f"P-{number}: events {len(history) - refused}, refused attempts {refused}, reminders 0, " in (
        checked(dossiers(f"P-{number}")).stdout
    )
