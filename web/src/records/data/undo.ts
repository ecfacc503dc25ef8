interface Step {
  /** Takes it back and says so. */
  undo: () => Promise<unknown>;
}

const depth = 50;
const steps: Step[] = [];

/** Remembers how to take back what was just done. */
export function remember(step: Step): void {
  steps.push(step);
  if (steps.length > depth) steps.shift();
}

/** Drops a step that did not happen, or was taken back otherwise. */
export function forget(step: Step): void {
  const at = steps.lastIndexOf(step);
  if (at >= 0) steps.splice(at, 1);
}

/** Takes back the last step; false when there is none. */
export function undoLast(): boolean {
  const step = steps.pop();
  void step?.undo();
  return step !== undefined;
}

/** Drops everything, since whoever comes next did none of it. */
export function forgetSteps(): void {
  steps.length = 0;
}
