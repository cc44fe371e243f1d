"""The database: its connection, its tables' history, its words. Only here is known which it is."""
