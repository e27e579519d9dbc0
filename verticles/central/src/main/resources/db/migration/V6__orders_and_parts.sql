-- The till's own id of an order, and what a reversal in part leaves.
alter table payments
  add column order_id             text,
  -- what still stands once the reversal is done; null and 0: nothing
  add column reversal_left_minor  bigint;
