"""Question -> Answer."""

from stemwise.answer.engine import answer
from stemwise.answer.model import Answer

__all__ = ["Answer", "answer"]
