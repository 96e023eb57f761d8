"""What the paper says, and why it is or is not true: one room per statement.

Each room has ``statement.py`` (the statement as data) and ``derivation.py`` (from the definitions to the
formula, each step checked).  Importing a room only builds expressions; checking is asked for.
"""
