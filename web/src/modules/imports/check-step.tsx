import { ArrowRight } from "lucide-react";
import { useState } from "react";
import type { FieldSchema, ImportPreview, Schema, TypeSchema } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { FieldView, LinkPicker } from "../../records";
import { cx, Select } from "../../ui";
import { whenMissing } from "./columns-step";
import { canCreateByTitle, fieldOf, type ImportDraft, withColumn } from "./import-state";

interface CheckStepProps {
  schema: Schema;
  type: TypeSchema;
  draft: ImportDraft;
  preview: ImportPreview;
  onDraft: (draft: ImportDraft) => void;
}

type Unresolved = ImportPreview["unresolved"][number];

/** What the suggestion for an unknown name would put in its place. */
export function suggestedValue({ suggestion }: Unresolved): string | undefined {
  if (suggestion === null) return undefined;
  return "id" in suggestion ? suggestion.id : suggestion.value;
}

/** Takes every suggestion at first: what one then sees is what will happen. */
export function acceptSuggestions(draft: ImportDraft, unresolved: readonly Unresolved[]): ImportDraft {
  const columns = draft.columns.map((plan) => {
    const found = unresolved.filter((one) => one.column === plan.column.name);
    const values = { ...plan.values };
    for (const one of found) {
      const suggestion = suggestedValue(one);
      if (suggestion !== undefined && values[one.value] === undefined) values[one.value] = suggestion;
    }
    return { ...plan, values };
  });
  return { ...draft, columns };
}

const listed = 50;

/** What the file will do, before it does it. */
export function CheckStep({ schema, type, draft, preview, onDraft }: CheckStepProps) {
  const columns = [...new Set(preview.unresolved.map((one) => one.column))];
  return (
    <div className="flex flex-col gap-6">
      {preview.problems.length > 0 && (
        <ul role="alert" className="flex flex-col gap-1 rounded-card bg-danger-bg p-3 text-danger">
          {preview.problems.map((problem) => (
            <li key={`${problem.field} ${problem.code}`}>{problem.message}</li>
          ))}
        </ul>
      )}
      {columns.map((name) => (
        <UnknownNames
          key={name}
          schema={schema}
          type={type}
          draft={draft}
          column={name}
          unresolved={preview.unresolved.filter((one) => one.column === name)}
          onDraft={onDraft}
        />
      ))}
      <Sample type={type} draft={draft} preview={preview} />
    </div>
  );
}

interface UnknownNamesProps {
  schema: Schema;
  type: TypeSchema;
  draft: ImportDraft;
  column: string;
  unresolved: readonly Unresolved[];
  onDraft: (draft: ImportDraft) => void;
}

function UnknownNames({ schema, type, draft, column, unresolved, onDraft }: UnknownNamesProps) {
  const plan = draft.columns.find((one) => one.column.name === column);
  const field = plan === undefined ? undefined : fieldOf(type, plan.field);
  if (plan === undefined || field === undefined) return null;
  const isChoice = field.kind === "choice" || field.kind === "choices";
  return (
    <section aria-label={field.label} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="grow font-semibold">
          {i18n._({
            id: "imports.unknown",
            message: "{field}: {count, plural, one {# name is} other {# names are}} not known yet",
            values: { field: field.label, count: unresolved.length },
          })}
        </h2>
        {!isChoice && (
          <span className="w-64 max-w-full">
            <Select
              aria-label={i18n._({
                id: "imports.unresolved",
                message: "When {column} names nothing known",
                values: { column },
              })}
              value={plan.unresolved}
              options={whenMissing(canCreateByTitle(schema, field))}
              onChange={(rule) => onDraft(withColumn(schema, type, draft, column, { unresolved: rule }))}
            />
          </span>
        )}
      </div>
      <ul className="border-line border-t">
        {unresolved.slice(0, listed).map((one) => (
          <UnknownName
            key={one.value}
            field={field}
            unresolved={one}
            chosen={plan.values[one.value]}
            onChoose={(value) => {
              const { [one.value]: _, ...rest } = plan.values;
              const values = value === undefined ? rest : { ...rest, [one.value]: value };
              onDraft(withColumn(schema, type, draft, column, { values }));
            }}
          />
        ))}
      </ul>
      {unresolved.length > listed && (
        <p className="text-muted text-small">
          {i18n._({
            id: "imports.unknown.more",
            message: "And {count} more, treated by the same rule.",
            values: { count: formatNumber(unresolved.length - listed) },
          })}
        </p>
      )}
    </section>
  );
}

interface UnknownNameProps {
  field: FieldSchema;
  unresolved: Unresolved;
  chosen: string | undefined;
  onChoose: (value: string | undefined) => void;
}

const byRule = " rule";
const other = " other";
const empty = " empty";

