"""`aiprd` and `python -m aiprd`."""

from aiprd.cli import main

if __name__ == "__main__":
    main()
