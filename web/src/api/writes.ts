import { onWrite } from "./client";

// What this tab has just written, so that hearing of it again from the server is no news.
const remembered = 10_000;
const written = new Map<string, number>();
const record = /^[a-z][a-z0-9_]*\/([0-9a-f-]{36})(?:\/|$)/;
let underWay = 0;

/** True while an answer to a write of this tab is on its way. */
export const isWriting = (): boolean => underWay > 0;

/** True for a record that this tab has written in the last seconds. */
export function wroteLately(id: string): boolean {
  const at = written.get(id);
  return at !== undefined && Date.now() - at < remembered;
}

function note(id: unknown): void {
  if (typeof id !== "string") return;
  for (const [old, at] of written) {
    if (Date.now() - at >= remembered) written.delete(old);
  }
  written.set(id, Date.now());
}

onWrite(async (path, answer) => {
  underWay += 1;
  try {
    const response = await answer;
    const made = response.status === 201 ? ((await response.clone().json()) as { id?: unknown }).id : undefined;
    if (response.ok) note(record.exec(path)?.[1] ?? made);
  } catch {
    // Whoever wrote hears of the refusal.
  } finally {
    underWay -= 1;
  }
});
