import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Changeset, FieldSchema, Me, Schema, TypeSchema } from "../api";
import { listenForKeys } from "../ui/keys/registry";
import { App } from "./app";
import { closePalette } from "./palette/state";
import { makeQueryClient } from "./query-client";
import { makeRouter } from "./router";

const name: FieldSchema = {
  name: "name",
  label: "Name",
  kind: "text",
  required: true,
  read_only: false,
  unique: false,
  own: false,
  system: false,
  sensitive: false,
  sortable: true,
};
const type = (singular: string, plural: string, label: string, plural_label: string, setup = false): TypeSchema => ({
  name: singular,
  plural,
  label,
  plural_label,
  icon: "box",
  title: "name",
  own: false,
  setup,
  part: false,
  people: false,
  mergeable: false,
  can: { create: true, update: true, delete: true },
  fields: [name],
  list: ["name"],
  actions: [],
});
const schema: Schema = {
  version: 1,
  navigation: ["company", "deal"],
  types: [
    type("company", "companies", "Company", "Companies"),
    type("deal", "deals", "Deal", "Deals"),
    type("stage", "stages", "Stage", "Stages", true),
  ],
};
const me: Me = {
  person: { id: "p1", title: "Ada Marlow" },
  email: "ada@kith.example",
  email_verified: true,
  role: "owner",
  workspace: {
    id: "w1",
    name: "Marlow & Co",
    currency: "EUR",
    time_zone: "Europe/Rome",
    week_start: "monday" as const,
    fiscal_month: 1,
    trash_days: 30,
    history_days: 0,
    api_keys: true,
    second_factor_roles: [],
    second_factor_days: 0,
    sample_data: false,
  },
  workspaces: [{ id: "w1", name: "Marlow & Co" }],
  functions: ["manage_people", "manage_types", "import", "export", "manage_jobs"],
  second_factor: { needs: "full", due_at: null },
  viewing: null,
};

type Answer = [status: number, body: unknown];
let answers: { [call: string]: (body: unknown) => Answer };
const calls: string[] = [];

/** A server of a few answers, at the border of the process: everything on this side of it is the real thing. */
function serve(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const url = new URL(String(input), window.location.origin);
  const call = `${init?.method ?? "GET"} ${url.pathname.replace("/api/v1/", "")}`;
  calls.push(`${call}${url.search}`);
  const answer = answers[call] ?? (() => [200, { data: [], next: null, count: 0 }] as Answer);
  const [status, body] = answer(typeof init?.body === "string" ? JSON.parse(init.body) : undefined);
  return Promise.resolve(
    new Response(status === 204 ? null : JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json" },
    }),
  );
}

const refused = (status: number, code: string, errors: unknown[] = []) =>
  [status, { title: "E-mail or password is wrong.", status, code, errors }] satisfies Answer;

function open(path: string) {
  window.history.replaceState(null, "", path);
  const queryClient = makeQueryClient();
  render(<App queryClient={queryClient} router={makeRouter(queryClient)} />);
}

let stopKeys: () => void;
beforeEach(() => {
  answers = { "GET me": () => [200, me], "GET schema": () => [200, schema] };
  calls.length = 0;
  localStorage.clear();
  vi.spyOn(globalThis, "fetch").mockImplementation(serve);
  stopKeys = listenForKeys();
});
afterEach(() => {
  stopKeys();
  closePalette();
  vi.restoreAllMocks();
});

