-- Interview Storage: the `interviews` table, its row level security and its functions.
--
-- Paste the whole file into the Supabase SQL editor and run it. It can be run any number of
-- times: each run leads to the same schema, keeps every row, and upgrades an older
-- `interviews` table. It runs in one transaction, so that an error changes nothing. It needs
-- no superuser, and PostgreSQL 15 or later.
--
-- Run it first and then update the service: a service that is one schema version older goes on
-- working over this schema.
--
-- Contents:
--   1. Older view               drops interview_statistics before the table is locked
--   2. Table                    creates `interviews`, or upgrades an older one
--   3. Score columns            makes those of an older table integers, and loses no decimals
--   4. Constraints              account deletion, and the values that a row may have
--   5. Indexes                  for one user's list, retention and idempotency keys
--   6. Row level security       owners can reach their own interviews only
--   7. Scores                   the exact scores and the competencies of a feedback document
--   8. View of statistics       interview_statistics: one row per user
--   9. Words of a search        interview_fold and others: what is found, and where
--  10. List and search          list_interviews: filters, words, order, pages
--  11. Statistics               interview_exact_stats: one user's totals and averages
--  12. Feedback                 set_interview_feedback: feedback that comes later
--  13. Deletion                 delete_interviews: all interviews of one user
--  14. Retention                purge_interviews: old interviews of all users
--  15. Status                   interview_storage_status: the schema's version and its state
--  16. Privileges               who may use the table, the view and the functions

begin;
set local client_min_messages = warning;

-- 1. Older view -----------------------------------------------------------------------

-- A request that reads the view locks the view, then the table. Here it must be the same order:
-- with the table locked first, each would wait for the other.
drop view if exists public.interview_statistics;

-- 2. Table ----------------------------------------------------------------------------

create table if not exists public.interviews (
  id                  uuid primary key default gen_random_uuid(),
  user_id             uuid,
  job_role            text not null,
  experience_level    text not null,
  interview_type      text not null,
  conversation        jsonb not null,
  feedback            jsonb not null,
  overall_score       integer,
  communication_score integer,
  technical_score     integer,
  question_count      integer not null default 0,
  completed_at        timestamptz not null default now(),
  created_at          timestamptz not null default now()
);

-- An older table keeps its rows and gets the columns that it lacks.
alter table public.interviews
  add column if not exists user_id             uuid,
  add column if not exists job_role            text,
  add column if not exists experience_level    text,
  add column if not exists interview_type      text,
  add column if not exists conversation        jsonb,
  add column if not exists feedback            jsonb,
  add column if not exists overall_score       integer,
  add column if not exists communication_score integer,
  add column if not exists technical_score     integer,
  add column if not exists question_count      integer,
  add column if not exists completed_at        timestamptz,
  add column if not exists created_at          timestamptz;

-- Rows of an older table may have nulls in columns that become `not null` below. Where all of them are
-- so already, the rows are not read.
do $$
begin
  if exists (
    select from pg_catalog.pg_attribute
    where attrelid = 'public.interviews'::regclass and not attnotnull and attname in (
      'job_role', 'experience_level', 'interview_type', 'conversation', 'feedback',
      'question_count', 'completed_at', 'created_at')
  ) then
    update public.interviews set
      job_role         = coalesce(job_role, 'Unknown'),
      experience_level = coalesce(experience_level, 'Mid-level'),
      interview_type   = coalesce(interview_type, 'Behavioral'),
      conversation     = coalesce(conversation, '[]'),
      feedback         = coalesce(feedback, '{}'),
      question_count   = coalesce(question_count, 0),
      completed_at     = coalesce(completed_at, created_at, now()),
      created_at       = coalesce(created_at, completed_at, now())
    where num_nulls(job_role, experience_level, interview_type, conversation, feedback,
                    question_count, completed_at, created_at) > 0;
  end if;
end
$$;

alter table public.interviews
  alter column id                  set default gen_random_uuid(),
  alter column user_id             drop not null,
  alter column user_id             drop default,
  alter column job_role            set not null,
  alter column job_role            drop default,
  alter column experience_level    set not null,
  alter column experience_level    drop default,
  alter column interview_type      set not null,
  alter column interview_type      drop default,
  alter column conversation        set not null,
  alter column conversation        drop default,
  alter column feedback            set not null,
  alter column feedback            drop default,
  alter column overall_score       drop not null,
  alter column overall_score       drop default,
  alter column communication_score drop not null,
  alter column communication_score drop default,
  alter column technical_score     drop not null,
  alter column technical_score     drop default,
  alter column question_count      set not null,
  alter column question_count      set default 0,
  alter column completed_at        set not null,
  alter column completed_at        set default now(),
  alter column created_at          set not null,
  alter column created_at          set default now();

comment on table public.interviews is
  'Completed mock interviews. Written by the Interview Storage service; read by their owners.';
comment on column public.interviews.user_id is
  'Owner. Null: an anonymous interview that nobody has claimed.';
comment on column public.interviews.overall_score is
  '1-10, rounded half up from feedback.overallScore. Null: not scored.';

-- 3. Score columns --------------------------------------------------------------------

-- An older table may hold scores with decimals, or as texts. They are read as a save reads them: a
-- number from 1 to 10 is a score and is rounded half up, any other is none. No number is lost: where
-- the feedback lacks an exact score it is written there. A number that is no score is written under
-- `asSent`, as is what the feedback has in the place of a score.
do $$
declare
  score record;
  exact text; -- an expression, as is `lost`
  lost text;
  refused text;
begin
  for score in
    select c.name, c.key, pg_catalog.format_type(a.atttypid, null) as type
    from (values
      ('overall_score', 'overallScore'),
      ('communication_score', 'communicationScore'),
      ('technical_score', 'technicalScore')) as c (name, key)
    join pg_catalog.pg_attribute as a
      on a.attrelid = 'public.interviews'::regclass and a.attname = c.name
    where a.atttypid <> 'integer'::regtype
  loop
    if score.type not in ('numeric', 'real', 'double precision', 'smallint', 'bigint', 'text',
        'character varying', 'character') then
      raise exception 'The column % cannot be made an integer: it is %. Rename it and run this again.',
        score.name, score.type;
    end if;
    exact := format('nullif(trim(%I::text), %L)', score.name, '');
    execute format('select min(%s) from public.interviews where %1$s !~* %L', exact,
      '^(-?[0-9]+(\.[0-9]*)?(e[-+]?[0-9]+)?|-?infinity|nan)$') into refused;
    if refused is not null then
      raise exception 'The column % holds "%", which is not a number. Change it and run this again.',
        score.name, refused;
    end if;
    exact := exact || '::numeric';
    lost := format('(%s not between 1 and 10 or %1$s <> trunc(%1$s)'
      ' and (feedback -> %L between %L and %L) is not true)', exact, score.key, '1', '10');
    execute format('select min(%s) from public.interviews where %s and jsonb_typeof(feedback) <> %L',
      exact, lost, 'object') into refused;
    if refused is not null then
      raise exception 'The column % holds % where the feedback is not a JSON object that could keep the '
        'exact number. Change one of them and run this again.', score.name, refused;
    end if;
    execute format($update$
      update public.interviews set feedback = (
        select feedback
          || case when is_score then jsonb_build_object(%1$L, exact) else '{}' end
          || case when sent is null then '{}' else jsonb_build_object('asSent',
               jsonb_build_object(%1$L, sent) || case jsonb_typeof(feedback -> 'asSent')
                 when 'object' then feedback -> 'asSent' else '{}' end) end
        from (select %2$s as exact, %2$s between 1 and 10 as is_score) as number
        cross join lateral (select case when is_score then nullif(feedback -> %1$L, 'null')
          else to_jsonb(exact) end as sent) as instead)
      where %3$s
    $update$, score.key, exact, lost);
    execute format('alter table public.interviews alter column %I type integer using '
      'case when %s between 1 and 10 then floor(%2$s + 0.5)::integer end', score.name, exact);
  end loop;
