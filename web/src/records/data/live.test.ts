import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Change } from "../../api";
import { meQuery, schemaQuery } from "../../api";
import { followLive, type LiveReader } from "../../api/live";
import { isWriting, wroteLately } from "../../api/writes";
import { keepFresh } from "./live";

vi.mock("../../api/live", () => ({ followLive: vi.fn() }));
vi.mock("../../api/writes", () => ({ isWriting: vi.fn(), wroteLately: vi.fn() }));

const change = (type: string, id: string, by: string) =>
  ({ type, kind: "updated", record: { id, title: id }, by: { id: by, title: by } }) as Change;
const schema = {
  types: [
    { name: "company", plural: "companies", fields: [] },
    { name: "deal", plural: "deals", fields: [{ name: "company", to: "company" }] },
    { name: "product", plural: "products", fields: [] },
  ],
};

let client: QueryClient;
let reader: LiveReader;
let stop: () => void;
const asked = () => vi.mocked(client.invalidateQueries).mock.calls.map(([filter]) => filter?.queryKey?.join("/"));

beforeEach(() => {
  vi.useFakeTimers();
  vi.mocked(isWriting).mockReturnValue(false);
  vi.mocked(wroteLately).mockReturnValue(false);
  vi.mocked(followLive).mockImplementation((given) => {
    reader = given;
    return () => undefined;
  });
  client = new QueryClient();
  client.setQueryData(meQuery.queryKey, { person: { id: "me" } } as never);
  client.setQueryData(schemaQuery.queryKey, schema as never);
  vi.spyOn(client, "invalidateQueries").mockResolvedValue();
  stop = keepFresh(client);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test("asks once for what came together: the type, and those that show it", async () => {
  reader.changed(change("company", "a", "other"));
  reader.changed(change("company", "b", "other"));
  await vi.advanceTimersByTimeAsync(100);
  expect(asked()).toEqual(["records/companies", "sums/companies", "records/deals", "sums/deals", "history"]);
  reader.changed(change("product", "c", "other"));
  await vi.advanceTimersByTimeAsync(500);
  expect(asked()).toHaveLength(5);
  await vi.advanceTimersByTimeAsync(500);
  expect(asked().slice(5)).toEqual(["records/products", "sums/products", "history"]);
});

test("leaves alone what this tab wrote, but not what the same person wrote elsewhere", async () => {
  vi.mocked(wroteLately).mockImplementation((id) => id === "mine");
  reader.changed(change("product", "mine", "me"));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked()).toEqual([]);
  reader.changed(change("product", "elsewhere", "me"));
  reader.changed(change("company", "mine", "other"));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked()).toContain("records/products");
  expect(asked()).toContain("records/companies");
});

test("waits while a write is under way, so that no older answer takes its place", async () => {
  vi.mocked(isWriting).mockReturnValue(true);
  reader.changed(change("product", "a", "other"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked()).toEqual([]);
  vi.mocked(isWriting).mockReturnValue(false);
  await vi.advanceTimersByTimeAsync(100);
  expect(asked()).toContain("records/products");
});

test("asks for everything when more was missed than is told, or of a type it does not know", async () => {
  reader.missed();
  expect(asked()).toEqual(["records", "sums", "history"]);
  reader.changed(change("project_c", "a", "other"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked().slice(3)).toEqual(["schema", "records", "sums", "history"]);
});
