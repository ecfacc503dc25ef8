import { afterEach, describe, expect, it, vi } from "vitest";
import { api, apiUrl, onSignedOut } from "./client";
import { ApiProblem } from "./problem";

function answer(status: number, body: unknown, type = "application/json"): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { "content-type": type } });
}

const fetched = vi.spyOn(globalThis, "fetch");
afterEach(() => fetched.mockReset());

async function refusal(call: Promise<unknown>): Promise<ApiProblem> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiProblem);
  return error as ApiProblem;
}

describe("apiUrl", () => {
  it("joins lists, and leaves out what is empty", () => {
    expect(apiUrl("deals", { where: "amount > 5", fields: ["id", "name"], q: "", after: null, limit: 50 })).toBe(
      "/api/v1/deals?where=amount+%3E+5&fields=id%2Cname&limit=50",
    );
  });
});

describe("api", () => {
  it("sends a merge patch with the version it has seen", async () => {
    fetched.mockResolvedValue(answer(200, { id: "1" }));
    await api.patch("deals/1", { name: "New" }, { ifMatch: 3 });
    const [path, init] = fetched.mock.calls[0] ?? [];
    const headers = new Headers(init?.headers);
    expect(path).toBe("/api/v1/deals/1");
    expect(headers.get("if-match")).toBe('"3"');
    expect(headers.get("content-type")).toBe("application/merge-patch+json");
  });

  it("throws a refusal with the messages of its fields", async () => {
    const errors = [{ field: "close_date", code: "not_a_date", message: "Close date: write a date." }];
    const problem = { title: "Some values cannot be used", status: 422, code: "invalid", trace_id: "t1", errors };
    fetched.mockResolvedValue(answer(422, problem, "application/problem+json"));
    const error = await refusal(api.post("deals", {}));
    expect(error.code).toBe("invalid");
    expect(error.traceId).toBe("t1");
    expect(error.about("close_date")).toBe("Close date: write a date.");
    expect(error.about("name")).toBeUndefined();
  });

  it("keeps the present record of a stale write", async () => {
    const current = { id: "1", version: 4, name: "Theirs" };
    fetched.mockResolvedValue(answer(412, { title: "Changed", status: 412, code: "stale", current }));
    expect((await refusal(api.patch("deals/1", {}))).current).toEqual(current);
  });

  it("makes a problem of an answer that is none", async () => {
    fetched.mockResolvedValue(new Response("<html>", { status: 502, headers: { "content-type": "text/html" } }));
    expect((await refusal(api.get("me"))).status).toBe(502);
  });

  it("says when nobody answers", async () => {
    fetched.mockRejectedValue(new TypeError("Failed to fetch"));
    const error = await refusal(api.get("me"));
    expect([error.status, error.code]).toEqual([0, "offline"]);
  });

  it("lets an abandoned call go without a report", async () => {
    const controller = new AbortController();
    controller.abort();
    fetched.mockRejectedValue(new DOMException("Aborted", "AbortError"));
    await expect(api.get("me", { signal: controller.signal })).rejects.toThrow("Aborted");
  });

  it("tells the application when the session is over, but not while logging in", async () => {
    const over = vi.fn();
    onSignedOut(over);
    fetched.mockImplementation(async () => answer(401, { title: "No", status: 401, code: "unauthenticated" }));
    await refusal(api.post("auth/login", {}));
    expect(over).not.toHaveBeenCalled();
    await refusal(api.get("deals"));
    expect(over).toHaveBeenCalledOnce();
  });
});
