"""How is the program run as `python -m yaomai`?"""

from yaomai.cli import main

main()
