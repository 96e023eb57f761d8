"""From a counterexample to a simple one."""
