"""What residents report, and what moderators decide about it. Nobody decides about themselves."""
