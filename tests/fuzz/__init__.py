"""Fuzzing: whatever comes in, a value or a refusal, in bounded time and memory."""
