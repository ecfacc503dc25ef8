import { type RefObject, useEffect, useRef } from "react";

type Drag = typeof import("./drag");

let loaded: Promise<Drag> | undefined;
// Cards can be read, opened and moved by key before they can be dragged.
const load = () => {
  loaded ??= import("./drag");
  return loaded;
};

/** Ties an element to drag and drop for as long as it stands. `tie` answers how to undo it. */
export function useDrag<E extends Element>(
  element: RefObject<E | null>,
  on: boolean,
  key: string,
  tie: (drag: Drag, element: E) => () => void,
): void {
  const latest = useRef(tie);
  useEffect(() => {
    latest.current = tie;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when the element stands for something else
  useEffect(() => {
    if (!on) return undefined;
    let untie: (() => void) | undefined;
    let gone = false;
    void load().then((drag) => {
      if (!gone && element.current !== null) untie = latest.current(drag, element.current);
    });
    return () => {
      gone = true;
      untie?.();
    };
  }, [on, key, element]);
}
