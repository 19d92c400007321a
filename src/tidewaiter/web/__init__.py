"""The pages: Django's settings and addresses, and a package for each area of the workbench."""
