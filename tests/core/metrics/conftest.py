"""Programs that run in a process of their own: importing one here would load its framework."""

collect_ignore = ["keras_states.py", "torchmetrics_states.py", "sklearn_results.py"]
