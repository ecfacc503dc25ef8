import type { Kind } from "../../../api";
import { kindNames } from "../../../records";

/** The kinds a workspace may give its own fields. */
export const ownKinds: readonly Kind[] = kindNames;

export const needsChoices = (kind: string) => kind === "choice" || kind === "choices";

/** Kinds whose values lead to records of a type, or of any. */
export const leadsSomewhere = (kind: string) => kind === "link" || kind === "links";

const unordered: ReadonlySet<string> = new Set(["markdown", "choices", "tags", "address", "link", "links"]);
/** Kinds whose values can be sorted, and so have an index. */
export const mayBeIndexed = (kind: Kind) => !unordered.has(kind);

/** Kinds whose values can be told apart. */
export const mayBeUnique = (kind: Kind) => mayBeIndexed(kind) && !["money", "boolean", "series"].includes(kind);

/** Kinds that new records may be given a first value of. */
export const mayBePreset = (kind: Kind) => !["series", "choices", "tags", "address", "link", "links"].includes(kind);
