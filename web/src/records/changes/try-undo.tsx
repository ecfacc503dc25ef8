import { lazy } from "react";
import type { BulkOutcome } from "../../api";
import { openLayer } from "../../ui";
import { isRunning, postUndo, type Undoable } from "./calls";
import type { Given } from "./part-dialog";

const UndoDialog = lazy(() => import("./undo-dialog"));
const PartDialog = lazy(() => import("./part-dialog"));

/**
 * Tries first: what can be taken back whole is, at once; anything else is shown before. Answers what was done, or
 * undefined where nothing shall be.
 */
export async function tryUndo(what: Undoable): Promise<BulkOutcome | undefined> {
  const trial = await postUndo(what, true);
  const whole = !isRunning(trial) && trial.outcomes.length === 0;
  if (!whole && !(await ask(what, trial))) return undefined;
  const given = trial.added ? await askWhere(what, trial.added) : {};
  return given && (await postUndo(what, false, given));
}

function askWhere(what: Undoable, added: NonNullable<BulkOutcome["added"]>): Promise<Given | undefined> {
  return new Promise((answer) => {
    openLayer((close) => (
      <PartDialog
        what={what}
        added={added}
        onAnswer={(given) => {
          close();
          answer(given);
        }}
      />
    ));
  });
}

function ask(what: Undoable, trial: BulkOutcome): Promise<boolean> {
  return new Promise((answer) => {
    openLayer((close) => (
      <UndoDialog
        what={what}
        trial={trial}
        onAnswer={(goOn) => {
          close();
          answer(goOn);
        }}
      />
    ));
  });
}
