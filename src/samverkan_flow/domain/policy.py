"""The policy as data: clauses, thresholds, roles, delegation; parsed from text, checked, hashed."""

import re
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.money import Money, from_written
from samverkan_flow.domain.text import POLICY_LENGTH_MAX, check_text
from samverkan_flow.domain.wording import field_and_rule

CLAUSE_IDS: tuple[str, ...] = tuple(f"C{number}" for number in range(42))
RULE_IDS: tuple[str, ...] = tuple(f"R{number}" for number in range(1, 7))

ROLES: tuple[str, ...] = (
    "officer",
    "screener",
    "owner",
    "evaluator",
    "treasurer",
    "auditor",
    "administrator",
)
LEVELS: tuple[str, ...] = ("partnership-lead", "head-of-communications", "chief-executive")
"""Levels of delegation, lowest first; a level means this or higher (T9)."""

EXCEPTABLE: tuple[str, ...] = ("C5", "C8", "C11", "C13", "C15", "C20", "C32")
"""The clauses whose guards look for an exception (T11)."""

Level = Literal["partnership-lead", "head-of-communications", "chief-executive"]
Kind = Literal["guard", "judgement", "clock", "portfolio", "discretion", "rationale"]
Sentence = Annotated[str, Meta(min_length=1, max_length=4000)]
Months = Annotated[int, Meta(ge=1, le=120)]
Days = Annotated[int, Meta(ge=1, le=730)]
DaysAround = Annotated[int, Meta(ge=-730, le=730)]
"""Days before a date, negative after it."""


class PolicyPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of the parts of a policy file."""


class Words(PolicyPart, frozen=True):
    """One text in Swedish and in English."""

    sv: Sentence
    en: Sentence

    def in_language(self, language: str) -> str:
        """Returns the text in a language, English when it is not Swedish."""
        return self.sv if language == "sv" else self.en


class Clause(PolicyPart, frozen=True):
    """One clause: what it demands, where the source says so, how we read it, what satisfies it."""

    kind: Annotated[tuple[Kind, ...], Meta(min_length=1)]
    place: Sentence
    short: Words
    sv: Sentence
    en: Sentence
    satisfied_by: Words
    reading: Words | None = None
    exception: Level | None = None


class Rule(PolicyPart, frozen=True):
    """One rule of the house, beside the clauses."""

    short: Words
    sv: Sentence
    en: Sentence


class Delegation(PolicyPart, frozen=True):
    """Up to which total amount (öre, net) a level may sign; the last step has no limit."""

    level: Level
    up_to: Money | None = None


class Thresholds(PolicyPart, frozen=True):
    """The figures of the policy; units stand in the names."""

    evaluation_interval_months: Annotated[int, Meta(ge=1, le=12)]
    first_evaluation_months: Annotated[int, Meta(ge=1, le=12)]
    final_evaluation_window_days: Days
    final_evaluation_days: Days
    breach_decision_days: Days
    confirmation_days: Days
    settlement_days: Days
    acknowledgement_days: Days
    co_partner_assessment_days: Days
    multi_year_months: Months
    visibility_partners_max: Annotated[int, Meta(ge=1, le=10_000)]
    visibility_share_min_percent: Annotated[int, Meta(ge=0, le=100)]
    active_max: Annotated[int, Meta(ge=1, le=10_000)]
    high_risk_level: Level
    agreement_total_min: Money = Money(0)
    frame_level: Level = "head-of-communications"
    reminder_days: Annotated[tuple[DaysAround, ...], Meta(min_length=1, max_length=20)] = (30, 7, 0, -1, -30)


class Policy(PolicyPart, frozen=True):
    """One version of a policy; what every decision is judged by."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    version: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
    dated: date
    time_zone: Literal["Europe/Stockholm"]
    currency: Literal["SEK"]
    title: Words
    thresholds: Thresholds
    delegation: Annotated[tuple[Delegation, ...], Meta(min_length=1)]
    roles: dict[str, Words]
    clauses: dict[str, Clause]
    rules: dict[str, Rule]

    def level_for(self, total: Money) -> str:
        """Returns the lowest level that may sign for a total amount (T9)."""
        return next(
            step.level for step in self.delegation if step.up_to is None or total.ore <= step.up_to.ore
        )

    def clauses_read_by(self, reading: str) -> list[str]:
        """Returns the clauses whose reading names one of T1 to T17."""
        named = re.compile(rf"\b{re.escape(reading)}\b")
        return [
            key for key, clause in self.clauses.items() if clause.reading and named.search(clause.reading.en)
        ]

    def titled(self, clause: str) -> str:
        """Returns a clause with its title in English: C38 Evaluation every year."""
        known = self.clauses.get(clause) or self.rules.get(clause)
        return f"{clause} {known.short.en}" if known else clause

    def exception_level(self, clause: str) -> str | None:
        """Returns the level that grants exceptions from a clause, or None where none is allowed (T11)."""
        known = self.clauses.get(clause)
        return known.exception if known else None


