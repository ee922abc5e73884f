"""The demonstration's portfolio: its file as one story, step by step, and the recording of that story into a store."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from samverkan_flow.demo.facts import Facts, commands_of, document_of, with_documents
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.dates import DEMONSTRATION_NOW, POLICY_ZONE, local_date
from samverkan_flow.domain.errors import Refused
from samverkan_flow.forms import command_from
from samverkan_flow.service import Handled, Partnerships, discard, packaged_policy

Progress = Callable[[int, int], None]
"""Is told how many steps are done, and of how many."""

VIA = "demonstration"
MORNING = time(6, 0)
"""When the calendar looks, each day, at what has come true."""
OFFICE_OPENS = time(9, 0)
MINUTES_BETWEEN_STEPS = 10
SLOTS_PER_PARTNERSHIP = 2
"""How many steps later than the one before it each partnership begins the day, so that not all is done at nine."""

STEP_FIELDS = ("on", "at", "by", "act", "refused", "mends")
"""What an entry of `happened` says about the step; the rest are the command's own fields."""


class Step(msgspec.Struct, frozen=True):
    """One thing somebody did, and the clauses it is to be refused under, if any.

    `mends` names the event a correction is about; its number is known once it has been recorded.
    """

    recorded_at: datetime
    actor: str
    command: c.Command
    refused: tuple[str, ...] = ()
    mends: str = ""


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


# --- recording ------------------------------------------------------------------------------------


def record(path: Path | str, progress: Progress | None = None) -> None:
    """Makes a demonstration store and records the whole portfolio in it, by simulated time.

    `progress` is told how many steps are done, and of how many. Raises StoreUnusable when something
    is already there.
    """
    told = read_portfolio()
    told_steps = steps(told)
    clock = Clock(_moment(told["policy"]["first_adopted"], OFFICE_OPENS))
    partnerships = _opened(path, told, clock)
    try:
        with partnerships:
            _play(partnerships, told_steps, clock, progress)
    except BaseException:
        discard(Path(path))
        raise


def _play(
    partnerships: Partnerships, told_steps: tuple[Step, ...], clock: Clock, progress: Progress | None
) -> None:
    """Records every step at its time, then lets the days pass until the clock stands still."""
    versions: dict[tuple[str, str], int] = {}
    for done, step in enumerate(told_steps, 1):
        _let_days_pass(partnerships, clock, step.recorded_at)
        outcome = _taken(partnerships, _with_event(step, versions))
        if outcome:
            versions |= {(outcome.ref, happened.event): happened.version for happened in outcome.events}
        if progress:
            progress(done, len(told_steps))
    _let_days_pass(partnerships, clock, DEMONSTRATION_NOW)


def _opened(path: Path | str, told: Facts, clock: Clock) -> Partnerships:
    handle = told["policy"]["administrator"]
    return Partnerships.create(
        path,
        handle,
        name=told["people"][handle]["name"],
        policy_text=first_policy(told),
        demonstration=True,
        clock=clock,
        via=VIA,
    )


def _let_days_pass(partnerships: Partnerships, clock: Clock, until: datetime) -> None:
    """Moves the clock on; the calendar records each morning what that day has made true."""
    day = local_date(clock.now)
    while day < local_date(until):
        day += timedelta(days=1)
        clock.now = _moment(day, MORNING)
        partnerships.tick(via=VIA)
    clock.now = until


def _with_event(step: Step, versions: dict[tuple[str, str], int]) -> Step:
    """Puts in which event a correction is about."""
    match step.command:
        case c.ProposeCorrection(ref=ref) as command if step.mends:
            return replace(step, command=replace(command, event_version=versions[ref, step.mends]))
        case _:
            return step


def _taken(partnerships: Partnerships, step: Step) -> Handled | None:
    """Hands a step in; the portfolio's file says which are refused, and under which clauses."""
    try:
        outcome = partnerships.handle(step.command, actor=step.actor, via=VIA)
    except Refused as refused:
        if tuple(dict.fromkeys(finding.clause for finding in refused.findings)) != step.refused:
            raise
        return None
    assert not step.refused, f"{step.recorded_at}: {outcome.command} was to be refused under {step.refused}"
    return outcome


# --- the story --------------------------------------------------------------------------------------


