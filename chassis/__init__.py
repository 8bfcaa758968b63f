"""Mechanisms every service stands on. Knows no domain noun."""
