"""The commander's pages: the board of a port, the rows behind each of its figures, ports beside each other."""
