"""Reads lines of "first local time|zone|rule" and answers for each the first moments in UTC, as dateutil works them out."""
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from dateutil import tz
from dateutil.rrule import rrulestr

MOST = 40
LAST = datetime(2046, 1, 1)

for line in sys.stdin:
    first, zone, rule = line.strip().split("|")
    start = datetime.fromisoformat(first)
    until = None
    parts = []
    for part in rule.split(";"):
        # Only a rule with a zone of its own may end at a moment in UTC; here that is done below.
        if part.startswith("UNTIL=") and part.endswith("Z"):
            until = datetime.strptime(part[6:], "%Y%m%dT%H%M%SZ").replace(tzinfo=tz.UTC)
        elif part.startswith("UNTIL="):
            parts.append(part + "T235959")
        else:
            parts.append(part)
    moments = []
    for local in rrulestr(";".join(parts), dtstart=start):
        if local > LAST or len(moments) == MOST:
            break
        # The zones of dateutil end in 2037.
        moment = tz.resolve_imaginary(local.replace(tzinfo=ZoneInfo(zone))).astimezone(tz.UTC)
        if until is not None and moment > until:
            break
        moments.append(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    print(" ".join(moments))
