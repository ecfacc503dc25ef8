/** How well a label answers a query: 0 not at all; more for the beginning of a word than for somewhere inside. */
export function score(label: string, query: string): number {
  const text = fold(label);
  const words = fold(query).split(/\s+/).filter(Boolean);
  let total = 0;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    total += at === 0 ? 3 : /[\s\-/.(]/.test(text[at - 1] ?? "") ? 2 : 1;
  }
  return total / Math.max(1, words.length);
}

/** Without case and accents, so that "jose" finds "José". */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Adds what is new after what is already shown: a row under the cursor never moves. */
export function mergeInOrder<T extends { id: string }>(shown: readonly T[], found: readonly T[]): T[] {
  const known = new Set(shown.map((item) => item.id));
  return [...shown, ...found.filter((item) => !known.has(item.id))];
}
