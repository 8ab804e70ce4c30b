"""Worker programs: one stand-alone file per framework, run by its own Python, never imported."""
