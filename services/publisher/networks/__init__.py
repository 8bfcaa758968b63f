"""Connectors: one module per network behind one protocol."""
