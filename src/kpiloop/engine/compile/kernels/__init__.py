"""Array functions that execute a node of the plan faster than SQL; SQL stays complete and is what they must equal."""
