-- Every key begins with the store, so that any table can later be partitioned by it.
-- Amounts are minor units; quantities are thousandths.

-- Who lands which stores. The fence grows with each change of owner, and every ingest transaction
-- checks it: a node that was cut off and comes back cannot write.
create table shard_lease (
  shard    smallint primary key,
  owner    text,
  fence    bigint not null default 0,
  expires  timestamptz not null default '-infinity'
) with (fillfactor = 50);

insert into shard_lease (shard) select generate_series(0, 63);

-- Nodes that reach this database, and when they last did.
create table central_nodes (
  node     text primary key,
  name     text not null,
  since    timestamptz not null default clock_timestamp(),
  seen     timestamptz not null
) with (fillfactor = 50);

create table stores (
  store       text primary key,
  shard       smallint not null,
  zone        text,
  first_seen  timestamptz not null default clock_timestamp()
);

-- One box. All but its name comes from its last heartbeat and is news, not record.
create table edges (
  store              text not null,
  edge               text not null,
  certificate        text,
  last_heartbeat     timestamptz,
  clock_skew_millis  bigint,
  epoch              bigint,
  durable            bigint,
  acknowledged       bigint,
  line               text,
  terminals          integer,
  version            text,
  first_seen         timestamptz not null default clock_timestamp(),
  primary key (store, edge)
) with (fillfactor = 50);

-- One journal. next_offset is the first offset that central does not have; it moves in the
-- transaction that stores what is before it.
create table edge_epochs (
  store        text not null,
  edge         text not null,
  epoch        bigint not null,
  next_offset  bigint not null default 0,
  last_landed  timestamptz,
  primary key (store, edge, epoch)
) with (fillfactor = 50);

-- Every record of every journal, as it came. What stays on the box has neither key nor payload.
create table events (
  store         text not null,
  edge          text not null,
  epoch         bigint not null,
  event_offset  bigint not null,
  type          smallint not null,
  event_key     text,
  edge_time     timestamptz not null,
  central_time  timestamptz not null default clock_timestamp(),
  payload       jsonb,
  primary key (store, edge, epoch, event_offset)
);

-- Events that could not be read or projected. raw holds what cannot be kept as jsonb.
create table event_problems (
  store         text not null,
  edge          text not null,
  epoch         bigint not null,
  event_offset  bigint not null,
  type          smallint not null,
  reason        text not null,
  raw           bytea,
  central_time  timestamptz not null default clock_timestamp(),
  primary key (store, edge, epoch, event_offset)
);

-- A second event with an id that is taken and another content. The first one stands.
create table conflicts (
  store         text not null,
  edge          text not null,
  epoch         bigint not null,
  event_offset  bigint not null,
  subject       text not null,
  subject_id    text not null,
  reason        text not null,
  central_time  timestamptz not null default clock_timestamp(),
  primary key (store, edge, epoch, event_offset)
);

create table sales (
  store         text not null,
  sale_id       uuid not null,
  edge          text not null,
  epoch         bigint not null,
  event_offset  bigint not null,
  occurred_at   timestamptz not null,
  landed_at     timestamptz not null default clock_timestamp(),
  till          text,
  currency      text not null,
  total_minor   bigint not null,
  line_count    integer not null,
  digest        bytea not null,
  body          jsonb not null,
  primary key (store, sale_id)
);
create index sales_by_time on sales (occurred_at desc, store desc, sale_id desc);
create index sales_by_store on sales (store, occurred_at desc, sale_id desc);

create table refunds (
  store             text not null,
  refund_id         uuid not null,
  edge              text not null,
  epoch             bigint not null,
  event_offset      bigint not null,
  occurred_at       timestamptz not null,
  landed_at         timestamptz not null default clock_timestamp(),
  till              text,
  original_sale_id  uuid,
  currency          text not null,
  total_minor       bigint not null,
  line_count        integer not null,
  digest            bytea not null,
  body              jsonb not null,
  primary key (store, refund_id)
);
create index refunds_by_time on refunds (occurred_at desc, store desc, refund_id desc);
create index refunds_by_store on refunds (store, occurred_at desc, refund_id desc);
create index refunds_by_sale on refunds (store, original_sale_id) where original_sale_id is not null;

