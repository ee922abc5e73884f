"""The common options, taken before and after the verb, and what they stand for."""

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from samverkan_flow.queries.reading import Reader
    from samverkan_flow.queries.register import Register
    from samverkan_flow.service import Partnerships

DEFAULT_DB = "samverkan.db"


class Settings:
    """What a call was told beside its verb."""

    def __init__(self) -> None:
        self.db: str | None = None
        self.actor = ""
        self.json = False
        self.lang = ""
        self.on: str | None = None
        self.dry_run = False
        self.command_id: str | None = None
        self.expected_version: int | None = None

    @property
    def path(self) -> "Path":
        """Returns the store's file: --db, else SAMVERKAN_DB, else ./samverkan.db."""
        from pathlib import Path

        from samverkan_flow.domain.errors import InvalidInput

        named = self.db if self.db is not None else os.environ.get("SAMVERKAN_DB") or DEFAULT_DB
        if not named.strip() or not named.isprintable():
            raise InvalidInput("--db", "is not the name of a file")
        if named.startswith(("postgresql://", "postgres://")):
            raise InvalidInput("--db", "names a PostgreSQL database; this version keeps its store in a file")
        return Path(named)

    def person(self) -> str:
        """Returns who acts: --as, else SAMVERKAN_ACTOR. Raises InvalidInput when nobody is named."""
        from samverkan_flow.domain.errors import InvalidInput

        person = self.actor or os.environ.get("SAMVERKAN_ACTOR", "")
        if not person:
            raise InvalidInput(
                "--as",
                "is missing: every decision has a person",
                "add --as NAME or set SAMVERKAN_ACTOR",
            )
        return person

    @property
    def language(self) -> str:
        """Returns sv or en: --lang, else the locale."""
        if self.lang:
            return self.lang
        locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        return "sv" if locale.startswith("sv") else "en"

    def own_command_id(self) -> str:
        """Returns --command-id, or nothing. Raises InvalidInput for an empty one, as of a variable that is not set."""
        from samverkan_flow.domain.errors import InvalidInput

        if self.command_id is not None and not self.command_id.strip():
            raise InvalidInput(
                "--command-id", "is empty", "leave it out, or give each command an id of its own"
            )
        return self.command_id or ""

    def business_date(self) -> date | None:
        """Returns --on as a date. Raises InvalidInput for a day that does not exist."""
        return read_date("--on", self.on) if self.on is not None else None

    def register(self) -> "Register":
        """Returns the store opened for its rows alone."""
        from samverkan_flow.queries.register import Register

        return Register(self.path)

    def reader(self) -> "Reader":
        """Returns the store opened for reading."""
        from samverkan_flow.queries.reading import Reader

        return Reader(self.path, _simulated_now())

    def clock(self) -> "Callable[[], datetime] | None":
        """Returns the simulated clock, where SAMVERKAN_NOW sets one."""
        now = _simulated_now()
        return (lambda: now) if now else None

    def partnerships(self) -> "Partnerships":
        """Returns the store opened for writing."""
        from samverkan_flow.service import Partnerships

        return Partnerships(self.path, clock=self.clock())


def _simulated_now() -> datetime | None:
    """Returns SAMVERKAN_NOW (ISO 8601 with zone), which only a demonstration store accepts."""
    told = os.environ.get("SAMVERKAN_NOW", "")
    if not told:
        return None
    return read_time("SAMVERKAN_NOW", told)


def read_time(field: str, text: str) -> datetime:
    """Returns an ISO 8601 time with its zone, in UTC. Raises InvalidInput, naming the field."""
    from samverkan_flow.domain.errors import InvalidInput
    from samverkan_flow.domain.text import check_year

    example = "write 2026-05-06T14:03+02:00"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(field, f'holds "{text[:40]}", which is no time', example) from None
    if moment.tzinfo is None:
        raise InvalidInput(field, "has no time zone", example)
    check_year(field, moment.date())
    return moment.astimezone(UTC)


def read_date(field: str, text: str) -> date:
    """Returns an ISO date. Raises InvalidInput, naming the field."""
    from samverkan_flow.domain.errors import InvalidInput

    why = "is not a date as it is written here: year-month-day"
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            why = "is not a date that exists"
    raise InvalidInput(field, f'holds "{text[:40]}", which {why}', "write 2026-01-31")


def settings_of(context: click.Context) -> Settings:
    """Returns the settings of the running call."""
    return context.find_root().ensure_object(Settings)


def _keep(name: str) -> Any:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value is not None and value is not False:
            setattr(settings_of(context), name, value)

    return callback


def _option(flags: tuple[str, ...], name: str, text: str, **more: Any) -> click.Option:
    return click.Option(flags, expose_value=False, callback=_keep(name), help=text, is_eager=True, **more)


def reading_options() -> list[click.Parameter]:
    """Returns the options every verb takes."""
    return [
        _option(
            ("--db",),
            "db",
            "The store's file (else SAMVERKAN_DB, else ./samverkan.db).",
            metavar="PATH",
        ),
        _option(("--json",), "json", "Print one JSON document.", is_flag=True),
        _option(("--lang",), "lang", "The language of clause texts.", type=click.Choice(["sv", "en"])),
        _option(("--as",), "actor", "Who acts (else SAMVERKAN_ACTOR).", metavar="NAME"),
    ]


def dry_run_option(
    text: str = "Tell what would be recorded, or refused; record nothing.",
) -> click.Parameter:
    """Returns --dry-run, for what records something."""
    return _option(("--dry-run",), "dry_run", text, is_flag=True)


def command_id_option() -> click.Parameter:
    """Returns --command-id, for what may be repeated without being done twice."""
    text = "An id of your own: repeated, it gives the first result."
    return _option(("--command-id",), "command_id", text, metavar="ID")


def writing_options() -> list[click.Parameter]:
    """Returns the options verbs that record something take beside the common ones."""
    return [
        *reading_options(),
        _option(("--on",), "on", "The business date, today or earlier (default today).", metavar="DATE"),
        dry_run_option(),
        command_id_option(),
        _option(
            ("--expect-version",),
            "expected_version",
            "Only if it still has this version.",
            type=click.IntRange(0),
        ),
    ]


def read_known_at(text: str | None) -> datetime | None:
    """Returns --known-at as a moment; a date stands for its end in the policy's time zone."""
    from samverkan_flow.domain.dates import end_of_day
    from samverkan_flow.domain.text import check_year

    if text is None:
        return None
    if len(text) != len("2026-01-31"):
        return read_time("--known-at", text)
    day = read_date("--known-at", text)
    check_year("--known-at", day)
    return end_of_day(day)
