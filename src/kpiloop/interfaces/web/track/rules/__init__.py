"""Rules of alerts: what holds, and setting one."""
