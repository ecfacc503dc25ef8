import { useState } from "react";
import type { FieldSchema, Schema, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { kindLabel } from "../../records";
import { Checkbox, Combobox, type ComboboxItem, cx, Field, Input, Select } from "../../ui";
import {
  type ColumnPlan,
  canCreateByTitle,
  type DraftProblem,
  fieldOf,
  type ImportDraft,
  kindsForNew,
  matchChoices,
  missingFields,
  problemsOf,
  recordId,
  type WhenMissing,
  withColumn,
  writableFields,
} from "./import-state";

interface ColumnsStepProps {
  schema: Schema;
  type: TypeSchema;
  types: readonly TypeSchema[];
  draft: ImportDraft;
  mayAddFields: boolean;
  /** Whether what is missing is pointed out yet. */
  strict: boolean;
  onDraft: (draft: ImportDraft) => void;
  onType: (type: string) => void;
}

/** What the file is, and what becomes of each of its columns. */
export function ColumnsStep(props: ColumnsStepProps) {
  const { schema, type, types, draft, strict, onDraft, onType } = props;
  const problems = strict ? problemsOf(type, draft) : [];
  const change = (name: string, part: Partial<ColumnPlan>) => onDraft(withColumn(schema, type, draft, name, part));
  const titleMissing = missingFields(type, draft.columns).find((field) => field.name === type.title);
  const matches = matchChoices(type, draft.columns);
  const always = "";
  return (
    <div className="flex flex-col gap-5">
      <div className="grid gap-3 md:grid-cols-3">
        <Field label={i18n._({ id: "imports.type", message: "The rows are" })}>
          {(control) => (
            <Select
              id={control.id}
              value={draft.type}
              options={types.map((one) => ({ value: one.name, label: one.plural_label }))}
              onChange={onType}
            />
          )}
        </Field>
        <Field label={i18n._({ id: "imports.match", message: "Recognise those already here by" })}>
          {(control) => (
            <Select
              id={control.id}
              value={draft.matchOn ?? always}
              options={[
                ...(draft.columns.some((plan) => plan.field === recordId)
                  ? [{ value: recordId, label: recordIdLabel() }]
                  : []),
                ...matches.map((field) => ({ value: field.name, label: field.label })),
                { value: always, label: i18n._({ id: "imports.match.never", message: "Nothing: add every row" }) },
              ]}
              onChange={(name) => onDraft({ ...draft, matchOn: name === always ? null : name })}
            />
          )}
        </Field>
        {draft.matchOn !== null && (
          <Field label={i18n._({ id: "imports.on_match", message: "When it is already here" })}>
            {(control) => (
              <Select
                id={control.id}
                value={draft.onMatch}
                options={[
                  { value: "update", label: i18n._({ id: "imports.on_match.update", message: "Update it" }) },
                  { value: "skip", label: i18n._({ id: "imports.on_match.skip", message: "Leave it as it is" }) },
                ]}
                onChange={(onMatch) => onDraft({ ...draft, onMatch })}
              />
            )}
          </Field>
        )}
      </div>
      <section aria-label={i18n._({ id: "imports.columns", message: "Columns" })}>
        <div
          aria-hidden="true"
          className="hidden gap-4 border-line border-b pb-1 text-muted text-small md:grid md:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,5fr)]"
        >
          <span>{i18n._({ id: "imports.column", message: "Column in the file" })}</span>
          <span>{i18n._({ id: "imports.becomes", message: "Becomes" })}</span>
          <span />
        </div>
        <ul>
          {draft.columns.map((plan) => (
            <ColumnRow
              key={plan.column.name}
              {...props}
              plan={plan}
              problem={problems.find((problem) => problem.column === plan.column.name)}
              onChange={(part) => change(plan.column.name, part)}
            />
          ))}
        </ul>
      </section>
      {titleMissing !== undefined && (
        <Field
          label={i18n._({
            id: "imports.template",
            message: "{field}, made from other columns",
            values: { field: titleMissing.label },
          })}
          help={i18n._({
            id: "imports.template.help",
            message: "A name in braces is filled in from that column, row by row.",
          })}
          error={
            problems.some((problem) => problem.kind === "required")
              ? i18n._({
                  id: "imports.problem.required",
                  message: "Every record needs this. Write a text, or choose a column for it.",
                })
              : undefined
          }
          className="max-w-120"
        >
          {(control) => (
            <Input
              {...control}
              value={draft.defaults[titleMissing.name] ?? ""}
              onChange={(event) =>
                onDraft({ ...draft, defaults: { ...draft.defaults, [titleMissing.name]: event.target.value } })
              }
            />
          )}
        </Field>
      )}
      {problems.some((problem) => problem.kind === "nothing") && (
        <p role="alert" className="text-danger">
          {i18n._({ id: "imports.problem.nothing", message: "Choose at least one column to bring along." })}
        </p>
      )}
    </div>
  );
}

interface ColumnRowProps extends ColumnsStepProps {
  plan: ColumnPlan;
  problem: DraftProblem | undefined;
  onChange: (part: Partial<ColumnPlan>) => void;
}

function ColumnRow({ schema, type, plan, problem, mayAddFields, onChange }: ColumnRowProps) {
  const { column } = plan;
  return (
    <li
      className={cx(
        "grid items-start gap-x-4 gap-y-2 border-line border-b py-2.5 md:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,5fr)]",
        plan.use === "skip" && "opacity-70",
      )}
    >
      <div className="min-w-0">
        <p className="truncate font-medium">{column.name}</p>
        <p className="truncate text-muted text-small">
          {column.samples.length === 0
            ? i18n._({ id: "imports.samples.none", message: "Always empty" })
            : column.samples.slice(0, 3).join(" · ")}
        </p>
      </div>
      <Target
        type={type}
        plan={plan}
        mayAddFields={mayAddFields}
        invalid={problem?.kind === "twice"}
        onChange={onChange}
      />
      <Options schema={schema} type={type} plan={plan} problem={problem} onChange={onChange} />
    </li>
  );
}

const skip = " skip";
const fresh = " new";
const addressParts = ["street", "city", "region", "postal_code", "country"] as const;

function targetsOf(fields: readonly FieldSchema[]): ComboboxItem[] {
  return fields.flatMap((field): ComboboxItem[] => {
    const kind = kindLabel(field.kind);
    if (field.kind !== "address") return [{ value: field.name, label: field.label, detail: kind }];
    return addressParts.map((part) => ({
      value: `${field.name}.${part}`,
      label: `${field.label}: ${partLabel(part)}`,
      detail: kind,
    }));
  });
}

function partLabel(part: (typeof addressParts)[number]): string {
  switch (part) {
    case "street":
      return i18n._({ id: "records.address.street", message: "Street" });
    case "city":
      return i18n._({ id: "records.address.city", message: "City" });
    case "region":
      return i18n._({ id: "records.address.region", message: "Region" });
    case "postal_code":
      return i18n._({ id: "records.address.postal_code", message: "Postal code" });
    case "country":
      return i18n._({ id: "imports.country", message: "Country" });
  }
}

const recordIdLabel = () => i18n._({ id: "imports.record_id", message: "Id in Kith" });

interface TargetProps {
  type: TypeSchema;
  plan: ColumnPlan;
  mayAddFields: boolean;
  invalid: boolean;
  onChange: (part: Partial<ColumnPlan>) => void;
}

function Target({ type, plan, mayAddFields, invalid, onChange }: TargetProps) {
  const [query, setQuery] = useState("");
  const items: ComboboxItem[] = [
    ...targetsOf(writableFields(type)),
    { value: recordId, label: recordIdLabel() },
    ...(mayAddFields ? [{ value: fresh, label: i18n._({ id: "imports.keep", message: "Keep as a new field" }) }] : []),
    { value: skip, label: i18n._({ id: "imports.skip", message: "Leave out" }) },
  ];
  const key = plan.use === "skip" ? skip : plan.use === "new" ? fresh : plan.field;
  const wanted = query.trim().toLocaleLowerCase();
  return (
    <div>
      <Combobox
        aria-label={i18n._({
          id: "imports.target",
          message: "What {column} becomes",
          values: { column: plan.column.name },
        })}
        aria-invalid={invalid || undefined}
        items={items.filter((item) => item.label.toLocaleLowerCase().includes(wanted))}
        query={query}
        onQueryChange={setQuery}
        required
        value={items.find((item) => item.value === key) ?? null}
        onChange={(item) => {
          if (item === null || item.value === skip) onChange({ use: "skip", field: null });
          else if (item.value === fresh) onChange({ use: "new", field: null });
          else onChange({ use: "field", field: item.value });
        }}
      />
      {invalid && (
        <p role="alert" className="mt-1 text-danger text-small">
          {i18n._({ id: "imports.problem.twice", message: "Another column fills this field already." })}
        </p>
      )}
    </div>
  );
}

interface OptionsProps {
  schema: Schema;
  type: TypeSchema;
  plan: ColumnPlan;
  problem: DraftProblem | undefined;
  onChange: (part: Partial<ColumnPlan>) => void;
}

/** What else there is to say about a column, by the kind of its field. */
function Options({ schema, type, plan, problem, onChange }: OptionsProps) {
  if (plan.use === "skip") return <span />;
  if (plan.use === "new") return <NewField plan={plan} invalid={problem?.kind === "label"} onChange={onChange} />;
  const field = fieldOf(type, plan.field);
  if (field?.kind === "choice" || field?.kind === "choices") {
    return (
      <Checkbox
        checked={plan.createChoices}
        onChange={(createChoices) => onChange({ createChoices })}
        className="min-h-(--control)"
      >
        {i18n._({ id: "imports.choices", message: "Add choices that are missing" })}
      </Checkbox>
    );
  }
  if (field?.kind === "date" || field?.kind === "datetime")
    return <DateFormat plan={plan} problem={problem} onChange={onChange} />;
  if (field?.kind === "link" || field?.kind === "links" || field?.kind === "person") {
    return (
      <Select
        aria-label={i18n._({
          id: "imports.unresolved",
          message: "When {column} names nothing known",
          values: { column: plan.column.name },
        })}
        value={plan.unresolved}
        options={whenMissing(canCreateByTitle(schema, field))}
        onChange={(unresolved) => onChange({ unresolved })}
      />
    );
  }
  return <span />;
}

/** What to do with a name that stands for no record. */
export function whenMissing(mayCreate: boolean): { value: WhenMissing; label: string }[] {
  return [
    ...(mayCreate
      ? [
          {
            value: "create" as const,
            label: i18n._({ id: "imports.unresolved.create", message: "Unknown names: add them" }),
          },
        ]
      : []),
    { value: "empty", label: i18n._({ id: "imports.unresolved.empty", message: "Unknown names: leave empty" }) },
    { value: "fail", label: i18n._({ id: "imports.unresolved.fail", message: "Unknown names: set the row aside" }) },
  ];
}

function NewField({
  plan,
  invalid,
  onChange,
}: {
  plan: ColumnPlan;
  invalid: boolean;
  onChange: OptionsProps["onChange"];
}) {
  return (
    <div className="flex gap-2">
      <Input
        aria-label={i18n._({ id: "imports.new.label", message: "Name of the new field" })}
        aria-invalid={invalid || undefined}
        value={plan.label}
        onChange={(event) => onChange({ label: event.target.value })}
      />
      <Select
        aria-label={i18n._({ id: "imports.new.kind", message: "Kind of the new field" })}
        value={plan.kind}
        options={kindsForNew.map((kind) => ({ value: kind, label: kindLabel(kind) }))}
        onChange={(kind) => onChange({ kind })}
      />
    </div>
  );
}

function DateFormat({ plan, problem, onChange }: Omit<OptionsProps, "schema" | "type">) {
  const formats = plan.column.formats ?? [];
  if (formats.length < 2)
    return <span className="flex min-h-(--control) items-center text-muted text-small">{plan.format}</span>;
  return (
    <div>
      <Select
        aria-label={i18n._({
          id: "imports.format",
          message: "How {column} writes dates",
          values: { column: plan.column.name },
        })}
        aria-invalid={problem?.kind === "format" || undefined}
        value={plan.format}
        placeholder={i18n._({ id: "imports.format.choose", message: "How are these dates written?" })}
        options={formats.map((format) => ({ value: format, label: `${plan.column.samples[0] ?? ""} = ${format}` }))}
        onChange={(format) => onChange({ format })}
      />
      {problem?.kind === "format" && (
        <p role="alert" className="mt-1 text-danger text-small">
          {i18n._({
            id: "imports.problem.format",
            message: "These dates can be read in more than one way. Choose one.",
          })}
        </p>
      )}
    </div>
  );
}

export const rowsText = (rows: number) =>
  i18n._({ id: "imports.rows", message: "{count, plural, one {# row} other {# rows}}", values: { count: rows } });
