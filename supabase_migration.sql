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
--   9. List and search          find_interviews: filters, words, order, pages
--  10. Statistics               interview_exact_stats: one user's totals and averages
--  11. Feedback                 set_interview_feedback: feedback that comes later
--  12. Deletion                 delete_interviews: all interviews of one user
--  13. Retention                purge_interviews: old interviews of all users
--  14. Status                   interview_storage_status: the schema's version and its state
--  15. Privileges               who may use the table, the view and the functions

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
  word text;
  name text;
begin
  foreach word in array words loop
    name := concat_ws(' ', name,
      case when word ~ '^[A-Z]{2,4}[0-9]*$' then word else lower(word collate "C") end);
  end loop;
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
    where lower(regexp_replace(s.key, '[\s_-]', '', 'g')) = 'scores'
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

-- 9. List and search ------------------------------------------------------------------

-- This function and those of the next two sections take the owner of the interviews as an
-- argument. They run with the caller's own privileges, so that row level security applies, too.

-- One page of an owner's interviews, filtered, searched and ordered:
-- {"total": n, "interviews": [{…, "position": [key_1, key_2]}]}
--
-- words      each must occur in the job role, a message or a text of the feedback; upper and
--            lower case are the same. `matches` of an interview lists the places:
--            [{"where", "snippet"}].
-- completed_from, completed_until
--            the first is inclusive, the second exclusive.
-- ordering   'completed_at', '-completed_at', 'overall_score' or '-overall_score'. Unscored
--            interviews are last in both orders by score. Of two interviews with the same time,
--            the one with the greater id counts as the later one.
-- after      the position {key_1, key_2, id} after which the page begins. The interview at this
--            position may have been deleted.
-- page_size  null returns all.
-- whole      whether interviews include their conversation; they have no `matches` then.
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
language plpgsql -- It caches the plan. Before version 18, language sql plans every call.
stable
security invoker
set search_path = ''
as $$
begin
  return (
  with asked as materialized (
    -- Case folding beyond lower(): both forms of the Greek small sigma become one, and i followed
    -- by a combining dot above, to which some locales lower the Turkish capital, becomes i, so
    -- that folding keeps the length of a text.
    select
      array_agg(folded) as needles,
      array_agg('%' || regexp_replace(folded, '([\\%_])', '\\\1', 'g') || '%') as patterns,
      160 + max(length(folded)) as snippet_size,
      replace(replace(lower(role_contains), 'ς', 'σ'), U&'i\0307', 'i') as role
    from unnest(words) as word,
      replace(replace(lower(word), 'ς', 'σ'), U&'i\0307', 'i') as folded
  ),
  selected as materialized (
    select i.id, keys.key_1, keys.key_2
    from public.interviews i
    cross join asked
    cross join lateral (
      select (extract(epoch from i.completed_at) * 1000000)::bigint as moment
    ) as times
    cross join lateral (
      select
        case ordering
          when 'completed_at' then moment
          when 'overall_score' then coalesce(i.overall_score, 11)
          when '-overall_score' then coalesce(-i.overall_score, 11)
          else -moment
        end as key_1,
        -moment as key_2
    ) as keys
    where i.user_id = owner
      and (role_contains = '' or strpos(
        replace(replace(lower(i.job_role), 'ς', 'σ'), U&'i\0307', 'i'), asked.role) > 0)
      and (levels is null or i.experience_level = any (levels))
      and (types is null or i.interview_type = any (types))
      and (min_score is null or i.overall_score >= min_score)
      and (max_score is null or i.overall_score <= max_score)
      and (completed_from is null or i.completed_at >= completed_from)
      and (completed_until is null or i.completed_at < completed_until)
      and (
        cardinality(words) = 0
        or replace(replace(lower(concat_ws(chr(10),
          i.job_role,
          (select string_agg(message #>> '{}', chr(10))
           from jsonb_path_query(i.conversation, '$[*].content') as message),
          (select string_agg(item, chr(10))
           from jsonb_array_elements_text(
             jsonb_path_query_array(i.feedback, '$.detailedFeedback')
             || jsonb_path_query_array(i.feedback, '$.strengths[*]')
             || jsonb_path_query_array(i.feedback, '$.areasForImprovement[*]')
             || jsonb_path_query_array(i.feedback, '$.recommendations[*]')) as item)
        )), 'ς', 'σ'), U&'i\0307', 'i') like all (asked.patterns)
      )
  ),
  page as (
    select *
    from selected
    where after is null
      or (key_1, key_2) > (after[1]::bigint, after[2]::bigint)
      or ((key_1, key_2) = (after[1]::bigint, after[2]::bigint)
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
          'position', jsonb_build_array(page.key_1, page.key_2)
        )
        || case when whole then jsonb_build_object('conversation', p.conversation) else '{}' end
        || case when whole or cardinality(words) = 0 then '{}' else jsonb_build_object('matches', (
             select coalesce(jsonb_agg(jsonb_build_object(
               'where', hit.place,
               'snippet', case when hit.begins > 1 then '…' else '' end
                 || substr(hit.content, hit.begins, asked.snippet_size)
                 || case when length(hit.content) >= hit.begins + asked.snippet_size
                      then '…' else '' end)), '[]')
             from (
               select place, content, greatest(1, (
                   select min(nullif(strpos(folded, word), 0)) from unnest(asked.needles) as word
                 ) - 60) as begins
               from (
                 select 'job_role' as place, p.job_role as said
                 union all
                 select 'conversation.' || (n - 1), message ->> 'content'
                 from jsonb_path_query(p.conversation, '$[*]') with ordinality as _ (message, n)
                 union all
                 select 'feedback.detailedFeedback', p.feedback ->> 'detailedFeedback'
                 union all
                 select 'feedback.' || key || '.' || (n - 1), item
                 from unnest(array['strengths', 'areasForImprovement', 'recommendations']) as key,
                   jsonb_array_elements_text(
                     jsonb_path_query_array(p.feedback -> key, '$[*]')) with ordinality as _ (item, n)
               ) as texts,
                 -- `content` and `folded` have the same length, so that a position found in
                 -- one is valid in the other.
                 replace(said, U&'i\0307', 'i') as content,
                 replace(replace(lower(content), 'ς', 'σ'), U&'i\0307', 'i') as folded
               where folded like any (asked.patterns)
             ) as hit
           )) end
        order by page.key_1, page.key_2,
          case when ordering = 'completed_at' then page.id end, page.id desc)
      from page
      join public.interviews p on p.id = page.id and p.user_id = owner
      cross join asked), '[]'::jsonb)
  ));
