"""A store another process holds: a call waits for it, says so when it takes too long, and works when repeated.

That the wait ends, and what is told, stands in tests/cli/test_processes.py and tests/store/test_sqlite_files.py;
eight writers at once stand in tests/store/test_eight_writers.py.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.home import HANG_SECONDS, Home, add_person, ran, surroundings
from tests.faults.oracle import again, problems

HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""
IMPATIENT = (
    "import samverkan_flow.store.connect as connect, samverkan_flow.store.sqlite as store; "
    "connect.LOCK_WAIT_SECONDS = store.LOCK_WAIT_SECONDS = 0.2; "
    "import samverkan_flow.cli; samverkan_flow.cli.main()"
)


@contextmanager
def held(home: Home) -> Iterator["subprocess.Popen[str]"]:
    """Has another process hold the write lock until it is let go, or killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.kill()


def test_the_same_command_works_once_the_lock_is_gone(home: Home) -> None:
    """While the lock is held the call ends with 7 and records nothing; repeated later it has its one effect."""
    command = add_person("waited")
    with held(home):
        locked = ran([sys.executable, "-c", IMPATIENT, *command, "--db", str(home.path)])
        reading = home.run("people", "list", "--json")
        during = problems(home.path)
    later = home.run(*command)

    assert (7, 0, []) == (locked.code, reading.code, during)
    assert "is locked by another process; nothing was recorded" in locked.message
    assert (0, False, []) == (
        later.code,
        later.document.get("repeated", False),
        problems(home.path, ["waited"]),
    )


def test_a_call_waits_for_the_lock(home: Home) -> None:
    """A lock that goes in time is waited for: the call records as if nothing had been in the way."""
    command = add_person("waited")
    with (
        held(home) as holder,
        subprocess.Popen(
            home.command(*command), stdout=subprocess.PIPE, text=True, env=surroundings()
        ) as waiting,
    ):
        seen = again(home.path, "people", "list")
        assert holder.stdin is not None
        holder.stdin.write("let go\n")
        holder.stdin.flush()
        waiting.communicate(timeout=HANG_SECONDS)

    assert (0, 0, []) == (seen.code, waiting.returncode, problems(home.path, ["waited"]))


def test_a_holder_that_is_killed_leaves_no_lock(home: Home) -> None:
    """A lock dies with its process: nobody has to tidy up behind it."""
    with held(home):
        pass
    done = home.run(*add_person("after"))

    assert (0, []) == (done.code, problems(home.path, ["after"]))
