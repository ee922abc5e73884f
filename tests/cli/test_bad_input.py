"""What comes from outside is checked: a clear error that names field and rule, no traceback, nothing recorded."""

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run

BAD_TEXTS = {
    "control character": "a\x07b",
    "escape sequence": "\x1b[31mred",
    "right-to-left override": "abc\u202edef",
    "line separator": "a\u2028b",
    "too long a name": "x" * 201,
}


def recorded(store: Run) -> int:
    """Returns how many log rows doctor counts."""
    found = next(one["found"] for one in store("doctor", "--json").json["checks"] if "gap" in one["what"])
    return int(found.split()[0])


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_bad_text_is_turned_away(text: str, store: Run, proposal: Path) -> None:
    """Names hold letters that can be seen, and end."""
    before = recorded(store)
    ran = store("propose", "--file", proposal, "--name", text, "--as", "h.ek")

    assert ran.code == 2
    assert ran.err.startswith(("error: --name ", "error: name "))
    assert recorded(store) == before


@pytest.mark.parametrize(
    ("amount", "rule"),
    [("75000", "is not an amount"), ("cirka 75 000 kr", "is not an amount"), ("1e5 kr", "is not an amount"),
     ("75 000 EUR", "is not an amount"), ("NaN kr", "is not an amount"), ("75000,5 kr", "is not an amount"),
     ("9" * 20 + " kr", "larger")],
)  # fmt: skip
def test_amounts_state_whole_ore_and_their_currency(amount: str, rule: str, store: Run) -> None:
    """Money is never a float, never without a currency, never without end."""
    ran = store("record", "payment", "P-1", "--amount", amount, "--as", "p.lund")

    assert ran.code == 2
    assert ran.err.startswith("error: --amount ")
    assert rule in ran.err


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-13-01", "0000-01-01", "tomorrow", "2026-1-1", "20260101", "24:00"]
)
def test_days_exist(day: str, store: Run) -> None:
    """A business date is a day of the calendar."""
    ran = store("end", "P-1", "--reason", "withdrawn", "--because", "x", "--on", day, "--as", "h.ek")

    assert ran.code == 2
    assert "--on" in ran.err


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (b"\xff\xfe", "is not UTF-8"),
        ("\ufeffname = 'x'".encode(), "byte order mark"),
        (b"name = ", "is not TOML"),
        (b"nmae = 'x'", "nmae is not a field here"),
        (b"name = 7", "name is a whole number where text stands"),
        (b"purpose = 1.5", "purpose is a number with decimals where text stands"),
        (b"areas = 'culture'", "areas is text where a list stands"),
        (b"areas = ['sport']", 'areas[1] holds "sport", which is none of the choices'),
        (b"[partner]\nnumber = '1'", "partner.number is not a field here"),
        (b"a = " + b"[" * 5000, "nested too deeply"),
        (b"name = 'a'\nname = 'b'", "is not TOML"),
        (b"name = '" + b"x" * 1_100_000 + b"'", "at most"),
        (b"conflict_of_interest = 'no'", "conflict_of_interest is text where true or false stands"),
    ],
)
def test_forms_name_the_field_and_the_rule(form: bytes, told: str, store: Run) -> None:
    """Every fault of a form is told in the words of who filled it in."""
    before = recorded(store)
    ran = store("propose", "--file", "-", "--as", "h.ek", stdin=form)

    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert recorded(store) == before


def test_choices_are_told(store: Run) -> None:
    """Who picks what is none is told what there is."""
    ran = store("propose", "--file", "-", "--as", "h.ek", stdin=b"areas = ['sport']")

    assert "choose from education, culture, inclusion" in ran.err


def test_a_wrong_check_digit_is_told(store: Run, proposal: Path) -> None:
    """An organisation number is checked by Luhn."""
    proposal.write_text(proposal.read_text("utf-8").replace("802999-0903", "802999-0904"), "utf-8")
    ran = store("propose", "--file", proposal, "--as", "h.ek")

    assert ran.code == 2
    assert 'partner.organisation_number holds "802999-0904"' in ran.err


