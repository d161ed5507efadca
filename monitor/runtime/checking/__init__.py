"""Checking a script before it goes on air."""
