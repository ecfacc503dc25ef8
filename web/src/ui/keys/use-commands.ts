import { useEffect, useRef } from "react";
import { addScope, type Command } from "./registry";

/** Offers commands while the component is shown. The list may be new on every render: nothing is drawn again for it. */
export function useCommands(commands: readonly Command[]): void {
  const scope = useRef(commands);
  useEffect(() => {
    scope.current = commands;
  });
  useEffect(() => addScope(scope), []);
}
