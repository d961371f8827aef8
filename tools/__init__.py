"""What starts the project, and rehearses that it does."""
