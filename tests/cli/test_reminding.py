"""`remind` and `calendar` as people and cron call them: what is printed, where, and the exit code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar

from samverkan_flow.reminding.post import Post
from tests.cli.conftest import Run
from tests.cli.test_startup import loaded_by
from tests.reminding.conftest import ADDRESSES, copied
from tests.reminding.servers import Mailbox, environment_of, free_port, office
from tests.unit.imports import loaded_packages


@pytest.fixture
def mailbox() -> Mailbox:
    """Returns a mailbox that takes everything."""
    return Mailbox()


@pytest.fixture
def post(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """Returns a mail server that the environment names."""
    with office(mailbox) as found:
        for name, value in environment_of(found).items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def copy(run: Run, without_addresses: Path, tmp_path: Path) -> Run:
    """Returns a function that runs in a copy of the demonstration, in which nobody has an address."""
    path = copied(without_addresses, tmp_path)
    return lambda *arguments, **more: run(*arguments, "--db", path, **more)


@pytest.fixture
def addressed(copy: Run) -> Run:
    """Returns the same, with addresses."""
    for handle, address in ADDRESSES.items():
        assert copy("people", "mail", handle, address, "--as", "a.ny").code == 0
    return copy


# --- addresses ------------------------------------------------------------------------------------


def test_an_address_is_shown_with_the_people_and_nowhere_else(copy: Run) -> None:
    """The keeper of the keys sees it; what is told of the command and in the log does not hold it."""
    set_ = copy("people", "mail", "u.berg", "ulla.berg@example.org", "--as", "a.ny")
    listed = copy("people", "list", "--json").json["people"]
    found = copy("audit", "search", "--event", "person-mail-set")

    assert (0, "person mail set (u.berg) [R1]") == (set_.code, set_.out.strip().removeprefix("recorded: "))
    assert ["ulla.berg@example.org"] == [one["mail"] for one in listed if one["handle"] == "u.berg"]
    assert "ulla.berg@example.org" not in set_.out + found.out
    assert "u.berg" in found.out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("u.berg", "ulla"), 2, "is no mail address"),
        (("u.berg", "a@b\nBcc: c@d"), 2, "MAIL is more than one line"),
        (("n.obody", "a@example.org"), 3, "is not registered"),
        (("u.berg",), 3, "no mail address is given"),
    ],
)
def test_what_is_no_address_is_not_recorded(
    arguments: tuple[str, ...], code: int, told: str, copy: Run
) -> None:
    """Malformed input ends with 2, a person there is none of with 3; neither repeats an address."""
    ran = copy("people", "mail", *arguments, "--as", "a.ny")

    assert (code, True) == (ran.code, told in ran.err)
    assert "a@example.org" not in ran.err


def test_only_an_administrator_says_where_people_are_written_to(copy: Run) -> None:
    """Whoever could change an address could read another's mail (R1)."""
    ran = copy("people", "mail", "u.berg", "mine@example.org", "--as", "h.ek")

    assert (3, True) == (ran.code, "R1" in ran.err)


# --- remind ---------------------------------------------------------------------------------------


