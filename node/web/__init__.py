"""Pages: each reads a request, calls one use case with plain values, and answers; no tables."""
