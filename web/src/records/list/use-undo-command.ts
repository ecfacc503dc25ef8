import { i18n } from "../../i18n";
import { useCommands } from "../../ui";
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
        return !(focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement) && undoLast();
      },
    },
  ]);
}
