"""What services raise. One handler in `ui` and one in `cli` turn them into a sentence.

An error carries a key of the ko/en catalogues and parameters that are safe to show: names, ids,
counts and limits, never the text of a record.
"""

from __future__ import annotations


class WorkbenchError(Exception):
    """Base of all errors that are meant for a person."""

    def __init__(self, key: str, **params: str | int | float) -> None:
        super().__init__(key)
        self.key = key
        self.params = params

    def __str__(self) -> str:
        filled = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.key}({filled})" if filled else self.key


class UserError(WorkbenchError):
    """Something a person can put right: the sentence says what is wrong and what to do."""


class NotAllowed(UserError):
    """The actor's roles do not include what this needs."""


class NotFound(UserError):
    """No such record in this project."""


class MissingDependency(UserError):
    """An optional package is not installed; the sentence says how to install it."""


class StaleWrite(UserError):
    """A race was lost: the record changed, or the lease ended, since it was read."""


class ConfidentialityBlocked(UserError):
    """The text's level does not allow it to go there."""