def read_portfolio() -> Facts:
    """Returns the portfolio's file."""
    return tomllib.loads((files("samverkan_flow") / "demo" / "portfolio.toml").read_text("utf-8"))


def first_policy(told: Facts) -> str:
    """Returns the text of the first policy: today's, but for what differed then."""
    text = packaged_policy()
    for now, then in told["policy"]["differs"]:
        assert text.count(now) == 1, f'the packaged policy says "{now}" {text.count(now)} times, not once'
        text = text.replace(now, then)
    return text


def steps(told: Facts) -> tuple[Step, ...]:
    """Returns everything people did, in the order they did it."""
    references = {facts["name"]: f"P-{number}" for number, facts in enumerate(told["partnership"], 1)}
    lives = [step for facts in told["partnership"] for step in _life(facts, told["standard"], references)]
    return tuple(sorted([*_house(told), *_frames(told["budget"]), *lives], key=lambda step: step.recorded_at))


def _house(told: Facts) -> Iterator[Step]:
    """Yields what an administrator does: people, codes of conduct, the policy of today."""
    actor, opened = told["policy"]["administrator"], told["policy"]["first_adopted"]
    for number, (handle, person) in enumerate(told["people"].items(), 1):
        if handle != actor:
            yield Step(
                _office_time(opened, number),
                actor,
                command_from(
                    {"handle": handle, "name": person["name"], "roles": person["roles"]}, c.AddPerson
                ),
            )
        if "mail" in person:
            mail = command_from({"handle": handle, "mail": person["mail"]}, c.SetMail)
            yield Step(_office_time(told["policy"]["mails_kept"], number), actor, mail)
    for code in told["code"]:
        document = document_of(f"Uppförandekod {code['version']}.pdf")
        fields = {
            "version": code["version"],
            "in_force_from": code["in_force_from"],
            "document": document,
        }
        yield Step(
            _office_time(code["published"], len(told["people"]) + 1),
            actor,
            command_from(fields, c.PublishCode),
        )
    adopted = told["policy"]["adopted"]
    yield Step(
        _office_time(adopted, 1),
        actor,
        c.AdoptPolicy(text=packaged_policy(), in_force_from=adopted),
    )


def _frames(budget: Facts) -> Iterator[Step]:
    """Yields the frame of each year, as it was proposed and then set."""
    for place, frame in enumerate(budget["frames"], 1):
        asked = {"year": frame["year"], "amount": frame["amount"]}
        proposed = command_from({**asked, "because": frame["because"]}, c.ProposeFrame)
        yield Step(_office_time(frame["proposed"], place), budget["proposed_by"], proposed)
        yield Step(_office_time(frame["set"], place), budget["set_by"], command_from(asked, c.SetFrame))


def _life(facts: Facts, standard: Facts, references: dict[str, str]) -> Iterator[Step]:
    """Yields one partnership's steps; those of one day follow each other, a while apart."""
    reference = references[facts["name"]]
    links = {"ref": reference, "succeeds": references.get(facts.get("succeeds", ""), "")}
    steps_of_day: Counter[date] = Counter()
    for happened in facts["happened"]:
        own = {key: value for key, value in happened.items() if key not in STEP_FIELDS}
        for kind, fields in commands_of(happened["act"], own, facts, standard):
            on = happened["on"]
            place = SLOTS_PER_PARTNERSHIP * int(reference.removeprefix("P-")) + steps_of_day[on]
            steps_of_day[on] += 1
            yield Step(
                _moment(on, happened["at"]) if "at" in happened else _office_time(on, place),
                happened["by"],
                command_from({**with_documents(fields), **_links_of(kind, links)}, kind),
                tuple(happened.get("refused", ())),
                happened.get("mends", ""),
            )


def _links_of(kind: type[c.Command], links: dict[str, str]) -> dict[str, str]:
    """Returns the references a kind of command has a field for."""
    return {
        field: reference
        for field, reference in links.items()
        if reference and field in kind.__struct_fields__
    }


def _moment(on: date, at: time) -> datetime:
    """Returns a time of day in Sweden as the log keeps it, in UTC."""
    return datetime.combine(on, at, ZoneInfo(POLICY_ZONE)).astimezone(UTC)


def _office_time(on: date, place: int) -> datetime:
    return _moment(on, OFFICE_OPENS) + timedelta(minutes=MINUTES_BETWEEN_STEPS * place)
