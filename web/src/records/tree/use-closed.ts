import { useState } from "react";

/** Which rows of a tree are closed, and how to open and close one. */
export function useClosed(): [closed: ReadonlySet<string>, toggle: (id: string) => void] {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setClosed((before) =>
      before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id]),
    );
  return [closed, toggle];
}
