"""The console: its live protocol (`hub.py`) and its page (`static/`)."""
