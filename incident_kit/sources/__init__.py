"""Older incidents in: one row of a table becomes one thin record.

``columns`` says which column is which field, ``cells`` what a cell becomes in
the record, ``incidents_csv`` plans and writes.
"""
