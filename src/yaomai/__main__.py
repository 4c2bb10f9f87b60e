"""How is the program run as `python -m yaomai`?"""

from yaomai.cli import main

if __name__ == "__main__":  # a process that helps with a verification imports this module too
    main()
