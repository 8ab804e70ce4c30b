"""What is not for collection: importing it would register a loss for all tests."""

collect_ignore = ["registered_loss.py"]
