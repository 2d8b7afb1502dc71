"""What `map` proposes of a source: which file is which table, which heading which column, what cells mean."""
