"""The record as a frozen, validated value, and JSON Schema from it.

``values`` holds the types of single values, ``parts`` the parts of a record,
``incident_record`` the whole, ``contradictions`` what it says against itself,
``explanations`` why that stands.
"""
