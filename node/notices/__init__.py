"""Notices: what goes out by mail. This room sends them; it does not know what they are about."""
