"""From what Keras said to what a person can use: sentences on nodes. Pure: no Qt, no keras."""
