-- What the acquirer was told of payments that their edge approved for it.
alter table payments
  add column advice             text not null default 'NONE',
  add column advice_at          timestamptz,
  -- what stands of the payment, as last told
  add column advice_left_minor  bigint,
  add column advice_tries       integer not null default 0,
  add column advice_code        text;

alter table store_totals
  -- the acquirer was not told yet, parked ones included: the store's exposure
  add column advices_owed           bigint not null default 0,
  add column advices_owed_minor     bigint not null default 0,
  -- declined after the store had approved: the store's loss
  add column advices_refused        bigint not null default 0,
  add column advices_refused_minor  bigint not null default 0;
