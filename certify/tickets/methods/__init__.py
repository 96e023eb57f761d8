"""Ways of finding masks, one module each; the certificate does not care which was used."""
