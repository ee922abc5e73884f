"""Steps by concept; every module here is a pytest plugin, registered by `tests/conftest.py`."""
