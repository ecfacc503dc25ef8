// A mention is a link to a person after an @: "@[Ada Lovelace](person:0198…)". The server tells whoever is named so.

const shape = /@\[([^[\]\n]{1,200})\]\(person:[0-9a-f-]{36}\)/g;

/** A text with its mentions as people read them. */
export function withoutMarks(text: string): string {
  return text.replace(shape, "@$1");
}

export const hasMention = (text: string): boolean => text.search(shape) >= 0;

/** What is being typed behind an @ at the caret, and where that stands; undefined elsewhere. */
export function mentionAt(text: string, caret: number): { words: string; from: number } | undefined {
  const typed = /(?:^|[\s(])@([\p{L}\p{M}\p{N}.'-]*(?: [\p{L}\p{M}\p{N}.'-]+)?)$/u.exec(text.slice(0, caret));
  const words = typed?.[1];
  return words === undefined ? undefined : { words, from: caret - words.length - 1 };
}

/** True where each word that is typed begins one of a name, whatever their case and accents. */
export function fits(name: string, typed: string): boolean {
  const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split(" ");
  const words = fold(name);
  return fold(typed).every((begin) => words.some((word) => word.startsWith(begin)));
}

/** The text with a person named where the @ stood, and where typing goes on. */
export function mention(
  text: string,
  caret: number,
  from: number,
  person: { id: string; title: string },
): { text: string; caret: number } {
  const written = `@[${person.title.replace(/[[\]\n]/g, " ")}](person:${person.id}) `;
  return { text: text.slice(0, from) + written + text.slice(caret).replace(/^ /, ""), caret: from + written.length };
}
