"""This repository itself: what is kept in it, its lock files, its documents."""
