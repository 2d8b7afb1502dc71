"""What a suite is written in: predicates, rules, tables, suites, settings, as pure data."""
