"""The model's voice on its way to the ear."""
