"""Signing in: by password or by the identity of an issuer, with a second factor where the role asks for one."""
