import { expect, test } from "vitest";
import type { RecordData } from "../../../api";
import { differing } from "./series";

const series = {
  subject: "Weekly",
  kind: "meeting",
  begins_at: "10:00",
  length: 60,
  time_zone: "Europe/Rome",
  reminders: "10",
  tags: ["team"],
} as unknown as RecordData;
const one = {
  subject: "Weekly",
  kind: "meeting",
  occurs_on: "2027-03-30",
  starts_at: "2027-03-30T08:00:00Z",
  ends_at: "2027-03-30T09:00:00Z",
  reminders: ["10"],
  tags: ["team"],
} as unknown as RecordData;

test.each<[Partial<{ [name: string]: unknown }>, string[]]>([
  [{}, []],
  [{ subject: "Retrospective" }, ["subject"]],
  [{ reminders: null, location: "Room 2" }, ["location", "reminders"]],
  [{ starts_at: "2027-03-30T09:00:00Z", ends_at: "2027-03-30T10:00:00Z" }, ["starts_at"]],
  [{ ends_at: "2027-03-30T09:30:00Z" }, ["starts_at"]],
  [{ starts_at: null, ends_at: null, starts_on: "2027-03-30" }, ["starts_on"]],
])("%j differs in %j", (changes, names) => {
  expect(differing({ ...one, ...changes } as RecordData, series)).toEqual(names);
});
