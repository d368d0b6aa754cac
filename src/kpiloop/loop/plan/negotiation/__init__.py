"""Rules of negotiating: whose turn it is, what an offer must say, what the check finds in it."""
