"""The columns of a portfolio, as one table: header, template, documentation and reader come from it."""

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple
from unicodedata import normalize

from samverkan_flow.domain.guards.importing import END_REASONS
from samverkan_flow.importing.amounts import read_amount
from samverkan_flow.importing.cell import Cell
from samverkan_flow.importing.dates import read_date
from samverkan_flow.importing.meanings import (
    one_of,
    read_guidelines,
    read_handle,
    read_list,
    read_name,
    read_organisation_number,
    read_percent,
    read_sha256,
    read_text,
    read_yes_no,
    some_of,
)


class Column(NamedTuple):
    """One column: its name, what it is of, how it is read, when it is needed, its clause, and what it says.

    `swedish` are headers taken for it too. `needed` is told to people.
    """

    name: str
    swedish: tuple[str, ...]
    of: Literal["partnership", "initiative"]
    read: Callable[[Cell], Any]
    form: str
    needed: str
    clause: str
    en: str
    sv: str
    example: str = ""


KINDS = {"agreement": "agreement", "avtal": "agreement", "understanding": "understanding",
         "överenskommelse": "understanding"}  # fmt: skip
AREAS = {"education": "education", "utbildning": "education", "culture": "culture", "kultur": "culture",
         "inclusion": "inclusion", "innanförskap": "inclusion"}  # fmt: skip
GOAL_KINDS = {"quantitative": "quantitative", "kvantitativt": "quantitative", "qualitative": "qualitative",
              "kvalitativt": "qualitative"}  # fmt: skip
GOAL_LEVELS = {"output": "output", "prestation": "output", "outcome": "outcome", "resultat": "outcome",
               "impact": "impact", "effekt": "impact"}  # fmt: skip
ENDS = {
    **{reason: reason for reason in END_REASONS},
    "aldrig påbörjat": "never-commenced", "ömsesidigt": "mutual", "uppsagt": "notice", "hävt": "breach",
    "avslutat": "completed", "löpt ut": "expired",
}  # fmt: skip
CHOICES = {
    "kind": KINDS,
    "areas": AREAS,
    "goal_kind": GOAL_KINDS,
    "goal_level": GOAL_LEVELS,
    "end_reason": ENDS,
}
"""The columns whose words are chosen from a list: each word that is taken, with the one that is kept."""

ALWAYS, IN_FORCE, NO = "yes", "while in force", "no"
_DATE, _LINES = "a date", "text; several lines apart by |"

