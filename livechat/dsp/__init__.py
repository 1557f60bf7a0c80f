"""Signals without devices: resampling and voice detection. Works on arrays and bytes only."""
