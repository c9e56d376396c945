"""`python -m atende` is the command `atende`."""

from atende.cli import main

main()