COLUMNS: tuple[Column, ...] = (
    Column("key", ("nyckel",), "partnership", read_name, "text", ALWAYS, "",
           "Your own name for the partnership; rows with the same key are one partnership.",
           "Ert eget namn på samarbetet; rader med samma nyckel är ett samarbete.", "vagspel-2026"),
    Column("name", ("namn",), "partnership", read_name, "text", ALWAYS, "C1",
           "The partnership's name.", "Samarbetets namn.", "Ung teater"),
    Column("partner", ("samarbetspartner", "motpart"), "partnership", read_name, "text", ALWAYS, "C1",
           "The partner's name.", "Motpartens namn.", "Teater Vågspel"),
    Column("organisation_number", ("organisationsnummer", "orgnr"), "partnership", read_organisation_number,
           "ten digits, such as 802999-0010", ALWAYS, "C1",
           "The partner's organisation number; a sole trader's is kept sealed.",
           "Motpartens organisationsnummer; en enskild firmas förvaras förseglat.", "802999-0010"),
    Column("legal_form", ("juridisk form",), "partnership", read_name, "text", NO, "C1",
           "The partner's legal form.", "Motpartens juridiska form.", "non-profit association"),
    Column("areas", ("områden",), "partnership", some_of(AREAS), "education, culture, inclusion; several apart by |",
           NO, "C5", "What the partner works with.", "Vad motparten arbetar med.", "culture"),
    Column("purpose", ("syfte",), "partnership", read_text, "text", NO, "C1",
           "What the partnership is for.", "Vad samarbetet är till för.",
           "Children in every municipality meet the stage during school hours."),
    Column("own_role", ("egen roll",), "partnership", read_text, "text", NO, "C3",
           "What we do and say ourselves.", "Vad vi själva gör och säger.",
           "We hold a lesson in household finance each year."),
    Column("development_plan", ("utvecklingsplan",), "partnership", read_text, "text", NO, "C4",
           "How the partner develops in the period.", "Hur motparten utvecklas under perioden.",
           "From 40 to 120 performances a year by 2028."),
    Column("owner", ("ägare", "ansvarig"), "partnership", read_handle, "a handle", ALWAYS, "R1",
           "Who owns the partnership here: the handle of a registered person with the role owner.",
           "Vem som äger samarbetet hos oss: en registrerad person med rollen owner.", "s.alm"),
    Column("screener", ("granskare",), "partnership", read_handle, "a handle", NO, "R1",
           "Who screened the partner, and so does not sign for it.",
           "Vem som granskade motparten, och därför inte undertecknar.", ""),
    Column("kind", ("slag", "typ"), "partnership", one_of(KINDS), "agreement or understanding", ALWAYS, "C16",
           "Whether it is an agreement or an understanding.", "Avtal eller överenskommelse.", "agreement"),
    Column("registry_number", ("diarienummer",), "partnership", read_name, "text", IN_FORCE, "C24",
           "The number the signed document is registered under.",
           "Diarienumret för den undertecknade handlingen.", "KI 2026/117"),
    Column("document", ("handling", "dokument"), "partnership", read_name, "a file's name", IN_FORCE, "C24",
           "The name of the signed document.", "Den undertecknade handlingens namn.", "agreement-vagspel.pdf"),
    Column("document_sha256", ("sha256",), "partnership", read_sha256, "64 digits and letters a to f", NO, "C24",
           "The signed document's SHA-256, by which anybody can tell whether a file is the one.",
           "Handlingens SHA-256, så att var och en kan se om en fil är den rätta.", ""),
    Column("signed_on", ("undertecknat", "avtalsdatum"), "partnership", read_date, _DATE, IN_FORCE, "C24",
           "The day the last party signed; the partnership takes effect on it.",
           "Dagen då den sista parten undertecknade.", "2025-12-15"),
    Column("start", ("startdatum",), "partnership", read_date, _DATE, ALWAYS, "C27",
           "The first day of the period.", "Periodens första dag.", "2026-02-01"),
    Column("end", ("slutdatum",), "partnership", read_date, _DATE, ALWAYS, "C36",
           "The last day of the period, inclusive. An agreement has a fixed end.",
           "Periodens sista dag. Ett avtal har en fast sluttid.", "2028-12-31"),
    Column("code_version", ("uppförandekod",), "partnership", read_name, "a published version", IN_FORCE, "C23",
           "The version of the code of conduct that was agreed to; publish it first.",
           "Den version av uppförandekoden som avtalades; publicera den först.", "2025"),
    Column("vat_percent", ("moms",), "partnership", read_percent, "0, 6, 12 or 25", ALWAYS, "C26",
           "The VAT rate of all yearly amounts.", "Momssatsen för alla årsbelopp.", "25"),
    Column("marketing", ("marknadsföring",), "partnership", read_list, _LINES, IN_FORCE, "C25",
           "What is done in marketing, where and how often.",
           "Vad som görs i marknadsföring, var och hur ofta.", "our logotype on stage | four posts a year"),
    Column("guidelines", ("riktlinjer",), "partnership", read_guidelines,
           "name: meaning; several apart by |", IN_FORCE, "C28",
           "The agreed guidelines, whose breach is a ground to end.",
           "De överenskomna riktlinjerna; bryts de kan samarbetet avbrytas.",
           "no discrimination: nobody is turned away for who they are"),
    Column("exchange", ("utbyte",), "partnership", read_list, _LINES, IN_FORCE, "C29",
           "What we receive, line by line.", "Vad vi får, rad för rad.", "40 seats each spring | a lecture each May"),
    Column("exchange_value", ("utbytesvärde",), "partnership", read_list,
           "amounts, one for each line of exchange, apart by |", IN_FORCE, "C29",
           "The market value of each line.", "Marknadsvärdet av varje rad.", "20 000 kr | 30 000 kr"),
    Column("ended_on", ("avslutat den",), "partnership", read_date, _DATE, "when it has ended", "C36",
           "The day it ended.", "Dagen då det avslutades.", ""),
    Column("end_reason", ("slutorsak",), "partnership", one_of(ENDS), f"one of {', '.join(END_REASONS)}",
           "when it has ended", "C36", "Why it ended.", "Varför det avslutades.", ""),
    Column("initiative", ("insats",), "initiative", read_name, "text", IN_FORCE, "C38",
           "What is done together; each initiative has a row.", "Vad som görs tillsammans; en rad för varje insats.",
           "School matinees"),
    Column("initiative_start", ("insatsens start",), "initiative", read_date, _DATE, NO, "C38",
           "The initiative's first day; empty: the first day of the period. The yearly evaluation counts from it.",
           "Insatsens första dag; tomt: periodens första dag. Den årliga utvärderingen räknas härifrån.", ""),
    Column("goal", ("mål",), "initiative", read_text, "text", NO, "C17",
           "The goal that was agreed on; one for each row.", "Det mål som avtalades; ett per rad.",
           "Pupils who see a performance each school year"),
    Column("goal_kind", ("måltyp",), "initiative", one_of(GOAL_KINDS), "quantitative or qualitative",
           "with a goal", "C33",
           "Whether it is counted or judged.", "Om det räknas eller bedöms.", "quantitative"),
    Column("goal_level", ("målnivå",), "initiative", one_of(GOAL_LEVELS), "output, outcome or impact",
           "with a goal", "C20",
           "What it is a goal for: work done, its result, its effect.",
           "Vad målet gäller: prestation, resultat eller effekt.", "outcome"),
    Column("baseline", ("utgångsläge",), "initiative", read_name, "text", NO, "C17",
           "Where it started from.", "Utgångsläget.", "120"),
    Column("target", ("målvärde",), "initiative", read_name, "text", NO, "C17",
           "What is to be reached.", "Vad som ska nås.", "300"),
    Column("unit", ("enhet",), "initiative", read_name, "text", NO, "C17",
           "What is counted.", "Vad som räknas.", "pupils"),
    Column("source", ("källa",), "initiative", read_name, "text", NO, "C17",
           "Where it is read off.", "Var det läses av.", "attendance lists"),
    Column("read_off_on", ("avläses",), "initiative", read_date, _DATE, NO, "C17",
           "The day it is read off.", "Dagen då det läses av.", "2026-11-15"),
    Column("read_off_rule", ("avläsningsregel",), "initiative", read_text, "text", NO, "C33",
           "How a qualitative goal is read off.", "Hur ett kvalitativt mål läses av.", ""),
    Column("assessor", ("bedömare",), "initiative", read_name, "text", NO, "C33",
           "Who judges a qualitative goal.", "Vem som bedömer ett kvalitativt mål.", ""),
    Column("last_evaluated_on", ("senast utvärderad",), "initiative", read_date, _DATE, NO, "C38",
           "The day of the last evaluation; the next is due within a year of it.",
           "Dagen för den senaste utvärderingen; nästa ska göras inom ett år.", ""),
    Column("last_evaluation_final", ("slututvärderad",), "initiative", read_yes_no, "yes or no",
           "when completed", "C38",
           "Whether that evaluation was the last one.", "Om den utvärderingen var den sista.", ""),
)  # fmt: skip

