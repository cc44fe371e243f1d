"""Who and what may be seen. Every query that shows a listing asks here."""
