"""Django's PostgreSQL backend with settings per session.

Supabase's session pooler may ignore the startup parameter `options`, so the settings are set by
SQL. A database alias lists them under SESSION; SCHEMA names the schema that `manage.py migrate`
creates.
"""
