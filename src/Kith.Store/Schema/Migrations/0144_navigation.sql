-- The order of types in the navigation, and those that stand in none; null for Kith's own order. Types that are in neither list follow.
alter table kith.workspace add column navigation jsonb;
