"""The command tree as a static table: names and help lines here, everything else loaded when called."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

from samverkan_flow.cli.settings import reading_options, writing_options

Tree = dict[str, Any]
"""Name -> (help line, module) for a verb, or (help line, Tree) for a group."""

VERBS = "verbs"
CHAPTERS: dict[str, tuple[str, ...]] = {
    "Begin": ("init", "demo", "template", "import", "lifecycle", "explain"),
    "Look": ("status", "due", "calendar", "list", "show", "next", "report", "audit", "log"),
    "Choose": ("propose", "assess", "screen", "exception", "conflict", "hand-over"),
    "Agree": ("plan", "goal", "sign", "acknowledge", "agree", "activate"),
    "Follow up": ("record", "evaluate", "continue", "breach", "end", "correct", "tick", "remind"),
    "The house": ("budget", "people", "policy", "code", "doctor", "rebuild", "completion"),
}

TREE: Tree = {
    "init": ("Make a store with its first administrator and policy.", "house"),
    "demo": ("Record the sample portfolio and show what needs attention.", "house"),
    "template": (
        "Print a form to fill in: proposal, assessment, initiative, goal, agreement, addendum, evaluation, "
        "survey, correction, portfolio.",
        "views",
    ),
    "import": ("Take in partnerships that have already been agreed, from a spreadsheet.", "importing"),
    "lifecycle": ("Show the stages and what leads from one to the next.", "views"),
    "explain": ("Explain a clause or a rule.", "views"),
    "status": ("Show what needs attention, most urgent first.", "attention"),
    "due": ("Show what is late or due: evaluations, decisions, confirmations, end dates.", "attention"),
    "calendar": ("Write the dates as a calendar feed (iCalendar).", "reminding"),
    "list": ("List the partnerships.", "views"),
    "show": ("Show everything that is known of a partnership.", "show"),
    "next": ("Show what may happen next, and what is missing.", "steps"),
    "report": ("Report on the portfolio in one year, as a page or as numbers.", "reporting"),
    "audit": (
        "Question the log.",
        {
            "history": (
                "Everything that happened to a partnership, to a year's frame (budget-2027) or to the house.",
                "questions",
            ),
            "refusals": ("Every refused attempt, with the clauses that stood in the way.", "questions"),
            "search": (
                "Search every stream: by person, organisation, event, clause, period, text.",
                "across",
            ),
            "late": ("Entries recorded long after the date they took effect.", "across"),
            "corrections": ("What was corrected, and what it said before.", "across"),
            "duties": (
                "Whether the same person did what two were to do, of one partnership or all.",
                "across",
            ),
            "durations": ("How long partnerships stayed at each stage.", "across"),
            "missed": ("Dates that were missed: overdue now, and evaluations made late.", "across"),
            "told": ("Who was reminded of what, and what nobody was told of.", "across"),
            "expiring": ("Agreements that end soon, soonest first, with their owners.", "across"),
            "policies": ("Policy versions, how much was judged by each, how they differ.", "across"),
            "accounts": (
                "Accounts that several persons acted from, persons who acted from several.",
                "across",
            ),
            "document": ("Whether a file is the very document that was signed or cited.", "across"),
            "exceptions": ("Exceptions clause by clause: asked, granted, refused, open.", "across"),
            "erased": ("Whose personal text has been erased, and which events held it.", "across"),
            "state": ("What was in force on a day, or known at a time.", "past"),
            "diff": ("What changed between two days.", "past"),
            "blame": ("Who set each field, when, by which event.", "past"),
            "mandates": ("Who decided each step, in what role and on what mandate then.", "past"),
            "could": ("Who could have done something then, and why others not.", "past"),
            "conformance": ("Every step that was skipped or out of order.", "past"),
            "export": ("Hand the log, or a part of it, to others as a file.", "exporting"),
            "bundle": ("Make a dossier for an auditor who has neither product nor store.", "bundling"),
        },
    ),
    "log": (
        "Prove the log.",
        {
            "checkpoint": ("Sign the log as it stands, and print the checkpoint.", "log"),
            "verify": ("Read and hash every event again; name every damaged one.", "log"),
            "receipt": ("Write the proof that one event stands in the log.", "log"),
            "check-receipt": ("Check a receipt; needs no store.", "log"),
            "consistency": ("Prove that the log grew from an earlier checkpoint.", "log"),
            "accept-rollback": ("Accept that the log has gone back, as after a restored backup.", VERBS),
        },
    ),
    "propose": ("Propose a partnership.", VERBS),
    "assess": ("Judge criteria, each with reason and evidence.", VERBS),
    "screen": ("Pass a partnership through the screening.", VERBS),
    "exception": (
        "Comply or explain: ask, grant, refuse.",
        {
            "ask": ("Ask to depart from a clause, with the reason.", VERBS),
            "grant": ("Grant an exception somebody else asked for.", VERBS),
            "refuse": ("Refuse an exception somebody else asked for.", VERBS),
        },
    ),
    "conflict": (
        "Conflicts of interest.",
        {
            "declare": ("Declare a conflict of interest.", VERBS),
            "withdraw": ("Withdraw a conflict that no longer stands.", VERBS),
        },
    ),
    "hand-over": ("Make another person the owner or the screener.", VERBS),
    "plan": ("Plan an initiative with goals, follow-up and evaluation dates.", VERBS),
    "goal": ("Add a further goal to an initiative.", VERBS),
    "sign": ("Record a party's signature under a document.", VERBS),
    "acknowledge": ("Record that a party acknowledges the code of conduct.", VERBS),
    "agree": ("Make the agreement, or change it by a signed addendum.", VERBS),
    "activate": ("Begin a partnership once its start date has come.", VERBS),
    "record": (
        "Record what happens while the agreement is in force, and after.",
        {
            "follow-up": ("A follow-up of an initiative.", VERBS),
            "measurement": ("What a goal's indicator reads.", VERBS),
            "payment": ("A payment to the partner.", VERBS),
            "benefit": ("Something we received in exchange.", VERBS),
            "material": ("The review of published material.", VERBS),
            "co-partner": ("Another partner who has joined.", VERBS),
            "survey": ("A professional survey and its cost.", VERBS),
            "settlement": ("What was settled after the end.", VERBS),
        },
    ),
    "evaluate": ("Review one initiative against its frozen goals.", VERBS),
    "continue": ("Let a partnership go on after an evaluation.", VERBS),
    "breach": (
        "A breach of agreed guidelines: report, decide, end at once.",
        {
            "report": ("Report a breach of an agreed guideline.", VERBS),
            "decide": ("Decide a reported breach: remedy by a date, or no action.", VERBS),
            "remedied": ("Accept that a breach has been remedied.", VERBS),
            "terminate": ("End the partnership at once for a breach.", VERBS),
            "confirm": ("Confirm a termination another person made.", VERBS),
        },
    ),
    "end": ("End a partnership for a reason other than breach.", VERBS),
    "correct": (
        "Correct what was recorded wrongly; the original stays.",
        {
            "propose": ("Say that an event was recorded wrongly.", VERBS),
            "confirm": ("Confirm a correction another person proposed.", VERBS),
        },
    ),
    "tick": ("Record what the calendar has made true.", "house"),
    "remind": ("Mail everybody what is newly due, once for each step.", "reminding"),
    "budget": (
        "The frame of each year.",
        {
            "show": ("What each year may cost, and what is committed, paid, released and free.", "budget"),
            "propose": ("Propose the frame of a year.", VERBS),
            "set": ("Set the frame of a year as it was proposed.", VERBS),
        },
    ),
    "people": (
        "Who may act, and their roles.",
        {
            "list": ("List the people and their roles.", "house"),
            "add": ("Register a person.", VERBS),
            "grant": ("Give a person a role or a level.", VERBS),
            "revoke": ("Take a role or level back.", VERBS),
            "bind": ("Bind a person to an account.", VERBS),
            "unbind": ("Release a person from an account.", VERBS),
            "mail": ("Say at which mail address a person is reminded.", VERBS),
        },
    ),
    "policy": (
        "The policy as data.",
        {
            "show": ("Show an adopted policy.", "house"),
            "check": ("Check a policy file; names line and field of what is wrong.", "house"),
            "diff": ("Show what differs between two adopted policies.", "house"),
            "adopt": ("Adopt a policy version.", VERBS),
            "move": ("Move a partnership to another policy version.", VERBS),
        },
    ),
    "code": (
        "The code of conduct.",
        {
            "list": ("List the published versions.", "house"),
            "publish": ("Publish a version.", VERBS),
        },
    ),
    "doctor": ("Examine the store: settings, triggers, log, register, keys.", "house"),
    "rebuild": ("Make the register anew from the log.", "house"),
    "completion": ("Print the completion script of a shell.", "house"),
}


class LazyGroup(click.Group):
    """A group that knows names and help lines, and loads a command only to run it."""

    def __init__(self, tree: Tree, path: str = "", **more: Any) -> None:
        super().__init__(**more)
        self.tree = tree
        self.path = path

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns every name, loading nothing."""
        return list(self.tree)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Returns the command of a name, loaded now."""
        if cmd_name not in self.tree:
            return None
        text, home = self.tree[cmd_name]
        path = f"{self.path} {cmd_name}".strip()
        if isinstance(home, dict):
            return LazyGroup(home, path, name=cmd_name, help=text, params=reading_options())
        load: Callable[[str, str], click.Command] = import_module(f"samverkan_flow.cli.{home}").command
        return load(path, text)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Returns what was called, or says what was probably meant."""
        name = args[0]
        if name not in self.tree and not name.startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(name, self.tree, n=1, cutoff=0.5)
            hint = (
                f'did you mean "{close[0]}"?' if close else f"{ctx.command_path} --help lists what there is"
            )
            raise click.UsageError(f'there is no command "{f"{self.path} {name}".strip()}"; {hint}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes names and help lines from the table, by chapter at the top."""
        chapters = CHAPTERS if not self.path else {"Commands": tuple(self.tree)}
        for title, names in chapters.items():
            with formatter.section(title):
                formatter.write_dl([(name, self.tree[name][0]) for name in names])


class Root(LazyGroup):
    """The whole program; the one place where errors become an exit code and words."""

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **more: Any
    ) -> Any:
        """Runs the command line and exits: 0 done, 1-7 as documented."""
        given = list(sys.argv[1:] if args is None else args)
        more["standalone_mode"] = False
        try:
            code = super().main(given, prog_name or "samverkan", **more)
        except (Exception, KeyboardInterrupt) as error:
            from samverkan_flow.cli.failing import exit_code_of

            code = exit_code_of(error, as_json="--json" in given)
        sys.exit(code if isinstance(code, int) else 0)


def _version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        from samverkan_flow import __version__

        click.echo(f"samverkan-flow {__version__}")
        context.exit()


cli = Root(
    TREE,
    name="samverkan",
    help="Partnerships under a written policy: every refusal cites its clause, every decision stays on record.",
    epilog="samverkan COMMAND --help tells what a command takes. Begin with: samverkan demo",
    params=[
        *writing_options(),
        click.Option(
            ("--version",),
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help="Show the version.",
        ),
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
