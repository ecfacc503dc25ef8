import { lazy } from "react";
import type { BulkOutcome } from "../../api";
import { openLayer } from "../../ui";
import { isRunning, postUndo, type Undoable } from "./calls";

const UndoDialog = lazy(() => import("./undo-dialog"));

/**
 * Tries first: what can be taken back whole is, at once; anything else is shown before. Answers what was done, or
 * undefined where nothing shall be.
 */
export async function tryUndo(what: Undoable): Promise<BulkOutcome | undefined> {
  const trial = await postUndo(what, true);
  const whole = !isRunning(trial) && trial.outcomes.length === 0;
  return whole || (await ask(what, trial)) ? await postUndo(what, false) : undefined;
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
