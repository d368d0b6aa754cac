"""The content of a document: everything a scheme says, gathered from the rooms that keep it."""