def test_a_missing_form_is_told(store: Run) -> None:
    """A file that is not there is named."""
    ran = store("propose", "--file", "no-such.toml", "--as", "h.ek")

    assert ran.code == 2
    assert '"no-such.toml"' in ran.err


@pytest.mark.parametrize("evidence", ["no-such.pdf", "."])
def test_evidence_is_a_file(evidence: str, store: Run) -> None:
    """Evidence that is not a file cannot be hashed."""
    ran = store(
        "breach",
        "report",
        "P-1",
        "--guideline",
        "x",
        "--evidence",
        evidence,
        "--because",
        "y",
        "--as",
        "h.ek",
    )

    assert ran.code == 2
    assert "which is not a file" in ran.err


class TestStores:
    """What is no store of ours is told apart."""

    def test_a_missing_store(self, run: Run, tmp_path: Path) -> None:
        """There is nothing: how to make one."""
        ran = run("list", "--db", tmp_path / "none.db")

        assert ran.code == 4
        assert "samverkan init --as NAME" in ran.err

    def test_a_folder(self, run: Run, tmp_path: Path) -> None:
        """A folder is no store."""
        assert run("list", "--db", tmp_path).code == 7

    def test_somebody_elses_database(self, run: Run, tmp_path: Path) -> None:
        """Another program's file is left alone."""
        other = tmp_path / "other.db"
        with sqlite3.connect(other) as connection:
            connection.execute("CREATE TABLE t (x)")
        ran = run("list", "--db", other)

        assert ran.code == 7
        assert "is not a samverkan store" in ran.err

    @pytest.mark.parametrize("content", [b"", b"not a database at all" * 100, b"SQLite format 3\x00"])
    def test_a_file_of_something_else(self, content: bytes, run: Run, tmp_path: Path) -> None:
        """Whatever is in a file, the answer is an error of ours."""
        other = tmp_path / "other.db"
        other.write_bytes(content)
        ran = run("list", "--db", other)

        assert ran.code in (6, 7)
        assert "Traceback" not in ran.err

    def test_a_name_like_the_memory_of_sqlite(self, run: Run, tmp_path: Path) -> None:
        """A file may be called anything."""
        path = tmp_path / "x:memory:.db"

        assert run("init", "--as", "a.ny", "--db", path).code == 0
        assert path.is_file()

    def test_a_store_is_not_made_twice(self, store: Run) -> None:
        """What is there is left as it is."""
        ran = store("init", "--as", "a.ny")

        assert ran.code == 7
        assert "is already there" in ran.err

    def test_a_real_store_has_no_simulated_clock(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Only a demonstration can be told the time."""
        path = tmp_path / "real.db"
        run("init", "--as", "a.ny", "--db", path)
        monkeypatch.setenv("SAMVERKAN_NOW", "2020-01-01T00:00+00:00")

        for verb in (("tick",), ("status",)):
            ran = run(*verb, "--db", path)

            assert ran.code == 2
            assert "demonstration store only" in ran.err

    def test_a_database_server_is_not_mistaken_for_a_file(self, run: Run) -> None:
        """An address of PostgreSQL is told to come later, and no file of that name is made."""
        assert run("list", "--db", "postgresql://localhost/x").code == 2


def test_a_broken_policy_file_names_line_and_field(run: Run, tmp_path: Path) -> None:
    """`policy check` finds the place."""
    from samverkan_flow.service import packaged_policy

    bad = tmp_path / "bad.toml"
    bad.write_text(packaged_policy().replace("multi_year_months = 24", "multi_year_months = 2400"), "utf-8")
    line = next(n for n, text in enumerate(bad.read_text("utf-8").splitlines(), 1) if "2400" in text)
    ran = run("policy", "check", bad)

    assert ran.code == 2
    assert f"line {line}, thresholds.multi_year_months is more than 120" in ran.err
