import { QueryClient } from "@tanstack/react-query";
import { describe, expect, test } from "vitest";
import type { Page, RecordData } from "../../api";
import { changeCached, moveCached, removeCached } from "./cache";
import { findCached } from "./find-cached";
import { type ListQuery, pageKey, pagesOf, recordKey } from "./list-query";

const record = (id: string, version = 1): RecordData => ({ id, version, name: id });
const page = (...ids: string[]): Page => ({ data: ids.map((id) => record(id)), next: null, count: 250 });
const list: ListQuery = { plural: "deals", where: 'stage = "A"' };
const other: ListQuery = { plural: "deals", where: 'stage = "B"' };

function filled(): QueryClient {
  const client = new QueryClient();
  client.setQueryData(pageKey(list, 0), page("a", "b"));
  client.setQueryData(pageKey(list, 1), page("c"));
  client.setQueryData(pageKey(other, 0), page("x"));
  client.setQueryData(recordKey("deals", "a"), record("a", 3));
  return client;
}
const ids = (client: QueryClient, of: ListQuery, number = 0) =>
  client.getQueryData<Page>(pageKey(of, number))?.data.map((one) => one.id);

test("the pages of a range are those its rows stand on", () => {
  expect(pagesOf(0, 40)).toEqual([0]);
  expect(pagesOf(95, 130)).toEqual([0, 1]);
  expect(pagesOf(999_950, 1_000_000)).toEqual([9999]);
  expect(pagesOf(5, 5)).toEqual([]);
});

describe("the cache", () => {
  test("changes a record wherever it stands, and nothing else", () => {
    const client = filled();
    const before = client.getQueryData(pageKey(list, 1));
    changeCached(client, "deals", "a", (one) => ({ ...one, name: "new" }));
    expect(client.getQueryData<Page>(pageKey(list, 0))?.data[0]?.name).toBe("new");
    expect(client.getQueryData<RecordData>(recordKey("deals", "a"))?.name).toBe("new");
    expect(client.getQueryData(pageKey(list, 1))).toBe(before);
  });

  test("finds the freshest copy of a record", () => {
    expect(findCached(filled(), "deals", "a")?.version).toBe(3);
    expect(findCached(filled(), "deals", "nobody")).toBeUndefined();
  });

  test("removes records from their lists and from the count", () => {
    const client = filled();
    removeCached(client, "deals", new Set(["a"]));
    expect(ids(client, list)).toEqual(["b"]);
    expect(client.getQueryData<Page>(pageKey(list, 0))?.count).toBe(249);
  });

  test("moves a card from one column to the top of another", () => {
    const client = filled();
    moveCached(client, list, other, record("c"));
    expect(ids(client, list, 1)).toEqual([]);
    expect(ids(client, other)).toEqual(["c", "x"]);
    expect(client.getQueryData<Page>(pageKey(other, 0))?.count).toBe(251);
  });
});
