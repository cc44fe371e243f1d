"""Who is trusted here, how somebody new is met, and who takes over when nobody looks after us."""
