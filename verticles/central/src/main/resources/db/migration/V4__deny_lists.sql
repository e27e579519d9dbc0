-- Cards that stores must not approve offline, by their tokens; the newest version holds.
-- body is the list as edges fetch it: a token a line, gzip.
create table deny_lists (
  version   bigint primary key,
  put_at    timestamptz not null default clock_timestamp(),
  put_by    text not null,
  cards     integer not null,
  body      bytea not null
);

-- The version that the edge said it holds; null where it said none.
alter table edges add column deny_list bigint;

-- What the edge has approved for its acquirer and not settled, by its last heartbeat: count,
-- sumsMinor by currency, oldestMillis, parked.
alter table edges add column offline jsonb;
