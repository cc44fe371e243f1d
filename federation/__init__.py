"""The wijk/1 protocol and nothing else: bytes and values in, values or a refusal out.

Rule 1: no network, no database, no files, no threads. Rule 2: no clock and no chance; ``now`` and
seed bytes are handed in. Rule 3: the only exceptions that leave are ``federation.errors``.
"""
