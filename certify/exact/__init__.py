"""Numbers, exactly: rationals as text, doubles by their bits, dyadic matrices, enclosures, powers of γ, ℚ(√5)."""
