"""Growth of earnings per share and of profits."""
