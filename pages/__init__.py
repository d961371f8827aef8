"""One file a screen; the frame is `app.py`."""
