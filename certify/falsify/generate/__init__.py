"""Where cases come from: strategies, the ranges that hypotheses leave, batches of cases."""
