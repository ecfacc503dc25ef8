import { afterEach, describe, expect, it, vi } from "vitest";
import { activeCommands, addScope, allowSingleKeys, type Command, listenForKeys } from "./registry";

const command = (id: string, keys: string, run: Command["run"], more: Partial<Command> = {}): Command => ({
  id,
  label: id,
  group: "Test",
  keys,
  run,
  ...more,
});

const leave: (() => void)[] = [listenForKeys()];
function offer(...commands: Command[]): void {
  leave.push(addScope({ current: commands }));
}
afterEach(() => {
  for (const undo of leave.splice(1)) undo();
  allowSingleKeys(true);
  document.body.replaceChildren();
});

function press(key: string, init: KeyboardEventInit = {}, target: Element = document.body): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, composed: true, ...init });
  target.dispatchEvent(event);
  return event;
}

describe("shortcuts", () => {
  it("runs a command and keeps the browser from acting too", () => {
    const run = vi.fn();
    offer(command("search", "mod+k", run));
    expect(press("k", { ctrlKey: true }).defaultPrevented).toBe(true);
    press("k", { metaKey: true });
    expect(run).toHaveBeenCalledTimes(2);
  });

  it("runs a sequence, and nothing after another key", () => {
    const deals = vi.fn();
    const delegate = vi.fn();
    offer(command("deals", "g d", deals), command("delegate", "d", delegate));
    press("g");
    press("d");
    expect(deals).toHaveBeenCalledOnce();
    expect(delegate).not.toHaveBeenCalled();
    press("g");
    press("x");
    press("d");
    expect(deals).toHaveBeenCalledOnce();
    expect(delegate).toHaveBeenCalledOnce();
  });

  it("leaves letters to the field one types in, but not those with Ctrl", () => {
    const create = vi.fn();
    const search = vi.fn();
    offer(command("create", "c", create), command("search", "mod+k", search));
    const input = document.body.appendChild(document.createElement("input"));
    press("c", {}, input);
    press("k", { ctrlKey: true }, input);
    expect(create).not.toHaveBeenCalled();
    expect(search).toHaveBeenCalledOnce();
  });

  it("asks the newest scope first, and the next when that declines", () => {
    const below = vi.fn();
    const above = vi.fn(() => false);
    offer(command("close", "escape", below));
    offer(command("clear", "escape", above));
    press("Escape");
    expect(above).toHaveBeenCalledOnce();
    expect(below).toHaveBeenCalledOnce();
  });

  it("reads shift as part of a letter's shortcut, but not of a sign's", () => {
    const due = vi.fn();
    const help = vi.fn();
    offer(command("due", "shift+d", due), command("help", "?", help));
    press("D", { shiftKey: true });
    press("?", { shiftKey: true });
    expect(due).toHaveBeenCalledOnce();
    expect(help).toHaveBeenCalledOnce();
  });

  it("can do without single letters", () => {
    const create = vi.fn();
    const search = vi.fn();
    const help = vi.fn();
    offer(command("create", "c", create), command("search", "mod+k", search), command("go", "g d", help));
    allowSingleKeys(false);
    press("c");
    press("k", { ctrlKey: true });
    press("g");
    press("d");
    expect(create).not.toHaveBeenCalled();
    expect(help).not.toHaveBeenCalled();
    expect(search).toHaveBeenCalledOnce();
  });
});

describe("activeCommands", () => {
  it("lists the nearest first, and each key once", () => {
    offer(command("a", "x", vi.fn()), command("b", "y", vi.fn()));
    offer(command("c", "x", vi.fn(), { weight: 2 }));
    expect(activeCommands().map(({ id }) => id)).toEqual(["c", "b"]);
  });
});
