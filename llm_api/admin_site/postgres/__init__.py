"""PostgreSQL as Django knows it, with settings for each session.

Supabase's session pooler may ignore what a connection asks for at its start (`options`), so they
are set by SQL. An alias names them under SESSION, and under SCHEMA the schema that
`manage.py migrate` makes for it.
"""