def test_a_dry_run_shows_each_mail_and_needs_no_server(
    addressed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whom, what about and every line; nothing is recorded."""
    monkeypatch.delenv("SAMVERKAN_SMTP_HOST", raising=False)
    ran = addressed("remind", "--dry-run")
    told = addressed("remind", "--dry-run", "--json").json

    assert ran.code == 0
    assert "would be sent to u.berg: 53 days late: evaluate Mentorskap, P-5 Språkbron and 3 more" in ran.out
    assert "the reminder of" not in ran.out
    assert ["g.lind", "s.alm", "u.berg"] == [one["to"] for one in told["mails"]]
    assert {"C38"} == {one["clause"] for one in told["mails"][2]["reminders"]}
    assert addressed("audit", "told", "--json").json["notes"][0].startswith("0 reminders sent")


def test_a_run_says_whom_it_has_told(addressed: Run, mailbox: Mailbox, post: Post) -> None:
    """And the next one that there is nobody to remind."""
    first, second = addressed("remind"), addressed("remind")

    assert (0, 0) == (first.code, second.code)
    assert "sent to u.berg: 53 days late" in first.out
    assert "There is nobody to remind today.\n" == second.out
    assert 3 == len(mailbox.mails)


def test_who_has_no_address_is_told_by_the_command_that_sets_one(copy: Run, post: Post) -> None:
    """Nothing failed, so the exit code is 0; the warning goes to whoever reads cron's mail."""
    ran = copy("remind")

    assert ran.code == 0
    assert (
        "u.berg has no mail address, and is not told of P-5, P-6, P-3: samverkan people mail u.berg ADDRESS"
        in ran.err
    )


def test_without_a_server_it_says_what_to_set(addressed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence, the variables, and the way to try it out."""
    monkeypatch.delenv("SAMVERKAN_SMTP_HOST", raising=False)
    ran = addressed("remind")

    assert 2 == ran.code
    assert "SAMVERKAN_SMTP_HOST is not set" in ran.err
    assert "--dry-run" in ran.err


def test_an_unreachable_server_ends_with_7_and_loses_nothing(
    addressed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each person who was not told is named under the clause; the next run tries again."""
    settings = environment_of(Post("127.0.0.1", free_port(), "p@example.org"), USER="u", PASSWORD="geheim")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    ran = addressed("remind")
    told = addressed("remind", "--json")

    assert (7, 7) == (ran.code, told.code)
    assert "error: 3 of 3 mails were not sent" in ran.err
    assert "u.berg was not told of P-5, P-6, P-3: the mail server 127.0.0.1" in ran.err
    assert "nothing is lost: the next run tries again" in ran.err
    assert ("mail", 3) == (told.json["error"]["code"], len(told.json["error"]["findings"]))
    assert "geheim" not in ran.err + ran.out + told.out + told.err
    assert [] == [one for one in addressed("audit", "told", "--json").json["rows"] if one["to"] != "nobody"]


def test_what_was_sent_stays_sent_when_another_is_refused(
    addressed: Run, mailbox: Mailbox, post: Post
) -> None:
    """Exit code 7 for the one; the others are told and recorded."""
    mailbox.refused = {ADDRESSES["s.alm"]}
    ran = addressed("remind")
    mailbox.refused = set()
    again = addressed("remind", "--json")

    assert (7, True) == (ran.code, "1 of 3 mails was not sent" in ran.err)
    assert "sent to u.berg" in ran.out
    assert (0, ["s.alm"]) == (again.code, [one["to"] for one in again.json["mails"]])


def test_reminders_stand_in_the_history(addressed: Run, post: Post) -> None:
    """Beside the partnership's own events, by their citation; a search finds them, and so does every export."""
    addressed("remind")
    history = addressed("audit", "history", "P-3").out.splitlines()
    found = addressed("audit", "search", "--event", "obligation-reminded", "--json").json["rows"]
    exported = addressed("audit", "export", "P-3", "--format", "jsonl", "-o", "-").out.splitlines()

    assert [line for line in history if line.startswith("P-3/reminders:1@") and "reminded: " in line]
    assert {"calendar"} == {one["actor"] for one in found}
    assert all(one["citation"].partition(":")[0] == f"{one['data']['ref']}/reminders" for one in found)
    assert [line for line in exported if "obligation.reminded.v1" in line]
    assert addressed("log", "verify", "--deep").code == addressed("doctor").code == 0


@pytest.mark.parametrize("kind", ["xes", "ocel", "csv", "cloudevents"])
def test_every_export_holds_reminders(kind: str, addressed: Run, post: Post) -> None:
    """A partnership's reminders are part of what happened to it, in each format."""
    addressed("remind")
    ran = addressed("audit", "export", "P-3", "--format", kind, "-o", "-")

    assert (0, True) == (ran.code, "remind" in ran.out)


@pytest.mark.parametrize("which", ["P-3", "--all"])
def test_a_dossier_holds_reminders_and_is_checked_without_us(
    which: str, addressed: Run, post: Post, tmp_path: Path
) -> None:
    """The verifier that lies in it knows their stream, and counts them."""
    import subprocess
    import sys

    addressed("remind")
    folder = tmp_path / "dossier"
    made = addressed("audit", "bundle", which, "-o", folder)
    done = subprocess.run(
        [sys.executable, "verify_receipt.py", "."], cwd=folder, capture_output=True, text=True, check=False
    )

    assert (0, 0) == (made.code, done.returncode), made.err + done.stderr
    counted = [
        one for one in addressed("audit", "told", "--json").json["rows"] if which in (one["ref"], "--all")
    ]
    assert f"reminders {len(counted)}, each without a gap" in done.stdout
    assert "was reminded by mail of" in (folder / "index.html").read_text("utf-8") or which == "--all"


# --- who was told ---------------------------------------------------------------------------------


def test_the_auditor_sees_who_was_told_and_of_what_nobody_was(copy: Run, post: Post) -> None:
    """Each reminder with its step and its citation; what is at a step and told to nobody stands below."""
    copy("people", "mail", "u.berg", ADDRESSES["u.berg"], "--as", "a.ny")
    copy("remind")
    rows = copy("audit", "told", "--json").json["rows"]
    one = copy("audit", "told", "P-5", "--json").json["rows"]

    assert [
        ("u.berg", "evaluation I2", "30 days after"), ("nobody", "acknowledgement 2026", "30 days after"),
    ] == [(row["to"], row["what"], row["step_told"]) for row in one]  # fmt: skip
    assert all(bool(row["citation"]) == (row["to"] != "nobody") for row in rows)
    assert {"P-3", "P-7", "P-8", "P-5"} == {row["ref"] for row in rows if row["to"] == "nobody"}


# --- calendar -------------------------------------------------------------------------------------


def test_a_calendar_goes_to_standard_output_or_to_a_file(copy: Run, tmp_path: Path) -> None:
    """The same feed, byte for byte; the file is replaced by the next."""
    path = tmp_path / "dates.ics"
    printed, written, again = copy("calendar"), copy("calendar", "-o", path), copy("calendar", "--out", path)

    assert (0, 0, 0) == (printed.code, written.code, again.code)
    assert printed.out.replace("\r\n", "\n") == path.read_text("utf-8").replace("\r\n", "\n")
    assert written.out.startswith("Wrote ")
    assert len(Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == int(written.out.split()[1])


def test_a_calendar_as_json_holds_the_feed(copy: Run) -> None:
    """One document: how many entries, and the feed itself."""
    told = copy("calendar", "--for", "u.berg", "--json").json

    assert (True, told["calendar"].count("BEGIN:VEVENT")) == (told["ok"], told["entries"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--for", "n.obody"), 4), (("--owner", "n.obody"), 4), (("--out", "nowhere/dates.ics"), 7)],
)
def test_a_calendar_that_cannot_be_made_says_why(arguments: tuple[str, ...], code: int, copy: Run) -> None:
    """A handle there is none of, a folder there is none of."""
    ran = copy("calendar", *arguments)

    assert (code, True) == (ran.code, "hint: " in ran.err)


def test_the_store_itself_is_not_replaced_by_a_calendar(
    run: Run, demonstration: Path, tmp_path: Path
) -> None:
    """A slip in --out costs nothing."""
    path = copied(demonstration, tmp_path)
    before = path.read_bytes()

    assert (2, before) == (run("calendar", "--db", path, "--out", path).code, path.read_bytes())


# --- starting up ----------------------------------------------------------------------------------


def test_help_and_reads_load_neither_mail_nor_calendars(demonstration: Path) -> None:
    """Only a feed loads what writes feeds, only a run what sends mail."""
    store = ("--db", str(demonstration))
    help_, status, feed = (
        loaded_by(*verb) for verb in (("--help",), ("status", *store), ("calendar", *store))
    )
    mail = "import samverkan_flow.cli.app, samverkan_flow.cli.reminding"

    assert [False, False, True] == ["icalendar" in one for one in (help_, status, feed)]
    assert set() == {"smtplib", "email", "icalendar"} & loaded_packages(mail)
