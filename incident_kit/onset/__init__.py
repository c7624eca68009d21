"""Where a series leaves what it usually does, and for how long: positions only.

Arrays of floats in, positions out; no times, no units, no record.
"""
