import type { ComponentType } from "react";
import type { ApiProblem, RecordData, TypeSchema } from "../../api";
import type { Patch } from "../data/write";
import { actionDialog } from "../page/action-dialogs";
import type { BoardColumn } from "./columns";

export interface MoveDialogProps {
  type: TypeSchema;
  record: RecordData;
  to: BoardColumn;
  title: string;
  /** Moves the card with what was answered; what is wrong comes back. */
  onSubmit: (given: Patch) => Promise<ApiProblem | undefined>;
  onCancel: () => void;
}

/** What is asked when a card is put into a column where its way ends, won or lost: the dialog that a module gave to "end". */
export function endDialog(type: string): ComponentType<MoveDialogProps> | undefined {
  return actionDialog(type, "end") as ComponentType<unknown> | undefined as ComponentType<MoveDialogProps> | undefined;
}
