"""What the tests of the network have in common."""

from tests.support.stories import begun

__all__ = ["begun"]
