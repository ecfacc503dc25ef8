import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type BulkOutcome, type FieldSchema, type RecordData, type TypeSchema } from "../../api";
import { formatNumber, i18n, inSentence } from "../../i18n";
import { Button, Dialog, Spinner } from "../../ui";
import { pathOf } from "../changes/calls";
import { offerUndo } from "../changes/offer-undo";
import { complain } from "../data/reason";
import { mayEdit, useSchema } from "../data/schema";
import type { Target } from "../data/use-writes";
import { refreshEverything } from "../data/write";
import { FieldView } from "../fields/field-view";
import { isBlank } from "../fields/values";
import { type Choices, differing, mergeBody, mostMerged, valueFrom } from "./merging";

interface MergeDialogProps {
  type: TypeSchema;
  target: Target;
  onClose: () => void;
  onDone: () => void;
}

const path = (type: TypeSchema) => `${type.plural}/actions/merge`;

/** Makes one record of several: which one stays, and whose value it has in each field they differ in. */
export default function MergeDialog({ type, target, onClose, onDone }: MergeDialogProps) {
  const client = useQueryClient();
  const [stays, setStays] = useState<string>();
  const [choices, setChoices] = useState<Choices>({});
  const [busy, setBusy] = useState(false);
  const where = "where" in target ? target.where : `id in (${target.ids.map((id) => `"${id}"`).join(", ")})`;
  const { data: page } = useQuery({
    queryKey: ["merge", type.plural, where],
    queryFn: ({ signal }) =>
      api.get<{ data: RecordData[] }>(type.plural, { query: { where, limit: mostMerged, sort: "created_at" }, signal }),
    staleTime: 0,
  });
  const records = page?.data ?? [];
  const ids = records.map((record) => record.id);
  const into = stays ?? ids[0] ?? "";
  const body = mergeBody(ids, into, choices);
  const { data: trial, error } = useQuery({
    queryKey: ["merge", type.plural, "trial", body],
    queryFn: ({ signal }) => api.post<BulkOutcome>(path(type), { ...body, dry_run: true }, { signal }),
    placeholderData: keepPreviousData,
    enabled: ids.length > 1,
    retry: false,
    staleTime: 0,
  });

  const merge = async () => {
    setBusy(true);
    try {
      const done = await api.post<BulkOutcome>(path(type), body, { idempotencyKey: crypto.randomUUID() });
      onDone();
      await refreshEverything(client);
      offerUndo(
        client,
        i18n._({
          id: "records.merge.done",
          message: "{count, plural, other {# records are one now}}",
          values: { count: ids.length },
        }),
        pathOf(done.changeset),
        type,
      );
    } catch (problem) {
      complain(problem);
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      width="large"
      onClose={onClose}
      title={i18n._({
        id: "records.merge.title",
        message: "Make them one {type}",
        values: { type: inSentence(type.label) },
      })}
      description={i18n._({
        id: "records.merge.hint",
        message:
          "Choose the one that stays and, where they differ, the value it has. The others go to the trash; everything that points at them points at it. You can undo this.",
      })}
      footer={
        <>
          <p role="status" className="me-auto min-w-0 text-muted text-small">
            {error === null ? <Moved trial={trial} /> : <span className="text-danger">{error.message}</span>}
          </p>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button variant="primary" busy={busy} disabled={error !== null || trial === undefined} onClick={merge}>
            {i18n._({ id: "records.merge", message: "Merge" })}
          </Button>
        </>
      }
    >
      {records.length === 0 ? (
        <Spinner className="mx-auto my-6 size-5" />
      ) : (
        <Comparison
          type={type}
          records={records}
          into={into}
          onInto={setStays}
          choices={choices}
          onChoice={(field, id) => setChoices({ ...choices, [field]: id })}
          result={trial?.record as RecordData | undefined}
        />
      )}
    </Dialog>
  );
}

interface ComparisonProps {
  type: TypeSchema;
  records: readonly RecordData[];
  into: string;
  onInto: (id: string) => void;
  choices: Choices;
  onChoice: (field: string, id: string) => void;
  result: RecordData | undefined;
}

function Comparison({ type, records, into, onInto, choices, onChoice, result }: ComparisonProps) {
  const fields = differing(
    type.fields.filter((field) => mayEdit(type, field)),
    records,
  );
  const titles = records.map((record) => String(record[type.title] ?? ""));
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-start">
        <thead>
          <tr className="border-line border-b align-bottom">
            <th scope="col" className="sticky start-0 bg-raised py-2 pe-3 text-start font-normal text-muted">
              {i18n._({ id: "records.merge.stays", message: "Stays" })}
            </th>
            {records.map((record, index) => (
              <th key={record.id} scope="col" className="min-w-40 py-2 pe-3 text-start">
                <Choice
                  name="into"
                  label={titles[index] ?? ""}
                  checked={record.id === into}
                  onChoose={() => onInto(record.id)}
                >
                  <span className="font-semibold">{titles[index]}</span>
                </Choice>
              </th>
            ))}
            <th scope="col" className="min-w-40 py-2 text-start font-normal text-muted">
              {i18n._({ id: "records.merge.result", message: "Then" })}
            </th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name} className="border-line border-b align-top">
              <th scope="row" className="sticky start-0 bg-raised py-2 pe-3 text-start font-normal text-muted">
                {field.label}
              </th>
              {records.map((record, index) => (
                <td key={record.id} className="py-2 pe-3">
                  <Cell
                    field={field}
                    record={record}
                    title={titles[index] ?? ""}
                    checked={valueFrom(field, records, into, choices) === record.id}
                    onChoose={() => onChoice(field.name, record.id)}
                  />
                </td>
              ))}
              <td className="py-2">{result && <FieldView field={field} value={result[field.name]} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {fields.length === 0 && (
        <p className="py-3 text-muted">
          {i18n._({ id: "records.merge.same", message: "They have the same values everywhere." })}
        </p>
      )}
    </div>
  );
}

interface CellProps {
  field: FieldSchema;
  record: RecordData;
  title: string;
  checked: boolean;
  onChoose: () => void;
}

function Cell({ field, record, title, checked, onChoose }: CellProps) {
  const value = record[field.name];
  if (isBlank(value)) return <span className="text-muted">–</span>;
  return (
    <Choice name={field.name} label={`${field.label}: ${title}`} checked={checked} onChoose={onChoose}>
      <FieldView field={field} value={value} />
    </Choice>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  checked: boolean;
  onChoose: () => void;
  children: React.ReactNode;
}

function Choice({ name, label, checked, onChoose, children }: ChoiceProps) {
  return (
    <span className="flex items-start gap-2">
      <input
        type="radio"
        name={`merge-${name}`}
        aria-label={label}
        checked={checked}
        onChange={onChoose}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">{children}</span>
    </span>
  );
}

/** What will point at the one that stays. */
function Moved({ trial }: { trial: BulkOutcome | undefined }) {
  const schema = useSchema();
  const moved = Object.entries(trial?.moved ?? {});
  if (moved.length === 0) return null;
  const list = moved.map(([name, count]) => {
    const label = schema.types.find((type) => type.name === name)?.plural_label ?? name;
    return `${label} ${formatNumber(count)}`;
  });
  return i18n._({ id: "records.merge.moved", message: "Moves along: {list}", values: { list: list.join(", ") } });
}
