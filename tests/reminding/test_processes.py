"""Runs as processes of their own: two at once, one that is killed between sending and recording, none twice."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from samverkan_flow.queries.health import examine
from samverkan_flow.reminding.post import Post
from tests.reminding.conftest import ADDRESSES, Reminded
from tests.reminding.servers import Mailbox, environment_of


def begun(path: Path, post: Post, *more: str, code: str = "") -> "subprocess.Popen[str]":
    """Starts `samverkan remind`, after some statements where they are given."""
    script = f"{code}\nfrom samverkan_flow.cli import main\nmain()"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SAMVERKAN_")}
    return subprocess.Popen(
        [sys.executable, "-c", script, "remind", "--db", str(path), *more],
        env={**plain, **environment_of(post)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def told_by(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, err = process.communicate(timeout=60)
    assert 0 == process.returncode, err
    told: dict[str, Any] = json.loads(out)
    return told


def test_two_runs_at_once_send_one_mail_each(reminded: Reminded, mailbox: Mailbox, post: Post) -> None:
    """While one is sending, the other says that a run is under way and leaves everything to it."""
    mailbox.seconds = 0.7
    processes = [begun(reminded.path, post, "--json") for _ in range(2)]
    told = [told_by(one) for one in processes]

    assert [False, True] == sorted(one["under_way"] for one in told)
    assert {1} == {len(mailbox.to(address)) for address in ADDRESSES.values()}
    assert (3, 3) == (len(mailbox.mails), sum(len(one["mails"]) for one in told))


def test_many_runs_one_after_the_other_and_at_once_send_one_mail_each(
    reminded: Reminded, mailbox: Mailbox, post: Post
) -> None:
    """However often cron starts it."""
    for _ in range(2):
        for process in [begun(reminded.path, post, "--json") for _ in range(4)]:
            told_by(process)

    assert 3 == len(mailbox.mails)


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_kill_between_sending_and_recording_makes_a_copy_that_can_be_known(
    after: int, reminded: Reminded, mailbox: Mailbox, post: Post
) -> None:
    """The window that is left: that one mail comes twice, under the same Message-ID, and no other does."""
    code = f"""
import os, signal
from samverkan_flow.service import Partnerships
keep, left = Partnerships.remind, [{after}]
def struck(self, sent, via=""):
    if sent:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
    keep(self, sent, via)
Partnerships.remind = struck
"""
    killed = begun(reminded.path, post, code=code)
    killed.communicate(timeout=60)
    sent_before = len(mailbox.mails)
    told = told_by(begun(reminded.path, post, "--json"))
    counts = sorted(len(mailbox.to(address)) for address in ADDRESSES.values())

    assert (-signal.SIGKILL, after) == (killed.returncode, sent_before)
    assert ([1, 1, 2], 3 - after + 1) == (counts, len(told["mails"]))
    assert 3 == len({str(one["Message-ID"]) for one in mailbox.mails})
    assert [] == told_by(begun(reminded.path, post, "--json"))["mails"]


def test_killed_at_random_moments_nobody_goes_untold(
    reminded: Reminded, mailbox: Mailbox, post: Post
) -> None:
    """However often a run is killed: in the end each has been told, recorded once, and copies share a Message-ID."""
    chance = random.Random(17)
    mailbox.seconds = 0.3
    kills = 0
    for _ in range(12):
        running = begun(reminded.path, post)
        try:
            running.communicate(timeout=chance.uniform(0.3, 0.8))
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate(timeout=60)
            kills += 1
    told_by(begun(reminded.path, post, "--json"))
    recorded = [one.recorded.event for one in reminded.recorded()]
    with reminded.reader() as reader:
        healthy = [one.what for one in examine(reader) if not one.ok]

    assert kills > 0
    assert {*ADDRESSES.values()} == {str(one["To"]) for one in mailbox.mails}
    assert 3 == len({str(one["Message-ID"]) for one in mailbox.mails})
    assert (
        len(set(recorded))
        == len(recorded)
        == len({(one.to, one.ref, one.kind, one.subject) for one in recorded})
    )  # type: ignore[attr-defined]
    assert [] == healthy


def test_a_killed_run_keeps_nobody_from_the_next(reminded: Reminded, mailbox: Mailbox, post: Post) -> None:
    """Its turn ends with it: the lock is the system's, not a file that stays behind."""
    mailbox.seconds = 5
    hanging = begun(reminded.path, post)
    time.sleep(1.5)
    hanging.kill()
    hanging.communicate(timeout=60)
    mailbox.seconds = 0

    assert 3 == len(told_by(begun(reminded.path, post, "--json"))["mails"])