end
$$;

-- 4. Constraints ----------------------------------------------------------------------

-- Adding a constraint reads all rows while nobody else can use the table. Those that are there
-- already are therefore left as they are.

-- Deleting an account deletes its interviews. An older foreign key may behave differently, so
-- that all other foreign keys of `user_id` are dropped.
do $$
declare
  old_key name;
begin
  for old_key in
    select c.conname
    from pg_catalog.pg_constraint c
    join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    where c.conrelid = 'public.interviews'::regclass
      and c.contype = 'f'
      and a.attname = 'user_id'
      and (c.conname, c.confrelid, c.confdeltype, cardinality(c.conkey))
        <> ('interviews_user_id_fkey', 'auth.users'::regclass, 'c', 1)
  loop
    execute format('alter table public.interviews drop constraint %I', old_key);
  end loop;
  if not exists (
    select from pg_catalog.pg_constraint
    where conrelid = 'public.interviews'::regclass and conname = 'interviews_user_id_fkey'
  ) then
    alter table public.interviews add constraint interviews_user_id_fkey
      foreign key (user_id) references auth.users (id) on delete cascade not valid;
  end if;
end
$$;

-- The checks as PostgreSQL writes them, to compare those of the table with.
create temporary table expected_interviews (like public.interviews) on commit drop;
alter table expected_interviews
  add constraint interviews_job_role_check
    check (char_length(job_role) between 1 and 200),
  add constraint interviews_experience_level_check
    check (experience_level in ('Junior', 'Mid-level', 'Senior')),
  add constraint interviews_interview_type_check
    check (interview_type in ('Behavioral', 'Technical', 'System Design')),
  add constraint interviews_conversation_check
    check (jsonb_typeof(conversation) = 'array'
      and not jsonb_path_exists(conversation, '$.**{64}')),
  add constraint interviews_feedback_check
    check (jsonb_typeof(feedback) = 'object'
      and not jsonb_path_exists(feedback, '$.**{64}')),
  add constraint interviews_overall_score_check
    check (overall_score between 1 and 10),
  add constraint interviews_communication_score_check
    check (communication_score between 1 and 10),
  add constraint interviews_technical_score_check
    check (technical_score between 1 and 10),
  add constraint interviews_question_count_check
    check (question_count between 0 and 1000),
  add constraint interviews_completed_at_check
    check (completed_at between '0001-01-01Z' and '9999-12-31 23:59:59.999999Z'),
  add constraint interviews_created_at_check
    check (created_at between '0001-01-01Z' and '9999-12-31 23:59:59.999999Z');

-- A check is added as `not valid`, so that rows of an older table that violate it are kept. New rows
-- must satisfy it.
do $$
declare
  expected record;
begin
  for expected in
    select conname, pg_catalog.pg_get_constraintdef(oid) as definition
    from pg_catalog.pg_constraint as e
    where conrelid = 'pg_temp.expected_interviews'::regclass and contype = 'c' and not exists (
      select from pg_catalog.pg_constraint as i
      where i.conrelid = 'public.interviews'::regclass and i.conname = e.conname
        and replace(pg_catalog.pg_get_constraintdef(i.oid), ' NOT VALID', '')
          = pg_catalog.pg_get_constraintdef(e.oid))
  loop
    execute format(
      'alter table public.interviews drop constraint if exists %1$I, add constraint %1$I %2$s not valid',
      expected.conname, expected.definition);
  end loop;
end
$$;

-- Validate each constraint that all existing rows satisfy; warn about the others.
do $$
declare
  rule record;
begin
  for rule in
    select conname from pg_catalog.pg_constraint
    where conrelid = 'public.interviews'::regclass and not convalidated
  loop
    begin
      execute format('alter table public.interviews validate constraint %I', rule.conname);
    exception when check_violation or foreign_key_violation then
      raise warning 'Older rows break %; they are kept, new rows must keep to it.', rule.conname;
    end;
  end loop;
end
$$;

-- 5. Indexes --------------------------------------------------------------------------

-- One user's interviews, newest first: for the list, search and statistics.
create index if not exists interviews_user_id_completed_at_idx
  on public.interviews (user_id, completed_at desc, id desc);

-- Old interviews of all users, for retention. Rows are stored in the order of their creation, so
-- that a BRIN index of a few pages is enough.
create index if not exists interviews_created_at_idx
  on public.interviews using brin (created_at);

-- A save with an Idempotency-Key gets a version 8 UUID: its first 60 bits are a hash of the
-- owner and the key, the rest one of the body. The index therefore lets an owner have one row per
-- key. It includes the owner, so that a row of another user, whatever its id, cannot block a save.
create unique index if not exists interviews_owner_idempotency_key_idx
  on public.interviews (
    coalesce(user_id, '00000000-0000-0000-0000-000000000000'), substr(id::text, 1, 18))
  where substr(id::text, 15, 1) = '8';
drop index if exists public.interviews_idempotency_key_idx;

-- 6. Row level security ---------------------------------------------------------------

alter table public.interviews enable row level security;

-- Permissive policies are combined with OR: an older policy that grants too much would remain in
-- effect. All policies are therefore dropped before those below are created.
do $$
declare
  old_policy name;
begin
  for old_policy in
    select polname from pg_catalog.pg_policy where polrelid = 'public.interviews'::regclass
  loop
    execute format('drop policy %I on public.interviews', old_policy);
  end loop;
end
$$;

create policy "Owners read their interviews" on public.interviews
  for select to authenticated
  using ((select auth.uid()) = user_id);

create policy "Owners add their interviews" on public.interviews
  for insert to authenticated
  with check ((select auth.uid()) = user_id);

create policy "Owners change their interviews" on public.interviews
  for update to authenticated
  using ((select auth.uid()) = user_id)
  with check ((select auth.uid()) = user_id);

create policy "Owners delete their interviews" on public.interviews
  for delete to authenticated
  using ((select auth.uid()) = user_id);

-- Supabase's OAuth server issues tokens to third-party apps in a user's name; they have the app's
-- id as `client_id`. Those reach no interview: a restrictive policy is combined with AND. The
-- planner expects `not in` to hold for nearly all rows, and `is null` for few: with that it would
-- sort all interviews of a user to find the newest.
create policy "Third-party apps reach no interview" on public.interviews
  as restrictive for all to authenticated
  using (coalesce(jsonb_typeof((select auth.jwt()) -> 'client_id'), 'null')
    not in ('string', 'number', 'boolean', 'object', 'array'));

-- 7. Scores ---------------------------------------------------------------------------

-- A score as the feedback has it (7.4), else as its column has it (7), else null. `key` is that of
-- the feedback. In jsonb, all values from '1' to '10' are numbers.
create or replace function public.interview_exact_score(feedback jsonb, key text, rounded integer)
returns numeric
language plpgsql
immutable
parallel safe
security invoker
set search_path = ''
as $$
declare
  sent constant jsonb := feedback -> key; -- once, because a long document has to be unpacked
begin
  return case
    when sent between '1' and '10' then sent::numeric
    when rounded between 1 and 10 then rounded
  end;
end
$$;

