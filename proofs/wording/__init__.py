"""How a statement is said: clauses, definitions and derivations as data."""
