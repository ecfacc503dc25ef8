import type { ActionDialogProps, MoveDialogProps } from "../../records";
import { ClosingDialog } from "./closing-dialog";
import { ClosingMove } from "./closing-move";

/** Asks why deals end: by a button, or by putting a card where it ends. */
export function Closing(props: ActionDialogProps | MoveDialogProps) {
  return "action" in props ? <ClosingDialog {...props} /> : <ClosingMove {...props} />;
}
