"""The verbs of the house: init, demo, tick, people, policies, codes, doctor, rebuild, completion."""

from pathlib import Path
from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import Verb, verb
from samverkan_flow.cli.settings import Settings, dry_run_option, settings_of
from samverkan_flow.domain.plain import to_plain

SHELLS = ("bash", "zsh", "fish")


def command(path: str, text: str) -> click.Command:
    """Returns one of the verbs of the house."""
    return verb(path, text, _VERBS)


# --- beginning ------------------------------------------------------------------------------------


def init(context: click.Context, name: str, policy: str | None, origin: str, demonstration: bool) -> None:
    """Makes a store."""
    from samverkan_flow.cli.verbs import account, file_bytes
    from samverkan_flow.domain.errors import InvalidInput
    from samverkan_flow.service import Partnerships

    settings = settings_of(context)
    text = None
    if policy:
        try:
            text = file_bytes(policy, "--policy").decode("utf-8")
        except UnicodeDecodeError:
            raise InvalidInput("--policy", "is not UTF-8 text", "save it as UTF-8") from None
    administrator = settings.person()
    made = Partnerships.create(
        settings.path,
        administrator,
        name=name,
        policy_text=text,
        demonstration=demonstration,
        clock=settings.clock(),
        via=account(),
        origin=origin,
    )
    with made:
        house = made.house()
        version = house.policies[0].version
    if settings.json:
        document = {
            "db": str(settings.path),
            "administrator": administrator,
            "policy_version": version,
            "origin": house.origin,
        }
        render.print_json({"ok": True, **document})
        return
    render.say(
        f"Made {settings.path}, and {settings.path}.keys beside it for personal data: back up both, apart."
    )
    render.say(
        f"It signs as {house.origin}: keep {settings.path}.origin.key apart, "
        f"give {settings.path}.origin.vkey to partners."
    )
    render.say(f"{administrator} is its first administrator; policy {version} is adopted.")
    render.say(
        f'What comes next: samverkan people add h.ek --name "Hanna Ek" --role officer --as {administrator}'
    )


def demo(context: click.Context) -> None:
    """Records the sample portfolio, then shows what needs attention."""
    from samverkan_flow.cli.attention import status
    from samverkan_flow.demo.portfolio import record

    settings = settings_of(context)
    path = settings.path
    if render.is_person():
        render.with_progress("recording the sample portfolio", lambda told: record(path, told))
    else:
        record(path)
    if not settings.json:
        render.say(
            f"Recorded the sample portfolio in {path}, a demonstration whose clock stands at 2026-11-23."
        )
        render.say()
    status(context)
    if not settings.json:
        render.say()
        render.say("Three commands to try:")
        for line in _worth_trying(settings):
            render.say(f"  samverkan {line} --db {path}")


def _worth_trying(settings: Settings) -> tuple[str, ...]:
    """Returns a look at what may not begin yet, at a breach, and at the clause it was ended under."""
    with settings.reader() as reader:
        waiting = reader.listed(stage="proposed")[-1].ref
        ended = next(row.ref for row in reader.listed(stage="terminated") if row.end_reason == "breach")
    return (f"next {waiting}", f"audit history {ended}", "explain C30")


def tick(context: click.Context) -> None:
    """Records what the calendar has made true."""
    from samverkan_flow.cli.verbs import account, tell_outcome

    settings = settings_of(context)
    with settings.partnerships() as partnerships:
        outcomes = partnerships.tick(via=account(), dry_run=settings.dry_run)
    if settings.json:
        render.print_json({"ok": True, "outcomes": [to_plain(one) for one in outcomes]})
        return
    for outcome in outcomes:
        tell_outcome(settings, outcome)
    if not outcomes:
        render.say("The calendar has nothing to record today.")


# --- people, policies, codes ----------------------------------------------------------------------


def people(context: click.Context) -> None:
    """Prints the people."""
    settings = settings_of(context)
    with settings.reader() as reader:
        persons = list(reader.house().people.values())
        if settings.json:
            render.print_json({"ok": True, "people": [to_plain(one) for one in persons]})
            return
        rows = [(one.handle, one.name, one.roles, one.accounts, one.mail) for one in persons]
        render.table(("handle", "name", "roles", "accounts", "mail"), rows, "nobody is registered")


def policy_show(context: click.Context, version: str | None, text: bool) -> None:
    """Prints an adopted policy: its thresholds and levels, or its very text."""
    settings = settings_of(context)
    with settings.reader() as reader:
        house = reader.house()
        in_force = house.policy_in_force(reader.today(house))
        wanted = version or (in_force.version if in_force else house.policies[-1].version)
        policy, very_text = reader.policy(wanted), reader.policy_text(wanted)
        adopted = house.adopted(wanted)
    if settings.json:
        render.print_json(
            {
                "ok": True,
                "adopted": to_plain(adopted),
                "policy": to_plain(policy),
                "text": very_text,
            }
        )
    elif text:
        render.say(very_text.rstrip("\n"))
    else:
        assert adopted is not None, "the reader has found it"
        render.heading(
            f"{policy.title.in_language(settings.language)} {policy.version}, from {adopted.in_force_from}"
        )
        render.say(f"SHA-256 {adopted.sha256}")
        render.pairs([(key.replace("_", " "), value) for key, value in to_plain(policy.thresholds).items()])
        render.pairs([(step.level, step.up_to or "no limit") for step in policy.delegation])
        others = [one.version for one in house.policies if one.version != wanted]
        render.say(f"Other adopted versions: {', '.join(others)}" if others else "The only adopted version.")


