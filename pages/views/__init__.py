"""What one page shows, in reading order."""
