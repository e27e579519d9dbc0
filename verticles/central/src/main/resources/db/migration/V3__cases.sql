-- What a person in the store's card room should know of until it is settled. No card numbers.
create table cases (
  store          text not null,
  case_id        text not null,
  edge           text not null,
  kind           text not null,
  payment_id     text,
  place          text,
  detail         text,
  opened_at      timestamptz not null,
  landed_at      timestamptz not null default clock_timestamp(),
  closed_at      timestamptz,
  -- what really happened
  ending         text,
  ending_detail  text,
  primary key (store, case_id)
) with (fillfactor = 80);
create index cases_by_time on cases (opened_at desc, store desc, case_id desc);
create index cases_open on cases (store, kind) where closed_at is null;
