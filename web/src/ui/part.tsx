import { type ComponentType, type ReactNode, useEffect, useState } from "react";

/** A part of a page whose code comes by itself, and `load`, which fetches it before it is needed. */
export type Part<P> = ComponentType<P> & { load: () => Promise<unknown> };

/**
 * A component whose code is fetched when it is first drawn, with something else in its place until then. It is for what a
 * whole page waits for: React keeps a fallback of `Suspense` for 300 ms, however soon the code is there.
 */
export function part<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  waiting: ReactNode,
): Part<P> {
  let ready: ComponentType<P> | undefined;
  const bring = async () => {
    ready = (await load()).default;
  };
  function Drawn(props: P) {
    const [chosen, choose] = useState(() => ready);
    const [failure, fail] = useState<unknown>();
    useEffect(() => {
      if (chosen === undefined) bring().then(() => choose(() => ready), fail);
    }, [chosen]);
    if (failure !== undefined) throw failure;
    const Chosen = chosen;
    return Chosen === undefined ? waiting : <Chosen {...props} />;
  }
  return Object.assign(Drawn, { load: bring });
}
