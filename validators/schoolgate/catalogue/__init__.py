"""The requirements as anyone may read them: every rule with its words and examples, and each table's contract."""
