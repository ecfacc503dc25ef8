-- after tables
-- Functions with more rights than their caller are given out one by one, so that nobody has one unasked.
revoke all on function kith.workspace(), kith.renew_statistics(text) from public;
grant execute on function kith.workspace() to %app%, %search%, %auth%, %jobs%;
grant execute on function kith.renew_statistics(text) to %app%;
