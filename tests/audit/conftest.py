"""The clinic and the browsers of the accounts' tests."""

from tests.accounts.conftest import application, browser, clinic, make_clinic, owner  # noqa: F401 - fixtures
