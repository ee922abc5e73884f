"""A dossier: what is in it, that it checks without us, and that nothing in it can be changed unseen."""

import csv
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from samverkan_flow.domain.events import PersonAdded
from samverkan_flow.domain.house import HOUSE_ID
from samverkan_flow.queries.reading import Reader
from tests.audit.bundles import change_a_byte, checked, files_in, manifest_of, seal_again
from tests.audit.exports import PARTNERSHIPS, lines
from tests.demonstration import LOG_SIZE, cited, place_of

Dossiers = Callable[[str], Path]

ONE_OF_EACH = ("index.html", "README.txt", "log.jsonl", "documents.csv", "checkpoint", "origin.vkey",
               "verify_receipt.py", "manifest.json", "policies/2022-1.toml")  # fmt: skip
PROPOSED, SIGNED, ENDED, CONFIRMED, REFUSED = (
    place_of(one) for one in ("P-4:1", "P-4:7", "P-4:17", "P-4:18", "P-4/refusals:1")
)
OF_A_PARTNERSHIP = (*ONE_OF_EACH, f"events/{PROPOSED:06d}.json", f"receipts/{PROPOSED:06d}.tlog-proof")


@pytest.mark.parametrize("which", ["P-4", "all"])
def test_the_manifest_names_every_file_and_no_other(which: str, dossiers: Dossiers) -> None:
    """What lies in the folder is what the manifest names, and the manifest."""
    folder = dossiers(which)
    manifest = manifest_of(folder)

    assert files_in(folder) == {*manifest["sha256"], "manifest.json"}
    assert (manifest["log_size"], manifest["policy_version"]) == (LOG_SIZE, "2026-1")
    assert manifest["made_at"] == "2026-11-23T11:00:00.000000Z"


@pytest.mark.parametrize("which", [*(f"P-{number}" for number in range(1, PARTNERSHIPS + 1)), "all"])
def test_every_dossier_checks_without_us(which: str, dossiers: Dossiers) -> None:
    """Plain Python and the program that lies in the dossier say that everything holds."""
    folder = dossiers(which)
    done = checked(folder, script=folder / "verify_receipt.py")

    assert (0, "") == (done.returncode, done.stderr)
    assert f"over {LOG_SIZE} events" in done.stdout


def test_the_key_that_was_got_another_way_is_asked_for(dossiers: Dossiers, demonstration: Path) -> None:
    """With it the check says no more; without it, that the key came with the dossier."""
    vkey = demonstration.with_name(f"{demonstration.name}.origin.vkey")

    assert "NOTE" in checked(dossiers("P-4")).stdout
    assert "NOTE" not in checked(dossiers("P-4"), "--vkey", vkey).stdout


# --- what is in it --------------------------------------------------------------------------------


def test_everything_of_the_partnership_is_in_it(dossiers: Dossiers, asked: Reader) -> None:
    """Its events and refused attempts, with the very bytes they are stored as."""
    own = asked.history(asked.partnership("P-4"))
    folder = dossiers("P-4")

    assert len(own) == 21
    for one in own:
        assert one.stored == (folder / "events" / f"{one.index:06d}.json").read_bytes()
    assert files_in(folder / "receipts") == {
        f"{Path(name).stem}.tlog-proof" for name in files_in(folder / "events")
    }


def test_what_it_rests_on_is_in_it_and_no_more(dossiers: Dossiers, asked: Reader) -> None:
    """Who acted, the policies that judged, the code that was acknowledged, how the log began; nobody else."""
    names = files_in(dossiers("P-4") / "events")
    own = {one.index for one in asked.history(asked.partnership("P-4"))}
    house = [one.recorded for one in asked.log() if f"{one.index:06d}.json" in names and one.index not in own]
    people = {one.event.handle for one in house if isinstance(one.event, PersonAdded)}

    assert {HOUSE_ID} == {one.originator_id for one in house}
    assert people == {"h.ek", "g.lind", "s.alm", "k.dahl", "p.lund", "v.norr", "u.berg"}
    assert {"store.opened.v1", "person.added.v1", "person.role-granted.v1", "policy.adopted.v1",
            "code.published.v1"} == {one.event.TOPIC for one in house}  # fmt: skip
    assert {"2022-1.toml", "2026-1.toml"} == files_in(dossiers("P-4") / "policies")


