import { i18n } from "../../i18n";
import { notify, useCommands } from "../../ui";
import { undoLast } from "../data/undo";

/** Ctrl+Z takes back the last change made here, outside of text one is typing. */
export function useUndoCommand(): void {
  useCommands([
    {
      id: "records.undo",
      group: i18n._({ id: "records.commands.edit", message: "Edit" }),
      label: i18n._({ id: "records.undo_last", message: "Undo the last change" }),
      keys: "mod+z",
      run: () => {
        const focused = document.activeElement;
        if (focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement) return false;
        const what = undoLast();
        if (what === undefined) return false;
        notify({ message: i18n._({ id: "records.undone", message: "Undone: {what}", values: { what } }) });
        return true;
      },
    },
  ]);
}
