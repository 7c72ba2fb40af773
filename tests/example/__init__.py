"""The Next.js app of examples/nextjs, built for production and used in a Chromium.

`make test-example` installs its packages and names this folder; elsewhere it is not collected.
"""
