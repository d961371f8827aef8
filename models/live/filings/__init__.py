"""Frames of the SEC: asked for at a pace, kept on disk, built into a series of earnings."""
