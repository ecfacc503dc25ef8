import type { ComponentType } from "react";
import type { ActionSchema, ApiProblem, RecordData, TypeSchema } from "../../api";
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

type Offer = (record: RecordData) => boolean;

const offers = new Map<string, Offer>();

/** Says which records an action is offered on, and that it is offered for one at a time only. */
export function setActionOffer(type: string, action: string, offer: Offer): void {
  offers.set(`${type} ${action}`, offer);
}

/** The actions that are offered on a record, or on many at once where none is given. */
export const actionsFor = (type: TypeSchema, record?: RecordData): ActionSchema[] =>
  type.actions.filter((action) => {
    const offer = offers.get(`${type.name} ${action.name}`);
    return offer === undefined || (record !== undefined && offer(record));
  });

export function actionDialog(type: string, action: string): ComponentType<ActionDialogProps> | undefined {
  return dialogs.get(`${type} ${action}`);
}
