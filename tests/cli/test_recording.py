"""The verbs that record: wiring, dry runs, repeated commands, exit codes."""

from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run


def events(store: Run, ref: str = "P-1") -> list[str]:
    return [one["event"] for one in store("audit", "history", ref, "--json").json["rows"]]


@pytest.fixture
def proposed(store: Run, proposal: Path) -> Ran:
    return store("propose", "--file", proposal, "--as", "h.ek", "--json")


def test_a_proposal_tells_what_it_became(proposed: Ran) -> None:
    """What was recorded is told: reference, stage, events with clauses and places in the log."""
    document = proposed.json

    assert (document["ok"], document["ref"], document["stage"]) == (True, "P-1", "proposed")
    assert document["events"][0]["event"] == "proposed"
    assert document["events"][0]["clauses"] == ["C3", "C4", "C5"]


def test_a_form_comes_by_standard_input(store: Run, proposal: Path) -> None:
    """`--file -` reads the form from a pipe."""
    ran = store("propose", "--file", "-", "--as", "h.ek", stdin=proposal.read_bytes())

    assert ran.code == 0
    assert "P-1 Verkstad för alla is proposed." in ran.out


def test_options_are_taken_before_and_after_the_verb(
    run: Run, store: Run, proposal: Path, tmp_path: Path
) -> None:
    """Common options stand where people type them."""
    ran = run("--db", tmp_path / "s.db", "--as", "h.ek", "--json", "propose", "--file", proposal)

    assert ran.json["actor"] == "h.ek"


def test_what_the_line_says_wins_over_the_form(store: Run, proposal: Path) -> None:
    """An option beside a form replaces the form's field."""
    ran = store("propose", "--file", proposal, "--name", "Another name", "--as", "h.ek", "--json")

    assert ran.json["name"] == "Another name"


