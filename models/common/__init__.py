"""What every room uses: errors, files, the cache, progress, the console."""
