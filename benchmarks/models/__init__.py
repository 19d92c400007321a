"""Models measured: on the planted border, whose truth is known, and on a public set that leaks."""
