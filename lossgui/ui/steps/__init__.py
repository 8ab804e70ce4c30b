"""The steps of the selected loss, played one after another."""
