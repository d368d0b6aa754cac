"""Why a value is what it is: the rows under it, the values it names, what it was before."""
