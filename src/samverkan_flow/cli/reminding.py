"""The verbs that tell people in time: remind by mail, and a calendar feed."""

import os
from typing import TYPE_CHECKING, Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import Verb, verb
from samverkan_flow.cli.settings import Settings, dry_run_option, settings_of

if TYPE_CHECKING:
    from samverkan_flow.reminding.letter import Letter


MAIL_SERVER = (
    "The mail server stands in the environment: SAMVERKAN_SMTP_HOST and SAMVERKAN_SMTP_FROM, if need be _PORT, _TLS "
    "(starttls, tls, none), _USER and _PASSWORD. Addresses are set with samverkan people mail."
)
NOBODY_TODAY = "There is nobody to remind today."


def command(path: str, text: str) -> click.Command:
    """Returns one of the verbs."""
    made = verb(path, text, _VERBS)
    if path == "remind":
        made.epilog = MAIL_SERVER
    return made


def remind(context: click.Context) -> None:
    """Mails everybody what is newly due, once for each step."""
    settings = settings_of(context)
    if settings.dry_run:
        _rehearse(settings)
    else:
        _send(settings)


def _rehearse(settings: Settings) -> None:
    """Prints each mail that would go; needs no mail server."""
    from samverkan_flow.reminding.run import written

    with settings.reader() as reader:
        told = written(reader)
    if settings.json:
        mails = [_as_json(one) for one in told.ready]
        render.print_json({"ok": True, "dry_run": True, "mails": mails, **_aside_json(told)})
        return
    for letter in told.ready:
        render.heading(f"would be sent to {letter.to}: {letter.subject}")
        for line in letter.lines:
            render.say(f"  {line}" if line else "")
        render.say()
    _tell_aside(told)
    if not (told.ready or told.without_address or told.nobodys):
        render.say(NOBODY_TODAY)


def _send(settings: Settings) -> None:
    from samverkan_flow.cli.verbs import account
    from samverkan_flow.reminding.post import post_of
    from samverkan_flow.reminding.run import run, undelivered

    post = post_of(os.environ)
    with settings.partnerships() as partnerships, settings.reader() as reader:
        ran = run(partnerships, reader, post, account())
        trouble = partnerships.trouble
    if not settings.json:
        _tell(ran)
    if trouble:
        render.tell_trouble(trouble)
    if ran.unsent:
        raise undelivered(ran)
    if settings.json:
        sent = [_as_json(one, post.sender) for one in ran.sent]
        render.print_json({"ok": True, "under_way": ran.under_way, "mails": sent, **_aside_json(ran)})


def _tell(ran: Any) -> None:
    if ran.under_way:
        render.say("Another run of the reminders is under way; this one leaves everything to it.")
        return
    for letter in ran.sent:
        render.say(f"sent to {letter.to}: {letter.subject}")
    _tell_aside(ran)
    if not (ran.sent or ran.unsent or ran.without_address or ran.nobodys):
        render.say(NOBODY_TODAY)


def _tell_aside(told: Any) -> None:
    """Tells who could not be told, so that nobody is passed over in silence."""
    for letter in told.without_address:
        refs = ", ".join(dict.fromkeys(one.owed.ref for one in letter.reminders))
        render.tell_trouble(
            f"{letter.to} has no mail address, and is not told of {refs}: samverkan people mail {letter.to} ADDRESS"
        )
    for owed in told.nobodys:
        render.tell_trouble(
            f"nobody is told of {owed.ref}, {owed.what}, due {owed.due}: nobody here may do it"
        )


def _as_json(letter: "Letter", sender: str = "") -> dict[str, Any]:
    return {
        "to": letter.to,
        "subject": letter.subject,
        "lines": list(letter.lines),
        "message_id": letter.message_id(sender) if sender else "",
        "reminders": [
            {
                "ref": one.owed.ref,
                "kind": one.owed.kind,
                "clause": one.owed.clause,
                "subject": one.owed.subject,
                "due": one.owed.due.isoformat(),
                "step": one.step,
            }
            for one in letter.reminders
        ],
    }


def _aside_json(told: Any) -> dict[str, Any]:
    nobodys = [
        {"ref": one.ref, "kind": one.kind, "subject": one.subject, "due": one.due.isoformat()}
        for one in told.nobodys
    ]
    return {"without_address": [one.to for one in told.without_address], "nobodys": nobodys}


def calendar(context: click.Context, for_handle: str, owner: str, out: str | None) -> None:
    """Writes the dates as a calendar feed."""
    from pathlib import Path

    from samverkan_flow.reminding.feed import feed
    from samverkan_flow.reminding.placing import put

    settings = settings_of(context)
    with settings.reader() as reader:
        made = feed(reader, for_handle, owner)
    count = made.count(b"\r\nBEGIN:VEVENT")
    if out is not None:
        put(made, Path(out))
    if settings.json:
        text = {} if out else {"calendar": made.decode()}
        render.print_json({"ok": True, "entries": count, "file": out or "", **text})
    elif out is not None:
        render.say(f"Wrote {count} dates to {out}.")
    else:
        render.print_bytes(made)


_VERBS: dict[str, Verb] = {
    "remind": (remind, [dry_run_option("Print each mail that would go; send and record nothing.")]),
    "calendar": (
        calendar,
        [
            click.Option(
                ("--for", "for_handle"),
                default="",
                metavar="HANDLE",
                help="Only what this person is told of.",
            ),
            click.Option(("--owner",), default="", metavar="HANDLE", help="Only this owner's partnerships."),
            click.Option(
                ("--out", "-o"),
                default=None,
                metavar="FILE",
                help="The file to write or replace (default: stdout).",
            ),
        ],
    ),
}
