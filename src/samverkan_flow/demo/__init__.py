"""The demonstration: a made-up portfolio from 2022 to 2026, recorded through the public commands."""