def policy_check(context: click.Context, file: str) -> None:
    """Checks a policy file."""
    from samverkan_flow.cli.verbs import file_bytes
    from samverkan_flow.domain.errors import InvalidInput
    from samverkan_flow.domain.policy import parse_policy, sha256_of

    settings = settings_of(context)
    try:
        text = file_bytes(file, "FILE").decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput(Path(file).name, "is not UTF-8 text", "save it as UTF-8") from None
    policy = parse_policy(text)
    if settings.json:
        render.print_json({"ok": True, "version": policy.version, "sha256": sha256_of(text)})
    else:
        render.say(f"{file} is a whole policy: {policy.id} {policy.version}, {len(policy.clauses)} clauses.")
        render.say(f"What comes next: samverkan policy adopt {file} --as NAME")


def policy_diff(context: click.Context, old: str, new: str) -> None:
    """Prints what differs between two adopted policies."""
    settings = settings_of(context)
    with settings.reader() as reader:
        before, after = _flat(to_plain(reader.policy(old))), _flat(to_plain(reader.policy(new)))
    changed = [
        (key, before.get(key, ""), after.get(key, ""))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
    if settings.json:
        rows = [{"field": field, "old": was, "new": becomes} for field, was, becomes in changed]
        render.print_json({"ok": True, "changed": rows})
    else:
        render.table(("field", old, new), changed, "they say the same")


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    match value:
        case dict():
            inner = [_flat(one, f"{path}.{key}" if path else key) for key, one in value.items()]
            return {key: one for flat in inner for key, one in flat.items()}
        case list():
            inner = [_flat(one, f"{path}[{number}]") for number, one in enumerate(value, 1)]
            return {key: one for flat in inner for key, one in flat.items()}
        case _:
            return {path: value}


def codes(context: click.Context) -> None:
    """Prints the published codes of conduct."""
    settings = settings_of(context)
    with settings.reader() as reader:
        published = reader.house().codes
    if settings.json:
        render.print_json({"ok": True, "codes": [to_plain(one) for one in published]})
        return
    rows = [(one.version, one.in_force_from, one.sha256) for one in published]
    render.table(("version", "in force from", "SHA-256"), rows, "no code of conduct is published")


# --- keeping the store ----------------------------------------------------------------------------


def doctor(context: click.Context) -> None:
    """Examines the store."""
    from samverkan_flow.domain.errors import Damaged
    from samverkan_flow.queries.health import examine

    settings = settings_of(context)
    with settings.reader() as reader:
        checks = examine(reader)
    failed = [one for one in checks if not one.ok]
    if settings.json and not failed:
        render.print_json({"ok": True, "checks": [to_plain(one) for one in checks]})
    if not settings.json:
        for one in checks:
            render.say(f"  {'ok  ' if one.ok else 'FAIL'}  {one.what}: {one.found}")
    if failed:
        told = "; ".join(f"{one.what}: {one.found}" for one in failed)
        raise Damaged(f"{len(failed)} of {len(checks)} checks failed: {told}", failed[0].hint)


def rebuild(context: click.Context) -> None:
    """Makes the register anew."""
    settings = settings_of(context)
    with settings.partnerships() as partnerships:
        count = partnerships.rebuild()
    if settings.json:
        render.print_json({"ok": True, "partnerships": count})
    else:
        render.say(f"The register was made anew from the log: {count} partnerships.")


def completion(context: click.Context, shell: str) -> None:
    """Prints a shell's completion script."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None, "click knows these shells"
    root = context.find_root()
    render.say(made(root.command, {}, "samverkan", "_SAMVERKAN_COMPLETE").source())


_VERBS: dict[str, Verb] = {
    "init": (
        init,
        [
            click.Option(("--name",), default="", help="The administrator's full name; kept sealed."),
            click.Option(
                ("--policy",),
                default=None,
                metavar="FILE",
                help="Your own policy (default: the packaged).",
            ),
            click.Option(
                ("--origin",),
                default="",
                metavar="NAME",
                help="How the log names itself where it signs, such as example.org/log/partnerships.",
            ),
            click.Option(
                ("--demonstration",),
                is_flag=True,
                help="A store to try things in, with a clock of its own.",
            ),
        ],
    ),
    "demo": (demo, []),
    "tick": (tick, [dry_run_option()]),
    "people list": (people, []),
    "policy show": (
        policy_show,
        [
            click.Argument(("version",), required=False, metavar="VERSION"),
            click.Option(("--text",), is_flag=True, help="The very text that was adopted."),
        ],
    ),
    "policy check": (policy_check, [click.Argument(("file",), metavar="FILE")]),
    "policy diff": (policy_diff, [click.Argument(("old",)), click.Argument(("new",))]),
    "code list": (codes, []),
    "doctor": (doctor, []),
    "rebuild": (rebuild, []),
    "completion": (completion, [click.Argument(("shell",), type=click.Choice(SHELLS))]),
}
