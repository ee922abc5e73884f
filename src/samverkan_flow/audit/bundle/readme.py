"""README.txt of a dossier: what it is and how it is checked, for people who know partnerships and not software."""

from samverkan_flow.audit.bundle.signed import Signed


def of_partnership(ref: str, name: str, made_at: str, signed: Signed) -> bytes:
    """Returns the README of one partnership's dossier."""
    holds = _FILES + (
        "  events/        each event, exactly as it is stored; the number is its place in the log\n"
        "  receipts/      for each event the proof that it stands at that place in the signed log\n"
    )
    return _whole(f"Dossier of {ref}, {name}", made_at, signed, _PARTNERSHIP, holds, _PROVED_OF_ONE)


def of_whole_log(made_at: str, signed: Signed) -> bytes:
    """Returns the README of the whole log's dossier."""
    return _whole("Dossier of the whole log", made_at, signed, _WHOLE, _FILES, _PROVED_OF_ALL)


def _whole(title: str, made_at: str, signed: Signed, what: str, files: str, proved: str) -> bytes:
    size = signed.checkpoint.size
    head = f"{title}\n{'=' * len(title)}\n\nMade {made_at} (UTC) over a log of {size} events.\n\n"
    key = f"The log's public key, as it lies here in origin.vkey:\n\n  {signed.vkey}\n\n"
    return (head + what + _CHECK + key + "WHAT IS IN IT\n\n" + files + proved + _NOT_PROVED).encode()


_PARTNERSHIP = """\
WHAT THIS IS

Everything that was recorded of one partnership, refused attempts included, and what of the house it rests
on: how the log began and whether it ever went back to an earlier state; the policy versions its decisions
were judged by; the codes of conduct that were acknowledged; and of everybody who acted in it the
registration, roles and accounts up to its last event. Other partnerships are not in it, and neither is
what else administrators did: a dossier of the whole log has them.

Begin with index.html: it tells the story and opens in any browser.

"""

_WHOLE = """\
WHAT THIS IS

Everything that was ever recorded: every partnership, every refused attempt, every person's roles and every
policy. The events stand in log.jsonl, one a line. There are no single receipts, since they are not needed:
from all events together the root of the log can be computed again, and that root is what is signed.

Begin with index.html: an overview, which opens in any browser.

"""

_CHECK = """\
HOW TO CHECK IT

1. Get the log's public key another way than with this folder: from the owner's web site, from an earlier
   letter, by telephone. It is one line, and it has to be the very one below. A key that came with the
   folder proves nothing: whoever forged the folder would have put their own key in.
2. Have somebody with Python 3.9 or newer install the package "cryptography":  pip install cryptography
   If you do not trust the verify_receipt.py that lies here, take it from the product's own documentation;
   it is one file and can be read.
3. In this folder:  python verify_receipt.py . --vkey "THE KEY FROM STEP 1"
   It reads everything, needs no network, and writes nothing. Its last line has to be "Everything that can
   be checked holds."; the lines before it count the events, and say what this folder cannot show.
4. If a signed document is at hand, compute its SHA-256 (sha256sum FILE; on Windows certutil -hashfile FILE
   SHA256) and look for it in documents.csv: it is the very document only if the whole number is the same.
5. If you have a checkpoint or a receipt of this log from an earlier time, ask the owner for a proof that
   the log has only grown since ("samverkan log consistency").

"""

_FILES = """\
  index.html     the story, for people; nothing is proved by it: where it and an event differ, the event counts
  log.jsonl      the events as lines of JSON, with the very bytes they are stored as in "stored"
  documents.csv  every document that is mentioned, by name and SHA-256; the documents themselves are not here
  policies/      the policy texts that decisions were judged by
  checkpoint     the signed statement of how long the log is and what its root is
  origin.vkey    the log's public key
  verify_receipt.py   the program that checks all this
  manifest.json  the SHA-256 of each file, and one ("seal") of the manifest itself
"""

_PROVED_OF_ONE = """\

WHAT IS PROVED

- Each event here stands in the log at its place, and not a letter of it has been changed since it was signed.
- No event of the partnership, and no refused attempt at it, is left out between the first and the last one
  here: they are numbered. How the log began is here, and the registration of everybody who acted.
- The policy texts are those that were adopted, of every version that judged; documents.csv lists the documents
  of these events and no other.

WHAT IS NOT PROVED

- That nothing came after the last event and the last refused attempt here (where there is no refused attempt:
  that there was none), and that of the house nothing more belongs to it: a role given or taken back, a rollback
  of the log that was accepted. A dossier of the whole log shows that, up to its checkpoint.
"""

_PROVED_OF_ALL = """\

WHAT IS PROVED

- These are all events up to the signed checkpoint, in their order, and not a letter of any has been changed.
- No event is left out and none was slipped in: the signed root would be another.
- The policy texts are those that were adopted, of every version that judged; documents.csv lists the documents
  of these events and no other.

WHAT IS NOT PROVED

- That nothing was recorded after the checkpoint.
"""

_NOT_PROVED = """\
- The clauses in log.jsonl, where the stored bytes of an event do not name them: which clauses a kind of event
  answers to is known by the product alone. index.html and README.txt: they are written for people.
- That what people recorded is true. It is proved what was recorded, when, in whose name, and that it stayed so.
- That an account was used by the person it is bound to.
- That the manifest is the owner's: it shows that the folder arrived whole, and is not signed.
- That there is no second log beside this one. A checkpoint kept by somebody else would show it.

Names, mail addresses and telephone numbers of living persons are sealed in the events, and shown as
"sealed". Staff stand under their handles. What people wrote as reasons stands as they wrote it.
"""
