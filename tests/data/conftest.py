"""What lies under `pasted` is read, not imported: it would load the frameworks into the tests."""

collect_ignore_glob = ["pasted/*"]
