"""Findings as people and other programs read them: terminal text, HTML pages, SARIF."""
