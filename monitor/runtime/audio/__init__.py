"""Sound on its way in: files, streams and pushed PCM as float32 mono at 16 kHz on media time."""
