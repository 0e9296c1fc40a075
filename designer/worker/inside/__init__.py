"""Looking inside a model: its first step, its layers' times, gradients, weights and activations."""
