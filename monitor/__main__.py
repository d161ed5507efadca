"""`python -m monitor`."""

from monitor.interfaces.cli.main import main

if __name__ == "__main__":
    main()
