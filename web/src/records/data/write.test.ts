import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Page, RecordData, TypeSchema } from "../../api";
import { type ListQuery, pageKey } from "./list-query";
import { conflictsOf, saveRecord, written } from "./write";

const type = { name: "deal", plural: "deals", fields: [] } as unknown as TypeSchema;
const list: ListQuery = { plural: "deals" };
const start: RecordData = { id: "1", version: 4, name: "Old", amount: null };

let client: QueryClient;
const shown = () => client.getQueryData<Page>(pageKey(list, 0))?.data[0];
const requests: { ifMatch: string | null; body: unknown }[] = [];

/** Stands for the network: each answer is given once, in order. */
function answer(...answers: { status: number; body: unknown }[]): void {
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    requests.push({ ifMatch: new Headers(init.headers).get("if-match"), body: JSON.parse(String(init.body)) });
    const next = answers.shift();
    return new Response(JSON.stringify(next?.body), {
      status: next?.status ?? 500,
      headers: { "content-type": "application/json" },
    });
  });
}

beforeEach(() => {
  client = new QueryClient();
  client.setQueryData<Page>(pageKey(list, 0), { data: [start], next: null });
  requests.length = 0;
});
afterEach(() => vi.unstubAllGlobals());

test("a change is on the screen before the server has answered", async () => {
  answer({ status: 200, body: { ...start, version: 5, name: "New" } });
  const saving = saveRecord(client, type, "1", { name: "New" });
  await Promise.resolve();
  expect(shown()?.name).toBe("New");
  expect(await saving).toMatchObject({ ok: true });
  expect(shown()?.version).toBe(5);
  expect(requests[0]?.ifMatch).toBe('"4"');
});

test("a list that was asked before the change and answers after it does not take it back", async () => {
  answer({ status: 200, body: { ...start, version: 5, name: "New" } });
  const late: ((page: Page) => void)[] = [];
  const asked = () => new Promise<Page>((resolve) => late.push(resolve));
  void client.fetchQuery({ queryKey: pageKey(list, 0), queryFn: asked, retry: false }).catch(() => undefined);
  await vi.waitFor(() => expect(late).toHaveLength(1));
  await saveRecord(client, type, "1", { name: "New" });
  late[0]?.({ data: [start], next: null });
  await vi.waitFor(() => expect(late).toHaveLength(2));
  expect(shown()?.name).toBe("New");
  late[1]?.({ data: [{ ...start, version: 5, name: "New" }], next: null });
  await vi.waitFor(() => expect(client.isFetching()).toBe(0));
  expect(shown()?.name).toBe("New");
});

test("a refused change goes back and says why", async () => {
  const errors = [{ field: "name", code: "required", message: "Name: write something here." }];
  answer({ status: 422, body: { title: "No", status: 422, code: "invalid", errors } });
  const saved = await saveRecord(client, type, "1", { name: "" });
  expect(saved).toMatchObject({ ok: false, conflicts: [] });
  expect(shown()?.name).toBe("Old");
});

test("two quick changes leave one after the other, the second with the version of the first", async () => {
  answer(
    { status: 200, body: { ...start, version: 5, name: "A" } },
    { status: 200, body: { ...start, version: 6, name: "B" } },
  );
  await Promise.all([saveRecord(client, type, "1", { name: "A" }), saveRecord(client, type, "1", { name: "B" })]);
  expect(requests.map((request) => request.ifMatch)).toEqual(['"4"', '"5"']);
  expect(shown()?.name).toBe("B");
});

test("someone else's change to another field is no conflict", async () => {
  const current = { ...start, version: 9, amount: "5" };
  answer(
    { status: 412, body: { title: "Stale", status: 412, code: "stale", current } },
    { status: 200, body: { ...current, version: 10, name: "New" } },
  );
  expect(await saveRecord(client, type, "1", { name: "New" })).toMatchObject({ ok: true });
  expect(requests[1]?.ifMatch).toBe('"9"');
  expect(shown()).toMatchObject({ name: "New", amount: "5" });
});

test("someone else's change to the same field wins and is reported", async () => {
  const current = { ...start, version: 9, name: "Theirs" };
  answer({ status: 412, body: { title: "Stale", status: 412, code: "stale", current } });
  expect(await saveRecord(client, type, "1", { name: "Mine" })).toMatchObject({ ok: false, conflicts: ["name"] });
  expect(shown()?.name).toBe("Theirs");
});

test("the same change made twice is no conflict", () => {
  expect(conflictsOf({ name: "Same" }, start, { ...start, name: "Same" })).toEqual([]);
});

test("links are written by their id", () => {
  expect(
    written({ company: { id: "c", title: "Acme" }, regarding: { id: "d", title: "Deal", type: "deal" }, tags: ["a"] }),
  ).toEqual({
    company: "c",
    regarding: { id: "d", type: "deal" },
    tags: ["a"],
  });
});
