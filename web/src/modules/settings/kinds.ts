import type { Kind } from "../../api";
import { kindNames } from "../../records";

/** The kinds a workspace may give its own fields. */
export const ownKinds: readonly Kind[] = kindNames.filter((kind) => kind !== "link" && kind !== "links");

export const needsChoices = (kind: string) => kind === "choice" || kind === "choices";

const unordered: ReadonlySet<Kind> = new Set(["markdown", "choices", "tags", "address"]);
/** Kinds whose values can be sorted, and so have an index. */
export const mayBeIndexed = (kind: Kind) => !unordered.has(kind);
