"""What is seen of a run's causes of leaks: gathered in diagnostic runs only.

Everything is done by wrapping functions of TensorFlow and Keras while the eye is open, and taken
back when it closes. What is noted are counts by place in the person's code.
"""
