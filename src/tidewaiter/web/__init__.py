"""The pages: Django's settings and addresses, and the first page that shows what was found."""
