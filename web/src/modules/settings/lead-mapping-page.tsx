import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { api, asProblem, type Page, type RecordData, type Schema } from "../../api";
import { i18n } from "../../i18n";
import { useSchema } from "../../records";
import { Button, EmptyState, IconButton, Select, Skeleton } from "../../ui";
import { Rows, Section } from "./section";

const targets = ["company", "contact", "deal"];
const nowhere = "";

const text = (value: unknown) => (typeof value === "string" ? value : "");
const typeNamed = (schema: Schema, name: string) => schema.types.find((type) => type.name === name);
const fieldLabel = (schema: Schema, type: string, name: string) =>
  typeNamed(schema, type)?.fields.find((field) => field.name === name)?.label ?? name;

/** Where fields of leads go when leads are converted, in place of where they go by themselves. */
export function LeadMappingPage() {
  const schema = useSchema();
  const client = useQueryClient();
  const mappings = useQuery({
    queryKey: ["records", "lead_mappings", "all"],
    queryFn: ({ signal }) => api.get<Page>("lead_mappings", { query: { limit: 200, sort: "created_at" }, signal }),
  });
  const can = typeNamed(schema, "lead_mapping")?.can;
  const changed = () => client.invalidateQueries({ queryKey: ["records", "lead_mappings"] });
  if (mappings.data === undefined) return <Skeleton className="h-64 w-full" />;
  const rows = mappings.data.data;
  return (
    <Section
      title={i18n._({ id: "settings.leads.title", message: "When leads are converted" })}
      text={i18n._({
        id: "settings.leads.text",
        message:
          "Built-in fields go where they belong, and fields of your own to those of the same name. Say here where a field goes instead.",
      })}
    >
      {rows.length === 0 && (
        <EmptyState
          title={i18n._({ id: "settings.leads.none", message: "Every field goes where it goes by itself" })}
        />
      )}
      {rows.length > 0 && (
        <Rows label={i18n._({ id: "settings.leads.list", message: "Fields of leads" })}>
          {rows.map((row) => (
            <Mapping key={row.id} row={row} mayDelete={can?.delete === true} onChanged={changed} />
          ))}
        </Rows>
      )}
      {can?.create === true && <AddMapping onChanged={changed} />}
    </Section>
  );
}

function Mapping({
  row,
  mayDelete,
  onChanged,
}: {
  row: RecordData;
  mayDelete: boolean;
  onChanged: () => Promise<void>;
}) {
  const schema = useSchema();
  const [field, target, to] = [text(row.field), text(row.target), text(row.to)];
  const from = fieldLabel(schema, "lead", field);
  return (
    <li className="flex min-h-10 items-center gap-3 py-1">
      <span className="wrap-anywhere grow">
        {to === ""
          ? i18n._({ id: "settings.leads.nowhere", message: "{field} stays with the lead", values: { field: from } })
          : i18n._({
              id: "settings.leads.goes",
              message: "{field} goes to {type}: {to}",
              values: {
                field: from,
                type: typeNamed(schema, target)?.label ?? target,
                to: fieldLabel(schema, target, to),
              },
            })}
      </span>
      {mayDelete && (
        <IconButton
          label={i18n._({ id: "settings.leads.remove", message: "Remove {field}", values: { field: from } })}
          onClick={() => void api.delete(`lead_mappings/${row.id}`).then(onChanged)}
        >
          <Trash2 aria-hidden="true" className="size-4" />
        </IconButton>
      )}
    </li>
  );
}

function AddMapping({ onChanged }: { onChanged: () => Promise<void> }) {
  const schema = useSchema();
  const [field, setField] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const [error, setError] = useState<string>();
  const lead = typeNamed(schema, "lead");
  const from = lead?.fields.filter((one) => !one.read_only && !one.system && one.name !== "status") ?? [];
  const options = [
    { value: nowhere, label: i18n._({ id: "settings.leads.keep", message: "Nowhere: it stays with the lead" }) },
    ...targets.flatMap((name) =>
      (typeNamed(schema, name)?.fields ?? [])
        .filter((one) => !one.read_only && !one.system)
        .map((one) => ({ value: `${name}.${one.name}`, label: `${typeNamed(schema, name)?.label}: ${one.label}` })),
    ),
  ];
  const add = async () => {
    const [target, name] = to === nowhere ? ["contact", null] : (to ?? "").split(".");
    try {
      await api.post("lead_mappings", { field, target, to: name ?? null });
      setField(null);
      setTo(null);
      setError(undefined);
      await onChanged();
    } catch (refused) {
      const problem = asProblem(refused);
      if (problem === undefined) throw refused;
      setError(problem.errors[0]?.message ?? problem.message);
    }
  };
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className="min-w-48 grow">
        <Select
          aria-label={i18n._({ id: "settings.leads.field", message: "Field of the lead" })}
          placeholder={i18n._({ id: "settings.leads.field", message: "Field of the lead" })}
          value={field}
          options={from.map((one) => ({ value: one.name, label: one.label }))}
          onChange={setField}
        />
      </div>
      <div className="min-w-48 grow">
        <Select
          aria-label={i18n._({ id: "settings.leads.to", message: "Goes to" })}
          placeholder={i18n._({ id: "settings.leads.to", message: "Goes to" })}
          value={to}
          options={options}
          onChange={setTo}
        />
      </div>
      <Button type="submit" variant="primary" disabled={field === null || to === null}>
        {i18n._({ id: "settings.add", message: "Add" })}
      </Button>
      {error !== undefined && (
        <p role="alert" className="w-full text-danger">
          {error}
        </p>
      )}
    </form>
  );
}
