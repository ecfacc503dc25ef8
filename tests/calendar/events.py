# Reads an iCalendar from standard input with the library icalendar and prints its events as JSON, a time as what the clock shows and its zone.
import json
import sys

from icalendar import Calendar


def time(of):
    if of is None:
        return None
    value = of.dt
    zone = of.params.get("TZID") or (str(value.tzinfo) if getattr(value, "tzinfo", None) else None)
    return {"at": value.strftime("%Y-%m-%d %H:%M") if hasattr(value, "hour") else value.isoformat(), "zone": zone}


calendar = Calendar.from_ical(sys.stdin.buffer.read())
# What cannot be read is kept as text by the library and told under "errors".
broken = [str(error) for part in calendar.walk() for error in part.errors]
events = [
    {
        "uid": str(event["UID"]),
        "summary": str(event.get("SUMMARY", "")),
        "location": str(event.get("LOCATION", "")),
        "description": str(event.get("DESCRIPTION", "")),
        "url": str(event.get("URL", "")),
        "start": time(event.get("DTSTART")),
        "end": time(event.get("DTEND")),
        "guests": sorted(str(guest) for guest in ([event["ATTENDEE"]] if not isinstance(event.get("ATTENDEE", []), list) else event.get("ATTENDEE", []))),
        "alarms": sorted(str(alarm["TRIGGER"].dt) for alarm in event.walk("VALARM")),
    }
    for event in calendar.walk("VEVENT")
]
json.dump({"name": str(calendar.get("X-WR-CALNAME")), "zones": sorted(str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")), "broken": broken, "events": events}, sys.stdout)