def test_the_log_lines_are_those_of_the_export(dossiers: Dossiers, demonstration: Path) -> None:
    """The same format, so that the same tools read it; of the whole log, the whole export."""
    whole = lines(demonstration)
    told = {
        which: [json.loads(line) for line in (dossiers(which) / "log.jsonl").read_text("utf-8").splitlines()]
        for which in ("P-4", "all")
    }
    indexes = {int(Path(name).stem) for name in files_in(dossiers("P-4") / "events")}

    assert whole == told["all"]
    assert [line for line in whole if line["index"] in indexes] == told["P-4"]


def test_documents_are_listed_with_where_they_are_cited(dossiers: Dossiers) -> None:
    """The agreement stands there as signed by both and as the agreement, each time with its hash."""
    with (dossiers("P-4") / "documents.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    agreement = [row for row in rows if row["name"] == "Ung teater turnerar, avtal.pdf"]

    assert 23 == len(rows)
    assert [
        ("signed by us", cited("P-4:7")),
        ("signed by the partner", cited("P-4:8")),
        ("the agreement", cited("P-4:11")),
    ] == [(row["held_as"], row["cited"]) for row in agreement]
    assert {"application/pdf"} == {row["media_type"] for row in agreement}
    assert 1 == len({row["sha256"] for row in agreement})


def test_the_policies_are_the_adopted_texts(dossiers: Dossiers, asked: Reader) -> None:
    """Each file is the very text, and reads as that version."""
    for path in (dossiers("all") / "policies").iterdir():
        assert asked.policy_text(path.stem) == path.read_text("utf-8")
        assert path.stem == tomllib.loads(path.read_text("utf-8"))["version"]


def test_nothing_personal_is_opened(dossiers: Dossiers) -> None:
    """No name, mail address or telephone number of a living person can be read in any file of any dossier."""
    personal = _personal_texts()

    assert len(personal) > 50
    for which in (*(f"P-{number}" for number in range(1, PARTNERSHIPS + 1)), "all"):
        for name in files_in(dossiers(which)):
            text = (dossiers(which) / name).read_text("utf-8")
            assert [] == [one for one in personal if one in text], (which, name)


def _personal_texts() -> set[str]:
    from samverkan_flow.demo.portfolio import read_portfolio

    told = read_portfolio()
    contacts = [one["partner"]["contact"] for one in told["partnership"] if "contact" in one["partner"]]
    signatories = [one["agreement"]["signed_by"] for one in told["partnership"] if "agreement" in one]
    return {
        *(person["name"] for person in told["people"].values()),
        *(text for one in (*contacts, *signatories) for text in one.values()),
    }


# --- what is changed is found -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "name"),
    [*(("P-4", name) for name in OF_A_PARTNERSHIP), *(("all", name) for name in ONE_OF_EACH)],
)
def test_one_changed_byte_is_found(which: str, name: str, copied: Dossiers) -> None:
    """Whichever file it is in."""
    folder = copied(which)
    change_a_byte(folder / name)

    assert _does_not_hold(folder)


@pytest.mark.parametrize("name", ["name", "made_at", "log_size", "policy_version"])
def test_a_changed_manifest_is_found(name: str, copied: Dossiers) -> None:
    """What it says beside the files is under its seal."""
    path = copied("P-4") / "manifest.json"
    path.write_text(re.sub(rf'"{name}": "?', lambda found: f"{found[0]}1", path.read_text("utf-8")), "utf-8")

    assert _does_not_hold(path.parent)


@pytest.mark.parametrize("which", ["P-4", "all"])
def test_a_file_more_or_less_is_found(which: str, copied: Dossiers) -> None:
    """A dossier is whole, and nothing has been put into it."""
    folder = copied(which)
    (folder / "letter.txt").write_text("from somebody")
    more = checked(folder)
    (folder / "letter.txt").rename(folder / "documents.csv")
    less = checked(folder)

    assert (6, 6) == (more.returncode, less.returncode)
    assert "letter.txt lies here" in more.stderr


