"""The conformance kit: our own vectors, a runner for any verifier, and a second verifier."""
