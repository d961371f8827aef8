"""How the snapshot is made: fetch, merge, derive, fill, write. Never imported when it is read."""
