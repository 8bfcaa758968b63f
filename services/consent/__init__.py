"""Consent: who takes part, and every approval given, taken back, lapsed or used."""
