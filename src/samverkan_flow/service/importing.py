"""Importing a portfolio: what is checked, how it is decided and refused, and what is told of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.dates import format_time
from samverkan_flow.domain.decide import all_findings, person_findings, refusal_sentence, warnings_of
from samverkan_flow.domain.errors import Finding, InvalidInput, Problem, Refused
from samverkan_flow.domain.money import Money, total_of
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.text import NAME_LENGTH_MAX, check_text, check_texts
from samverkan_flow.service.outcome import Handling, Imported, YearTotal, happened

FINDINGS_KEPT_MAX = 100
"""How many findings of a refused file the log keeps; the person is told all of them."""


def silent(_done: int, _total: int) -> None:
    """Tells nobody how far it is."""


def check(portfolio: c.ImportPortfolio, names: Iterable[str]) -> None:
    """Raises InvalidInput for what must not enter the log, whoever made the portfolio."""
    if type(portfolio) is not c.ImportPortfolio or portfolio.source is None:
        raise InvalidInput("the portfolio", "names no file it was read from")
    for text in (*names, portfolio.because):
        if not isinstance(text, str):
            raise InvalidInput("the actor, the account, the command id or the reason", "is not text")
    for text in names:
        check_text("the actor, the account or the command id", text, NAME_LENGTH_MAX)
    check_text("because", portfolio.because)
    check_texts(portfolio.source, "source")
    for entry in portfolio.partnerships:
        try:
            check_texts(entry)
        except InvalidInput as error:
            raise InvalidInput(f"row {entry.row}, {error.field}", error.rule) from None


def id_of(portfolio: c.ImportPortfolio) -> str:
    """Returns the command id a file has by itself: made of its SHA-256."""
    assert portfolio.source is not None, "check has looked"
    return f"import:{portfolio.source.sha256}"


def told(portfolio: c.ImportPortfolio) -> list[object]:
    """Returns what makes two imports the same: that they are, and the file's bytes."""
    return [type(portfolio).NAME, portfolio.source and portfolio.source.sha256]


def may_ask(handling: Handling) -> bool:
    """Tells whether the person may import at all; nobody else is told of an earlier import."""
    return not person_findings(handling.act, handling.command, handling.state, handling.context)


def decided(handling: Handling, unread: tuple[Problem, ...]) -> tuple[e.Event, ...]:
    """Returns the events of a whole file. Raises InvalidInput or Refused with every problem, by row and column."""
    act = handling.act
    found = _sorted(unread, all_findings(act, handling.command, handling.state, handling.context), handling)
    if any(isinstance(one, Problem) and not one.clause for one in found):
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        raise InvalidInput("the file", f"has {count}, and nothing of it was recorded", _HINT, found)
    if found:
        raise Refused(refusal_sentence(act, handling.state, found), found)
    return act.decide(handling.command, handling.state, handling.context)


_HINT = "samverkan template portfolio prints one to start from"


def _sorted(unread: tuple[Problem, ...], found: Iterable[Finding], handling: Handling) -> tuple[Finding, ...]:
    """Returns what is of no row first, then by row and column; a cell that was not read is not missing too."""
    first_rows = _first_rows(handling.command)
    known = {(first_rows.get(one.row, one.row), one.column) for one in unread}
    problems = [one for one in found if isinstance(one, Problem) and (one.row, one.column) not in known]
    others = [one for one in found if not isinstance(one, Problem)]
    placed = sorted((*unread, *problems), key=lambda one: (one.row, one.column, one.clause))
    return (*others, *dict.fromkeys(placed))


def _first_rows(command: c.Command) -> dict[int, int]:
    entries = command.partnerships if isinstance(command, c.ImportPortfolio) else ()
    return {row: entry.row for entry in entries for row in entry.rows}


def dated(handling: Handling, events: Sequence[e.Event]) -> list[tuple[e.Event, date]]:
    """Returns each event with the day its partnership was agreed: the business date it takes effect on."""
    assert isinstance(handling.command, c.ImportPortfolio), "it is an import"
    days = [one.agreed_on or handling.context.on for one in handling.command.partnerships]
    return list(zip(events, days, strict=True))


def as_kept(refused: Refused) -> Refused:
    """Returns a refusal as the log keeps it: places in words, and no more findings than a reader can use."""
    findings = [one.as_finding() if isinstance(one, Problem) else one for one in refused.findings]
    more = len(findings) - FINDINGS_KEPT_MAX
    if more > 0:
        last = findings[FINDINGS_KEPT_MAX]
        findings[FINDINGS_KEPT_MAX:] = [Finding(last.clause, f"and {more} more findings", last.remedy)]
    return Refused(refused.message, tuple(findings))


def outcome_of(
    handling: Handling, events: Sequence[e.Event], states: Sequence[Partnership], *, dry_run: bool
) -> Imported:
    """Returns what is told of an import; of its events, the first."""
    command, context = handling.command, handling.context
    assert isinstance(command, c.ImportPortfolio), "it is an import"
    assert command.source is not None, "check has looked"
    index = None if dry_run else handling.next_index
    return Imported(
        command=handling.act.name,
        actor=context.actor.handle,
        recorded_at=format_time(handling.now),
        effective_on=context.on,
        command_id=handling.command_id,
        policy_version=context.policy.version,
        events=(happened(events[0], 1, index),),
        warnings=warnings_of(handling.act, command, handling.state, context),
        dry_run=dry_run,
        source=command.source.name,
        sha256=command.source.sha256,
        rows=sum(len(one.rows) for one in command.partnerships),
        partnerships=len(states),
        initiatives=sum(len(one.initiatives) for one in states),
        first_ref=states[0].ref,
        last_ref=states[-1].ref,
        stages=dict(Counter(one.stage.value for one in states)),
        years=_years(states),
    )


def _years(states: Iterable[Partnership]) -> tuple[YearTotal, ...]:
    nets: dict[int, list[Money]] = {}
    for line in (line for state in states if state.agreement for line in state.agreement.contributions):
        nets.setdefault(line.year, []).append(line.net)
    return tuple(YearTotal(year, total_of(nets[year])) for year in sorted(nets))
