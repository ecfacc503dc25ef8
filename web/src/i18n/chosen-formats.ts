/** What differs from the browser's own; undefined where nothing does. */
export interface Formats {
  timeZone?: string | undefined;
  /** Whose dates and numbers are used, as in "en-GB". */
  locale?: string | undefined;
}

// What the device keeps beside the appearance (src/ui/appearance.ts), so that the first paint has it right.
function kept(): Formats {
  try {
    return JSON.parse(localStorage.getItem("kith.appearance") ?? "{}") as Formats;
  } catch {
    return {};
  }
}

/** How this person wants dates, times and numbers. */
export let chosen: Formats = kept();

/** What is drawn from now on has them. */
export function setFormats(next: Formats): void {
  chosen = next;
}
