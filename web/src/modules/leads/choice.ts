import type { Conversion, ConversionCandidate } from "../../api";

export type Part = "company" | "contact" | "deal";

/** What becomes of a part: a new record, none, or one that is there. */
export type Choice = { kind: "new" } | { kind: "none" } | { kind: "join"; id: string };

export const candidatesOf = (conversion: Conversion | undefined, part: Part): ConversionCandidate[] =>
  conversion?.candidates.filter((candidate) => candidate.type === part) ?? [];

/** What is proposed: the only record that is sure, else a new one. A firm of the same name may be another one. */
export function proposed(conversion: Conversion | undefined, part: Part, named: boolean): Choice {
  const sure = candidatesOf(conversion, part).filter((candidate) => candidate.sure);
  const [only] = sure;
  if (only !== undefined && sure.length === 1) return { kind: "join", id: only.id };
  return part === "company" && !named ? { kind: "none" } : { kind: "new" };
}