YEAR = re.compile(r"(?:19|20|21)\d\d", re.ASCII)
YEAR_COLUMN = Column("year", (), "partnership", read_amount, "an amount in kronor", "each year of the period", "C26",
                     "A column for each calendar year, with the year as its header: what we pay, net.",
                     "En kolumn för varje kalenderår, med årtalet som rubrik: vad vi betalar, netto.")  # fmt: skip
EXAMPLE_YEARS = {"2026": "75 000", "2027": "80 000", "2028": "1 234,50 kr"}

COLUMN: dict[str, Column] = {column.name: column for column in COLUMNS}
_NAMES: dict[str, str] = {
    header: column.name for column in COLUMNS for header in (column.name.replace("_", " "), *column.swedish)
}
GOAL_COLUMNS = ("goal_kind", "goal_level", "baseline", "target", "unit", "source", "read_off_on", "read_off_rule",
                "assessor")  # fmt: skip


def name_of(header: str) -> str | None:
    """Returns the column a header stands for, a year's by the year, or None for one there is none of."""
    written = " ".join(normalize("NFC", header).replace("_", " ").replace("-", " ").casefold().split())
    return written if YEAR.fullmatch(written) else _NAMES.get(written)


def column_named(name: str) -> Column:
    """Returns a column by its name or its year."""
    return COLUMN.get(name, YEAR_COLUMN)


def closest(header: str) -> str:
    """Returns what was probably meant by an unknown header, or nothing."""
    from difflib import get_close_matches  # only for what is not found

    close = get_close_matches(header.casefold().replace("_", " "), _NAMES, n=1, cutoff=0.7)
    return _NAMES[close[0]] if close else ""
