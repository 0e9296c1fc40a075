"""What is in a file, a folder or a set, before anybody trains on it: names, shapes, ranges."""
