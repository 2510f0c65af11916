"""A sentence asked: what is wanted of it, the parts of the evidence that answer, and what is said before them."""

from stemwise.asked.path import Asked, ask, question_of

__all__ = ["Asked", "ask", "question_of"]
