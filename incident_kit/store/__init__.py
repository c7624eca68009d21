"""Incident folders: find, read, write and list; the only reader of ``incident.yaml``."""
