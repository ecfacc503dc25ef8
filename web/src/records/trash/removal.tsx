import { lazy } from "react";
import { api, type BulkOutcome, type TypeSchema } from "../../api";
import { openLayer } from "../../ui";

const RemoveDialog = lazy(() => import("./remove-dialog"));

/** What a removal of more records would take along is not looked at: that would go on in the background. */
const mostLookedAt = 1_000;

/** How many records of each type, by their names. */
export type Counts = Readonly<Record<string, number>>;

/** Asks where others would go to the trash along with records, or go on pointing at them; answers whether to go on. */
export async function mayRemove(type: TypeSchema, ids: readonly string[]): Promise<boolean> {
  if (ids.length > mostLookedAt) return true;
  const { along, pointing } = await api.post<BulkOutcome>(`${type.plural}/actions/delete`, { ids, dry_run: true });
  const affected = [along, pointing].some((counts) => Object.values(counts ?? {}).some((count) => count > 0));
  return affected ? await ask(type, ids.length, along ?? {}, pointing ?? {}) : true;
}

function ask(type: TypeSchema, count: number, along: Counts, pointing: Counts): Promise<boolean> {
  return new Promise((answer) => {
    openLayer((close) => (
      <RemoveDialog
        type={type}
        count={count}
        along={along}
        pointing={pointing}
        onAnswer={(goOn) => {
          close();
          answer(goOn);
        }}
      />
    ));
  });
}
