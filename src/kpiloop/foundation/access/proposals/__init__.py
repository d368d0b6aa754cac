"""Accounts of people who left or came back: proposed for an administrator, or settled at once where one allowed it."""
