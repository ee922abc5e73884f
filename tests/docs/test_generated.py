"""Generated pages say what the code says today."""

import pytest

from tools import generate_docs


@pytest.mark.parametrize("name", generate_docs.PAGES)
def test_a_generated_page_is_fresh(name: str) -> None:
    """A page in docs/ is what its generator makes of the code; otherwise it is stale."""
    if name == "cli.md" and not generate_docs.has_command_line():
        pytest.skip("there is no command line yet")

    text = generate_docs.whole(name, generate_docs.PAGES[name]())

    assert not generate_docs.is_stale(name, text), f"docs/{name} is stale: run {generate_docs.COMMAND}"


@pytest.mark.parametrize("name", generate_docs.PAGES)
def test_a_generated_page_says_so(name: str) -> None:
    """Whoever opens a generated page sees what made it, before changing it."""
    text = generate_docs.whole(name, "# Title\n\nText")

    assert text.splitlines()[2].startswith("<!-- Generated from ")


@pytest.mark.parametrize("name", generate_docs.COPIES)
def test_a_copy_is_the_product_s_own(name: str) -> None:
    """What is published in docs/ is what the product ships, word for word."""
    text = generate_docs.COPIES[name].read_text("utf-8")

    assert not generate_docs.is_stale(name, text), f"docs/{name} is stale: run {generate_docs.COMMAND}"
