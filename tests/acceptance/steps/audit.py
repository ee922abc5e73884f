"""The auditor's questions: what Rut asks of the log, and what is answered."""

from datetime import date

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.words import rows_of

QUESTIONS: dict[str, str] = {
    "what was entered late": "late",
    "what was corrected": "corrections",
    "who acted from which account": "accounts",
    "whether duties were kept apart": "duties",
    "who was told": "told",
}
"""How an auditor puts a question, and the question's name."""

FIELDS: dict[str, str] = {
    "what": "what",
    "by": "actor",
    "days late": "days_late",
    "said": "before",
    "right is": "right",
    "proposed by": "proposed_by",
    "confirmed by": "confirmed_by",
    "told": "to",
    "of": "what",
    "step": "step_told",
}
"""The heads of a table, and the field of an answer's row that each is about."""

ARCHIVED: dict[str, str] = {
    "the agreement in the archive": "",
    "an agreement with another word in it": " else",
}
"""What the archive holds, as text added to the agreement's own."""


@given(parsers.re(r"(?P<who>\w+) has recorded a follow-up made on (?P<day>\S+)"))
def has_recorded_afterwards(app: Driver, who: str, day: str) -> None:
    follow_up = c.RecordFollowUp(initiative=world.only_initiative(app), found="Two cafés are running.")
    app.must(who, follow_up, on=date.fromisoformat(day))


@when(parsers.re(rf"Rut asks (?P<question>{'|'.join(QUESTIONS)})"))
def asks(app: Driver, question: str) -> None:
    app.ask(QUESTIONS[question])


@when(parsers.re(r'Rut asks what is held on "(?P<organisation>.+)"'))
def asks_what_is_held(app: Driver, organisation: str) -> None:
    app.ask("search", organisation=organisation)


@when(parsers.re(rf"Rut asks whether (?P<archived>{'|'.join(ARCHIVED)}) was signed"))
def asks_whether_signed(app: Driver, archived: str) -> None:
    file = app.path.with_name("agreement.pdf")
    file.write_text(file.name + ARCHIVED[archived], "utf-8")
    app.ask("document", str(file))


@then("the answer is")
def the_answer_is(app: Driver, datatable: list[list[str]]) -> None:
    wanted = rows_of(datatable)
    heads = datatable[0]

    assert wanted == [
        {head: app.in_names(str(row[FIELDS[head]]).replace("\xa0", " ")) for head in heads}
        for row in app.answered.rows
    ]


@then(parsers.re(r"the answer is that (?P<nothing>nothing was .+|no breach .+)"))
def the_answer_is_that_nothing(app: Driver, nothing: str) -> None:
    assert ([], nothing) == (app.answered.rows, app.answered.empty)


@then("the answer is that no records are held, after a search of the whole log")
def no_records_are_held(app: Driver) -> None:
    size = app.answered.stamp["log_size"]

    assert [] == app.answered.rows
    assert app.answered.empty.startswith("no records held: ")
    assert f"the whole log of {size} events, up to index {size - 1}" in app.answered.empty


@then(parsers.re(r'she is asked whether she means "(?P<partner>.+)"'))
def is_asked_whether(app: Driver, partner: str) -> None:
    assert app.fault is not None, app.answered

    assert app.fault.hint.startswith(f'did you mean "{partner}"?')


@then(parsers.re(r"(?P<one>\w+) and (?P<other>\w+) are told to have acted from one account"))
def acted_from_one_account(app: Driver, one: str, other: str) -> None:
    (row,) = [row for row in app.answered.rows if row["which"] == app.account]

    assert {one, other} <= {app.in_names(handle) for handle in row["counts"]}


@then("nobody is bound to it")
def nobody_is_bound(app: Driver) -> None:
    (row,) = [row for row in app.answered.rows if row["which"] == app.account]

    assert not row["bound"]


@then(parsers.re(r"it is the very document that was (?P<ones>signed by .+)"))
def the_very_document(app: Driver, ones: str) -> None:
    same = {row["held_as"] for row in app.answered.rows if row["match"] == "yes, byte for byte"}

    assert {*ones.split(" and ")} <= same


@then("it is not, and a document of this name was signed with another content")
def another_document(app: Driver) -> None:
    assert {"same name, other content"} == {row["match"] for row in app.answered.rows}
    assert "a document of this name was signed with another content" in app.answered.notes


@then("it says how much was checked")
def says_how_much(app: Driver) -> None:
    checked = int(app.answered.notes[0].split()[1])

    assert checked > 0, app.answered.notes
