import type { ComponentType } from "react";
import type { ActionSchema, ApiProblem, TypeSchema } from "../../api";
import type { Target } from "../data/use-writes";
import type { Patch } from "../data/write";

export interface ActionDialogProps {
  type: TypeSchema;
  action: ActionSchema;
  target: Target;
  /** Runs the action; what is wrong comes back. */
  perform: (input: Patch) => Promise<ApiProblem | undefined>;
  onClose: () => void;
}

const dialogs = new Map<string, ComponentType<ActionDialogProps>>();

/** Gives an action a dialog of its own, in place of the form of its input. Modules know more than a form can ask. */
export function setActionDialog(type: string, action: string, dialog: ComponentType<ActionDialogProps>): void {
  dialogs.set(`${type} ${action}`, dialog);
}

export function actionDialog(type: string, action: string): ComponentType<ActionDialogProps> | undefined {
  return dialogs.get(`${type} ${action}`);
}