comment on function public.interview_exact_score is
  'A score with its decimals: that of the feedback, else that of its column.';

-- The words of a key, as people read them: problemSolvingScore is "Problem solving score". An acronym
-- of up to four letters keeps its capitals. Only the case of ASCII letters changes, because that
-- does not depend on a locale. llm_api/analysis/key_names.py does the same.
create or replace function public.interview_key_name(key text)
returns text
language plpgsql
immutable
strict
parallel safe
security invoker
set search_path = ''
as $$
declare
  -- A word begins at problem|Solving and API|Design, and after a separator.
  words constant text[] := string_to_array(trim(regexp_replace(regexp_replace(key collate "C",
    '(?<=[^A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])', ' ', 'g'),
    '[ \t\r\n_-]+', ' ', 'g')), ' ');
  name constant text := (
    select string_agg(
      case when word ~ '^[A-Z]{2,4}[0-9]*$' then word else lower(word collate "C") end,
      ' ' order by n)
    from unnest(words) with ordinality as _ (word, n));
begin
  return coalesce(upper(left(name, 1) collate "C") || substr(name, 2), '');
end
$$;

comment on function public.interview_key_name is
  'The words of a JSON key: problemSolvingScore is "Problem solving score".';

-- The competencies of feedback documents, of which `document` is the number, from 1. A competency is
-- a number from 1 to 10 under a key whose last word is "score", or under any key of the object
-- `scores`; the guide's three scores are none. Of two with one name in one document the first counts,
-- and those outside of `scores` come first. llm_api/analysis/competencies.py does the same.
create or replace function public.interview_competencies(variadic documents jsonb[])
returns table (document bigint, name text, score numeric)
language plpgsql
immutable
parallel safe
security invoker
set search_path = ''
as $$
begin
  return query
  with entries as materialized (
    select d.number as document, e.number as place, e.key, e.value
    from unnest(documents) with ordinality as d (feedback, number),
      jsonb_each(case jsonb_typeof(d.feedback) when 'object' then d.feedback end)
        with ordinality as e (key, value, number)
    where jsonb_typeof(e.value) in ('number', 'object')
  ),
  numbers as materialized (
    select e.document, 0 as scores_place, e.place, e.key, e.value
    from entries as e
    where e.value between '1' and '10'
    union all
    select s.document, s.place, e.number, e.key, e.value
    from entries as s,
      jsonb_each(case jsonb_typeof(s.value) when 'object' then s.value end)
        with ordinality as e (key, value, number)
    where lower(regexp_replace(s.key, '[ \t\r\n_-]', '', 'g') collate "C") = 'scores'
      and e.value between '1' and '10'
  ),
  -- Documents have the same few keys, and a name takes ten times as long as all else: each key is
  -- named once. The arrays stand for a join, which would be a nested loop, because the planner
  -- expects few keys; a document may have 100,000.
  keys as materialized (
    select n.key, array_agg(n.document) as documents, array_agg(n.scores_place) as scores_places,
      array_agg(n.place) as places, array_agg(n.value) as scores
    from numbers as n
    group by n.key
  ),
  names as materialized (
    select regexp_replace(named.name, ' score$', '') as name,
      named.name like '% score' as ends_in_score, keys.*
    from keys
    cross join lateral (select public.interview_key_name(keys.key) as name offset 0) as named
  )
  select distinct on (n.document, names.name) n.document, names.name, n.score::numeric
  from names
  cross join lateral unnest(names.documents, names.scores_places, names.places, names.scores)
    as n (document, scores_place, place, score)
  where (n.scores_place > 0 or names.ends_in_score)
    and names.name not in ('Overall', 'Communication', 'Technical')
  order by n.document, names.name, n.scores_place, n.place;
end
$$;

comment on function public.interview_competencies is
  'The further scores of feedback documents: select * from interview_competencies(feedback).';

-- 8. View of statistics ---------------------------------------------------------------

-- Without security_invoker the view would bypass row level security.
create view public.interview_statistics with (security_invoker = true) as
select
  user_id,
  count(*)                               as total_interviews,
  coalesce(sum(question_count), 0)       as total_questions,
  round(avg(exact.overall), 2)           as average_overall_score,
  round(avg(exact.communication), 2)     as average_communication_score,
  round(avg(exact.technical), 2)         as average_technical_score,
  max(exact.overall)                     as best_overall_score,
  (array_agg(exact.overall order by completed_at desc, id desc)
    filter (where exact.overall is not null))[1] as latest_overall_score,
  min(completed_at)                      as first_completed_at,
  max(completed_at)                      as last_completed_at
from public.interviews
-- With `|| '{}'` a long document is unpacked once, and not by each function that reads it. `offset 0`
-- keeps the planner from undoing that.
cross join lateral (select feedback || '{}' as feedback offset 0) as unpacked
cross join lateral (
  select
    public.interview_exact_score(unpacked.feedback, 'overallScore', overall_score) as overall,
    public.interview_exact_score(unpacked.feedback, 'communicationScore', communication_score)
      as communication,
    public.interview_exact_score(unpacked.feedback, 'technicalScore', technical_score) as technical
  offset 0
) as exact
where user_id is not null
group by user_id;

comment on view public.interview_statistics is
  'One row a user: select * from interview_statistics where user_id = ''…''. Scores are exact; unscored interviews do not count as 0.';

-- 9. Words of a search ----------------------------------------------------------------

-- Letters are lowered by the rules of Unicode, whatever the locale of the database is.
do $$
declare
  known constant text[] := array['pg_c_utf8', 'und-x-icu', 'C.utf8', 'C'];
  best constant name := (
    select collname from pg_catalog.pg_collation
    where collname = any (known) order by array_position(known, collname::text) limit 1);
begin
  if to_regcollation('public.interview_unicode') is null then
    execute format('create collation public.interview_unicode from pg_catalog.%I', best);
  end if;
end
$$;

-- A text as the search compares it, without differences of case, accents, width, typography and
-- white space. The service's analysis/folding.py and the dashboard's folding.js do the same, and
-- say why. The classes of characters have the same text in all three.
create or replace function public.interview_fold(content text)
returns text
language plpgsql
immutable
strict
parallel safe
security invoker
set search_path = ''
as $$
declare
  single_quotes constant text := '[\u00b4\u02bb\u02bc\u05f3\u2018-\u201b\u2032\u2035\u2039\u203a]';
  double_quotes constant text := '[\u00ab\u00bb\u05f4\u201c-\u201f\u2033\u2036\u301d-\u301f]';
  dashes constant text :=
    '[\u058a\u05be\u2010-\u2015\u207b\u208b\u2212\ufe31\ufe32\ufe58\ufe63\uff0d]';
  ignored constant text :=
    '[\u00ad\u0640\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff'
    '\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a'
    '\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed'
    '\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u180b-\u180d\u180f\u1ab0-\u1aff\u1dc0-\u1dff'
    '\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]';
  -- Blocks with characters that are combined with others.
  combining constant text :=
    '[\u0300-\u036f\u0483-\u0489\u0591-\u11ff\u135d-\u1dff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u302f'
    '\u3099\u309a\ua66f-\uabed\ufb1e\ufe20-\ufe2f\U00010000-\U0001efff]';
  -- Characters that have no case and are not decomposed.
  unchanged constant text :=
    '\x01-\x7f\u2022\u2190-\u2199\u2500-\u27bf\u3001\u3002\u4e00-\u9fff\U0001f300-\U0001faff';
  folded text := content;
