"""Tests of the protocol: bytes in, values or a refusal out. No clock, no chance, no files."""
