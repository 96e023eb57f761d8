"""The filter: claims judged on whole batches of floats, with rigorous error bounds; what is close stays open."""
