import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asProblem, type FieldConversion, type FieldSchema, type Kind, type TypeSchema } from "../../../api";
import { formatNumber, i18n } from "../../../i18n";
import { kindLabel, kindNames } from "../../../records";
import { Button, Dialog, Field, notify, Select, Skeleton } from "../../../ui";
import { complain } from "../complain";
import type { useTypes } from "./use-types";

// Values of these lead to records or are issued, so they are of no other kind.
const apart: ReadonlySet<Kind> = new Set(["series", "link", "links", "person"]);

/** True where a field's values can be moved to another kind. */
export const mayBeConverted = (field: FieldSchema) => field.own && !field.formula && !apart.has(field.kind);

interface ConvertDialogProps {
  type: TypeSchema;
  field: FieldSchema;
  types: ReturnType<typeof useTypes>;
  onClose: () => void;
}

/** Gives a field another kind, and says before what does not convert. */
export function ConvertDialog({ type, field, types, onClose }: ConvertDialogProps) {
  const [kind, setKind] = useState<Kind | null>(null);
  const [busy, setBusy] = useState(false);
  const path = `${types.path}/fields/${field.name}`;
  const trial = useQuery({
    queryKey: ["conversion", type.name, field.name, kind],
    queryFn: ({ signal }) => api.post<FieldConversion>(`${path}/convert`, { kind, dry_run: true }, { signal }),
    enabled: kind !== null,
    retry: false,
    staleTime: 0,
  });
  const problem = asProblem(trial.error);
  const convert = async () => {
    setBusy(true);
    try {
      const { state } = await api.post<FieldConversion>(`${path}/convert`, { kind });
      await types.renew();
      const values = { label: field.label };
      notify({
        message:
          state === "running"
            ? i18n._({
                id: "settings.convert.running",
                message: "{label} is being changed in the background",
                values,
              })
            : i18n._({ id: "settings.fields.changed", message: "{label} changed", values }),
        ...(state === "running"
          ? {}
          : {
              action: {
                label: i18n._({ id: "ui.undo", message: "Undo" }),
                run: () => void types.attempt(() => api.post(`${path}/unconvert`, undefined)),
              },
            }),
      });
      onClose();
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={i18n._({
        id: "settings.convert.title",
        message: "Another kind for {label}",
        values: { label: field.label },
      })}
      description={i18n._({
        id: "settings.convert.text",
        message: "What was there is kept, and can be brought back.",
      })}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button variant="primary" busy={busy} disabled={trial.data === undefined} onClick={() => void convert()}>
            {i18n._({ id: "settings.convert.action", message: "Change the kind" })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          label={i18n._({ id: "settings.fields.kind", message: "Kind" })}
          error={problem?.errors[0]?.message ?? problem?.message}
        >
          {(control) => (
            <Select
              {...control}
              value={kind}
              placeholder={kindLabel(field.kind)}
              onChange={setKind}
              options={kindNames
                .filter((name) => name !== field.kind && !apart.has(name))
                .map((name) => ({ value: name, label: kindLabel(name) }))}
            />
          )}
        </Field>
        {kind !== null && trial.isFetching && <Skeleton className="h-10 w-full" />}
        {trial.data !== undefined && !trial.isFetching && <Trial {...trial.data} />}
      </div>
    </Dialog>
  );
}

function Trial({ total, convertible, exact, failed }: FieldConversion) {
  const lost = total - convertible;
  return (
    <div aria-live="polite" className="flex flex-col gap-2 text-small">
      <p>
        {lost === 0
          ? i18n._({
              id: "settings.convert.all",
              message:
                "{total, plural, =0 {No record holds a value.} one {The value converts.} other {All # values convert.}}",
              values: { total },
            })
          : i18n._({
              id: "settings.convert.lost",
              message: "{convertible} of {total} values convert. The others are empty afterwards.",
              values: { convertible: formatNumber(convertible), total: formatNumber(total) },
            })}
        {!exact &&
          ` ${i18n._({ id: "settings.convert.sample", message: "There are more; only the first were looked at." })}`}
      </p>
      {failed.length > 0 && (
        <ul
          aria-label={i18n._({ id: "settings.convert.failed", message: "Values that do not convert" })}
          className="divide-y divide-line border-line border-y"
        >
          {failed.map(({ value, records, message }) => (
            <li key={value} className="py-1.5">
              <p className="wrap-anywhere">
                {i18n._({
                  id: "settings.convert.value",
                  message: "“{value}” in {records, plural, one {# record} other {# records}}",
                  values: { value, records },
                })}
              </p>
              <p className="text-muted">{message}</p>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
