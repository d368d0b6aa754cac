"""The two ways a child is held: by address space and processor time, or by wall time alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """Limits of one kind of child process."""

    name: str  #: "heap" or "rlimit"
    timeout_seconds: float  #: wall time of one job unless the caller states another
    jobs_per_child: int  #: the child is replaced after so many jobs
    memory_bytes: int | None = None  #: address space limit; None where the runtime reserves terabytes
    cpu_seconds: int | None = None  #: processor time of one job, added to what the child has used
    at_once: int = 2  #: jobs of this profile that run at the same time


#: V8 reserves a terabyte of address space and aborts under any address limit: wall time only.
HEAP = Profile(name="heap", timeout_seconds=15, jobs_per_child=200)

#: Queries and file parsers: the database ignores its own limit in scalar bombs, the system does not.
RLIMIT = Profile(name="rlimit", timeout_seconds=60, jobs_per_child=50, memory_bytes=1 << 30, cpu_seconds=60)

PROFILES = {profile.name: profile for profile in (HEAP, RLIMIT)}
