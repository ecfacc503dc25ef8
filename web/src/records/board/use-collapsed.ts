import { useState } from "react";

const keyOf = (type: string, by: string) => `kith.board.${type}.${by}`;

function read(key: string): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(key) ?? "[]") as string[]);
  } catch {
    return new Set();
  }
}

/** Which columns of a board are folded, on this device. */
export function useCollapsed(
  type: string,
  by: string,
): [ReadonlySet<string>, (column: string, folded: boolean) => void] {
  const key = keyOf(type, by);
  const [state, setState] = useState(() => ({ key, folded: read(key) }));
  const folded = state.key === key ? state.folded : read(key);
  const fold = (column: string, on: boolean) => {
    const next = new Set(folded);
    if (on) next.add(column);
    else next.delete(column);
    setState({ key, folded: next });
    try {
      localStorage.setItem(key, JSON.stringify([...next]));
    } catch {
      // Storage is blocked: it lasts as long as the page.
    }
  };
  return [folded, fold];
}
