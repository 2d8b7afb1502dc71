"""From outcomes to verdicts: findings, records, causes, and what each rule did."""
