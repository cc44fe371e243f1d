"""Many real nodes at once: real processes, TLS, PostgreSQL, each on a network host of its own."""
