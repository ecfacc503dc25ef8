import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { api, type Schema, schemaQuery, type TypeSchema, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { Button, EmptyState } from "../../ui";
import { EditObjectDialog } from "./edit-object-dialog";
import { AddFieldDialog } from "./fields/add-field-dialog";
import { AwayFields } from "./fields/away";
import { ChoicesDialog } from "./fields/choices-dialog";
import { ConvertDialog } from "./fields/convert-dialog";
import { EditFieldDialog } from "./fields/edit-field-dialog";
import { FieldRow } from "./fields/field-row";
import { useTypes } from "./fields/use-types";
import { Rules } from "./rules";
import { Rows, Section } from "./section";

export function ObjectPage() {
  const { name } = useParams({ from: "/_shell/settings/objects/$name" });
  const schema = useSuspenseQuery(schemaQuery).data;
  const type = typeNamed(schema, name);
  if (type === undefined) {
    return <EmptyState title={i18n._({ id: "app.not_found.title", message: "There is nothing here" })} />;
  }
  return (
    <div className="flex flex-col gap-6">
      <Link to="/settings/objects" className="-ms-1 inline-flex items-center gap-1 self-start text-muted hover:text-fg">
        <ChevronLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
        {i18n._({ id: "settings.objects", message: "Objects" })}
      </Link>
      <Fields type={type} schema={schema} />
      <Rules type={type} />
    </div>
  );
}

function Fields({ type, schema }: { type: TypeSchema; schema: Schema }) {
  const types = useTypes(type);
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const [changing, setChanging] = useState<string>();
  const [choosing, setChoosing] = useState<string>();
  const [converting, setConverting] = useState<string>();
  const fields = type.fields.filter((field) => !field.system);
  const own = fields.filter((field) => field.own);
  const chosen = fields.find((field) => field.name === choosing);
  const converted = fields.find((field) => field.name === converting);
  const move = (from: number, to: number) => {
    const names = own.map((field) => field.name);
    names.splice(to, 0, ...names.splice(from, 1));
    void types.attempt(() => api.patch(types.path, { order: names }));
  };
  return (
    <>
      <Section
        title={type.plural_label}
        text={i18n._({
          id: "settings.fields.text",
          message: "Fields you add appear in lists, forms, filters and imports at once.",
        })}
        actions={
          <>
            <Button icon={<Pencil aria-hidden="true" className="size-4" />} onClick={() => setRenaming(true)}>
              {i18n._({ id: "settings.objects.change", message: "Change the object" })}
            </Button>
            <Button icon={<Plus className="size-4" />} onClick={() => setAdding(true)}>
              {i18n._({ id: "settings.fields.add", message: "Add a field" })}
            </Button>
          </>
        }
      >
        <Rows label={i18n._({ id: "settings.fields.of", message: "Fields of {type}", values: { type: type.label } })}>
          {fields.map((field) => {
            const place = field.own ? own.indexOf(field) : undefined;
            return (
              <FieldRow
                key={field.name}
                type={type}
                field={field}
                schema={schema}
                place={place}
                count={own.length}
                onChange={() => setChanging(field.name)}
                onChoices={() => setChoosing(field.name)}
                onConvert={() => setConverting(field.name)}
                onMove={(to) => move(place ?? 0, to)}
                onActive={(active) =>
                  void types.attempt(() => api.patch(`${types.path}/fields/${field.name}`, { active }))
                }
                onRemove={() => void types.remove(field.name, field.label)}
              />
            );
          })}
        </Rows>
      </Section>
      <AwayFields type={type} types={types} />
      <AddFieldDialog open={adding} onClose={() => setAdding(false)} type={type} schema={schema} />
      <EditFieldDialog
        type={type}
        field={fields.find((field) => field.name === changing)}
        onClose={() => setChanging(undefined)}
      />
      <EditObjectDialog type={type} open={renaming} onClose={() => setRenaming(false)} />
      {converted !== undefined && (
        <ConvertDialog type={type} field={converted} types={types} onClose={() => setConverting(undefined)} />
      )}
      {chosen !== undefined && (
        <ChoicesDialog key={chosen.name} type={type} field={chosen} onClose={() => setChoosing(undefined)} />
      )}
    </>
  );
}
