"""What several pages share: the frame, the levers, the way a chart is drawn."""
