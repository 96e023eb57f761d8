"""The judge: finds the rooms, replays evidence, asks Coq and the solvers, computes verdicts."""