describe("the way in", () => {
  it("asks a stranger to log in, shows the refusal, and goes on where they wanted to be", async () => {
    const user = userEvent.setup();
    let known = false;
    answers["GET me"] = () => (known ? [200, me] : refused(401, "unauthenticated"));
    answers["GET schema"] = () => (known ? [200, schema] : refused(401, "unauthenticated"));
    answers["POST auth/login"] = (body) => {
      known = (body as { password: string }).password === "right";
      return known ? [200, me] : refused(401, "unauthenticated");
    };
    open("/welcome");

    await user.type(await screen.findByLabelText("E-mail"), "ada@kith.example");
    await user.type(screen.getByLabelText("Password"), "wrong");
    await user.click(screen.getByRole("button", { name: "Log in" }));
    expect(await screen.findByText("E-mail or password is wrong.")).toBeTruthy();

    await user.clear(screen.getByLabelText("Password"));
    await user.type(screen.getByLabelText("Password"), "right{Enter}");
    expect(await screen.findByRole("heading", { name: "Welcome, Ada" })).toBeTruthy();
    expect(window.location.pathname).toBe("/welcome");
  });

  it("puts what the server refuses at the field it names", async () => {
    const user = userEvent.setup();
    answers["POST auth/signup"] = () =>
      refused(422, "invalid", [
        { field: "password", code: "too_common", message: "Choose a password nobody guesses." },
      ]);
    open("/signup");
    await user.type(await screen.findByLabelText("Workspace"), "Marlow & Co");
    await user.type(screen.getByLabelText("Your name"), "Ada");
    await user.click(screen.getByRole("button", { name: "Create workspace" }));
    expect(await screen.findByText("Write an e-mail address, as in ada@example.com.")).toBeTruthy();

    await user.type(screen.getByLabelText("E-mail"), "ada@kith.example");
    await user.type(screen.getByLabelText("Password"), "password");
    await user.click(screen.getByRole("button", { name: "Create workspace" }));
    const message = await screen.findByText("Choose a password nobody guesses.");
    const password = screen.getByLabelText("Password");
    expect(password.getAttribute("aria-invalid")).toBe("true");
    expect(password.getAttribute("aria-describedby")).toContain(message.id);
  });
});

describe("the shell", () => {
  it("offers the main types, not those of the settings", async () => {
    open("/welcome");
    const nav = await screen.findByRole("navigation", { name: "Main" });
    const links = within(nav)
      .getAllByRole("link")
      .map((link) => link.textContent);
    expect(links).toEqual(["Forecast", "Companies", "Deals", "First steps", "Import", "Settings"]);
  });

  it("goes places by key, and says how", async () => {
    const user = userEvent.setup();
    open("/welcome");
    await screen.findByRole("heading", { name: "Welcome, Ada" });
    await user.keyboard("?");
    const help = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
    expect(within(help).getByText("Deals")).toBeTruthy();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.keyboard("gs");
    expect(await screen.findByRole("heading", { name: "Profile" })).toBeTruthy();
  });

  it("says so where there is nothing", async () => {
    open("/unheard-of");
    expect(await screen.findByRole("heading", { name: "There is nothing here" })).toBeTruthy();
    expect(screen.getByRole("navigation", { name: "Main" })).toBeTruthy();
  });
});

describe("the palette", () => {
  it("finds commands and records in one list", async () => {
    const user = userEvent.setup();
    answers["GET search"] = () => [
      200,
      { data: [{ type: "company", id: "c1", title: "Setco", subtitle: null, why: null }] },
    ];
    open("/welcome");
    await screen.findByRole("heading", { name: "Welcome, Ada" });
    await user.keyboard("{Control>}k{/Control}");
    const box = await screen.findByRole("combobox", { name: "Search and commands" });
    await user.type(box, "set");
    expect(await screen.findByRole("option", { name: /Setco/ })).toBeTruthy();
    const options = screen.getAllByRole("option").map((option) => option.textContent);
    expect(options[0]).toContain("Settings");
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Profile" })).toBeTruthy();
  });

  it("offers to create what it cannot find", async () => {
    const user = userEvent.setup();
    answers["GET search"] = () => [200, { data: [] }];
    open("/welcome");
    await screen.findByRole("heading", { name: "Welcome, Ada" });
    await user.keyboard("/");
    await user.type(await screen.findByRole("combobox", { name: "Search and commands" }), "zzz");
    expect(await screen.findByText("Nothing found for “zzz”")).toBeTruthy();
    expect(screen.getByRole("option", { name: "Create company" })).toBeTruthy();
  });
});

describe("first steps", () => {
  it("loads the sample data in one click and removes it in one", async () => {
    const user = userEvent.setup();
    let sample = false;
    answers["GET me"] = () => [200, { ...me, workspace: { ...me.workspace, sample_data: sample } }];
    answers["POST workspace/sample_data"] = () => {
      sample = true;
      return [204, null];
    };
    answers["DELETE workspace/sample_data"] = () => {
      sample = false;
      return [204, null];
    };
    open("/welcome");
    await user.click(await screen.findByRole("button", { name: "Load sample data" }));
    await user.click(await screen.findByRole("button", { name: "Remove sample data" }));
    expect(await screen.findByRole("button", { name: "Load sample data" })).toBeTruthy();
    expect(calls.filter((call) => call.endsWith("sample_data"))).toHaveLength(2);
  });
});

