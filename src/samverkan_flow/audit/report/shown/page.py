"""The report as one page that stands alone: no script, nothing fetched, readable on a phone and on paper."""

from collections.abc import Iterator

from samverkan_flow.audit.bundle.page import Html, Section, element, page, together
from samverkan_flow.audit.report.making import Happened, Report
from samverkan_flow.audit.report.shown.amounts import grouped, kronor
from samverkan_flow.audit.report.shown.goals import share_of
from samverkan_flow.audit.report.shown.parts import Numbered, patterns
from samverkan_flow.audit.report.shown.sections import sections
from samverkan_flow.audit.report.shown.style import style
from samverkan_flow.audit.report.sources import sources

LONG_FROM = 13
"""A key figure of more characters than this is written smaller, so that it stays in its place."""
FROM = "Where the figures come from"


def report_page(report: Report) -> bytes:
    """Returns the whole page as UTF-8. The same report gives the same bytes."""
    numbered = Numbered(sources(report))
    title = f"Partnerships in {report.period.year}"
    last = (Section(FROM, _where_from(numbered)), Section("About this report", _about(report)))
    return page(title, _lead(report, numbered), (*sections(report, numbered), *last), style=style())


def _lead(report: Report, numbered: Numbered) -> Html:
    told = element("dl", *_key_figures(report, numbered), class_="key")
    warning = element("p", report.stamp.warning, class_="warning") if report.stamp.warning else ""
    nothing = element("p", "No partnership has been proposed.") if not report.partnerships else ""
    return together((patterns(), element("p", _standing(report), class_="quiet"), warning, nothing, told))


def _standing(report: Report) -> str:
    period, moment = report.period, report.stamp.computed_at[:16].replace("T", " ")
    computed = f"Computed {moment} UTC from {grouped(report.stamp.log_size)} recorded events."
    match period.standing:
        case "running":
            return f"Calendar year {period.year}, until {period.until}: the year still runs. {computed}"
        case "future":
            return (
                f"Calendar year {period.year}, as it is agreed on {period.until}. The year has not begun: "
                f"what is told is money, and nothing else. {computed}"
            )
        case _:
            return f"Calendar year {period.year}, as known today. {computed}"


def _key_figures(report: Report, numbered: Numbered) -> Iterator[Html]:
    own, happened = report.year, report.happened
    if happened:
        yield _key(numbered, "in_force", happened.now.in_force, f"in force on {report.period.until}")
    against = f"of a frame of {kronor(own.frame)}" if own.frame else "no frame is set for the year"
    yield _key(numbered, "money", kronor(own.committed), f"committed for {own.year}", against)
    yield _key(numbered, "money", kronor(own.paid), f"paid of what is committed for {own.year}")
    if happened:
        yield from _key_happened(report, happened, numbered)


def _key_happened(report: Report, happened: Happened, numbered: Numbered) -> Iterator[Html]:
    year, goals, measurable = report.period.year, happened.goals, happened.measurability.ever_agreed
    owed = len(happened.punctuality.owed_late)
    yield _key(numbered, "evaluations_owed_late", owed, f"evaluations late on {report.period.until}")
    met = f"{goals.met} of {goals.outcomes}" if goals.outcomes else "–"
    yield _key(numbered, "goals", met, f"goals met that were evaluated in {year}")
    counted = f"{measurable.with_goals} of {measurable.initiatives} ever agreed on have goals"
    yield _key(numbered, "measurability", share_of(measurable), "of the initiatives are measurable", counted)
    granted = sum(one.granted for one in happened.exceptions)
    yield _key(numbered, "exceptions", granted, f"exceptions granted in {year}")
    longest = max((one.calendar_years for one in happened.relationships), default=0)
    told = "calendar years with the partner we have agreed with for longest"
    yield _key(numbered, "relationships", longest or "–", told)


def _key(numbered: Numbered, name: str, number: object, label: str, more: str = "") -> Html:
    told = element("dd", more) if more else ""
    size = "long" if len(str(number)) > LONG_FROM else ""
    figure = element("dd", numbered.link(name, number, apart=True), class_=size)
    return element("div", element("dt", label), figure, told)


def _where_from(numbered: Numbered) -> Html:
    intro = (
        "Every figure is the answer to a query. Each command below gives the same numbers from the same log; asked "
        "later, it tells of what has been recorded since. Run it where the store lies, or name the store with --db."
    )
    entries = (
        element(
            "li",
            element("b", numbered.mark(name)),
            one.about,
            ".",
            element("code", one.command),
            element("span", one.reading, class_="quiet"),
            id=f"q-{name}",
        )
        for name, one in numbered.sources.items()
    )
    return together((element("p", intro), element("ol", *entries, class_="from")))


def _about(report: Report) -> Html:
    stamp = report.stamp
    told = [
        element(
            "p",
            "Every event a figure rests on was read and hashed again before it was counted. Names of living persons "
            "are not in this report. Years are calendar years in Europe/Stockholm; amounts are Swedish kronor, net of "
            "VAT.",
        ),
        element(
            "p",
            f"Policy {stamp.policy_version or '–'}. Computed {stamp.computed_at} from {stamp.log_size} events.",
        ),
    ]
    if stamp.checkpoint:
        told.append(
            element(
                "p",
                "The newest signed checkpoint of the log, by which an outsider can hold it to this report:",
            )
        )
        told.append(element("pre", element("code", stamp.checkpoint)))
    return together(told)