def level_covers(held: str, wanted: str) -> bool:
    """Tells whether a level is the one wanted or higher."""
    return held in LEVELS and LEVELS.index(held) >= LEVELS.index(wanted)


def sha256_of(text: str) -> str:
    """Returns the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    import hashlib  # heavy for a read, which never hashes

    return hashlib.sha256(text.encode()).hexdigest()


def parse_policy(text: str) -> Policy:
    """Returns the policy a TOML text describes.

    Raises InvalidInput that names the line and the field of what is wrong.
    """
    import tomllib  # heavy for a read, which never parses

    check_text("the policy file", text, POLICY_LENGTH_MAX)
    raw: dict[str, Any] = {}
    try:
        raw = tomllib.loads(text)
        policy = msgspec.convert(raw, Policy, dec_hook=from_written)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput("the policy file", f"is not TOML: {error}") from None
    except RecursionError:
        raise InvalidInput("the policy file", "is nested too deeply") from None
    except msgspec.ValidationError as error:
        raise _located(text, raw, error) from None
    except ValueError:
        raise InvalidInput("the policy file", "holds a number with too many digits") from None
    _check_whole(text, policy)
    return policy


def _located(text: str, raw: dict[str, Any], error: msgspec.ValidationError) -> InvalidInput:
    """Names the line and the field of a fault."""
    path, rule = field_and_rule(error)
    field = _named(path, raw) or "the top"
    return InvalidInput(f"line {line_of(text, field)}, {field}", rule)


def _named(path: str, raw: dict[str, Any]) -> str:
    """Puts the key where msgspec only says that it was one: `clauses[...].kind` is `clauses.C5.kind`."""
    table, dots, rest = path.partition("[...]")
    kind = {"clauses": Clause, "rules": Rule, "roles": Words}.get(table) if dots else None
    for key, part in raw[table].items() if kind else ():
        try:
            msgspec.convert(part, kind)
        except msgspec.ValidationError:
            return f"{table}.{key}{rest}"
    return path


def line_of(text: str, field: str) -> int:
    """Returns the line a dotted field stands on, or that of the nearest table above it."""
    parts = re.sub(r"\[\d+\]", "", field).split(".")
    lines = text.splitlines()
    if listed := re.match(r"(\w+)\[(\d+)\]", field):
        starts = [number for number, line in enumerate(lines, 1) if line.strip() == f"[[{listed[1]}]]"]
        number = starts[int(listed[2]) - 1] if len(starts) >= int(listed[2]) else 1
        return _line_of_key(lines, number, parts[1:]) or number
    for depth in range(len(parts), 0, -1):
        table, key = ".".join(parts[:depth]), parts[depth - 1]
        for number, line in enumerate(lines, 1):
            if re.match(rf"\s*\[\[?{re.escape(table)}\]\]?\s*(#|$)", line):
                return _line_of_key(lines, number, parts[depth:]) or number
            if depth == 1 and re.match(rf"\s*{re.escape(key)}\s*=", line):
                return number
    return 1


def _line_of_key(lines: list[str], table_line: int, keys: list[str]) -> int | None:
    if not keys:
        return None
    for number, line in enumerate(lines[table_line:], table_line + 1):
        if line.lstrip().startswith("["):
            return None
        if re.match(rf"\s*{re.escape(keys[0])}\s*=", line):
            return number
    return None


def _check_whole(text: str, policy: Policy) -> None:
    _check_keys(text, "clauses", tuple(policy.clauses), CLAUSE_IDS)
    _check_keys(text, "rules", tuple(policy.rules), RULE_IDS)
    _check_keys(text, "roles", tuple(policy.roles), ROLES + LEVELS)
    _check_exceptions(text, policy)
    _check_delegation(text, policy.delegation)


def _check_exceptions(text: str, policy: Policy) -> None:
    for key, clause in policy.clauses.items():
        if clause.exception and key not in EXCEPTABLE:
            field = f"clauses.{key}.exception"
            allowed = ", ".join(EXCEPTABLE)
            raise InvalidInput(f"line {line_of(text, field)}, {field}", f"can stand only in {allowed}")


def _check_keys(text: str, table: str, present: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    for key in present:
        if key not in wanted:
            field = f"{table}.{key}"
            raise InvalidInput(f"line {line_of(text, field)}, {field}", "is not known to this product")
    for key in wanted:
        if key not in present:
            raise InvalidInput(f"line {line_of(text, table)}, {table}.{key}", "is missing")


def _check_delegation(text: str, steps: tuple[Delegation, ...]) -> None:
    where = f"line {line_of(text, 'delegation')}, delegation"
    if steps[-1].up_to is not None or any(step.up_to is None for step in steps[:-1]):
        raise InvalidInput(where, "has the last step, and only it, without up_to")
    limits = [step.up_to.ore for step in steps if step.up_to is not None]
    levels = [LEVELS.index(step.level) for step in steps]
    if limits != sorted(set(limits)) or levels != sorted(set(levels)) or any(limit <= 0 for limit in limits):
        raise InvalidInput(where, "rises step by step in amount and level")
