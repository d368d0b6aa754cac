"""The proof chain of scores and money: one step per figure, down to rows, decisions and people."""
