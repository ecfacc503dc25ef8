import { useQuery } from "@tanstack/react-query";
import { Repeat2 } from "lucide-react";
import { typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { asLink, fieldNamed, type RecordNoteProps, recordQuery, useActions, useSchema } from "../../../records";
import { Button } from "../../../ui";
import { ruleText } from "./rule";
import { differing, plannedOn } from "./series";

/** Says by which rule an activity comes again, and asks what becomes of the others where this one has become different. */
export function SeriesNote({ type, record }: RecordNoteProps) {
  const actions = useActions(type);
  const plural = typeNamed(useSchema(), "repetition")?.plural;
  const id = asLink(record.repetition)?.id;
  const { data: series } = useQuery({
    ...recordQuery(plural ?? "", id ?? ""),
    enabled: id !== undefined && plural !== undefined,
  });
  const day = plannedOn(record);
  if (id === undefined || series === undefined || day === undefined) return null;
  const spread = type.can.update ? type.actions.find(({ name }) => name === "spread") : undefined;
  const isOpen = record.done_at == null && record.status !== "cancelled";
  const others = isOpen ? differing(record, series).flatMap((name) => fieldNamed(type, name)?.label ?? []) : [];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control bg-hover px-3 py-2">
      <Repeat2 aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <div role="status" className="min-w-0 grow basis-40">
        <p>{ruleText(String(series.rule), day)}</p>
        {others.length > 0 && (
          <p className="text-muted text-small">
            {i18n._({
              id: "repeat.differs",
              message: "Different on this one: {fields}",
              values: { fields: new Intl.ListFormat(undefined, { type: "conjunction" }).format(others) },
            })}
          </p>
        )}
      </div>
      {spread !== undefined && isOpen && (
        <Button size="small" onClick={() => actions.run(spread, { ids: [record.id] })}>
          {others.length > 0
            ? i18n._({ id: "repeat.others_too", message: "Change others" })
            : i18n._({ id: "repeat.change", message: "Change" })}
        </Button>
      )}
    </div>
  );
}
