"""Where cases come from: strategies for exact ones, batches of floats, and what hypotheses say about both."""
