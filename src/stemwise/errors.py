"""The one error people see: what is wrong and how to mend it."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input from outside.

    The command line prints ``problem: remedy`` on one line and ends with exit code 2.

    Parameters
    ----------
    problem : str
        What is wrong, naming the thing (file, field, value).
    remedy : str
        What to do about it.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = _short(" ".join(problem.split()))
        self.remedy = " ".join(remedy.split())
        super().__init__(f"{self.problem}: {self.remedy}" if self.remedy else self.problem)


LONGEST = 400
"""Characters of a problem on its one line; what is longer quotes something endless, and is cut in its middle."""


def _short(text: str) -> str:
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} ... {text[-half:]}"
