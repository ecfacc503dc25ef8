import { Pencil } from "lucide-react";
import { type FieldSchema, type Schema, type TypeSchema, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { kindLabel } from "../../../records";
import { IconButton, type MenuGroup, Tag } from "../../../ui";
import { moveItems, RowMenu } from "../row-menu";
import { mayBeConverted } from "./convert-dialog";
import { needsChoices } from "./kinds";

interface FieldRowProps {
  type: TypeSchema;
  field: FieldSchema;
  schema: Schema;
  /** Its place among the own fields; undefined where it is built in. */
  place: number | undefined;
  count: number;
  onChange: () => void;
  onChoices: () => void;
  onConvert: () => void;
  onMove: (to: number) => void;
  onActive: (active: boolean) => void;
  onRemove: () => void;
}

/** One field of a type: what it is, and what can be done with it. */
export function FieldRow({ type, field, schema, place, count, ...run }: FieldRowProps) {
  const target = field.to === null || field.to === undefined ? undefined : typeNamed(schema, field.to);
  const isTitle = field.name === type.title;
  const groups: MenuGroup[] = [
    ...(needsChoices(field.kind)
      ? [
          {
            items: [
              {
                label: i18n._({ id: "settings.fields.choices_of", message: "Change the choices" }),
                run: run.onChoices,
              },
            ],
          },
        ]
      : []),
    ...(place === undefined ? [] : [{ items: moveItems(place, count, run.onMove) }]),
    ...(place === undefined || isTitle
      ? []
      : [
          {
            items: [
              ...(mayBeConverted(field)
                ? [
                    {
                      label: i18n._({ id: "settings.convert.action", message: "Change the kind" }),
                      disabled: field.converting !== undefined,
                      run: run.onConvert,
                    },
                  ]
                : []),
              {
                label: i18n._({ id: "settings.fields.put_away", message: "Put away" }),
                run: () => run.onActive(false),
              },
              { label: i18n._({ id: "settings.remove", message: "Remove" }), danger: true, run: run.onRemove },
            ],
          },
        ]),
  ];
  return (
    <li className="flex min-h-11 items-center gap-3 py-1">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2">
          <span className="truncate">{field.label}</span>
          <FieldTags field={field} isTitle={isTitle} />
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
      <IconButton
        label={i18n._({
          id: "settings.fields.change_one",
          message: "Change {label}",
          values: { label: field.label },
        })}
        onClick={run.onChange}
      >
        <Pencil aria-hidden="true" className="size-4" />
      </IconButton>
      {groups.length > 0 && <RowMenu name={field.label} groups={groups} />}
    </li>
  );
}

function FieldTags({ field, isTitle }: { field: FieldSchema; isTitle: boolean }) {
  return (
    <>
      {isTitle && <Tag>{i18n._({ id: "settings.fields.title", message: "Title" })}</Tag>}
      {field.required && <Tag>{i18n._({ id: "settings.fields.required", message: "Required" })}</Tag>}
      {field.unique && <Tag>{i18n._({ id: "settings.fields.is_unique", message: "Unique" })}</Tag>}
      {field.formula !== null && field.formula !== undefined && (
        <Tag>{i18n._({ id: "settings.fields.formula", message: "Calculated" })}</Tag>
      )}
      {field.converting !== undefined && (
        <Tag hue={55}>{i18n._({ id: "settings.convert.tag", message: "Being changed" })}</Tag>
      )}
      {field.indexed && <Tag>{i18n._({ id: "settings.fields.indexed", message: "Indexed" })}</Tag>}
      {field.sensitive && <Tag hue={25}>{i18n._({ id: "settings.fields.sensitive", message: "Sensitive" })}</Tag>}
      {field.own && <Tag hue={190}>{i18n._({ id: "settings.objects.own", message: "Your own" })}</Tag>}
    </>
  );
}