end
$$;

comment on function public.find_interviews is
  'One person''s interviews, filtered, searched, ordered and paged, with the exact total.';

-- 10. Statistics ----------------------------------------------------------------------

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

-- 11. Feedback ------------------------------------------------------------------------

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

-- 12. Deletion ------------------------------------------------------------------------

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

-- 13. Retention -----------------------------------------------------------------------

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

-- 14. Status --------------------------------------------------------------------------

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

-- 15. Privileges ----------------------------------------------------------------------

-- service_role bypasses row level security, but it needs privileges like any other role. They are
-- revoked first, because Supabase's defaults grant all of them, `truncate` included, to all roles.
revoke all on public.interviews from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.interviews to authenticated, service_role;

revoke all on public.interview_statistics from public, anon, authenticated, service_role;
grant select on public.interview_statistics to authenticated, service_role;

revoke all on function
  public.interview_exact_score, public.interview_key_name, public.interview_competencies,
  public.find_interviews, public.interview_exact_stats, public.interview_stats,
  public.set_interview_feedback, public.delete_interviews, public.purge_interviews,
  public.interview_storage_status
from public, anon, authenticated, service_role;
grant execute on function
  public.interview_exact_score, public.interview_key_name, public.interview_competencies,
  public.find_interviews, public.interview_exact_stats, public.interview_stats,
  public.set_interview_feedback, public.delete_interviews
to authenticated, service_role;
grant execute on function
  public.purge_interviews, public.interview_storage_status
to service_role;

-- PostgREST, Supabase's REST API, reads the schema again.
notify pgrst, 'reload schema';

commit;
