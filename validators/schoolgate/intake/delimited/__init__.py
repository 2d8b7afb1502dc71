"""Text files with a delimiter. Two readers, a fast one and a strict one, and a count of records that is neither's."""
