-- Made anew with the values that forecasts sum up, once the tables are looked at.
drop index if exists kith.deal_close_date;
