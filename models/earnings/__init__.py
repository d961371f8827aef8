"""What prices are made of: identity, history, a reader's own series, the small-cap assumption."""
