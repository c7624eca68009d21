"""Incident Kit: the review of a production incident, computed from evidence."""

__version__ = "0.1.0"
