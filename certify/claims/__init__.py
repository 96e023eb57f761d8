"""The language of lemmas: claims as text, their evaluation, and witnesses.  Trusted; knows nothing of tickets."""
