import { expect, test, vi } from "vitest";
import { api } from "./client";
import { isWriting, wroteLately } from "./writes";

const id = "01980f6e-7a3c-7d42-9a51-3f0c8d2b6e10";
const made = "01980f6e-7a3c-7d42-9a51-3f0c8d2b6e11";
const fetched = vi.spyOn(globalThis, "fetch");
const answer = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

test("a tab knows what it has just written, and while it writes", async () => {
  fetched.mockResolvedValueOnce(answer({ id }));
  const writing = api.patch(`deals/${id}`, { name: "New" });
  expect([isWriting(), wroteLately(id)]).toEqual([true, false]);
  await writing;
  await vi.waitFor(() => expect([isWriting(), wroteLately(id)]).toEqual([false, true]));
  fetched.mockResolvedValueOnce(answer({ id: made }, 201));
  await api.post("deals", { name: "Made" });
  await vi.waitFor(() => expect(wroteLately(made)).toBe(true));
});

test("what was refused or only read was not written", async () => {
  const other = "01980f6e-7a3c-7d42-9a51-3f0c8d2b6e12";
  fetched.mockResolvedValueOnce(answer({ title: "No", status: 422, code: "invalid" }, 422));
  await expect(api.patch(`deals/${other}`, {})).rejects.toThrow();
  fetched.mockResolvedValueOnce(answer({ id: other }));
  await api.get(`deals/${other}`);
  await vi.waitFor(() => expect([isWriting(), wroteLately(other)]).toEqual([false, false]));
});
