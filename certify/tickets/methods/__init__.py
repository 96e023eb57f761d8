"""Ways of finding masks, one module each; :class:`.method.Method` says what a module provides."""

from certify.tickets.methods import batch, fan_out, recycle
from certify.tickets.methods.method import Method

METHODS: dict[str, Method] = {"recycle": recycle, "batch": batch, "fan-out": fan_out}
"""By the names that the command line gives them."""
