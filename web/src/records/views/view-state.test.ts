import { expect, test } from "vitest";
import type { RecordData } from "../../api";
import { addressOf, differences, differs, fieldsOf, leavesOpen, shown, stateOf, stateOfView } from "./view-state";

const view: RecordData = {
  id: "v1",
  version: 1,
  name: "Big ones",
  type: "deals",
  layout: "board",
  filter: "amount > 1000",
  sort: "-amount",
  columns: null,
  group: "stage",
};

test("a view shows what it keeps, and over it what the address says", () => {
  expect(shown({ view: "v1" }, view)).toEqual({
    layout: "board",
    where: "amount > 1000",
    sort: "-amount",
    group: "stage",
  });
  expect(shown({ view: "v1", sort: "name", q: "ann" }, view)).toMatchObject({ sort: "name", q: "ann", group: "stage" });
});

test("an emptied part of a view is emptied in the address too", () => {
  const next = { ...shown({ view: "v1" }, view), sort: undefined as never, layout: "table" as const };
  const address = addressOf(next, view, undefined);
  expect(address).toEqual({ view: "v1", sort: "", layout: "table" });
  expect(shown(address, view)).toEqual({ where: "amount > 1000", group: "stage" });
});

test("what is put back as it was is no difference", () => {
  expect(differs(stateOf(shown({ view: "v1" }, view)), view)).toBe(false);
  expect(differences(stateOf({ ...stateOfView(view), sort: "name" }), view)).toEqual({ sort: "name" });
});

test("a list begins with the view of the role unless the address says otherwise", () => {
  expect(leavesOpen({})).toBe(true);
  expect(leavesOpen({ panel: "r1", q: "ann" })).toBe(true);
  expect(leavesOpen({ view: "all" })).toBe(false);
  expect(leavesOpen({ sort: "name" })).toBe(false);
  expect(addressOf(shown({}, view), view, view)).toEqual({});
  expect(addressOf({}, undefined, view)).toEqual({ view: "all" });
  expect(addressOf({}, undefined, undefined)).toEqual({});
  expect(addressOf({ sort: "name" }, undefined, view)).toEqual({ sort: "name" });
});

test("a state is kept in the fields of a view and comes back from them", () => {
  const state = stateOf({ where: "a = 1", columns: "name:240", layout: "calendar", start: "close_date" });
  expect(stateOfView({ id: "v2", version: 1, ...fieldsOf(state) })).toEqual(state);
  expect(fieldsOf({})).toMatchObject({ layout: "table", filter: null });
});
