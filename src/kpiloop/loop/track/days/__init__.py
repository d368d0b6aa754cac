"""Days of cards a rule watches by the day: how they are judged, and the alerts that follow."""
