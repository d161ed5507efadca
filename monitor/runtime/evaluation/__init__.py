"""How good the judging is, measured on sessions that people labelled."""
