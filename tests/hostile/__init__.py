"""Hostile requests by raw sockets to the service as it is served, over the local Supabase.

Request number n of a seed is always the same (but for ids and tokens, which are of one run), so
that one that fails can be repeated alone: `make fuzz SEED=… ONLY=n`.

    world       users, their interviews and tokens
    drafts      valid requests of every endpoint, in parts
    addresses   request lines
    headers     headers
    tokens      Authorization headers
    documents   bodies
    framing     where a body ends, and how the bytes arrive
    mutations   what makes a request hostile, of these, and how often
    exchange    one connection: what was sent, and what came back
    responses   what is wrong with an answer
    ledger      which interviews callers were told of, held against the table
    log         what is wrong with the service's log
    fuzz        all of it
"""
