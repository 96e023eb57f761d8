"""certify: pruned random networks with certificates that somebody else can check."""

__version__ = "0.1.0"
