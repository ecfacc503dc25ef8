import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followLive } from "./live";

const opened: FakeSource[] = [];

class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 1;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    opened.push(this);
  }
  close(): void {
    this.readyState = 2;
  }
  say(type: string, id: number, data: unknown): void {
    this.dispatchEvent(new MessageEvent(type, { lastEventId: String(id), data: JSON.stringify(data) }));
  }
  fail(): void {
    this.readyState = 2;
    this.dispatchEvent(new Event("error"));
  }
}

const visibility = vi.spyOn(document, "visibilityState", "get");
function turn(to: "visible" | "hidden"): void {
  visibility.mockReturnValue(to);
  document.dispatchEvent(new Event("visibilitychange"));
}

const reader = { changed: vi.fn(), missed: vi.fn(), notified: vi.fn() };
let stop: () => void;
const fetched = vi.spyOn(globalThis, "fetch");

beforeEach(() => {
  vi.useFakeTimers();
  visibility.mockReturnValue("visible");
  vi.stubGlobal("EventSource", FakeSource);
  fetched.mockResolvedValue(new Response("{}", { headers: { "content-type": "application/json" } }));
  opened.length = 0;
  stop = followLive(reader);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  visibility.mockReturnValue("visible");
  fetched.mockReset();
  reader.changed.mockReset();
  reader.missed.mockReset();
});

describe("followLive", () => {
  it("tells changes, and when too much was missed", () => {
    opened[0]?.say("message", 7, { position: 7 });
    opened[0]?.say("reset", 2_000, { position: 2_000 });
    expect(reader.changed).toHaveBeenCalledExactlyOnceWith({ position: 7 });
    expect(reader.missed).toHaveBeenCalledOnce();
  });

  it("stops while the page is hidden and goes on where it was", () => {
    expect(opened[0]?.url).toBe("/api/v1/live");
    opened[0]?.say("ready", 41, { position: 41 });
    opened[0]?.say("message", 42, { position: 42 });
    turn("hidden");
    expect(opened[0]?.readyState).toBe(2);
    turn("visible");
    expect(opened.map((source) => source.url)).toEqual(["/api/v1/live", "/api/v1/live?after=42"]);
  });

  it("says that there may be notifications when it comes and whenever it is told so", () => {
    reader.notified.mockClear();
    opened[0]?.say("ready", 41, { position: 41 });
    expect(reader.notified).toHaveBeenCalledOnce();
    opened[0]?.say("notifications", 41, {});
    expect(reader.notified).toHaveBeenCalledTimes(2);
    turn("hidden");
    turn("visible");
    expect(opened.at(-1)?.url).toBe("/api/v1/live?after=41");
  });

  it("comes again after a refusal, later each time, and asks whether the session is over", () => {
    opened[0]?.say("ready", 5, { position: 5 });
    opened[0]?.fail();
    expect(fetched).toHaveBeenCalledExactlyOnceWith("/api/v1/me", expect.anything());
    vi.advanceTimersByTime(1_000);
    expect(opened).toHaveLength(2);
    opened[1]?.fail();
    vi.advanceTimersByTime(999);
    expect(opened).toHaveLength(2);
    vi.advanceTimersByTime(1_001);
    expect(opened.at(-1)?.url).toBe("/api/v1/live?after=5");
  });

  it("leaves to the browser what it does by itself, and comes no more after its end", () => {
    opened[0]?.dispatchEvent(new Event("error"));
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(1);
    stop();
    turn("visible");
    expect(opened).toHaveLength(1);
    expect(opened[0]?.readyState).toBe(2);
  });
});
