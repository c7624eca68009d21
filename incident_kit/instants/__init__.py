"""Aware times, times as people write them, spans and elapsed values.

The only place that parses or prints times and durations.  ``zones`` reads a
wall clock, ``written`` a time as people write it, ``column`` a column of
samples, ``elapsed`` does the arithmetic (in UTC), ``words`` prints.
"""
