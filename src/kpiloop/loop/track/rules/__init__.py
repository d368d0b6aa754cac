"""Rules people set for alerts: what they fire on, whom they tell, and how grave it is."""