describe("work in the background", () => {
  const running: Changeset = {
    id: "c1",
    kind: "bulk",
    name: "update",
    type: "deal",
    by: { id: "p1", title: "Ada Marlow" },
    at: "2026-11-20T10:00:00Z",
    state: "running",
    dry_run: false,
    total: 12_000,
    done: 3000,
    changed: 3000,
    failed: 0,
    undoes: null,
    undone_by: null,
    problem: null,
    finished_at: null,
  };

  it("shows how far it is on any page, also one just opened, and tells its end with a way back", async () => {
    const user = userEvent.setup();
    const done = { ...running, state: "done", done: 12_000, changed: 11_998, failed: 2 } as const;
    const after = [running, running, done];
    answers["GET changesets"] = () => [200, { data: [after.length > 1 ? after.shift() : after[0]], next: null }];
    answers["GET changesets/c1"] = () => [200, done];
    open("/welcome");
    const bar = await screen.findByRole("progressbar", { name: "Changing 12,000 deals" }, { timeout: 5000 });
    expect(bar.getAttribute("aria-valuenow")).toBe("25");
    expect(screen.getByText("3,000 of 12,000")).toBeTruthy();

    const notice = await screen.findByRole("dialog", { name: "Changed 11,998 deals" }, { timeout: 5000 });
    expect(within(notice).getByRole("button", { name: "Undo" })).toBeTruthy();
    expect(bar.isConnected).toBe(false);
    await user.click(await screen.findByText("See which"));
    const page = within(screen.getByRole("main"));
    expect(await page.findByRole("heading", { name: "Changed 11,998 deals" })).toBeTruthy();
    expect(window.location.pathname).toBe("/settings/changes/c1");
  });

  it("is stopped on request, and is another's business where another began it", async () => {
    const user = userEvent.setup();
    const other = { ...running, id: "c2", name: "delete", by: { id: "p2", title: "Grace" } };
    let state: Changeset["state"] = "waiting";
    answers["GET changesets"] = () => [200, { data: [other, { ...running, state }], next: null }];
    answers["POST changesets/c1/cancel"] = () => {
      state = "cancelled";
      return [200, { ...running, state }];
    };
    open("/welcome");
    await user.click(await screen.findByRole("button", { name: "Stop" }, { timeout: 5000 }));
    expect(await screen.findByRole("dialog", { name: "Changed 3,000 deals" })).toBeTruthy();
    expect(screen.queryByRole("progressbar", { name: /deals/ })).toBeNull();
  });
});

describe("notifications", () => {
  const one = {
    id: "n1",
    kind: "assigned",
    text: "Grace assigned the deal “Vat” to you",
    through: "through the API",
    at: "2026-11-20T10:00:00Z",
    read: false,
    count: 1,
    type: "deal",
    record: { id: "d1", title: "Vat" },
    due_at: null,
    cause: null,
  };

  it("says how many are new, shows them, and forgets that they are new once they are followed or sent away", async () => {
    const user = userEvent.setup();
    let unread = 100;
    answers["GET notifications/unread"] = () => [200, { unread }];
    answers["GET notifications"] = () => [
      200,
      {
        data: [
          { ...one, id: "n2", text: "Grace assigned 12 deals to you", count: 12, record: null, read: unread === 0 },
          { ...one, read: unread < 100 },
        ],
        next: null,
      },
    ];
    answers["POST notifications/n1/read"] = () => {
      unread = 1;
      return [204, null];
    };
    answers["POST notifications/read"] = (body) => {
      expect(body).toEqual({ through: "n2" });
      unread = 0;
      return [204, null];
    };
    open("/welcome");
    await user.click(await screen.findByRole("button", { name: "Notifications, 99+ new" }));
    const panel = within(await screen.findByRole("dialog", { name: "Notifications" }));
    const line = await panel.findByRole("link", { name: "New: Grace assigned the deal “Vat” to you" });
    expect(line.getAttribute("href")).toBe("/deals/d1");
    expect(panel.getByRole("link", { name: /12 deals/ }).getAttribute("href")).toBe("/notifications/n2");
    expect(panel.getAllByText(/through the API/)).toHaveLength(2);
    await user.click(line);
    await waitFor(() => expect(window.location.pathname).toBe("/deals/d1"));

    await user.click(await screen.findByRole("button", { name: "Notifications, 1 new" }));
    await user.click(await screen.findByRole("button", { name: "Mark all as read" }));
    expect(await screen.findByRole("button", { name: "Notifications" })).toBeTruthy();
    expect(screen.queryByRole("link", { name: /^New/ })).toBeNull();
  });
});
