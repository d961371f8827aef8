"""Wrong-number bugs that the tests must notice: the list, and what puts them in one by one."""