def test_the_actor_can_stand_in_the_environment(
    store: Run, proposal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SAMVERKAN_ACTOR stands in for --as."""
    monkeypatch.setenv("SAMVERKAN_ACTOR", "h.ek")

    assert store("propose", "--file", proposal, "--json").json["actor"] == "h.ek"


def test_every_write_needs_a_person(store: Run, proposal: Path) -> None:
    """Without a name nothing is decided."""
    ran = store("propose", "--file", proposal)

    assert ran.code == 2
    assert "every decision has a person" in ran.err


def test_an_unknown_person_is_told_where_to_look(store: Run, proposal: Path) -> None:
    """A name that is not registered is not found."""
    ran = store("propose", "--file", proposal, "--as", "nobody")

    assert ran.code == 4
    assert "samverkan people list" in ran.err


def test_nobody_acts_as_the_calendar(store: Run, proposed: Ran) -> None:
    """What dates bring about is recorded by tick alone."""
    ran = store("activate", "P-1", "--as", "calendar")

    assert ran.code == 2
    assert "only tick acts for it" in ran.err


def test_a_dry_run_tells_and_records_nothing(store: Run, proposal: Path) -> None:
    """A dry run shows the events it would record; nothing is there afterwards."""
    ran = store("propose", "--file", proposal, "--as", "h.ek", "--dry-run")

    assert ran.code == 0
    assert "would be recorded: proposed" in ran.out
    assert store("list", "--json").json["partnerships"] == []


def test_a_refused_dry_run_leaves_no_trace(store: Run, proposed: Ran) -> None:
    """Findings are told, the refusal is not recorded."""
    ran = store("screen", "P-1", "--as", "g.lind", "--dry-run", "--json")

    assert ran.code == 3
    assert events(store) == ["proposed"]


def test_a_refusal_gives_every_finding_and_stays_on_record(store: Run, proposed: Ran) -> None:
    """Exit 3, with clause, message and remedy of each finding; the attempt is in the history."""
    ran = store("screen", "P-1", "--as", "g.lind", "--json")
    findings = ran.json["error"]["findings"]

    assert (ran.code, ran.json["ok"], ran.json["error"]["code"]) == (3, False, "refused")
    assert {one["clause"] for one in findings} >= {"C1", "C6", "C10", "C21"}
    assert all(one["message"] and one["remedy"] for one in findings)
    assert events(store) == ["proposed", "command-refused"]


def test_people_read_a_refusal_on_stderr(store: Run, proposed: Ran) -> None:
    """The clause stands first, what would satisfy it below."""
    ran = store("record", "payment", "P-1", "--amount", "10 000 kr", "--as", "p.lund")

    assert ran.out == ""
    assert ran.err.startswith("error: record payment P-1 is refused under R5")
    assert "→" in ran.err


def test_a_repeated_command_id_gives_the_first_result(store: Run, proposal: Path) -> None:
    """A retry after a lost answer changes nothing."""
    first = store("propose", "--file", proposal, "--as", "h.ek", "--command-id", "x-1", "--json").json
    second = store("propose", "--file", proposal, "--as", "h.ek", "--command-id", "x-1", "--json").json

    assert second["repeated"] is True
    assert second["id"] == first["id"]
    assert len(store("list", "--json").json["partnerships"]) == 1


def test_a_reused_command_id_with_another_body_is_refused(store: Run, proposal: Path) -> None:
    """One id, one command."""
    store("propose", "--file", proposal, "--as", "h.ek", "--command-id", "x-1")
    ran = store(
        "propose", "--file", proposal, "--name", "Other", "--as", "h.ek", "--command-id", "x-1", "--json"
    )

    assert (ran.code, ran.json["error"]["code"]) == (5, "conflict")


def test_what_changed_meanwhile_is_a_conflict(store: Run, proposed: Ran) -> None:
    """Who decided on an older version is told so."""
    ran = store("conflict", "declare", "P-1", "--because", "kin", "--as", "g.lind", "--expect-version", "7")

    assert ran.code == 5
    assert "it has changed: version 1, not 7" in ran.err


def test_a_late_entry_keeps_both_dates(store: Run, proposed: Ran) -> None:
    """--on is the business date; the log's own time stands beside it, and no day to come is taken."""
    store("exception", "ask", "P-1", "--clause", "C13", "--because", "pilot", "--as", "h.ek")
    ran = store(
        "exception",
        "ask",
        "P-1",
        "--clause",
        "C20",
        "--because",
        "pilot",
        "--as",
        "h.ek",
        "--on",
        "2027-01-01",
    )

    assert ran.code == 2
    assert "is after today" in ran.err


def test_an_ending_without_reason_is_told_the_list(store: Run, proposed: Ran) -> None:
    """The end reasons are a closed list."""
    ran = store("end", "P-1", "--because", "C5", "--as", "k.dahl")

    assert ran.code == 2
    assert "rejected, withdrawn, never-commenced, mutual, notice" in ran.err


def test_tick_has_nothing_to_do_twice(store: Run) -> None:
    """The calendar is idempotent, and says when there is nothing."""
    assert "nothing to record" in store("tick").out
    assert store("tick", "--json").json == {"ok": True, "outcomes": []}


def test_rebuild_and_doctor_agree(store: Run, proposed: Ran) -> None:
    """The register made anew is the register that was there."""
    before = store("show", "P-1", "--json").json

    assert store("rebuild", "--json").json == {"ok": True, "partnerships": 1}
    assert store("show", "P-1", "--json").json == before
    assert store("doctor").code == 0


def test_a_policy_is_checked_adopted_and_moved_to(store: Run, proposed: Ran, tmp_path: Path) -> None:
    """The owner of the policy changes it without touching code; what was proposed stays until it is moved."""
    mine = tmp_path / "mine.toml"
    text = store("policy", "show", "--text").out.replace('version = "2026-1"', 'version = "2026-2"')
    mine.write_text(text.replace("multi_year_months = 24", "multi_year_months = 36"), "utf-8")

    assert store("policy", "check", mine, "--json").json["version"] == "2026-2"
    assert store("policy", "adopt", mine, "--from", "2026-11-01", "--as", "a.ny").code == 0
    assert store("show", "P-1", "--json").json["partnership"]["policy_version"] == "2026-1"
    moved = store("policy", "move", "P-1", "--to", "2026-2", "--because", "longer terms", "--as", "a.ny")
    assert moved.code == 0
    assert store("show", "P-1", "--json").json["partnership"]["policy_version"] == "2026-2"


def test_a_bound_person_acts_from_that_account_only(store: Run, proposed: Ran) -> None:
    """A borrowed --as is refused under R6 once the person is bound to another account."""
    store("people", "bind", "g.lind", "cli:gustav", "--as", "a.ny")
    ran = store("conflict", "declare", "P-1", "--because", "kin", "--as", "g.lind", "--json")

    assert [one["clause"] for one in ran.json["error"]["findings"]] == ["R6"]


def test_the_shells_get_their_completion(run: Run) -> None:
    """Each shell's script calls us by name."""
    for shell in ("bash", "zsh", "fish"):
        assert "_SAMVERKAN_COMPLETE" in run("completion", shell).out
