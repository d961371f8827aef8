"""Live figures: fetched on the reader's behalf, checked, and spliced onto the snapshot by a rule."""
