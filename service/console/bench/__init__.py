"""The request bench: what it is set to, what came of it, how two runs differ. Keeps nothing of a patient."""
