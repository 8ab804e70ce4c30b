"""The metrics of Keras 3 (measured on 3.15.1), one file for each kind."""
