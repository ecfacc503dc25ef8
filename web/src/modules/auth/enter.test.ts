import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiProblem } from "../../api/problem";
import { inTurn } from "./enter";

const busy = () => new ApiProblem({ title: "Busy", status: 503, code: "password.many" }, { retryAfter: 15 });

describe("inTurn", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("comes again when the server says so", async () => {
    const signIn = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(busy())
      .mockRejectedValueOnce(busy())
      .mockResolvedValue("in");
    const onWait = vi.fn();
    const done = inTurn(signIn, onWait);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(signIn).toHaveBeenCalledTimes(1);
    await vi.runAllTimersAsync();
    expect(await done).toBe("in");
    expect([signIn.mock.calls.length, onWait.mock.calls.length]).toEqual([3, 2]);
  });

  it.each([
    new ApiProblem({ title: "No", status: 401, code: "bad_credentials" }),
    new ApiProblem({ title: "Down", status: 503, code: "unknown" }),
    new ApiProblem({ title: "Too many", status: 429, code: "too_many" }, { retryAfter: 30 }),
  ])("leaves other refusals to who asked: $code", async (refusal) => {
    const signIn = vi.fn<() => Promise<string>>().mockRejectedValue(refusal);
    await expect(inTurn(signIn, vi.fn())).rejects.toBe(refusal);
    expect(signIn).toHaveBeenCalledTimes(1);
  });

  it("gives up in the end", async () => {
    const signIn = vi.fn<() => Promise<string>>().mockRejectedValue(busy());
    const done = expect(inTurn(signIn, vi.fn())).rejects.toMatchObject({ status: 503 });
    await vi.runAllTimersAsync();
    await done;
    expect(signIn).toHaveBeenCalledTimes(10);
  });
});