begin
  if octet_length(folded) <> length(folded) then
    -- What is frequent in English is replaced first, because that is fast.
    folded := replace(replace(replace(folded, '’', ''''), '“', '"'), '”', '"');
    folded := replace(replace(replace(folded, '—', '-'), '–', '-'), '…', '...');
  end if;
  if octet_length(folded) = length(folded) or folded !~ concat('[^', unchanged, ']') then
    folded := lower(folded collate "C");
  else
    -- Normalization takes quadratic time in the length of a run of combining characters.
    if length(folded) > 4000 and folded ~ (combining || '{250}') then
      return (
        select string_agg(public.interview_fold(substr(content, first, 4000)), '' order by first)
        from generate_series(1, length(content), 4000) as first);
    end if;
    folded := regexp_replace(folded, single_quotes, '''', 'g');
    folded := regexp_replace(folded, double_quotes, '"', 'g');
    folded := regexp_replace(folded, dashes, '-', 'g');
    folded := regexp_replace(normalize(folded, nfkd), ignored, '', 'g');
    folded := lower(folded collate public.interview_unicode);
    if folded ~ '[ςß⁄æœøđłħ]' then
      folded := replace(replace(replace(folded, 'ς', 'σ'), 'ß', 'ss'), '⁄', '/');
      folded := replace(replace(replace(folded, 'æ', 'ae'), 'œ', 'oe'), 'ø', 'o');
      folded := replace(replace(replace(folded, 'đ', 'd'), 'ł', 'l'), 'ħ', 'h');
    end if;
    if folded ~ combining then
      folded := normalize(folded, nfc);
    end if;
    folded := regexp_replace(folded, '[\u0085\u1680\u2028\u2029]', ' ', 'g');
  end if;
  folded := replace(replace(replace(folded, chr(10), ' '), chr(13), ' '), chr(9), ' ');
  while strpos(folded, '  ') > 0 loop
    folded := replace(folded, '  ', ' ');
  end loop;
  return folded;
end
$$;

-- A text without its Markdown marks. It reads the marks that language models write, and leaves what
-- it does not know as it is: escaped characters, references, and emphasis over several lines. The
-- service's analysis/markdown.py reads all of CommonMark. `is_marked`: it is a part of a text that
-- has marks.
create or replace function public.interview_plain_text(
  content text,
  is_marked boolean default false
)
returns text
language plpgsql
immutable
strict
parallel safe
security invoker
set search_path = ''
as $$
declare
  fence constant text := '(?n)^[ \t]*(?:`{3,}[^`\n]*|~{3,}[^\n]*)$\n?';
  -- Marks in code, and the unassigned characters that they are until the end.
  marks constant text := '*_~[';
  masks constant text := U&'\+10FF01\+10FF02\+10FF03\+10FF04';
  plain text := content;
begin
  if length(content) > 50000 or content !~ '[*_`~>|]|\]\(|(?:^|\n)[ \t]*[-+=]' then
    return content;
  end if;

  if (strpos(plain, '```') > 0 or strpos(plain, '~~~') > 0) and plain ~ fence then
    -- Behind an opening fence stands the name of a language, or the first line of the code.
    plain := regexp_replace(
      plain, '(?n)^([ \t]*`{3,})[ \t]*([^`\n]*[^`\n\w.+#{}-][^`\n]*)$', E'\\1\n\\2', 'g');
    plain := (
      select string_agg(
        case when n % 2 = 1 then public.interview_plain_text(piece, true) else piece end,
        '' order by n)
      from regexp_split_to_table(plain, fence) with ordinality as _ (piece, n));
    return case when plain ~ '\S' then plain else content end;
  end if;

  if strpos(plain, '`') > 0 then
    plain := (
      select string_agg(
        case
          when piece[1] like '``_%' then
            translate(substr(piece[1], 3, length(piece[1]) - 4), marks, masks)
          when piece[1] like '`_%' then
            translate(substr(piece[1], 2, length(piece[1]) - 2), marks, masks)
          else piece[1]
        end, '' order by n)
      from regexp_matches(plain, '(``(?:[^`\n]|`[^`\n])+``|`[^`\n]+`|[^`]+|`)', 'g')
        with ordinality as _ (piece, n));
  end if;

  -- A table has a line of dashes below its head.
  if strpos(plain, '|') > 0 and plain ~ '\n[ \t|:]*-[ \t|:-]*\|' then
    plain := regexp_replace(plain, '(?n)^[ \t|:-]+$\n?', '', 'g');
    plain := regexp_replace(plain, '(?n)^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$', '', 'g');
    plain := regexp_replace(plain, '[ \t]*\|[ \t]*', E'\t', 'g');
  end if;

  -- Rules, and the marks of quotes and lists.
  if plain ~ '(?n)^[ \t]*[-*+>=_]' then
    plain := regexp_replace(
      plain, '(?n)^[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$\n?', '', 'g');
    plain := regexp_replace(
      plain, '(?n)^[ \t]*(?:>[ \t]?|[-*+][ \t]+(?=[^ \t\n]))+', '', 'g');
  end if;

  -- Emphasis. An asterisk between letters or digits multiplies, an underscore joins.
  if strpos(plain, '***') > 0 then
    plain := regexp_replace(
      plain, '(?<![\\*])\*\*\*(?![*\s])([^*\n]*[^*\s])\*\*\*(?!\*)', '\1', 'g');
  end if;
  if strpos(plain, '**') > 0 then
    plain := regexp_replace(
      plain,
      '(?<![\\*A-Za-z0-9])\*\*(?![*\s])((?:[^*\n]|\*(?!\*))*[^*\s])\*\*(?!\*)'
      '|(?<![\\*])\*\*(?![*\s])((?:[^*\n]|\*(?!\*))*[^*\s])\*\*(?![*A-Za-z0-9])',
      '\1\2', 'g');
  end if;
  if strpos(plain, '*') > 0 then
    plain := regexp_replace(
      plain,
      '(?<![\\*A-Za-z0-9])\*(?![*\s])([^*\n]*[^*\s])\*(?!\*)'
      '|(?<![\\*])\*(?![*\s])([^*\n]*[^*\s])\*(?![*A-Za-z0-9])',
      '\1\2', 'g');
  end if;
  if strpos(plain, '__') > 0 then
    plain := regexp_replace(
      plain,
      '(?<![\w\\])__(?![_\s]|(?:all|call|class|contains|del|dict|dirname|doc|enter|eq|exit|file'
      '|filename|getattr|getitem|hash|init|iter|len|main|name|new|next|proto|repr|setitem|slots|str'
      '|version)__)((?:[^_\n]|_(?!_))*[^_\s])__(?!\w)',
      '\1', 'g');
  end if;
  if strpos(plain, '_') > 0 then
    plain := regexp_replace(
      plain, '(?<![\w\\])_(?![_\s])((?:[^_\n]|(?<=\w)_(?=\w))*[^_\s])_(?!\w)', '\1', 'g');
  end if;
  if strpos(plain, '~~') > 0 then
    plain := regexp_replace(plain, '(?<!~)~~(?![~\s])([^~\n]*[^~\s])~~(?!~)', '\1', 'g');
  end if;

  -- Of a link its words remain.
  if strpos(plain, '](http') > 0 then
    plain := regexp_replace(
      plain,
      '(?<!!)\[([^\[\]\n]+)\]'
      '\(https?://[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*(?:[ \t]+"[^"\n]*")?\)',
      '\1', 'g');
  end if;
  if strpos(plain, '<http') > 0 then
    plain := regexp_replace(plain, '<(https?://[^\s<>]+)>', '\1', 'g');
  end if;

  -- In a text without any other mark, a line that begins with # is a comment.
  if is_marked or plain <> content or plain ~ '(?n)^[ \t]*[0-9]{1,9}[.)][ \t]' then
    plain := regexp_replace(
      plain, '(?n)^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$', '\1', 'g');
  end if;
  for n in 1 .. length(marks) loop
    plain := replace(plain, substr(masks, n, 1), substr(marks, n, 1));
  end loop;
  return case when plain ~ '\S' then plain else content end;
end
$$;

-- The texts of an interview that are searched, as they are stored, and their places.
-- search_in: 'everything', or 'answers' for the messages of the user alone.
create or replace function public.interview_texts(
  job_role text,
  conversation jsonb,
  feedback jsonb,
  search_in text
)
returns table (place text, content text)
language plpgsql
immutable
parallel safe
security invoker
set search_path = ''
rows 20
as $$
declare
  document constant jsonb := feedback #> '{}'; -- decompressed once
begin
  return query
    select 'job_role', job_role where search_in <> 'answers'
    union all
    select 'conversation.' || (n - 1), message ->> 'content'
    from jsonb_array_elements(jsonb_path_query_array(conversation, '$[*]'))
      with ordinality as _ (message, n)
    where search_in <> 'answers' or message ->> 'role' = 'user'
    union all
    select 'feedback.detailedFeedback', document ->> 'detailedFeedback'
    where search_in <> 'answers'
    union all
    select 'feedback.' || key || '.' || (n - 1), item
    from unnest(array['strengths', 'areasForImprovement', 'recommendations']) as key,
      jsonb_array_elements_text(
        jsonb_path_query_array(document -> key, '$[*]')) with ordinality as _ (item, n)
    where search_in <> 'answers'
    union all
    (select 'feedback.questions.' || (n - 1) || coalesce('.' || key, ''), text #>> '{}'
    from jsonb_path_query(document, '$.questions[*]') with ordinality as _ (question, n),
      unnest(array[null, 'question', 'answer', 'feedback', 'idealAnswer'])
        with ordinality as keys (key, key_number),
      lateral (select case when key is null then question else question -> key end as text) as texts
    where search_in <> 'answers' and jsonb_typeof(text) = 'string'
    order by n, key_number);
end
$$;

-- Whether a text may have a word, which is folded, although it does not have it as it is: the text
-- is in lower case, but neither folded nor without its marks.
create or replace function public.interview_may_have_word(lowered text, word text)
returns boolean
language plpgsql
immutable
parallel safe
security invoker
set search_path = ''
as $$
declare
  -- Characters that are folded into letters and digits of ASCII, or nothing.
  alphanumeric constant text :=
    '\u00aa-\u0233\u02b0-\u02b8\u02e1-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061c\u0640'
    '\u064b-\u0670\u06d6-\u06ed\u0898-\u08ff\u180b-\u180f\u1ab0-\u1aff\u1d2c-\u1ef9\u200b-\u200f'
    '\u202a-\u202e\u2060-\u218f\u2460-\u24ea\u2c7c\u2c7d\u3250-\u325f\u32b1-\u32cf\u3358-\u33ff'
    '\ua7f2-\ua7f9\ufb00-\ufb06\ufcf2-\ufcf4\ufe00-\ufe2f\ufe71-\ufe7f\ufeff\uff10-\uff19'
    '\uff21-\uff3a\uff41-\uff5a'
    '\U00010783-\U000107a5\U0001d400-\U0001d7ff\U0001f100-\U0001f190\U0001fbf0-\U0001fbf9';
  parts constant text[] := string_to_array(word, ' ');
  foldable text := '[^\x01-\x7f]';
  unmarked text;
  folded text;
begin
  if word ~ '^[a-z0-9'' -]*[a-z0-9][a-z0-9'' -]*$' then
    -- Between its letters and digits may be other white space, quotation marks, dashes and marks.
    if word ~ '['' -]' and lowered ~ regexp_replace(word, '['' -]+', '[^a-z0-9]+', 'g') then
      return true;
    end if;
    -- Most texts have no marks within a word, and nothing to fold. An underscore between letters is
    -- no mark. Links and fences are marks with words in them, and fences are lines.
    if lowered !~ concat('[a-z0-9](?:[*`~]+|\[)[a-z0-9]|\)[a-z0-9]|',
      case when word ~ '['' -]' then '\]\(|' end, case when word ~ ' ' then '```|~~~|' end,
      '[', alphanumeric, ']') then
      return false;
    end if;
    -- In a phrase, a quotation mark or a dash may be apart from such characters.
    if word !~ ' ' or word !~ '[''-]' then
      foldable := concat('[', alphanumeric, ']');
    end if;
  elsif not exists (select from unnest(parts) as part where strpos(lowered, part) = 0) then
    return true;
  end if;
  unmarked := replace(replace(replace(replace(lowered, '*', ''), '_', ''), '`', ''), '~', '');
  folded := (
    select coalesce(public.interview_fold(string_agg(token[1], ' ')), '')
    from regexp_matches(unmarked, concat('[^ \n]*', foldable, '[^ \n]*'), 'g') as token);
  return strpos(unmarked, '](') > 0 or not exists (
    select from unnest(parts) as part, translate(part, '*_`~', '') as unmarked_part
    where strpos(unmarked, unmarked_part) = 0 and strpos(folded, unmarked_part) = 0);
end
$$;

-- The texts of an interview in which any of the words, which are folded, may occur: without their
-- marks, and folded.
create or replace function public.interview_texts_with_words(
  job_role text,
  conversation jsonb,
  feedback jsonb,
  search_in text,
  words text[]
)
returns table (place text, plain text, folded text)
language plpgsql
immutable
parallel safe
security invoker
set search_path = ''
rows 10
as $$
declare
  patterns constant text[] := array(
    select concat('%', regexp_replace(word, '([\\%_])', '\\\1', 'g'), '%')
    from unnest(words) as word);
begin
  return query
    select texts.place, unmarked.plain,
      case when is_special then public.interview_fold(unmarked.plain) else lowered end
    from public.interview_texts(job_role, conversation, feedback, search_in) as texts,
      -- Most texts have no marks, and nothing to fold but their case.
      lateral (
        select
          content ~ '[^ -~]|  |[*_`~>|]|\]\(|^ *[-+=]' as is_special,
          lower(content collate "C") as lowered
        offset 0) as kind,
      lateral (
        select case when is_special
          then replace(public.interview_plain_text(content), chr(31), ' ') else content end as plain
        offset 0) as unmarked
    where lowered like any (patterns) or is_special and exists (
      select from unnest(words) as word
      where public.interview_may_have_word(lowered, word));
end
$$;

-- Whether all of the words, which are folded, occur in the texts of an interview.
create or replace function public.interview_has_words(
  job_role text,
  conversation jsonb,
  feedback jsonb,
  search_in text,
  words text[]
)
returns boolean
language plpgsql
immutable
parallel safe
security invoker
set search_path = ''
as $$
declare
  document constant jsonb := feedback #> '{}'; -- decompressed once
  -- The texts of interview_texts. Folding all of them and taking out their marks is slow, and for
  -- most words and interviews it changes nothing.
  lowered constant text := replace(lower(concat_ws(
    chr(31), -- is in no word
    case when search_in <> 'answers' then job_role end,
    (select string_agg(message ->> 'content', chr(31))
     from jsonb_array_elements(jsonb_path_query_array(conversation, '$[*]')) as message
     where search_in <> 'answers' or message ->> 'role' = 'user'),
    case when search_in <> 'answers' then (
      select string_agg(content #>> '{}', chr(31))
      from unnest(array[
        '$.detailedFeedback', '$.strengths[*]', '$.areasForImprovement[*]', '$.recommendations[*]',
        '$.questions[*] ? (@.type() == "string")',
        '$.questions[*].question ? (@.type() == "string")',
        '$.questions[*].answer ? (@.type() == "string")',
        '$.questions[*].feedback ? (@.type() == "string")',
        '$.questions[*].idealAnswer ? (@.type() == "string")']::jsonpath[]) as path,
        jsonb_path_query(document, path) as content) end
  ) collate "C"), '’', ''''); -- the one that is frequent in English
  -- Links and fences are marks with words in them.
  words_in_marks constant text := '\]\([^)\n\x1f]*\)|<http[^>\n\x1f]*>|(?:```|~~~)[^\n\x1f]*';
  is_certain boolean := true;
  word text;
begin
  foreach word in array words loop
    if strpos(lowered, word) > 0 then
      -- It remains when marks are taken out, unless it has some, or is in a mark.
      is_certain := is_certain and word !~ '[*_`~|<>[]|(^| )[-+=#]'
        and strpos(regexp_replace(lowered, words_in_marks, '', 'g'), word) > 0;
    elsif public.interview_may_have_word(lowered, word) then
      is_certain := false;
    else
      return false;
    end if;
  end loop;
  return is_certain or (
    select count(*) = cardinality(words)
    from unnest(words) as needle
    where exists (
      select from public.interview_texts_with_words(
        job_role, conversation, feedback, search_in, array[needle])
      where strpos(folded, needle) > 0));
end
$$;

-- Where in a text a position of the folded text is, give or take a few characters.
create or replace function public.interview_original_position(content text, position_folded integer)
returns integer
language plpgsql
immutable
parallel safe
security invoker
set search_path = ''
as $$
declare
  start integer := 0;
  size integer := length(content);
  remaining integer := position_folded;
  half_folded integer;
begin
  -- Folding keeps the length of most texts.
  if length(public.interview_fold(left(content, position_folded))) = position_folded then
    return position_folded;
  end if;
  while size > 1 loop
    half_folded := length(public.interview_fold(substr(content, start + 1, size / 2)));
    if half_folded < remaining then
      remaining := remaining - half_folded;
      start := start + size / 2;
      size := size - size / 2;
    else
      size := size / 2;
    end if;
  end loop;
  return start + 1;
end
$$;

-- The places where any of the words, which are folded, occur in an interview:
-- [{"where", "excerpt", "is_cut_before", "is_cut_after"}]. The excerpt is a part of the plain text
-- around the first occurrence, cut anywhere.
create or replace function public.interview_matches(
  job_role text,
  conversation jsonb,
  feedback jsonb,
  search_in text,
  words text[]
)
returns jsonb
language plpgsql
immutable
parallel safe
security invoker
set search_path = ''
as $$
declare
  longest constant integer := (select max(length(word)) from unnest(words) as word);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'where', place,
      'excerpt', substr(plain, start, finish - start),
      'is_cut_before', start > 1,
      'is_cut_after', length(plain) >= finish) order by n), '[]')
    from public.interview_texts_with_words(job_role, conversation, feedback, search_in, words)
      with ordinality as _ (place, plain, folded, n),
      lateral (
        select min(nullif(strpos(folded, word), 0)) as first from unnest(words) as word
      ) as first_word,
      -- Folding changes lengths: a word of the search may be longer in the text.
      lateral (
        select folded = lower(plain collate "C") as same_length offset 0
      ) as folding,
      lateral (
        select
          greatest(1, case when same_length then first
            else public.interview_original_position(plain, first) end - 60) as start,
          case when same_length then first + longest
            else public.interview_original_position(plain, first + longest) end + 100 as finish
        offset 0
      ) as cut
    where first is not null
  );
end
$$;

-- 10. List and search -----------------------------------------------------------------

-- These functions and those of the next two sections take the owner of the interviews as an
-- argument. They run with the caller's own privileges, so that row level security applies, too.

-- One page of an owner's interviews, filtered, searched and ordered:
-- {"total": n, "interviews": [{…, "position": [key_1, key_2]}]}
--
-- search     words and phrases. Each must occur in the job role, a message or a text of the
--            feedback. `matches` of an interview lists the places, see interview_matches.
-- search_in  'everything', or 'answers': the messages of the user alone.
-- job_role   occurs in the job role, folded like the words of the search.
-- completed_after, completed_before
--            the first is inclusive, the second exclusive.
-- ordering   'completed_at', '-completed_at', 'overall_score' or '-overall_score'. Unscored
--            interviews are last in both orders by score. Of two interviews with the same time,
--            the one with the greater id counts as the later one.
-- after      the position {key_1, key_2, id} after which the page begins. The interview at this
--            position may have been deleted.
-- page_size  null returns all.
-- with_conversation
--            whether interviews include their conversation; they have no `matches` then.
create or replace function public.list_interviews(
  owner uuid,
  search text[] default '{}',
  search_in text default 'everything',
  job_role text default '',
  experience_level text[] default null,
  interview_type text[] default null,
  min_overall_score numeric default null,
  max_overall_score numeric default null,
  completed_after timestamptz default null,
  completed_before timestamptz default null,
  ordering text default '-completed_at',
  after text[] default null,
  page_size integer default null,
  with_conversation boolean default false
)
returns jsonb
language plpgsql -- It caches the plan. Before version 18, language sql plans every call.
stable
security invoker
set search_path = ''
as $$
declare
  words constant text[] := array(select public.interview_fold(word) from unnest(search) as word);
  role_part constant text := public.interview_fold(job_role);
  -- Exact scores are read from the feedback where they are needed alone.
  needs_scores constant boolean := ordering in ('overall_score', '-overall_score')
    or num_nonnulls(min_overall_score, max_overall_score) > 0;
begin
  return (
  with selected as materialized (
    select i.id, keys.key_1, keys.key_2
    from public.interviews i
    cross join lateral (
      select
        (extract(epoch from i.completed_at) * 1000000)::bigint as moment,
        case when needs_scores then
          public.interview_exact_score(i.feedback, 'overallScore', i.overall_score)
        end as score
      offset 0 -- computed once
    ) as computed
    cross join lateral (
      select
        case ordering
          when 'completed_at' then moment
          when 'overall_score' then coalesce(score, 11)
          when '-overall_score' then coalesce(-score, 11)
          else -moment
        end as key_1,
        -moment as key_2
    ) as keys
    where i.user_id = owner
      and (role_part = '' or strpos(public.interview_fold(i.job_role), role_part) > 0)
      and (list_interviews.experience_level is null
        or i.experience_level = any (list_interviews.experience_level))
      and (list_interviews.interview_type is null
        or i.interview_type = any (list_interviews.interview_type))
      and (min_overall_score is null or score >= min_overall_score)
      and (max_overall_score is null or score <= max_overall_score)
      and (completed_after is null or i.completed_at >= completed_after)
      and (completed_before is null or i.completed_at < completed_before)
      and (cardinality(words) = 0 or public.interview_has_words(
        i.job_role, i.conversation, i.feedback, search_in, words))
  ),
  page as (
    select *
    from selected
    where after is null
      or (key_1, key_2) > (after[1]::numeric, after[2]::bigint)
      or ((key_1, key_2) = (after[1]::numeric, after[2]::bigint)
          and case when ordering = 'completed_at' then id > after[3]::uuid
                   else id < after[3]::uuid end)
    order by key_1, key_2, case when ordering = 'completed_at' then id end, id desc
    limit page_size
  )
  select jsonb_build_object(
    'total', (select count(*) from selected),
    'interviews', coalesce((
      select jsonb_agg(
        jsonb_build_object(
          'id', p.id,
          'user_id', p.user_id,
          'job_role', p.job_role,
          'experience_level', p.experience_level,
          'interview_type', p.interview_type,
          'feedback', p.feedback,
          'overall_score', p.overall_score,
          'communication_score', p.communication_score,
          'technical_score', p.technical_score,
          'question_count', p.question_count,
          'completed_at', p.completed_at,
          'created_at', p.created_at,
          -- As text, so that no reader rounds them.
          'position', jsonb_build_array(page.key_1::text, page.key_2::text)
        )
        || case when with_conversation
             then jsonb_build_object('conversation', p.conversation) else '{}' end
        || case when with_conversation or cardinality(words) = 0 then '{}'
             else jsonb_build_object('matches', public.interview_matches(
               p.job_role, p.conversation, p.feedback, search_in, words)) end
        order by page.key_1, page.key_2,
          case when ordering = 'completed_at' then page.id end, page.id desc)
      from page
      join public.interviews p on p.id = page.id and p.user_id = owner), '[]'::jsonb)
  ));
end
$$;

comment on function public.list_interviews is
  'One person''s interviews, filtered, searched, ordered and paged, with the exact total.';

-- The same for a service of the version before. Its bounds are of scores that are rounded half up,
-- its positions are integers, and its matches are {"where", "snippet"}.
create or replace function public.find_interviews(
  owner uuid,
  words text[] default '{}',
  role_contains text default '',
  levels text[] default null,
  types text[] default null,
  min_score integer default null,
  max_score integer default null,
  completed_from timestamptz default null,
  completed_until timestamptz default null,
  ordering text default '-completed_at',
  after text[] default null,
  page_size integer default null,
  whole boolean default false
)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  -- Exact scores as integers, up to 14 decimals.
  unit constant numeric := case when ordering like '%overall_score' then 1e14 else 1 end;
  page constant jsonb := public.list_interviews(
    owner, words, 'everything', role_contains, levels, types,
    min_score - 0.5, max_score + 0.5 - 1e-14,
    completed_from, completed_until, ordering,
    case when after is not null then array[(after[1]::numeric / unit)::text] || after[2:] end,
    page_size, whole);
begin
  return page || jsonb_build_object('interviews', (
    select coalesce(jsonb_agg(
      interview
      || jsonb_build_object('position', jsonb_build_array(
           trunc((interview #>> '{position,0}')::numeric * unit),
           (interview #>> '{position,1}')::bigint))
      || case when interview ? 'matches' then jsonb_build_object('matches', (
           select coalesce(jsonb_agg(jsonb_build_object(
             'where', match -> 'where',
             'snippet', case when (match ->> 'is_cut_before')::boolean then '…' else '' end
               || (match ->> 'excerpt')
               || case when (match ->> 'is_cut_after')::boolean then '…' else '' end)), '[]')
           from jsonb_array_elements(interview -> 'matches') as match)) else '{}' end
      order by n), '[]')
    from jsonb_array_elements(page -> 'interviews') with ordinality as _ (interview, n)));
end
$$;

comment on function public.find_interviews is
  'list_interviews, for a service of the version before.';

-- 11. Statistics ----------------------------------------------------------------------

-- One user's statistics: those of interview_statistics, and by type, by level and by competency. A
-- user without interviews gets totals of 0 and averages of null.
--
-- It reads each interview once. Scores are read as interview_exact_score reads them, but without a
-- call for each of them.
create or replace function public.interview_exact_stats(owner uuid)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return (
    with documents as materialized (
      select
        id, interview_type, experience_level, question_count, completed_at,
        overall_score, communication_score, technical_score,
        feedback -> 'overallScore' as overall,
        feedback -> 'communicationScore' as communication,
        feedback -> 'technicalScore' as technical,
        -- Most documents have no other keys than the guide's, and so no competencies.
        feedback - '{overallScore, communicationScore, technicalScore}'::text[] as further
      from (
        select *, case jsonb_typeof(whole) when 'object' then whole - '{
          strengths, areasForImprovement, recommendations, detailedFeedback, questions, asSent}'::text[]
          else '{}' end as feedback
        from (
          -- With `|| '{}'` a long document is unpacked once, as in interview_statistics.
          select
            id, interview_type, experience_level, question_count, completed_at,
            overall_score, communication_score, technical_score, feedback || '{}' as whole
          from public.interviews
          where user_id = owner
          offset 0
        ) as unpacked
        offset 0
      ) as shortened
    ),
    exact as materialized (
      select
        id, interview_type, experience_level, question_count, completed_at,
        case when overall between '1' and '10' then overall::numeric
          when overall_score between 1 and 10 then overall_score end as overall,
        case when communication between '1' and '10' then communication::numeric
          when communication_score between 1 and 10 then communication_score end as communication,
        case when technical between '1' and '10' then technical::numeric
          when technical_score between 1 and 10 then technical_score end as technical
      from documents
    )
    select jsonb_build_object(
      'total_interviews', count(*),
      'total_questions', coalesce(sum(question_count), 0),
      'average_overall_score', round(avg(overall), 2),
      'average_communication_score', round(avg(communication), 2),
      'average_technical_score', round(avg(technical), 2),
      'best_overall_score', max(overall),
      'latest_overall_score', (
        select overall from exact where overall is not null
        order by completed_at desc, id desc limit 1),
      'first_completed_at', min(completed_at),
      'last_completed_at', max(completed_at),
      'by_interview_type', coalesce((
        select jsonb_agg(to_jsonb(g) order by g.interview_type)
        from (select interview_type, count(*) as total_interviews,
                round(avg(overall), 2) as average_overall_score
              from exact group by interview_type) as g), '[]'),
      'by_experience_level', coalesce((
        select jsonb_agg(to_jsonb(g) order by g.experience_level)
        from (select experience_level, count(*) as total_interviews,
                round(avg(overall), 2) as average_overall_score
              from exact group by experience_level) as g), '[]'),
      'competencies', coalesce((
        select jsonb_agg(to_jsonb(g) order by g.name collate "C")
        from (select c.name, round(avg(c.score), 2) as average, count(*) as n
              from public.interview_competencies(variadic (
                select array_agg(further) from documents where further <> '{}')) as c
              group by c.name) as g), '[]')
    )
    from exact
  );
end
$$;

comment on function public.interview_exact_stats is
  'select interview_exact_stats(''…''): one person''s totals and averages, by type and level too.';

-- The same over the rounded columns, for a service of schema version 1, which expects integers. It is
-- dropped with schema version 3.
create or replace function public.interview_stats(owner uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'total_interviews', count(*),
    'total_questions', coalesce(sum(question_count), 0),
    'average_overall_score', round(avg(overall_score), 2),
    'average_communication_score', round(avg(communication_score), 2),
    'average_technical_score', round(avg(technical_score), 2),
    'best_overall_score', max(overall_score),
    'latest_overall_score', (array_agg(overall_score order by completed_at desc, id desc)
      filter (where overall_score is not null))[1],
    'first_completed_at', min(completed_at),
    'last_completed_at', max(completed_at),
    'by_interview_type', coalesce((
      select jsonb_agg(to_jsonb(g) order by g.interview_type)
      from (select interview_type, count(*) as total_interviews,
              round(avg(overall_score), 2) as average_overall_score
            from public.interviews where user_id = owner group by interview_type) as g), '[]'),
    'by_experience_level', coalesce((
      select jsonb_agg(to_jsonb(g) order by g.experience_level)
      from (select experience_level, count(*) as total_interviews,
              round(avg(overall_score), 2) as average_overall_score
            from public.interviews where user_id = owner group by experience_level) as g), '[]')
  )
  from public.interviews
  where user_id = owner
$$;

comment on function public.interview_stats is
  'interview_exact_stats over the rounded columns, for a service of schema version 1.';

-- 12. Feedback ------------------------------------------------------------------------

-- Sets the feedback of an interview, and its score columns. `owner` is null for an interview
-- without an owner. Without `replace` it does so only where no feedback is given yet: nothing but
-- empty values under the keys that a save always stores, and `asSent`. One statement decides, so
-- that of two requests at once one is stored. `feedback` is the text of a JSON object, because not
-- every server in PostgREST's place passes an object on as one. Returns
-- {"outcome": "stored" | "unchanged" | "exists" | "not_found", "interview": the row, or null}
create or replace function public.set_interview_feedback(
  interview uuid,
  owner uuid,
  feedback text,
  overall_score integer,
  communication_score integer,
  technical_score integer,
  replace boolean default false
)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
#variable_conflict use_column
declare
  document constant jsonb := set_interview_feedback.feedback::jsonb;
  stored public.interviews;
  outcome text := 'stored';
begin
  update public.interviews as i set
    feedback            = document,
    overall_score       = set_interview_feedback.overall_score,
    communication_score = set_interview_feedback.communication_score,
    technical_score     = set_interview_feedback.technical_score
  where i.id = interview
    and i.user_id is not distinct from owner
    and (set_interview_feedback.replace or not exists (
      select from jsonb_each(
        case jsonb_typeof(i.feedback) when 'object' then i.feedback
          else jsonb_build_object('feedback', i.feedback) end) as entry
      where entry.key <> 'asSent'
        and not (entry.value in ('null', '""', '[]') and entry.key in (
          'overallScore', 'communicationScore', 'technicalScore', 'strengths',
          'areasForImprovement', 'recommendations', 'detailedFeedback'))))
  returning * into stored;
  if not found then
    select * into stored from public.interviews as i
    where i.id = interview and i.user_id is not distinct from owner;
    outcome := case when not found then 'not_found'
      when stored.feedback = document then 'unchanged'
      else 'exists' end;
  end if;
  return jsonb_build_object('outcome', outcome, 'interview', to_jsonb(stored));
end
$$;

comment on function public.set_interview_feedback is
  'Sets the feedback of an interview that has none yet, or replaces it.';

-- 13. Deletion ------------------------------------------------------------------------

-- Deletes all interviews of one user if their number is `expected_total`, otherwise none, so that
-- an interview that the user has not seen yet is not deleted: {"total": n, "deleted": n or 0}
create or replace function public.delete_interviews(owner uuid, expected_total integer)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  -- The rows are locked, so that they cannot change between the count and the deletion.
  found uuid[] := array(
    select id from public.interviews where user_id = owner order by id for update);
  deleted integer := 0;
begin
  if cardinality(found) = expected_total then
    delete from public.interviews where id = any (found) and user_id = owner;
    get diagnostics deleted = row_count;
  end if;
  return jsonb_build_object('total', cardinality(found), 'deleted', deleted);
end
$$;

comment on function public.delete_interviews is
  'Deletes all of one person''s interviews, if there are exactly so many.';

-- 14. Retention -----------------------------------------------------------------------

-- Deletes up to `at_most` interviews, of all users, that were created before `stored_before`; with
-- `unowned_only` only those without an owner. Returns how many were deleted. Only service_role may
-- call it.
create or replace function public.purge_interviews(
  stored_before timestamptz,
  unowned_only boolean default false,
  at_most integer default 500
)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  deleted integer;
begin
  delete from public.interviews where id in (
    select id from public.interviews
    where created_at < stored_before and (user_id is null or not unowned_only)
    limit at_most
    for update skip locked
  );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

comment on function public.purge_interviews is
  'Deletes some of the interviews that were stored before a moment. For retention.';

-- 15. Status --------------------------------------------------------------------------

-- The state of this schema, for the service's health and `manage.py check_supabase`: what requests
-- alone cannot reveal. Only service_role may call it.
--
-- schema_version grows by one with each release that changes this file. The service needs its own
-- version (SCHEMA_VERSION in llm_api/supabase_client/health.py) or the next one. A schema of
-- version 1 does not say so.
create or replace function public.interview_storage_status()
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'schema_version', 2,
    'row_level_security',
      (select relrowsecurity from pg_catalog.pg_class where oid = 'public.interviews'::regclass),
    'policies',
      (select coalesce(jsonb_object_agg(cmd, n), '{}') from (
         select case permissive when 'RESTRICTIVE' then permissive else cmd end as cmd,
           count(*) as n
         from pg_catalog.pg_policies
         where schemaname = 'public' and tablename = 'interviews' group by 1) p),
    'view_security_invoker',
      (select coalesce('security_invoker=true' = any (reloptions), false)
       from pg_catalog.pg_class where oid = 'public.interview_statistics'::regclass),
    'deletes_with_account',
      exists (select from pg_catalog.pg_constraint
              where conrelid = 'public.interviews'::regclass
                and confrelid = 'auth.users'::regclass and confdeltype = 'c'),
    'privileges',
      (select jsonb_object_agg(relation || ':' || role, granted) from (
         select relation, role,
           (select coalesce(jsonb_agg(p order by p), '[]')
            from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
            where pg_catalog.has_table_privilege(role, 'public.' || relation, p)) as granted
         from unnest(array['interviews', 'interview_statistics']) relation,
              unnest(array['anon', 'authenticated', 'service_role']) role) g)
  )
$$;

comment on function public.interview_storage_status() is
  'Version, row level security, policies and privileges of the interview tables, for the service.';

-- 16. Privileges ----------------------------------------------------------------------

-- service_role bypasses row level security, but it needs privileges like any other role. They are
-- revoked first, because Supabase's defaults grant all of them, `truncate` included, to all roles.
revoke all on public.interviews from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.interviews to authenticated, service_role;

revoke all on public.interview_statistics from public, anon, authenticated, service_role;
grant select on public.interview_statistics to authenticated, service_role;

revoke all on function
  public.interview_exact_score, public.interview_key_name, public.interview_competencies,
  public.interview_fold, public.interview_plain_text, public.interview_texts,
  public.interview_may_have_word, public.interview_texts_with_words, public.interview_has_words,
  public.interview_original_position, public.interview_matches,
  public.list_interviews, public.find_interviews, public.interview_exact_stats,
  public.interview_stats, public.set_interview_feedback, public.delete_interviews, public.purge_interviews,
  public.interview_storage_status
from public, anon, authenticated, service_role;
grant execute on function
  public.interview_exact_score, public.interview_key_name, public.interview_competencies,
  public.interview_fold, public.interview_plain_text, public.interview_texts,
  public.interview_may_have_word, public.interview_texts_with_words, public.interview_has_words,
  public.interview_original_position, public.interview_matches,
  public.list_interviews, public.find_interviews, public.interview_exact_stats,
  public.interview_stats, public.set_interview_feedback, public.delete_interviews
to authenticated, service_role;
grant execute on function
  public.purge_interviews, public.interview_storage_status
to service_role;

-- PostgREST, Supabase's REST API, reads the schema again.
notify pgrst, 'reload schema';

commit;
