import { expect, test } from "vitest";
import { type Repeat, read, ruleText, sentence, written } from "./rule";

const first = "2026-12-08";
const every: Repeat = { frequency: "WEEKLY", interval: 1, days: ["TU"], monthlyBy: "date" };

test.each<[Partial<Repeat>, string, string]>([
  [{}, "FREQ=WEEKLY;BYDAY=TU", "Every week on Tuesday"],
  [
    { interval: 2, until: "2027-03-30" },
    "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270330;BYDAY=TU",
    "Every second week on Tuesday until Mar 30, 2027",
  ],
  [{ days: ["FR", "TU"], count: 6 }, "FREQ=WEEKLY;COUNT=6;BYDAY=TU,FR", "Every week on Tuesday and Friday, 6 times"],
  [{ frequency: "DAILY", interval: 3 }, "FREQ=DAILY;INTERVAL=3", "Every 3 days"],
  [{ frequency: "MONTHLY" }, "FREQ=MONTHLY;BYMONTHDAY=8", "Every month on day 8"],
  [{ frequency: "MONTHLY", monthlyBy: "place" }, "FREQ=MONTHLY;BYDAY=2TU", "Every month on the second Tuesday"],
  [{ frequency: "MONTHLY", monthlyBy: "last" }, "FREQ=MONTHLY;BYDAY=-1TU", "Every month on the last Tuesday"],
  [{ frequency: "YEARLY", count: 1 }, "FREQ=YEARLY;COUNT=1", "Every year on December 8, once"],
])("%j is %s and reads %s", (changes, rule, words) => {
  expect(written({ ...every, ...changes }, first)).toBe(rule);
  expect(sentence({ ...every, ...changes }, first)).toBe(words);
  expect(ruleText(rule, first)).toBe(words);
});

test.each([
  "FREQ=MONTHLY;BYDAY=3TU",
  "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
  "FREQ=DAILY;BYMONTH=1",
  "FREQ=WEEKLY;UNTIL=20270330T090000Z",
])("%s is shown as it is", (rule) => {
  expect(read(rule, first)).toBeUndefined();
  expect(ruleText(rule, first)).toBe(`By the rule ${rule}`);
});
