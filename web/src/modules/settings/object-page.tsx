import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { type FieldSchema, type Schema, schemaQuery, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { kindLabel } from "../../records";
import { Button, EmptyState, IconButton, Tag } from "../../ui";
import { AddFieldDialog } from "./add-field-dialog";
import { EditFieldDialog } from "./edit-field-dialog";
import { Rules } from "./rules";
import { Rows, Section } from "./section";

export function ObjectPage() {
  const { name } = useParams({ from: "/_shell/settings/objects/$name" });
  const schema = useSuspenseQuery(schemaQuery).data;
  const type = typeNamed(schema, name);
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<string>();
  if (type === undefined) {
    return <EmptyState title={i18n._({ id: "app.not_found.title", message: "There is nothing here" })} />;
  }
  const fields = type.fields.filter((field) => !field.system);
  return (
    <div className="flex flex-col gap-6">
      <Link to="/settings/objects" className="-ms-1 inline-flex items-center gap-1 self-start text-muted hover:text-fg">
        <ChevronLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
        {i18n._({ id: "settings.objects", message: "Objects" })}
      </Link>
      <Section
        title={type.plural_label}
        text={i18n._({
          id: "settings.fields.text",
          message: "Fields you add appear in lists, forms, filters and imports at once.",
        })}
        actions={
          <Button icon={<Plus className="size-4" />} onClick={() => setAdding(true)}>
            {i18n._({ id: "settings.fields.add", message: "Add a field" })}
          </Button>
        }
      >
        <Rows label={i18n._({ id: "settings.fields.of", message: "Fields of {type}", values: { type: type.label } })}>
          {fields.map((field) => (
            <FieldRow
              key={field.name}
              field={field}
              schema={schema}
              isTitle={field.name === type.title}
              onChange={field.own || field.name !== type.title ? () => setChanging(field.name) : undefined}
            />
          ))}
        </Rows>
      </Section>
      <Rules type={type} />
      <AddFieldDialog open={adding} onClose={() => setAdding(false)} type={type} />
      <EditFieldDialog
        type={type}
        field={fields.find((field) => field.name === changing)}
        onClose={() => setChanging(undefined)}
      />
    </div>
  );
}

interface FieldRowProps {
  field: FieldSchema;
  schema: Schema;
  isTitle: boolean;
  /** Begins to change the field; undefined where nothing of it can be. */
  onChange: (() => void) | undefined;
}

function FieldRow({ field, schema, isTitle, onChange }: FieldRowProps) {
  const target = field.to === null || field.to === undefined ? undefined : typeNamed(schema, field.to);
  return (
    <li className="flex min-h-11 items-center gap-3 py-1">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2">
          <span className="truncate">{field.label}</span>
          {isTitle && <Tag>{i18n._({ id: "settings.fields.title", message: "Title" })}</Tag>}
          {field.required && <Tag>{i18n._({ id: "settings.fields.required", message: "Required" })}</Tag>}
          {field.formula !== null && field.formula !== undefined && (
            <Tag>{i18n._({ id: "settings.fields.formula", message: "Calculated" })}</Tag>
          )}
          {field.indexed && <Tag>{i18n._({ id: "settings.fields.indexed", message: "Indexed" })}</Tag>}
          {field.sensitive && <Tag hue={25}>{i18n._({ id: "settings.fields.sensitive", message: "Sensitive" })}</Tag>}
          {field.own && <Tag hue={190}>{i18n._({ id: "settings.objects.own", message: "Your own" })}</Tag>}
        </p>
        <p className="truncate font-mono text-meta text-muted" title={field.formula ?? undefined}>
          {field.name}
          {field.formula ? ` = ${field.formula}` : ""}
          {field.series ? ` = ${field.series.pattern}` : ""}
        </p>
      </div>
      <span className="shrink-0 text-end text-muted text-small">
        {kindLabel(field.kind)}
        {target !== undefined && field.kind !== "person" && ` · ${target.label}`}
      </span>
      {onChange !== undefined && (
        <IconButton
          label={i18n._({
            id: "settings.fields.change_one",
            message: "Change {label}",
            values: { label: field.label },
          })}
          onClick={onChange}
        >
          <Pencil aria-hidden="true" className="size-4" />
        </IconButton>
      )}
    </li>
  );
}
