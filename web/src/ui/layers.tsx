import { Fragment, type ReactNode, Suspense, useSyncExternalStore } from "react";

let layers: readonly ReactNode[] = [];
let opened = 0;
const listeners = new Set<() => void>();

function show(next: readonly ReactNode[]): void {
  layers = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Draws a dialog above whatever page is shown, for what is asked by no page in particular. It stays until it closes itself. */
export function openLayer(draw: (close: () => void) => ReactNode): void {
  opened += 1;
  const layer: ReactNode = <Fragment key={opened}>{draw(() => show(layers.filter((one) => one !== layer)))}</Fragment>;
  show([...layers, layer]);
}

/** Stands once, in the frame around the pages. */
export function Layers() {
  return <Suspense>{useSyncExternalStore(subscribe, () => layers)}</Suspense>;
}
