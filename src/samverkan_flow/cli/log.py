"""The verbs that prove the log: checkpoint, verify, receipt, check-receipt, consistency."""

from pathlib import Path
from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import Verb, verb
from samverkan_flow.cli.settings import settings_of

KEY = click.Option(("--vkey",), metavar="KEY", help="The log's public key, or the file that holds it.")


def command(path: str, text: str) -> click.Command:
    """Returns one of the verbs that prove the log."""
    return verb(path, text, _VERBS)


# --- signing ----------------------------------------------------------------------------------------


def checkpoint(context: click.Context, output: str | None) -> None:
    """Signs the log as it stands and prints the checkpoint."""
    settings = settings_of(context)
    with settings.partnerships() as partnerships:
        note = partnerships.checkpoint()
        trouble = partnerships.trouble
    if output:
        _write(output, note.encode())
    if settings.json:
        render.print_json({"ok": True, "checkpoint": note, "trouble": trouble})
        return
    render.say(note.rstrip("\n"))
    if trouble:
        render.tell_trouble(trouble)


# --- verifying --------------------------------------------------------------------------------------


def verify(
    context: click.Context,
    quick: bool,
    deep: bool,
    since: str | None,
    against: tuple[str, ...],
    vkey: str | None,
) -> None:
    """Verifies the log and tells everything that is not as it was recorded."""
    from samverkan_flow.audit.damage import raise_if_damaged
    from samverkan_flow.audit.verify import Asked
    from samverkan_flow.audit.verify import verify as verified

    if quick + deep + (since is not None) > 1:
        raise click.UsageError("--quick, --deep and --since do not go together.", context)
    settings = settings_of(context)
    asked = Asked(
        "quick" if quick else "deep" if deep else "full",
        _checkpoint(since) if since else None,
        tuple((one, _checkpoint_bytes(one)) for one in against),
        _verifier(vkey),
    )
    with settings.reader() as reader:
        if render.is_person():
            report: Any = render.with_progress("reading the log", lambda told: verified(reader, asked, told))
        else:
            report = verified(reader, asked)
    if settings.json and not report.damage:
        from samverkan_flow.domain.plain import to_plain

        render.print_json({"ok": True, **to_plain(report)})
    elif not settings.json:
        _tell(report)
    raise_if_damaged(report)


_LOOKED_AT = {
    "quick": "signatures, sizes and roots; no event was read",
    "full": "every event",
    "since": "every event since the trusted checkpoint",
    "deep": "every event, and everything that is made from them",
}


def _tell(report: Any) -> None:
    from samverkan_flow.proof.text import write_base64

    root = bytes.fromhex(report.root)
    render.say(f"Log {report.origin}: {report.size} events, Merkle root {report.root}")
    render.say(f"(as checkpoints write it: {write_base64(root)})")
    render.say(
        f"Looked at: {_LOOKED_AT[report.level]}; {report.hashed} hashed again, "
        f"checkpoints compared: {report.checkpoints}, signatures checked: {report.signatures}"
    )
    if not report.damage:
        render.say("Nothing was found: all of that is as it was recorded.")
    for note in report.notes:
        render.say(render.wrapped(f"Note: {note}"))


# --- receipts ---------------------------------------------------------------------------------------


def receipt(context: click.Context, event: str, output: str, event_output: str | None) -> None:
    """Writes the receipt of one event; with --event its stored bytes as well."""
    from samverkan_flow.audit.export.writing import new_files
    from samverkan_flow.audit.proving import index_of, prove
    from samverkan_flow.domain.errors import InvalidInput
    from samverkan_flow.domain.events import name_of

    settings = settings_of(context)
    with settings.reader() as reader:
        proved = prove(reader, index_of(reader, event))
    if event_output and Path(event_output) == Path(output):
        raise InvalidInput("--event", "names the file of the receipt", "give each a file of its own")
    files = {output: proved.receipt.text.encode()}
    if event_output:
        files[event_output] = proved.logged.stored
    with new_files(*map(Path, files)) as opened:
        for file, data in zip(opened, files.values(), strict=True):
            file.write(data)
    recorded = proved.logged.recorded
    told = {
        "index": proved.receipt.index,
        "event": name_of(recorded.event),
        "version": recorded.originator_version,
        "receipt": output,
        "event_file": event_output or "",
    }
    if settings.json:
        render.print_json({"ok": True, **told})
        return
    render.say(f"{output} proves that event {told['index']} ({told['event']}) stands in the log.")
    check = f" --event {event_output}" if event_output else ""
    render.say(
        f"Who has it checks it without this store: samverkan log check-receipt {output} --vkey KEY{check}"
    )


