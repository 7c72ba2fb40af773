-- The roles and default privileges that a new Supabase project has before any migration.
-- The superuser runs this script with psql. A second run changes nothing.

select exists (select from pg_roles where rolname = 'authenticator') as is_done \gset
\if :is_done
  \quit
\endif

\getenv postgres_password POSTGRES_PASSWORD
\getenv authenticator_password AUTHENTICATOR_PASSWORD

begin;

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;

-- Owns the objects in `public` and runs migrations. It is not a superuser.
create role postgres login createrole createdb bypassrls password :'postgres_password';
grant anon, authenticated, service_role to postgres with admin option;
alter database postgres owner to postgres;
alter schema public owner to postgres;

-- The API connects as this role and switches to one of the three above for each request.
-- It owns nothing in `public`: @supabase/lite grants all privileges on tables with row level
-- security to all three roles, and a grant by a role that is not the owner is only a warning.
-- @supabase/lite looks up the tables in the catalogue, so that the role must see all of them.
create role authenticator login noinherit password :'authenticator_password';
grant anon, authenticated, service_role to authenticator;
grant pg_read_all_data to authenticator with inherit true;
grant create on database postgres to authenticator;

create schema auth authorization authenticator;
grant usage on schema auth to postgres, anon, authenticated, service_role;
alter default privileges for role authenticator in schema auth grant all on tables to postgres;

grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on functions to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on sequences to anon, authenticated, service_role;

commit;
