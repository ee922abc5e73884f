"""Dossiers for an auditor from outside: handed over, changed on the way, checked without us."""

import json
import re

from pytest_bdd import given, parsers, then, when

from tests.acceptance.driver import HANDLES, Driver
from tests.audit.bundles import checked

HANDS = r"Rut (?:hands|has handed) the auditor the dossier of (?P<what>the partnership|the whole log)"


@given(parsers.re(HANDS))
@when(parsers.re(HANDS))
def hands_over(app: Driver, what: str) -> None:
    app.hand_over(whole=what == "the whole log")


@when(parsers.re(r"somebody puts (?P<other>\w+) in the place of (?P<one>\w+)"))
def puts_in_the_place(app: Driver, other: str, one: str) -> None:
    path = app.dossier / "log.jsonl"
    told = path.read_text("utf-8")
    assert HANDLES[one] in told
    path.write_text(told.replace(HANDLES[one], HANDLES[other]), "utf-8")


@then("it checks without us")
def checks(app: Driver) -> None:
    done = checked(app.dossier)

    assert (0, "") == (done.returncode, done.stderr)


@then("it does not check")
def does_not_check(app: Driver) -> None:
    done = checked(app.dossier)

    assert 6 == done.returncode
    assert done.stderr.startswith("DOES NOT HOLD")


@then(parsers.re(r"it tells that the partnership ended for a breach, by (?P<who>\w+) under (?P<clause>C\d+)"))
def tells_of_the_end(app: Driver, who: str, clause: str) -> None:
    page = (app.dossier / "index.html").read_text("utf-8")
    (told,) = [row for row in page.split("<tr>") if "The partnership ended: breach" in row]

    assert HANDLES[who] in told
    assert f">{clause}</a>" in told


@then("it tells of every event")
def tells_of_every_event(app: Driver) -> None:
    lines = (app.dossier / "log.jsonl").read_text("utf-8").splitlines()
    signed = re.findall(r"^\d+$", (app.dossier / "checkpoint").read_text("utf-8"), re.MULTILINE)

    assert list(range(len(lines))) == [json.loads(line)["index"] for line in lines]
    assert [str(len(lines))] == signed
