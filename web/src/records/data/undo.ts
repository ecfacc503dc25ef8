interface Step {
  label: string;
  undo: () => Promise<unknown> | unknown;
}

const depth = 50;
const steps: Step[] = [];

/** Remembers how to take back what was just done. */
export function remember(step: Step): void {
  steps.push(step);
  if (steps.length > depth) steps.shift();
}

/** Drops a step that turned out not to have happened. */
export function forget(step: Step): void {
  const at = steps.lastIndexOf(step);
  if (at >= 0) steps.splice(at, 1);
}

/** Takes back the last step and says which it was; undefined when there is none. */
export function undoLast(): string | undefined {
  const step = steps.pop();
  if (step === undefined) return undefined;
  void step.undo();
  return step.label;
}

/** Drops everything, as when someone else signs in. */
export function forgetSteps(): void {
  steps.length = 0;
}
