"""BLAST: one module for each letter; ``assess`` runs them in order.

The letters never import each other: one that needs another's answer takes it
as an argument.
"""
