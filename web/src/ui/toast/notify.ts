export interface Notice {
  message: string;
  /** What can still be done about it, as "Undo" or "Try again". */
  action?: { label: string; run: () => void };
  tone?: "plain" | "danger";
  /** Milliseconds; longer where there is something to press. */
  duration?: number;
}

type Listener = (notice: Notice) => void;
let listener: Listener | undefined;
const waiting: Notice[] = [];
let load: (() => void) | undefined;

/** Says something in passing. Importing this is cheap: what draws the notices arrives with the first of them. */
export function notify(notice: Notice): void {
  if (listener === undefined) {
    waiting.push(notice);
    load?.();
    return;
  }
  listener(notice);
}

/** For the host that draws them. */
export function receiveNotices(next: Listener): () => void {
  listener = next;
  for (const notice of waiting.splice(0)) next(notice);
  return () => {
    listener = undefined;
  };
}

/** For the host's lazy wrapper: called once, when the first notice comes. */
export function whenFirstNotice(start: () => void): () => void {
  load = start;
  if (waiting.length > 0) start();
  return () => {
    load = undefined;
  };
}