function UnknownName({ field, unresolved, chosen, onChoose }: UnknownNameProps) {
  const [picking, setPicking] = useState(false);
  const [title, setTitle] = useState<string>();
  const suggestion = unresolved.suggestion;
  const suggested = suggestedValue(unresolved);
  const label = (suggestion === null ? "" : "id" in suggestion ? suggestion.title : suggestion.label) ?? "";
  const isLink = unresolved.kind === "link";
  const own = chosen !== undefined && chosen !== "" && chosen !== suggested;
  const options = [
    ...(suggested === undefined ? [] : [{ value: suggested, label }]),
    ...(isLink
      ? []
      : (field.choices ?? [])
          .filter((choice) => choice.value !== suggested)
          .map(({ value, label: text }) => ({ value, label: text }))),
    ...(own && isLink ? [{ value: chosen, label: title ?? chosen }] : []),
    { value: byRule, label: i18n._({ id: "imports.unknown.rule", message: "Follow the rule for unknown names" }) },
    { value: empty, label: i18n._({ id: "imports.unknown.empty", message: "Leave empty" }) },
    ...(isLink ? [{ value: other, label: i18n._({ id: "imports.unknown.other", message: "Choose another…" }) }] : []),
  ];
  const name = i18n._({
    id: "imports.unknown.stands",
    message: "What {name} stands for",
    values: { name: unresolved.value },
  });
  return (
    <li className="grid items-center gap-x-3 gap-y-1 border-line border-b py-1.5 md:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)]">
      <span className="min-w-0 truncate">
        <span className="font-medium">{unresolved.value}</span>{" "}
        <span className="text-muted text-small">
          {i18n._({
            id: "imports.rows",
            message: "{count, plural, one {# row} other {# rows}}",
            values: { count: unresolved.rows },
          })}
        </span>
      </span>
      <ArrowRight aria-hidden="true" className="size-3.5 text-muted max-md:hidden rtl:rotate-180" />
      {picking ? (
        <LinkPicker
          to={field.to}
          value={null}
          autoFocus
          defaultOpen
          aria-label={name}
          onChange={(link) => {
            setPicking(false);
            if (link === null) return;
            setTitle(link.title);
            onChoose(link.id);
          }}
        />
      ) : (
        <Select
          aria-label={name}
          value={chosen === "" ? empty : (chosen ?? byRule)}
          options={options}
          onChange={(value) => {
            if (value === other) setPicking(true);
            else onChoose(value === byRule ? undefined : value === empty ? "" : value);
          }}
        />
      )}
    </li>
  );
}

interface SampleProps {
  type: TypeSchema;
  draft: ImportDraft;
  preview: ImportPreview;
}

function Sample({ type, draft, preview }: SampleProps) {
  const names = new Set([
    ...Object.keys(draft.defaults),
    ...draft.columns.flatMap((plan) =>
      plan.use === "field" && plan.field !== null ? [plan.field.split(".")[0] ?? ""] : [],
    ),
  ]);
  const fields = type.fields.filter((field) => names.has(field.name));
  const wrong = preview.sample.filter((row) => row.errors.length > 0).length;
  return (
    <section
      aria-label={i18n._({ id: "imports.sample", message: "The first rows" })}
      className="flex min-w-0 flex-col gap-2"
    >
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="grow font-semibold">
          {i18n._({ id: "imports.sample.title", message: "The first rows, as they will be" })}
        </h2>
        {wrong > 0 && (
          <p className="text-danger">
            {i18n._({
              id: "imports.sample.wrong",
              message:
                "{count, plural, one {# of them has a problem} other {# of them have problems}}; such rows are set aside",
              values: { count: wrong },
            })}
          </p>
        )}
      </div>
      <div className="overflow-x-auto">
        <table className="w-full text-start">
          <thead>
            <tr className="border-line border-b text-muted text-small">
              <th scope="col" className="h-8 w-10 px-2 text-end font-normal">
                {i18n._({ id: "imports.sample.row", message: "Row" })}
              </th>
              {fields.map((field) => (
                <th key={field.name} scope="col" className="h-8 whitespace-nowrap px-2 text-start font-normal">
                  {field.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.sample.map((row) => {
              const elsewhere = row.errors.filter((error) => !fields.some((field) => isAbout(field, error.field)));
              return (
                <tr key={row.row} className="border-line border-b align-top">
                  <td className="px-2 py-1.5 text-end text-muted tabular-nums">
                    {row.row}
                    {elsewhere.length > 0 && (
                      <p className="text-start text-danger text-small">
                        {elsewhere.map((error) => error.message).join(" ")}
                      </p>
                    )}
                  </td>
                  {fields.map((field) => {
                    const error = row.errors.find((one) => isAbout(field, one.field));
                    return (
                      <td
                        key={field.name}
                        className={cx("max-w-56 px-2 py-1.5 tabular-nums", error !== undefined && "bg-danger-bg")}
                      >
                        <div className="truncate">
                          <FieldView field={field} value={row.record[field.name] ?? null} compact />
                        </div>
                        {error !== undefined && <p className="text-danger text-small">{error.message}</p>}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const isAbout = (field: FieldSchema, name: string | null) =>
  name !== null && (name === field.name || name.startsWith(`${field.name}.`));
