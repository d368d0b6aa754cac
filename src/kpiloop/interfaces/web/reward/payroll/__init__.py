"""Files for payroll: what is still to be handed over, what was, and what payroll said about it."""
