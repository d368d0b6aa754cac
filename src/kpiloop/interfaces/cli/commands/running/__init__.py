"""Commands about running an installation: accounts, background work, notices, the trail."""
