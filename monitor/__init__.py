"""Live-commerce compliance monitor: speech in, explained and evidenced findings out."""

__version__ = "0.1.0"
