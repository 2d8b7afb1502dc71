"""One file per format. Every format reads a `Result` and nothing else."""