def check_receipt(context: click.Context, file: str, vkey: str, event: str | None) -> None:
    """Checks a receipt with the log's public key alone."""
    from samverkan_flow.audit.checking import checked

    settings = settings_of(context)
    verifier = _verifier(vkey)
    assert verifier is not None, "click asks for the key"
    found = checked(_bytes(file, "FILE"), verifier, _bytes(event, "--event") if event else None)
    if settings.json:
        from samverkan_flow.domain.plain import to_plain

        render.print_json({"ok": True, **to_plain(found)})
        return
    render.say(f"The receipt holds: event {found.index} stands in {found.origin}, among {found.size} events.")
    render.pairs([
        ("kind", found.topic),
        ("stream", f"{found.originator_id}, version {found.version}"),
        ("stored bytes", f"SHA-256 {found.state_sha256}"),
        ("root", found.root),
        ("event file", "is the very one" if found.event_checked else "not looked at; name it with --event"),
    ])  # fmt: skip


# --- consistency ------------------------------------------------------------------------------------


def consistency(context: click.Context, old: str, new: int | None) -> None:
    """Proves that the log only grew."""
    from samverkan_flow.audit.proving import consistency as proved
    from samverkan_flow.proof.text import write_base64

    settings = settings_of(context)
    with settings.reader() as reader:
        found = proved(reader, _size(old) if old.isdecimal() else _checkpoint(old), new)
    hashes = [write_base64(one) for one in found.proof]
    if settings.json:
        render.print_json({
            "ok": True, "origin": found.origin, "old_size": found.old.size, "old_root": found.old.root.hex(),
            "size": found.new.size, "root": found.new.root.hex(), "proof": hashes,
        })  # fmt: skip
        return
    render.say(
        f"The log of {found.new.size} events begins with the one of {found.old.size}: nothing in it was changed."
    )
    render.pairs([("earlier root", found.old.root.hex()), ("later root", found.new.root.hex())])
    render.say("The proof (RFC 9162, 2.1.4), hash by hash:")
    for one in hashes:
        render.say(f"  {one}")


# --- what is named on the command line --------------------------------------------------------------


def _bytes(file: str, field: str) -> bytes:
    from samverkan_flow.cli.verbs import file_bytes

    return file_bytes(file, field)


def _checkpoint_bytes(file: str) -> bytes:
    """Returns a checkpoint or a receipt as it stands in its file. Raises InvalidInput for what is neither."""
    from samverkan_flow.proof.checkpoint import read_checkpoint
    from samverkan_flow.proof.receipt import HEADER, parse_receipt

    data = _bytes(file, "--against")
    if data.startswith(HEADER.encode()):
        parse_receipt(data)
    else:
        read_checkpoint(data, file)
    return data


def _size(text: str) -> int:
    from samverkan_flow.proof.text import read_decimal

    return read_decimal("the size", text)


def _checkpoint(file: str) -> Any:
    from samverkan_flow.proof.checkpoint import read_checkpoint

    return read_checkpoint(_bytes(file, "the checkpoint"), file)


def _verifier(told: str | None) -> Any:
    """Returns the verifier of a key given as text or as a file, or None where none is given."""
    from samverkan_flow.proof.note import parse_vkey

    if told is None:
        return None
    return parse_vkey(_bytes(told, "--vkey").decode(errors="replace") if Path(told).is_file() else told)


def _write(output: str, data: bytes) -> None:
    from samverkan_flow.audit.export.writing import new_file

    with new_file(Path(output)) as file:
        file.write(data)


OUTPUT = click.Option(("-o", "--output"), metavar="FILE", help="Also write it to a new file.")

_VERBS: dict[str, Verb] = {
    "log checkpoint": (checkpoint, [OUTPUT]),
    "log verify": (
        verify,
        [
            click.Option(("--quick",), is_flag=True, help="Signatures and sizes only."),
            click.Option(("--deep",), is_flag=True, help="Also replay everything the register says."),
            click.Option(("--since",), metavar="CHECKPOINT", help="Only what came after a trusted checkpoint."),
            click.Option(
                ("--against",), metavar="FILE", multiple=True,
                help="A checkpoint or receipt that was seen elsewhere.",
            ),
            KEY,
        ],
    ),
    "log receipt": (
        receipt,
        [
            click.Argument(("event",), metavar="REF|INDEX"),
            click.Option(("-o", "--output"), metavar="FILE", required=True, help="The new file for the receipt."),
            click.Option(
                ("--event", "event_output"), metavar="FILE", help="A new file for the event's stored bytes."
            ),
        ],
    ),
    "log check-receipt": (
        check_receipt,
        [
            click.Argument(("file",), metavar="FILE"),
            click.Option(
                ("--vkey",), metavar="KEY", required=True, help="The log's public key, or the file that holds it."
            ),
            click.Option(("--event",), metavar="FILE", help="The event's stored bytes, to be held against it."),
        ],
    ),
    "log consistency": (
        consistency,
        [
            click.Argument(("old",), metavar="SIZE|CHECKPOINT"),
            click.Argument(("new",), metavar="[SIZE]", required=False, type=click.IntRange(1)),
        ],
    ),
}  # fmt: skip
