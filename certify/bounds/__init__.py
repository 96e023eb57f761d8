"""Bounds: the expressions that ``proofs`` derived, evaluated rigorously."""
