"""The policies that come with the product."""


def packaged_policy() -> str:
    """Returns the text of the policy that comes with the product."""
    from importlib.resources import files  # heavy where no policy is read

    return (files("samverkan_flow") / "policies" / "lokal-samverkan.toml").read_text("utf-8")
