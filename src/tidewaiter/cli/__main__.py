"""``python -m tidewaiter.cli`` is ``tidewaiter``: for machines whose scripts folder is not on the path."""

from tidewaiter.cli.app import main

main()
