"""What is said inside only: no page, and no copy for customers, prints a word of it.

So these are no labels: :mod:`incident_kit.release.labels` passes them over.
"""
