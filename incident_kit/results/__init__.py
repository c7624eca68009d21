"""The result types: what a computation found, how surely, and from what."""
