"""What the ward decides about itself: one table of settings, kept in the database."""
