"""The command line. Heavy imports stand inside functions: `--help` loads click and nothing of ours but tables."""


def main() -> None:
    """Runs `samverkan` and exits with its code (DESIGN: 0-7)."""
    import gc

    gc.set_threshold(500_000, 20, 20)  # imports make no garbage; looking for it cost a tenth of a short call

    try:
        from samverkan_flow.cli.app import cli

        cli(prog_name="samverkan")
    except KeyboardInterrupt:  # before the command line stands, or while it ends: nothing is under way
        raise SystemExit(130) from None
