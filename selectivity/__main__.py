"""``python -m selectivity`` is the console script."""

from selectivity.cli import main

if __name__ == "__main__":
    main()
