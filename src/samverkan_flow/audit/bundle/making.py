"""A dossier from beginning to end: of one partnership, or of the whole log."""

from pathlib import Path

import msgspec

from samverkan_flow.audit.answer import stamp_of
from samverkan_flow.audit.bundle import documents, readme
from samverkan_flow.audit.bundle.contents import dossier_of
from samverkan_flow.audit.bundle.folder import Files, Manifest, new_dossier
from samverkan_flow.audit.bundle.narrative import events_file, narrative, receipt_file
from samverkan_flow.audit.bundle.overview import Overview
from samverkan_flow.audit.bundle.signed import Signed, signed_log
from samverkan_flow.audit.export.extract import PROGRESS_EVERY
from samverkan_flow.audit.export.jsonl import line_of
from samverkan_flow.audit.verify import Progress
from samverkan_flow.domain.errors import Damaged, NotFound
from samverkan_flow.domain.events import PolicyAdopted
from samverkan_flow.proof.entry import leaf_of
from samverkan_flow.proof.merkle import Frontier
from samverkan_flow.queries.reading import LoggedEvent, Reader

WHOLE_LOG = "the whole log"


def bundle_partnership(reader: Reader, ref: str, path: Path, language: str = "en") -> Manifest:
    """Makes the dossier of one partnership at a new path. `language` (sv or en) is that of clause titles.

    Raises NotFound where there is no such partnership or something is under no checkpoint yet, Damaged where an
    event is missing or altered, InvalidInput for a name that is taken, StoreUnusable where it cannot be written.
    """
    with new_dossier(path) as files:
        dossier = dossier_of(reader, ref)
        state, stamp, signed = dossier.state, dossier.stamp, dossier.signed
        files.add("index.html", narrative(reader, dossier, language))
        files.add("README.txt", readme.of_partnership(state.ref, state.name, stamp.computed_at, signed))
        for one in dossier.proved:
            files.add(events_file(one.logged.index), one.logged.stored)
            files.add(receipt_file(one.logged.index), one.receipt.text.encode())
        with files.open("log.jsonl") as log, files.open("documents.csv") as table:
            table.write(documents.heading())
            for one in dossier.proved:
                log.write(_line(reader, one.logged))
                for row in documents.rows(reader, one.logged):
                    table.write(row)
        files.add_what_all_have(signed, dossier.policies)
        return files.finish(state.ref, stamp)


def bundle_whole_log(reader: Reader, path: Path, progress: Progress | None = None) -> Manifest:
    """Makes the dossier of the whole log at a new path; events are read one by one.

    Raises NotFound where something is under no checkpoint yet, Damaged where an event is missing or altered,
    InvalidInput for a name that is taken, StoreUnusable where it cannot be written.
    """
    with new_dossier(path) as files:
        signed = signed_log(reader)
        size = signed.checkpoint.size
        if size < reader.log_size():
            raise NotFound(
                f"event {size} is under no checkpoint yet; the newest is over {size}",
                "samverkan log checkpoint signs the log as it stands",
            )
        stamp = msgspec.structs.replace(stamp_of(reader), log_size=size)
        overview, policies = _written(reader, files, signed, progress)
        files.add("index.html", overview.page(stamp, signed))
        files.add("README.txt", readme.of_whole_log(stamp.computed_at, signed))
        files.add_what_all_have(signed, policies)
        return files.finish(WHOLE_LOG, stamp)


def _written(
    reader: Reader, files: Files, signed: Signed, progress: Progress | None
) -> tuple[Overview, dict[str, str]]:
    """Writes the events and their documents; what was written has to give the signed root."""
    overview, tree, size = Overview(), Frontier(), signed.checkpoint.size
    policies: dict[str, str] = {}
    with files.open("log.jsonl") as log, files.open("documents.csv") as table:
        table.write(documents.heading())
        for logged in reader.logged("l.idx < ?", size):
            recorded = logged.recorded
            tree.add(
                leaf_of(recorded.originator_id, recorded.originator_version, logged.topic, logged.stored)
            )
            log.write(_line(reader, logged))
            for row in documents.rows(reader, logged):
                table.write(row)
            overview.take(logged)
            if isinstance(recorded.event, PolicyAdopted):
                policies[recorded.event.version] = recorded.event.text
            if progress and tree.size % PROGRESS_EVERY == 0:
                progress(tree.size, size)
    if (tree.size, tree.root()) != (size, signed.checkpoint.root):
        raise Damaged(
            f"EVENT_ALTERED: the events are not the {size} that were signed",
            "samverkan log verify names the damaged ones; no dossier is made of a damaged log",
        )
    return overview, policies


def _line(reader: Reader, logged: LoggedEvent) -> bytes:
    return msgspec.json.encode(line_of(reader, logged)) + b"\n"
