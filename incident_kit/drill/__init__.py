"""Practice: a past incident as it was known minute by minute, in a folder of its own."""
