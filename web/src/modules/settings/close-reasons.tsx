import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { api, type Page, type RecordData, typeNamed, type Value } from "../../api";
import { i18n } from "../../i18n";
import { useSchema } from "../../records";
import { Button, Select, Skeleton } from "../../ui";
import { complain } from "./complain";
import { NameDialog } from "./name-dialog";
import { movedTo } from "./pipelines";
import { moveItems, RowMenu } from "./row-menu";
import { Rows, Section } from "./section";

const both = "-";

/** Why deals are won and lost: what people choose from when a deal ends. */
export function CloseReasons() {
  const schema = useSchema();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const reasons = useQuery({
    queryKey: ["records", "close_reasons", "settings"],
    queryFn: ({ signal }) => api.get<Page>("close_reasons", { query: { sort: "position", limit: 200 }, signal }),
  });
  const can = typeNamed(schema, "close_reason")?.can;
  const mayChange = can?.update === true;
  const run = async (writes: () => Promise<unknown>) => {
    try {
      await writes();
    } catch (error) {
      complain(error);
    }
    await client.invalidateQueries({ queryKey: ["records", "close_reasons"] });
  };
  if (reasons.data === undefined) return <Skeleton className="h-64 w-full" />;
  const rows = reasons.data.data;
  const move = (id: string, to: number) =>
    void run(() =>
      Promise.all(
        movedTo(rows, id, to).map(({ id: moved, position }) => api.patch(`close_reasons/${moved}`, { position })),
      ),
    );
  return (
    <Section
      title={i18n._({ id: "settings.reasons.title", message: "Why deals are won and lost" })}
      text={i18n._({ id: "settings.reasons.text", message: "People choose one of these when a deal ends." })}
      actions={
        can?.create === true ? (
          <Button size="small" icon={<Plus className="size-3.5" />} onClick={() => setAdding(true)}>
            {i18n._({ id: "settings.reasons.add", message: "Add a reason" })}
          </Button>
        ) : undefined
      }
    >
      <Rows label={i18n._({ id: "settings.reasons.list", message: "Reasons" })}>
        {rows.map((row, index) => (
          <Reason
            key={row.id}
            reason={row}
            index={index}
            count={rows.length}
            mayChange={mayChange}
            onChange={(patch) => void run(() => api.patch(`close_reasons/${row.id}`, patch))}
            onRename={async (name) => {
              await api.patch(`close_reasons/${row.id}`, { name });
              await client.invalidateQueries({ queryKey: ["records", "close_reasons"] });
            }}
            onMove={(to) => move(row.id, to)}
            onRemove={() => void run(() => api.delete(`close_reasons/${row.id}`))}
          />
        ))}
      </Rows>
      <NameDialog
        open={adding}
        onClose={() => setAdding(false)}
        title={i18n._({ id: "settings.reasons.add", message: "Add a reason" })}
        label={i18n._({ id: "settings.profile.name", message: "Name" })}
        action={i18n._({ id: "settings.add", message: "Add" })}
        onSubmit={async (name) => {
          await api.post("close_reasons", { name, position: rows.length + 1 });
          await client.invalidateQueries({ queryKey: ["records", "close_reasons"] });
        }}
      />
    </Section>
  );
}

interface ReasonProps {
  reason: RecordData;
  index: number;
  count: number;
  mayChange: boolean;
  onChange: (patch: Record<string, Value>) => void;
  onRename: (name: string) => Promise<void>;
  onMove: (to: number) => void;
  onRemove: () => void;
}

function Reason({ reason, index, count, mayChange, onChange, onRename, onMove, onRemove }: ReasonProps) {
  const [renaming, setRenaming] = useState(false);
  const name = String(reason.name ?? "");
  const retired = reason.retired === true;
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-2 py-1">
      <span className="wrap-anywhere min-w-32 grow">
        {name}
        {retired && (
          <span className="ms-2 text-muted text-small">
            {i18n._({ id: "settings.reasons.retired", message: "No longer offered" })}
          </span>
        )}
      </span>
      <Select
        aria-label={i18n._({
          id: "settings.reasons.outcome",
          message: "What {name} is a reason for",
          values: { name },
        })}
        className="w-36"
        disabled={!mayChange}
        value={typeof reason.outcome === "string" ? reason.outcome : both}
        onChange={(next) => onChange({ outcome: next === both ? null : next })}
        options={[
          { value: both, label: i18n._({ id: "settings.reasons.both", message: "Both" }) },
          { value: "won", label: i18n._({ id: "settings.stages.won", message: "Won" }) },
          { value: "lost", label: i18n._({ id: "settings.stages.lost", message: "Lost" }) },
        ]}
      />
      {mayChange && (
        <RowMenu
          name={name}
          groups={[
            {
              items: [
                { label: i18n._({ id: "settings.rename", message: "Rename" }), run: () => setRenaming(true) },
                {
                  label: retired
                    ? i18n._({ id: "settings.reasons.offer", message: "Offer again" })
                    : i18n._({ id: "settings.reasons.retire", message: "No longer offer" }),
                  run: () => onChange({ retired: !retired }),
                },
                ...moveItems(index, count, onMove),
              ],
            },
            {
              items: [
                { label: i18n._({ id: "settings.stages.remove", message: "Remove" }), danger: true, run: onRemove },
              ],
            },
          ]}
        />
      )}
      <NameDialog
        open={renaming}
        onClose={() => setRenaming(false)}
        title={i18n._({ id: "settings.rename_of", message: "Rename {name}", values: { name } })}
        label={i18n._({ id: "settings.profile.name", message: "Name" })}
        initial={name}
        action={i18n._({ id: "settings.save", message: "Save" })}
        onSubmit={onRename}
      />
    </li>
  );
}