-- How sales and refunds were paid. terminal, stan and rrn link a card tender to its payment.
create table tenders (
  store               text not null,
  event_id            uuid not null,
  place               smallint not null,
  subject             text not null,
  kind                text not null,
  amount_minor        bigint not null,
  change_minor        bigint not null,
  occurred_at         timestamptz not null,
  terminal            text,
  stan                text,
  rrn                 text,
  authorization_code  text,
  primary key (store, event_id, place)
);
create index tenders_by_stan on tenders (store, terminal, stan) where stan is not null;
create index tenders_by_rrn on tenders (store, terminal, rrn) where rrn is not null;

-- One row a payment: its intent, its outcome and what became of a reversal. No card numbers.
create table payments (
  store                text not null,
  payment_id           text not null,
  edge                 text not null,
  at                   timestamptz not null,
  landed_at            timestamptz not null default clock_timestamp(),
  kind                 text,
  terminal             text,
  acquirer             text,
  amount_minor         bigint,
  currency             text,
  stan                 text,
  rrn                  text,
  local_date_time      text,
  card_token           text,
  card_bin             text,
  card_last_four       text,
  card_brand           text,
  card_entry_mode      text,
  card_par             text,
  outcome_at           timestamptz,
  result               text,
  response_code        text,
  approved_minor       bigint,
  outcome_currency     text,
  authorization_code   text,
  answer_rrn           text,
  reversal             text not null,
  reversal_reason      text,
  reversal_minor       bigint,
  reversal_currency    text,
  reversal_at          timestamptz,
  reversal_tries       integer,
  reversal_code        text,
  late_at              timestamptz,
  late_code            text,
  late_authorization   text,
  primary key (store, payment_id)
) with (fillfactor = 80);
create index payments_by_time on payments (at desc, store desc, payment_id desc);
create index payments_by_store on payments (store, at desc, payment_id desc);
create index payments_by_token on payments (card_token, at desc) where card_token is not null;

create table stock_movements (
  store            text not null,
  movement_id      uuid not null,
  occurred_at      timestamptz not null,
  landed_at        timestamptz not null default clock_timestamp(),
  kind             text not null,
  sku              text not null,
  thousandths      bigint not null,
  source_id        uuid,
  source_line_id   text,
  till             text,
  reason           text,
  -- null where derived from a sale or a refund
  digest           bytea,
  primary key (store, movement_id)
);
create index stock_movements_by_sku on stock_movements (store, sku, occurred_at desc);

-- Σ of a store's movements, a row a SKU.
create table stock_levels (
  store        text not null,
  sku          text not null,
  thousandths  bigint not null,
  moved_at     timestamptz not null,
  primary key (store, sku)
) with (fillfactor = 50);

-- Counts and sums of a store in one currency, moved in the transactions that move the rows.
-- XXX is ISO 4217's "no currency": a reversal whose intent could not be read, or goods.
create table store_totals (
  store                      text not null,
  currency                   text not null,
  sales                      bigint not null default 0,
  sales_minor                bigint not null default 0,
  refunds                    bigint not null default 0,
  refunds_minor              bigint not null default 0,
  -- approved and not reversed
  payments                   bigint not null default 0,
  payments_minor             bigint not null default 0,
  -- the same, of refunds to a card
  card_refunds               bigint not null default 0,
  card_refunds_minor         bigint not null default 0,
  -- refunds to a card included
  payments_approved          bigint not null default 0,
  payments_approved_minor    bigint not null default 0,
  -- the acquirer acknowledged a reversal
  payments_reversed          bigint not null default 0,
  payments_reversed_minor    bigint not null default 0,
  payments_declined          bigint not null default 0,
  payments_declined_minor    bigint not null default 0,
  -- timed out, link lost, interrupted
  payments_unanswered        bigint not null default 0,
  payments_unanswered_minor  bigint not null default 0,
  payments_not_sent          bigint not null default 0,
  payments_not_sent_minor    bigint not null default 0,
  -- an intent without an outcome
  payments_open              bigint not null default 0,
  payments_open_minor        bigint not null default 0,
  -- not acknowledged yet, parked ones included
  reversals_owed             bigint not null default 0,
  reversals_owed_minor       bigint not null default 0,
  -- posted by tills, not derived from sales
  stock_movements            bigint not null default 0,
  stock_movements_minor      bigint not null default 0,
  primary key (store, currency)
) with (fillfactor = 50);

-- Events landed in each ten seconds of about the last minute: a ring of eight rows a store.
create table store_traffic (
  store      text not null,
  slot       smallint not null,
  tens       bigint not null,
  events     bigint not null,
  primary key (store, slot)
) with (fillfactor = 50);
