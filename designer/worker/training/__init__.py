"""A training run: the exported script executed, watched, controlled, and told of in words."""
