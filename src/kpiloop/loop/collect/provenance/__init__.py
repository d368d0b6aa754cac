"""What stands behind figures: the loads, reports and corrections they rest on, and when they were due."""
