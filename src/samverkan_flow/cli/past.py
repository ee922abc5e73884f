"""The verbs that ask the past of one partnership: what was so, what changed, who decided, who could have."""

import click

from samverkan_flow.cli.building import REF, Verb, verb
from samverkan_flow.cli.questions import tell
from samverkan_flow.cli.settings import read_date, read_known_at, settings_of


def command(path: str, text: str) -> click.Command:
    """Returns one of the verbs."""
    made = verb(path, text, _VERBS)
    made.epilog = _EPILOGS.get(path)
    return made


def state(context: click.Context, ref: str, as_of: str | None, known_at: str | None) -> None:
    """A partnership in force on a day, as known at a time, or both."""
    from samverkan_flow.audit.state import state as asked

    settings = settings_of(context)
    day = read_date("--as-of", as_of) if as_of is not None else None
    time = read_known_at(known_at)
    with settings.reader() as reader:
        tell(settings, asked(reader, ref, day, time))


def diff(context: click.Context, ref: str, first: str, last: str) -> None:
    """The fields that differ between two days."""
    from samverkan_flow.audit.diff import diff as asked

    settings = settings_of(context)
    days = read_date("--from", first), read_date("--to", last)
    with settings.reader() as reader:
        tell(settings, asked(reader, ref, *days))


def blame(context: click.Context, ref: str, field: str) -> None:
    """Who set each field, when, by which event, and why."""
    from samverkan_flow.audit.blame import blame as asked

    settings = settings_of(context)
    with settings.reader() as reader:
        tell(settings, asked(reader, ref, field))


def mandates(context: click.Context, ref: str) -> None:
    """Who decided each step, in what role and on what mandate then."""
    from samverkan_flow.audit.mandates import mandates as asked

    settings = settings_of(context)
    with settings.reader() as reader:
        tell(settings, asked(reader, ref))


def could(
    context: click.Context, ref: str, act: tuple[str, ...], as_of: str | None, known_at: str | None
) -> None:
    """Who could have done something then, and why the others could not."""
    from samverkan_flow.audit.could import could as asked

    settings = settings_of(context)
    day = read_date("--as-of", as_of) if as_of is not None else None
    time = read_known_at(known_at)
    with settings.reader() as reader:
        tell(settings, asked(reader, ref, " ".join(act), day, time))


def conformance(context: click.Context, ref: str) -> None:
    """Every step that was skipped or out of order, of one partnership or of all."""
    from samverkan_flow.audit.conformance import conformance as asked

    settings = settings_of(context)
    with settings.reader() as reader:
        tell(settings, asked(reader, ref))


ACTS_TOLD = """
ACT is what could have been done:

\b
assess, screen, exception ask, exception grant, exception refuse,
conflict declare, conflict withdraw, hand-over, policy move,
plan, goal, sign, acknowledge, agree, agree addendum, activate,
record follow-up, record measurement, record payment, record benefit,
record material, record co-partner, record survey,
evaluate, continue,
breach report, breach decide, breach remedied, breach terminate, breach confirm,
end rejected, end withdrawn, end never-commenced, end mutual, end notice,
complete, expire, record settlement, correct propose, correct confirm
"""
"""The acts that can be asked about, written out here so that help loads none of them; a test holds the two equal."""

_EPILOGS = {
    "audit could": ACTS_TOLD,
    "audit blame": 'Without FIELD, names and addresses of people are told as "sealed"; a FIELD, such as '
    "partner.contact, opens those it names. With --json it is the same.",
}

_AS_OF = click.Option(("--as-of",), metavar="DATE", help="In force on this day.")
_KNOWN_AT = click.Option(
    ("--known-at",),
    metavar="TIME",
    help="As known at this time, such as 2026-05-06T14:03+02:00; a date stands for its end.",
)
_VERBS: dict[str, Verb] = {
    "audit state": (state, [REF, _AS_OF, _KNOWN_AT]),
    "audit diff": (diff, [
        REF,
        click.Option(("--from", "first"), metavar="DATE", required=True, help="The first day."),
        click.Option(("--to", "last"), metavar="DATE", required=True, help="The last day."),
    ]),
    "audit blame": (blame, [REF, click.Argument(("field",), metavar="[FIELD]", required=False, default="")]),
    "audit mandates": (mandates, [REF]),
    "audit could": (could, [
        REF, click.Argument(("act",), metavar="ACT", nargs=-1, required=True), _AS_OF, _KNOWN_AT,
    ]),
    "audit conformance": (conformance, [
        click.Argument(("ref",), metavar="[REF]", required=False, default=""),
    ]),
}  # fmt: skip
