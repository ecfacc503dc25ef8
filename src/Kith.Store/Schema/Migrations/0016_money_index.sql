-- Money is sorted and compared by its amount in the base currency, so its indexes are made anew on that column.
drop index if exists kith.deal_amount;
drop index if exists kith.deal_amount_down;
