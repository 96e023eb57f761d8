"""The judged: one room per statement, everything about it inside.  Importing a room only builds expressions."""
