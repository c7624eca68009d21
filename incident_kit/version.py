"""The version of the package, for receipts and footers."""

__version__ = "0.1.0"
