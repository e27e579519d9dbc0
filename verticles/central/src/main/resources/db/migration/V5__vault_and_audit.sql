-- Card numbers that edges sealed to the vault's public key; nothing here opens them. A row a store:
-- a stolen box can add rows of its own store and cannot replace another's.
create table vault_cards (
  token      text not null,
  store      text not null,
  key_id     text not null,
  sealed     bytea not null,
  sealed_at  timestamptz not null,
  last_seen  timestamptz not null default clock_timestamp(),
  primary key (token, store)
);
create index vault_cards_by_age on vault_cards (last_seen);

-- Who did what (PCI DSS 4.0.1, 10.2). Each row's digest covers the one before: a row that was
-- changed, taken out or put in breaks the chain (10.3).
create table audit_trail (
  seq       bigint primary key,
  at        timestamptz not null,
  who       text not null,
  what      text not null,
  target    text not null,
  reason    text not null,
  result    text not null,
  origin    text not null,
  digest    bytea not null
);
create index audit_trail_by_who on audit_trail (who, what, at desc);

-- Where the chain ends; locked by whoever adds to it.
create table audit_head (
  one     boolean primary key default true check (one),
  seq     bigint not null,
  digest  bytea not null
);
insert into audit_head (seq, digest) values (0, '\x');

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is only ever added to';
end $$;
create trigger audit_trail_stands before update or delete or truncate on audit_trail
  for each statement execute function audit_is_append_only();
