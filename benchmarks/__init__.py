"""Measurements, side by side with a floor or a peer, printed as ratios. No tests."""
