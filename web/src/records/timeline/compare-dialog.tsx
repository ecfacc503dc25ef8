import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asProblem, type Comparison, type RecordData, type TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Button, Dialog, Field, Input, Skeleton } from "../../ui";
import { asText } from "../fields/values";
import { fromWallTime, toWallTime } from "../fields/wall-time";
import { DiffLines } from "./change-view";
import { historyKey } from "./streams";

const compareQuery = (plural: string, id: string, from: string, to: string) =>
  queryOptions({
    queryKey: [...historyKey(plural, id), "compare", from, to],
    queryFn: ({ signal }) =>
      api.get<Comparison>(`${plural}/${id}/compare`, {
        query: { from: fromWallTime(from), to: to === "" ? undefined : fromWallTime(to) },
        signal,
      }),
    enabled: from !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });

interface CompareDialogProps {
  type: TypeSchema;
  record: RecordData;
  onClose: () => void;
}

/** What differs of a record between two moments. */
export default function CompareDialog({ type, record, onClose }: CompareDialogProps) {
  const [from, setFrom] = useState(() => toWallTime(asText(record.created_at ?? null)));
  const [to, setTo] = useState("");
  const { data, error } = useQuery(compareQuery(type.plural, record.id, from, to));
  const problem = asProblem(error);
  return (
    <Dialog
      open
      onClose={onClose}
      title={i18n._({ id: "records.compare", message: "Compare two moments" })}
      footer={<Button onClick={onClose}>{i18n._({ id: "ui.close", message: "Close" })}</Button>}
    >
      <div className="flex flex-col gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={i18n._({ id: "records.compare.from", message: "From" })} error={problem?.about("from")}>
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                value={from}
                onChange={(event) => setFrom(event.target.value)}
              />
            )}
          </Field>
          <Field
            label={i18n._({ id: "records.compare.to", message: "To" })}
            help={i18n._({ id: "records.compare.now", message: "Left empty: now." })}
            error={problem?.about("to")}
          >
            {(control) => (
              <Input {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
            )}
          </Field>
        </div>
        <section aria-live="polite" aria-label={i18n._({ id: "records.compare.result", message: "What differs" })}>
          {problem !== undefined && problem.errors.length === 0 && <p className="text-danger">{problem.message}</p>}
          {problem === undefined && data === undefined && <Skeleton className="h-12" />}
          {problem === undefined && data?.diff.length === 0 && (
            <p className="text-muted">{i18n._({ id: "records.compare.same", message: "Nothing differs." })}</p>
          )}
          {problem === undefined && data !== undefined && <DiffLines type={type} lines={data.diff} />}
        </section>
      </div>
    </Dialog>
  );
}
