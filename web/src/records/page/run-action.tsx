import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ActionSchema, ApiProblem, BulkOutcome, RecordData, TypeSchema } from "../../api";
import { api, asProblem } from "../../api";
import { i18n } from "../../i18n";
import { Dialog, notify } from "../../ui";
import { changeCached } from "../data/cache";
import { reasonOf, type Target } from "../data/use-writes";
import { type Patch, refreshLists, written } from "../data/write";
import { RecordForm } from "../form/record-form";

/** Runs the actions a type declares, asking for their input first where they have any. */
export function useActions(type: TypeSchema) {
  const client = useQueryClient();
  const [asking, setAsking] = useState<{ action: ActionSchema; target: Target } | null>(null);

  const perform = async (action: ActionSchema, target: Target, input: Patch): Promise<ApiProblem | undefined> => {
    const body = written(input);
    const one = "ids" in target && target.ids.length === 1 ? target.ids[0] : undefined;
    const headers = { idempotencyKey: crypto.randomUUID() };
    try {
      if (one !== undefined) {
        const answer = await api.post<Partial<RecordData> | undefined>(
          `${type.plural}/${one}/actions/${action.name}`,
          body,
          headers,
        );
        if (answer?.id === one)
          changeCached(client, type.plural, one, (record) => ({ ...record, ...answer }) as RecordData);
      } else {
        await api.post<BulkOutcome>(`${type.plural}/actions/${action.name}`, { ...target, ...body }, headers);
      }
      notify({
        message: i18n._({ id: "records.action_done", message: "{action}: done", values: { action: action.label } }),
      });
      // An action may touch records of any type.
      void client.invalidateQueries({ queryKey: ["records"] });
      void client.invalidateQueries({ queryKey: ["history"] });
      await refreshLists(client, type.plural);
      return undefined;
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      return problem;
    }
  };

  const run = (action: ActionSchema, target: Target): void => {
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
