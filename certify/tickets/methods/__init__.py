"""Ways of finding masks, one module each; :class:`.method.Method` says what a module provides."""

from certify.tickets.methods import batch, recycle
from certify.tickets.methods.method import Method

METHODS: dict[str, Method] = {"recycle": recycle, "batch": batch}
"""By the names that a ticket and the command line give them."""
