import { lazy, Suspense, useState } from "react";
import { type RecordData, type TypeSchema, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { Button, Skeleton, Tabs } from "../../ui";
import { useRefused } from "../data/refusals";
import { fieldNamed, useSchema } from "../data/schema";
import type { Writes } from "../data/use-writes";
import { FieldView } from "../fields/field-view";
import { isBlank } from "../fields/values";
import { History, Timeline } from "../timeline/timeline";
import { RecordFields } from "./record-fields";
import { recordNote } from "./record-notes";
import { RelatedList, relationLabel, relationsOf } from "./related";
import { type RelatedViewProps, relatedView } from "./related-views";

const Consents = lazy(async () => ({ default: (await import("../sharing")).Consents }));

const Talk = lazy(async () => ({ default: (await import("../facts")).Talk }));

const Files = lazy(async () => ({ default: (await import("../files")).Files }));

const Hierarchy = lazy(async () => ({ default: (await import("../tree")).Hierarchy }));

interface RecordPartProps {
  type: TypeSchema;
  record: RecordData;
  writes: Writes;
}

const highlighted = 4;

/** The few values one looks for first. */
export function Highlights({ type, record }: Omit<RecordPartProps, "writes">) {
  const fields = type.list
    .flatMap((name) => fieldNamed(type, name) ?? [])
    .filter((field) => field.name !== type.title && !isBlank(record[field.name]))
    .slice(0, highlighted);
  if (fields.length === 0) return null;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2 max-md:hidden">
      {fields.map((field) => (
        <div key={field.name} className="min-w-0">
          <dt className="text-meta text-muted">{field.label}</dt>
          <dd className="max-w-60 truncate tabular-nums">
            <FieldView field={field} record={record} value={record[field.name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** All fields, what is empty and what Kith keeps by itself folded away. */
export function Details({ type, record, writes }: RecordPartProps) {
  const [all, setAll] = useState(false);
  const own = type.fields.filter((field) => !field.system);
  const listed = new Set([type.title, ...type.list]);
  const order = (name: string) => (name === type.title ? -1 : listed.has(name) ? type.list.indexOf(name) : 1000);
  const sorted = [...own].sort((a, b) => order(a.name) - order(b.name));
  const refused = useRefused(record.id);
  const shown = sorted.filter(
    ({ name, required }) => all || listed.has(name) || required || refused.has(name) || !isBlank(record[name]),
  );
  const Note = recordNote(type.name);
  const system = type.fields.filter((field) => field.system && field.name !== "id" && field.name !== "version");
  return (
    <section aria-label={i18n._({ id: "records.details", message: "Details" })} className="flex flex-col gap-2">
      {Note !== undefined && (
        <Suspense>
          <Note type={type} record={record} />
        </Suspense>
      )}
      <RecordFields type={type} record={record} fields={all ? [...shown, ...system] : shown} writes={writes} />
      <Button variant="quiet" size="small" className="self-start" aria-expanded={all} onClick={() => setAll(!all)}>
        {all
          ? i18n._({ id: "records.details.less", message: "Show fewer fields" })
          : i18n._({ id: "records.details.more", message: "Show all fields" })}
      </Button>
    </section>
  );
}

// Which tab was open is remembered for as long as the page lives, per type.
const lastTabs = new Map<string, string>();

export function RecordTabs({ type, record }: Omit<RecordPartProps, "writes">) {
  const schema = useSchema();
  const relations = relationsOf(schema, type);
  const files = typeNamed(schema, "file");
  const [chosen, setChosen] = useState(lastTabs.get(type.name) ?? "timeline");
  const tabs = [
    {
      value: "timeline",
      label: i18n._({ id: "records.tabs.timeline", message: "Timeline" }),
      content: <Timeline key={record.id} type={type} record={record} />,
    },
    ...relations.map((relation) => ({
      value: `${relation.type.name} ${relation.field.name}`,
      label: relationLabel(relation, relations),
      content: <Related key={record.id} {...relation} record={record} of={type} />,
    })),
    ...(type.tree
      ? [
          {
            value: "hierarchy",
            label: i18n._({ id: "records.tabs.hierarchy", message: "Hierarchy" }),
            content: (
              <Suspense fallback={<Skeleton className="h-24" />}>
                <Hierarchy key={record.id} type={type} by={type.tree.by} record={record} />
              </Suspense>
            ),
          },
        ]
      : []),
    ...(files === undefined || type.setup || type.part
      ? []
      : [
          {
            value: "files",
            label: files.plural_label,
            content: (
              <Suspense fallback={<Skeleton className="h-24" />}>
                <Files key={record.id} file={files} type={type} record={record} />
              </Suspense>
            ),
          },
        ]),
    ...(type.people
      ? [
          {
            value: "consents",
            label: i18n._({ id: "records.tabs.consents", message: "Consents" }),
            content: (
              <Suspense fallback={<Skeleton className="h-24" />}>
                <Consents key={record.id} record={record} />
              </Suspense>
            ),
          },
        ]
      : []),
    {
      value: "history",
      label: i18n._({ id: "records.tabs.history", message: "History" }),
      content: <History key={record.id} type={type} record={record} />,
    },
  ];
  return (
    <>
      {!type.setup && !type.part && (
        <Suspense>
          <Talk key={record.id} type={type} record={record} />
        </Suspense>
      )}
      <Tabs
        label={i18n._({ id: "records.tabs", message: "About this record" })}
        value={tabs.some((tab) => tab.value === chosen) ? chosen : "timeline"}
        onChange={(value) => {
          lastTabs.set(type.name, value);
          setChosen(value);
        }}
        tabs={tabs}
      />
    </>
  );
}

/** The records that belong to one: as the module shows them that knows of them, else as a list. */
function Related(props: RelatedViewProps) {
  const View = relatedView(props.type.name, props.field.name);
  if (View === undefined) return <RelatedList {...props} />;
  return (
    <Suspense fallback={<Skeleton className="h-24 w-full" />}>
      <View {...props} />
    </Suspense>
  );
}
