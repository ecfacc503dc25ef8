/**
 * Something a person can do here, with or without a shortcut. Registered ones are bound to their keys, listed in the
 * `?` help and offered in the command palette, so one declaration is all there is to write.
 */
export interface Command {
  /** Stable and unique among what is active: "list.select_all". */
  id: string;
  label: string;
  /** The heading in help and palette. */
  group: string;
  /** "mod+k", "shift+d", "g d" (one after the other), "?", "escape". `mod` is ⌘ on Apple keyboards, else Ctrl. */
  keys?: string;
  /** Works while typing too. Otherwise keys without `mod` belong to the field. */
  always?: boolean;
  /** Bound and listed in help, but not offered in the palette, as moving the focus is not. */
  hidden?: boolean;
  /** The bigger, the nearer: selected rows (2) come before the open list (1) and the application (0). */
  weight?: number;
  /** Returning false says "not mine": the next command with these keys is asked, then the browser. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most commands return nothing
  run: (event?: KeyboardEvent) => void | boolean;
}

export interface CommandScope {
  current: readonly Command[];
}

// Later scopes stand on top of earlier ones: the open dialog before the list below it.
const scopes: CommandScope[] = [];

export function addScope(scope: CommandScope): () => void {
  scopes.push(scope);
  return () => {
    const index = scopes.indexOf(scope);
    if (index >= 0) scopes.splice(index, 1);
  };
}

/** What can be done now: nearest first, and of the same keys only the one that would answer. */
export function activeCommands(): Command[] {
  const seen = new Set<string>();
  const found: Command[] = [];
  for (const scope of scopes.toReversed()) {
    for (const command of scope.current) {
      const marks = [command.id, ...(command.keys === undefined ? [] : [`keys ${command.keys}`])];
      if (marks.some((mark) => seen.has(mark))) continue;
      for (const mark of marks) seen.add(mark);
      found.push(command);
    }
  }
  return found.sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
}

/** "Ctrl" and "⌘" both read as "mod"; shift counts only where it does not already change the character. */
export function keyOf(event: KeyboardEvent): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && (key.length > 1 || key.toUpperCase() !== key)) parts.push("shift");
  parts.push(key);
  return parts.join("+");
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(target.type)
  );
}

/** A menu or a dialog over the page takes the keys for itself, unless a command was registered from inside it. */
function isCovered(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof Element && target.closest("[role=menu],[role=listbox],[role=alertdialog]") !== null;
}

const pause = 1000;
let prefix = "";
let prefixAt = 0;

let singleKeys = true;
/** Single letters can be turned off, for people whose voice control or tremor presses them by accident. */
export function allowSingleKeys(allowed: boolean): void {
  singleKeys = allowed;
}

function mayRun(command: Command, key: string, typing: boolean): boolean {
  if (typing && command.always !== true && !key.startsWith("mod+")) return false;
  const isSingle = key.length === 1 || key.startsWith("shift+") ? /^(shift\+)?[^\s]$/.test(key) : false;
  return singleKeys || !isSingle || command.always === true;
}

/** Handles one key press; exported for tests. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isCovered(event)) return;
  const key = keyOf(event);
  const typing = isTyping(event);
  const now = event.timeStamp;
  const sequence = prefix !== "" && now - prefixAt < pause ? `${prefix} ${key}` : undefined;
  prefix = "";
  const candidates = scopes
    .toReversed()
    .flatMap((scope) => scope.current)
    .filter((command) => command.keys !== undefined && mayRun(command, key, typing));
  for (const command of candidates) {
    if (command.keys !== (sequence ?? key) || command.run(event) === false) continue;
    event.preventDefault();
    return;
  }
  if (sequence === undefined && candidates.some((command) => command.keys?.startsWith(`${key} `))) {
    prefix = key;
    prefixAt = now;
  }
}

/** Starts listening; the application does this once. */
export function listenForKeys(): () => void {
  window.addEventListener("keydown", handleKey);
  return () => window.removeEventListener("keydown", handleKey);
}
