import { expect, test } from "vitest";
import { nextSort, readColumns, readSort, withSearch, writeColumns, writeSort } from "./list-order";
import { parseListSearch } from "./list-search";

test("an address keeps what is ours and drops the rest", () => {
  expect(parseListSearch({ where: "a = 1", q: 2026, layout: "wall", columns: "", evil: "x" })).toEqual({
    where: "a = 1",
    q: "2026",
  });
});

test("an emptied part leaves the address", () => {
  expect(withSearch({ where: "a = 1", sort: "name" }, { where: "" })).toEqual({ sort: "name" });
});

test("sorts survive the address", () => {
  expect(readSort("-amount,name")).toEqual([
    { field: "amount", descending: true },
    { field: "name", descending: false },
  ]);
  expect(writeSort(readSort("-amount,name"))).toBe("-amount,name");
});

test("a header turns from ascending to descending to none", () => {
  const up = nextSort([], "name", false);
  const down = nextSort(up, "name", false);
  expect(writeSort(up)).toBe("name");
  expect(writeSort(down)).toBe("-name");
  expect(nextSort(down, "name", false)).toEqual([]);
});

test("with Shift the other sorts stay in their place", () => {
  const two = nextSort(readSort("amount"), "name", true);
  expect(writeSort(two)).toBe("amount,name");
  expect(writeSort(nextSort(two, "amount", true))).toBe("-amount,name");
  expect(writeSort(nextSort(readSort("amount,name"), "stage", false))).toBe("stage");
});

test("columns survive the address with the widths that were changed", () => {
  const cols = "name:240,company.industry,amount:120";
  expect(writeColumns(readColumns(cols) ?? [])).toBe(cols);
  expect(readColumns("name:2")).toEqual([{ field: "name" }]);
});
