import { lazy } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { openLayer } from "../../ui";
import type { Patch } from "../data/write";

/** One's own change of fields that somebody else changed meanwhile. */
export interface Conflict {
  type: TypeSchema;
  patch: Patch;
  /** Those of the patch that both changed. */
  fields: readonly string[];
  /** The record with the others' changes. */
  current: RecordData;
  /** The record before both. */
  before: RecordData | undefined;
}

const ConflictDialog = lazy(() => import("./conflict-dialog"));

/** Asks whose values shall stand, and answers what is left of one's own change: nothing, where all the others' do. */
export function askConflict(conflict: Conflict): Promise<Patch> {
  return new Promise((answer) => {
    openLayer((close) => (
      <ConflictDialog
        conflict={conflict}
        onAnswer={(kept) => {
          close();
          answer(kept);
        }}
      />
    ));
  });
}
