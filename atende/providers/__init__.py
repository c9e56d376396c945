"""One folder per vendor. Providers know ports, core and kit only, and never each other."""
