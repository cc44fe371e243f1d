"""The words of the interface: one catalogue a language, and the sentences of every refusal."""
