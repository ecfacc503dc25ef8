import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type BulkOutcome, type Me, meQuery, type RecordData, schemaQuery, type TypeSchema } from "../../api";
import { Layers } from "../../ui";
import { Toaster } from "../../ui/toast/toaster";
import { recordKey } from "../data/list-query";
import { forgetSteps, undoLast } from "../data/undo";
import { writesOf } from "../data/use-writes";
import { type Kept, reasonsOf } from "./kept";
import { undo } from "./offer-undo";

const field = { kind: "text", read_only: false, system: false } as const;
const type = {
  name: "deal",
  plural: "deals",
  title: "name",
  label: "Deal",
  plural_label: "Deals",
  actions: [],
  fields: [
    { ...field, name: "name", label: "Name" },
    { ...field, name: "city", label: "City" },
  ],
} as unknown as TypeSchema;

let client: QueryClient;
let answers: { [call: string]: ((body: unknown) => [status: number, body: unknown])[] };
const calls: { call: string; body: unknown }[] = [];

/** Stands for the network: the answers of each call are given in order, the last one for good. */
async function serve(address: string, init: RequestInit): Promise<Response> {
  const call = `${init.method} ${address.replace("/api/v1/", "").replace(/\?.*/, "")}`;
  const body = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
  calls.push({ call, body });
  const left = answers[call] ?? [];
  const answer = (left.length > 1 ? left.shift() : left[0]) ?? (() => [404, { title: "Gone", status: 404, code: "x" }]);
  const [status, json] = answer(body);
  const undo = init.method === "PATCH" && status === 200 ? { undo: "/api/v1/changes/7/undo" } : {};
  return new Response(JSON.stringify(json), { status, headers: { "content-type": "application/json", ...undo } });
}

const outcome = (more: Partial<BulkOutcome>): [number, BulkOutcome] => [
  200,
  { changeset: null, state: "done", total: 1, done: 1, failed: 0, outcomes: [], ...more },
];
const kept = (message: string, ok = false, id = "1"): BulkOutcome["outcomes"][number] => ({
  id,
  ok,
  code: "undo.changed_since",
  errors: [{ field: "city", code: "undo.changed_since", message }],
});

beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(meQuery.queryKey, { person: { id: "a", title: "Ada" } } as Me);
  client.setQueryData(schemaQuery.queryKey, { version: 1, navigation: [], types: [type] });
  answers = {};
  calls.length = 0;
  forgetSteps();
  vi.stubGlobal("fetch", serve);
  render(
    <QueryClientProvider client={client}>
      <Layers />
      <Toaster />
    </QueryClientProvider>,
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const undos = () => calls.filter(({ call }) => call.endsWith("/undo"));

describe("undoing", () => {
  test("what can be taken back whole is, without asking, and can be taken back in turn", async () => {
    answers["POST changes/7/undo"] = [() => outcome({}), () => outcome({ changeset: "u1" })];
    answers["POST changesets/u1/undo"] = [() => outcome({}), () => outcome({ changeset: "u2" })];
    await undo(client, { path: "changes/7", type });
    expect(undos().map(({ body }) => body)).toEqual([{ dry_run: true }, { dry_run: false }]);

    const notice = await screen.findByRole("dialog", { name: "Undone" });
    await userEvent.click(within(notice).getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(undos().map(({ call }) => call)).toHaveLength(4));
    expect(undos().at(-1)).toEqual({ call: "POST changesets/u1/undo", body: { dry_run: false } });
    // The notice took it back; Ctrl+Z is about what that was.
    await screen.findAllByText("Undone");
  });

  test("what would stay is shown with its reason, and nothing is done without a yes", async () => {
    answers["POST changes/7/undo"] = [
      () => outcome({ done: 0, failed: 1, outcomes: [kept("City was changed later.")] }),
    ];
    const undoing = undo(client, { path: "changes/7", type });
    const dialog = await screen.findByRole("dialog", { name: "This cannot be undone any more" });
    expect(within(dialog).getByText("City was changed later.")).toBeTruthy();
    expect(within(dialog).queryByRole("button", { name: "Undo the rest" })).toBeNull();
    const [close] = within(dialog).getAllByRole("button", { name: "Close" });
    await userEvent.click(close as HTMLElement);
    await undoing;
    expect(undos()).toHaveLength(1);
  });

  test("the rest is undone where a part would stay", async () => {
    const partly = outcome({ outcomes: [kept("City was changed later.", true)] });
    answers["POST changes/7/undo"] = [() => partly, () => outcome({ changeset: "u1" })];
    const undoing = undo(client, { path: "changes/7", type });
    const dialog = await screen.findByRole("dialog", { name: "Not everything can be undone" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Undo the rest" }));
    await undoing;
    expect(undos().at(-1)?.body).toEqual({ dry_run: false });
  });

  test("a refusal is told", async () => {
    answers["POST changesets/c/undo"] = [
      () => [409, { title: "This was undone already.", status: 409, code: "undo.already" }],
    ];
    await undo(client, { path: "changesets/c" });
    expect(await screen.findAllByText("This was undone already.")).not.toEqual([]);
  });

  test("reasons are told once, the most frequent first", () => {
    const record = (id: string, ...reasons: string[]): Kept => ({ id, title: id, type, reasons });
    const found = reasonsOf([record("a", "x"), record("b", "y"), record("c", "y", "x"), record("d", "y")]);
    expect(found.map(({ reason, records }) => [reason, records.map(({ id }) => id).join("")])).toEqual([
      ["y", "bcd"],
      ["x", "ac"],
    ]);
  });
});

describe("work on many records", () => {
  test("is taken back by its changeset, from the notice and by Ctrl+Z", async () => {
    answers["POST deals/actions/delete"] = [
      () => outcome({ along: {}, pointing: {} }),
      () => outcome({ changeset: "c1", total: 2, done: 2 }),
    ];
    answers["POST changesets/c1/undo"] = [() => outcome({ total: 2, done: 2, changeset: "u1" })];
    await writesOf(client, type, () => undefined).remove({ ids: ["1", "2"] });
    expect(await screen.findByText("2 moved to the trash")).toBeTruthy();
    expect(undoLast()).toBe(true);
    expect(await screen.findByText("Undone on 2 records")).toBeTruthy();
    expect(undos().map(({ call }) => call)).toEqual(["POST changesets/c1/undo", "POST changesets/c1/undo"]);
  });

  test("says which records were left as before", async () => {
    const opened: string[] = [];
    const left = [{ ...kept("You may not change it."), id: "2" }];
    answers["POST deals/actions/update"] = [
      () => outcome({ changeset: "c1", total: 2, done: 1, failed: 1, outcomes: left }),
    ];
    await writesOf(client, type, (id) => opened.push(id)).update({ where: "true" }, { city: "Rome" });
    await userEvent.click(await screen.findByText("See which"));
    expect(opened).toEqual(["c1"]);
    expect(calls[0]?.body).toEqual({ where: "true", set: { city: "Rome" } });
  });
});

describe("two people at one record", () => {
  const start: RecordData = { id: "1", version: 4, name: "Old", city: "Oslo" };
  const theirs: RecordData = {
    ...start,
    version: 9,
    name: "Theirs",
    updated_by: { id: "g", title: "Grace Hopper" },
  };
  const stale = () => [412, { title: "Stale", status: 412, code: "stale", current: theirs }] as [number, unknown];
  const save = (patch: { [field: string]: string }) => writesOf(client, type, () => undefined).save("1", patch);

  beforeEach(() => {
    client.setQueryData(recordKey("deals", "1"), start);
  });

  test("are asked whose value of the same field shall stand; one's own goes on to the new version", async () => {
    answers["PATCH deals/1"] = [stale, () => [200, { ...theirs, version: 10, name: "Mine" }]];
    const saving = save({ name: "Mine" });
    const dialog = await screen.findByRole("dialog", { name: "Grace Hopper changed the same meanwhile" });
    const group = within(dialog).getByRole("group", { name: "Name" });
    expect(group.textContent).toContain("YouMine");
    expect(group.textContent).toContain("Grace HopperTheirs");
    expect(group.textContent).toContain("BeforeOld");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save what is chosen" }));
    expect(await saving).toMatchObject({ ok: true });
    expect(client.getQueryData<RecordData>(recordKey("deals", "1"))).toMatchObject({ name: "Mine", version: 10 });
  });

  test("keep the other's value, and what only one of them changed is saved all the same", async () => {
    answers["PATCH deals/1"] = [stale, () => [200, { ...theirs, version: 10, city: "Rome" }]];
    const saving = save({ name: "Mine", city: "Rome" });
    const dialog = await screen.findByRole("dialog", { name: "Grace Hopper changed the same meanwhile" });
    expect(within(dialog).queryByRole("group", { name: "City" })).toBeNull();
    await userEvent.click(within(dialog).getByRole("radio", { name: /Grace Hopper/ }));
    await userEvent.click(within(dialog).getByRole("button", { name: "Save what is chosen" }));
    expect(await saving).toMatchObject({ ok: true });
    expect(calls.map(({ body }) => body)).toEqual([{ name: "Mine", city: "Rome" }, { city: "Rome" }]);
  });

  test("let it be: nothing is sent, and theirs is shown", async () => {
    answers["PATCH deals/1"] = [stale];
    const saving = save({ name: "Mine" });
    await userEvent.click(await screen.findByRole("button", { name: "Drop my change" }));
    expect(await saving).toMatchObject({ ok: false, settled: true });
    expect(calls).toHaveLength(1);
    expect(client.getQueryData<RecordData>(recordKey("deals", "1"))?.name).toBe("Theirs");
  });

  test("are asked too where the other's value has come to the screen while one was typing", async () => {
    client.setQueryData(recordKey("deals", "1"), theirs);
    answers["GET deals/1"] = [() => [200, theirs]];
    const writes = writesOf(client, type, () => undefined);
    const saving = writes.save("1", { name: "Mine", city: "Rome" }, { seen: start });
    const dialog = await screen.findByRole("dialog", { name: "Grace Hopper changed the same meanwhile" });
    expect(within(dialog).getByRole("group", { name: "Name" }).textContent).toContain("BeforeOld");
    answers["PATCH deals/1"] = [() => [200, { ...theirs, version: 10, city: "Rome" }]];
    await userEvent.click(within(dialog).getByRole("button", { name: "Drop my change" }));
    expect(await saving).toMatchObject({ ok: true });
    expect(calls.at(-1)).toEqual({ call: "PATCH deals/1", body: { city: "Rome" } });
  });

  test("undoing one's change tells where somebody has changed it since", async () => {
    answers["PATCH deals/1"] = [() => [200, { ...start, version: 5, name: "Mine" }]];
    await save({ name: "Mine" });
    answers["POST changes/7/undo"] = [
      () => outcome({ done: 0, failed: 1, outcomes: [kept("Name was changed later.")] }),
    ];
    expect(undoLast()).toBe(true);
    const dialog = await screen.findByRole("dialog", { name: "This cannot be undone any more" });
    expect(within(dialog).getByText("Name was changed later.")).toBeTruthy();
    await userEvent.click(within(dialog).getAllByRole("button", { name: "Close" })[0] as HTMLElement);
    await waitFor(() => expect(screen.queryByRole("dialog", { name: /cannot be undone/ })).toBeNull());
    expect(calls.map(({ call }) => call)).toEqual(["PATCH deals/1", "POST changes/7/undo"]);
  });

  test("undoing one's change goes through its undo, and the next step back is the one before", async () => {
    answers["PATCH deals/1"] = [() => [200, { ...start, version: 5, name: "Mine" }]];
    await save({ name: "Mine" });
    answers["POST changes/7/undo"] = [() => outcome({ changeset: "u1" })];
    expect(undoLast()).toBe(true);
    expect(client.getQueryData<RecordData>(recordKey("deals", "1"))?.name).toBe("Old");
    expect(await screen.findByText("Undone: Name")).toBeTruthy();
    expect(undos().map(({ body }) => body)).toEqual([{ dry_run: true }, { dry_run: false }]);
    expect(undoLast()).toBe(false);
  });
});