def _does_not_hold(folder: Path) -> bool:
    done = checked(folder)
    return done.returncode == 6 and done.stderr.startswith("DOES NOT HOLD: ")


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def leave_out(folder: Path, index: int) -> None:
    """Takes an event out of a dossier, its line with it."""
    (folder / f"events/{index:06d}.json").unlink()
    (folder / f"receipts/{index:06d}.tlog-proof").unlink()
    path = folder / "log.jsonl"
    kept = [line for line in path.read_text("utf-8").splitlines(True) if json.loads(line)["index"] != index]
    path.write_text("".join(kept), "utf-8")


def _change_everywhere(folder: Path) -> None:
    """Puts another person into the termination, in the event and in its line."""
    replaced(folder / f"events/{ENDED:06d}.json", "k.dahl", "s.alm")
    path = folder / "log.jsonl"
    told = path.read_text("utf-8").splitlines(True)
    changed = [
        line.replace("k.dahl", "s.alm") if line.startswith(f'{{"index":{ENDED},') else line for line in told
    ]
    path.write_text("".join(changed), "utf-8")


FORGERIES: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "another event": ("P-4", _change_everywhere, "the event is not the one the receipt is about"),
    "another line": ("P-4", lambda f: replaced(f / "log.jsonl", "Underlaget", "underlaget"), "something else"),
    "another actor beside the bytes": (
        "P-4", lambda f: replaced(f / "log.jsonl", '"actor":"v.norr"', '"actor":"s.alm"'), "says something else"),
    "an event left out": ("P-4", lambda f: leave_out(f, CONFIRMED), "an event between 17 and 19 is missing"),
    "a refusal's receipt for another": (
        "P-4", lambda f: (f / f"receipts/{REFUSED:06d}.tlog-proof").replace(f / f"receipts/{CONFIRMED:06d}.tlog-proof"), "is missing|not the one"),
    "another policy": ("P-4", lambda f: replaced(f / "policies/2022-1.toml", "100 000 kr", "900 000 kr"), "not a text that was adopted"),
    "another document": ("P-4", lambda f: replaced(f / "documents.csv", "0c0a21c1", "1c0a21c1"), f"does not list the documents of event {SIGNED} "),
    "another size": ("P-4", lambda f: replaced(f / "checkpoint", f"\n{LOG_SIZE}\n", f"\n{LOG_SIZE + 1}\n"), "does not hold"),
    "another word in the whole log": ("all", lambda f: replaced(f / "log.jsonl", "Underlaget", "underlaget"), "signed root"),
    "the last event gone from the whole log": (
        "all", lambda f: (f / "log.jsonl").write_text("".join((f / "log.jsonl").read_text().splitlines(True)[:-1])), f"holds {LOG_SIZE - 1}"),
    "an event gone from the whole log": (
        "all", lambda f: (f / "log.jsonl").write_text("".join((f / "log.jsonl").read_text().splitlines(True)[1:])), "should stand"),
    "another policy of the whole log": (
        "all", lambda f: replaced(f / "policies/2022-1.toml", "100 000 kr", "900 000 kr"), "not a text that was adopted"),
}  # fmt: skip


@pytest.mark.parametrize(("which", "forge", "told"), FORGERIES.values(), ids=list(FORGERIES))
def test_a_forger_who_seals_it_again_is_found(
    which: str, forge: Callable[[Path], None], told: str, copied: Dossiers
) -> None:
    """The manifest is no proof: what stands in the dossier has to lead to the signed root."""
    folder = copied(which)
    forge(folder)
    seal_again(folder)
    done = checked(folder)

    assert 6 == done.returncode
    assert re.search(told, done.stderr), done.stderr


def test_a_forger_with_a_key_of_their_own_is_found_by_the_right_key(
    copied: Dossiers, demonstration: Path
) -> None:
    """Another log's key and checkpoint fit each other; the key got another way does not fit them."""
    folder = copied("P-4")
    right = demonstration.with_name(f"{demonstration.name}.origin.vkey")
    (folder / "origin.vkey").write_text(
        right.read_text().partition("+")[0] + "+e8d2e7a9+AfA5bvtKmT2BhgAwYzMbwJ3VXpMGvLHc6dPJvPQVbyqK\n"
    )
    seal_again(folder)

    assert 6 == checked(folder).returncode
    assert 0 == checked(folder, "--vkey", right).returncode
