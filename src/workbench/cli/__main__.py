"""`python -m workbench.cli`, for whoever has no script on the path."""

from workbench.cli.commandes import main

main()
