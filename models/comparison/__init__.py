"""Many scenarios at once: batches, sweeps, break-evens, grids, equal odds, odds of an event."""
