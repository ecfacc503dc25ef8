import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ActionSchema, ApiProblem, BulkOutcome, RecordData, TypeSchema } from "../../api";
import { api, asProblem } from "../../api";
import { i18n } from "../../i18n";
import { Dialog, notify, openLayer } from "../../ui";
import { offerUndo } from "../changes/offer-undo";
import { changeCached } from "../data/cache";
import { reasonOf } from "../data/reason";
import { acceptHeld, refuse } from "../data/refusals";
import { type Target, useWrites } from "../data/use-writes";
import { type Patch, refreshEverything, written } from "../data/write";
import { RecordForm } from "../form/record-form";
import { actionDialog } from "./action-dialogs";

/** Runs the actions a type declares, asking for their input first where they have any. */
export function useActions(type: TypeSchema) {
  const client = useQueryClient();
  const writes = useWrites(type);
  const [asking, setAsking] = useState<{ action: ActionSchema; target: Target } | null>(null);

  const perform = async (action: ActionSchema, target: Target, input: Patch): Promise<ApiProblem | undefined> => {
    const body = written(input);
    const one = "ids" in target && target.ids.length === 1 ? target.ids[0] : undefined;
    const done = i18n._({ id: "records.action_done", message: "{action}: done", values: { action: action.label } });
    const headers = { idempotencyKey: crypto.randomUUID() };
    let change: string | undefined;
    const onUndo = (path: string) => {
      change = path;
    };
    try {
      if (one !== undefined) {
        const answer = await api.post<Partial<RecordData> | undefined>(
          `${type.plural}/${one}/actions/${action.name}`,
          body,
          { ...headers, onUndo },
        );
        if (answer?.id === one)
          changeCached(client, type.plural, one, (record) => ({ ...record, ...answer }) as RecordData);
        acceptHeld(one);
        offerUndo(client, done, change, type);
      } else {
        const asked = { ...target, input: body };
        writes.report(await api.post<BulkOutcome>(`${type.plural}/actions/${action.name}`, asked, headers), done);
      }
      // An action may touch records of any type.
      await refreshEverything(client);
      return undefined;
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      // What was asked for here is told here; all else at the field it is about.
      if (one !== undefined && action.input.length === 0) refuse(one, {}, problem.errors);
      return problem;
    }
  };

  const run = (action: ActionSchema, target: Target): void => {
    const Own = actionDialog(type.name, action.name);
    if (Own !== undefined) {
      openLayer((close) => (
        <Own
          type={type}
          action={action}
          target={target}
          perform={(input) => perform(action, target, input)}
          onClose={close}
        />
      ));
      return;
    }
    if (action.input.length > 0) {
      setAsking({ action, target });
      return;
    }
    void perform(action, target, {}).then((problem) => {
      if (problem !== undefined) notify({ tone: "danger", message: reasonOf(problem) });
    });
  };

  const dialog = asking !== null && (
    <Dialog open onClose={() => setAsking(null)} title={asking.action.label} width="small">
      <RecordForm
        fields={{ first: asking.action.input, more: [] }}
        values={{}}
        submitLabel={asking.action.label}
        onCancel={() => setAsking(null)}
        onSubmit={async (input) => {
          const problem = await perform(asking.action, asking.target, input);
          if (problem === undefined) setAsking(null);
          return problem;
        }}
      />
    </Dialog>
  );
  return { run, dialog };
}
