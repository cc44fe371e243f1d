"""Answering a listing, agreeing, and what comes of it. Only the two people concerned see it."""
