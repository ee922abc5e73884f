"""The verbs that look at the whole: list, explain, lifecycle, template."""

from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import Verb, plain, verb
from samverkan_flow.cli.settings import Settings, settings_of


def command(path: str, text: str) -> click.Command:
    """Returns one of the verbs."""
    return verb(path, text, _VERBS)


def listing(context: click.Context, stage: str, owner: str, partner: str) -> None:
    """Prints the register."""
    settings = settings_of(context)
    with settings.register() as register:
        rows = register.listed(stage or "", owner or "", partner or "")
    if settings.json:
        render.print_json({"ok": True, "partnerships": [row._asdict() for row in rows]})
        return
    render.table(
        ("ref", "name", "partner", "stage", "end reason", "owner", "start", "end"),
        [(r.ref, r.name, r.partner, r.stage, r.end_reason, r.owner, r.start, r.end) for r in rows],
        "no partnerships here; samverkan template proposal prints a form to begin with",
    )


def explain(context: click.Context, clause: str) -> None:
    """Prints one clause, rule or reading, of the policy in force here, else of the packaged one."""
    from samverkan_flow.domain.errors import NotFound

    settings = settings_of(context)
    policy, in_force = _policy_to_explain(settings)
    key = clause.strip().upper()
    keys = [key] if key in policy.clauses or key in policy.rules else policy.clauses_read_by(key)
    if not keys:
        raise NotFound(
            f'there is no clause "{clause}"', "clauses are C0 to C41, rules R1 to R6, readings T1 to T17"
        )
    if settings.json:
        told = [{"clause": one, **plain(policy.clauses.get(one) or policy.rules[one])} for one in keys]
        first = told[0] if len(told) == 1 else {"clauses": told}
        render.print_json({"ok": True, "policy_version": policy.version, **first})
        return
    for one in keys:
        _explain_one(one, policy, settings.language)
    swedish = settings.language == "sv"
    where = ("gäller här" if swedish else "in force here") if in_force else (
        "som produkten levereras" if swedish else "as it comes with the product"
    )  # fmt: skip
    render.say(f"({policy.id} {policy.version}, {where})")


_KINDS_SV = {
    "guard": "spärr", "judgement": "bedömning", "clock": "tidsgräns", "portfolio": "portföljregel",
    "discretion": "kan-regel", "rationale": "motiv",
}  # fmt: skip


def _explain_one(key: str, policy: Any, language: str) -> None:
    found: Any = policy.clauses.get(key) or policy.rules[key]
    swedish = language == "sv"
    render.heading(f"{key} {found.short.in_language(language)}")
    render.say(render.wrapped(found.sv if swedish else found.en))
    if key in policy.clauses:
        level = policy.roles[found.exception].in_language(language) if found.exception else ""
        render.pairs([
            ("läsning" if swedish else "reading", found.reading and found.reading.in_language(language)),
            ("uppfylls av" if swedish else "satisfied by", found.satisfied_by.in_language(language)),
            ("undantag ges av" if swedish else "exception by", level),
            ("slag" if swedish else "kind", [_KINDS_SV[kind] if swedish else kind for kind in found.kind]),
            ("källa" if swedish else "source", found.place),
        ])  # fmt: skip


def _policy_to_explain(settings: Settings) -> tuple[Any, bool]:
    """Returns the policy, and whether it is the one in force here."""
    if settings.path.exists():
        with settings.reader() as reader:
            house = reader.house()
            adopted = house.policy_in_force(reader.today(house))
            if adopted:
                return reader.policy(adopted.version), True
    from samverkan_flow.domain.policy import parse_policy
    from samverkan_flow.policies import packaged_policy

    return parse_policy(packaged_policy()), False


def lifecycle(context: click.Context, shape: str) -> None:
    """Prints the lifecycle as a table or as a Mermaid diagram."""
    from samverkan_flow.domain.lifecycle import LIFECYCLE, mermaid

    settings = settings_of(context)
    if settings.json:
        rows = [
            {"trigger": row.trigger, "from": list(row.sources), "to": row.destination, "holds": row.holds,
             "who": row.who} for row in LIFECYCLE
        ]  # fmt: skip
        render.print_json({"ok": True, "lifecycle": rows})
    elif shape == "mermaid":
        render.say(mermaid())
    else:
        render.table(
            ("trigger", "from", "to", "what must hold", "who"),
            [(row.trigger, row.sources, row.destination, row.holds, row.who) for row in LIFECYCLE],
            "",
        )


def template(context: click.Context, kind: str, shape: str, out: str | None) -> None:
    """Prints a form, or the table that is filled in for an import."""
    from samverkan_flow.forms import template as form

    settings = settings_of(context)
    if (shape or out) and kind != PORTFOLIO:
        raise click.UsageError("--format and --output are for the portfolio", context)
    if shape == "xlsx":
        from samverkan_flow.importing.template import as_workbook

        if out is None:
            raise click.UsageError("--format xlsx takes --output FILE", context)
        _write_new(out, as_workbook())
        return
    text = form(kind) if kind != PORTFOLIO else _portfolio_template()
    if out is not None:
        _write_new(out, text.encode("utf-8-sig"))
    elif settings.json:
        render.print_json({"ok": True, "kind": kind, "form": text})
    else:
        render.say(text.rstrip("\n"))


PORTFOLIO = "portfolio"


def _portfolio_template() -> str:
    from samverkan_flow.importing.template import as_csv

    return as_csv()


def _write_new(file: str, data: bytes) -> None:
    """Writes a file that is not there yet."""
    from samverkan_flow.domain.errors import InvalidInput

    try:
        with open(file, "xb") as opened:
            opened.write(data)
    except OSError as error:
        why = f"cannot be written: {error.strerror}"
        raise InvalidInput("--output", why, "name a file that is not there yet") from None
    render.say(f"Wrote {file}.")


_VERBS: dict[str, Verb] = {
    "list": (
        listing,
        [
            click.Option(
                ("--stage",), default=None, help="Only this stage.",
                type=click.Choice(["proposed", "screened", "agreed", "active", "evaluated", "terminated"]),
            ),
            click.Option(("--owner",), default="", help="Only this owner's."),
            click.Option(("--partner",), default="", help="Only partners whose name holds this."),
        ],
    ),
    "explain": (explain, [click.Argument(("clause",), metavar="CLAUSE")]),
    "lifecycle": (
        lifecycle,
        [click.Option(("--format", "shape"), type=click.Choice(["table", "mermaid"]), default="table")],
    ),
    "template": (
        template,
        [
            click.Argument(("kind",), metavar="KIND"),
            click.Option(("--format", "shape"), type=click.Choice(["csv", "xlsx"]), help="Of the portfolio."),
            click.Option(("-o", "--output", "out"), metavar="FILE", help="Where it is written."),
        ],
    ),
}  # fmt: skip
