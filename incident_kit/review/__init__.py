"""Run a template for an incident, and make its page."""
