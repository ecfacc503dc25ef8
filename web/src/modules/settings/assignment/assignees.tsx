import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Link, type RecordData, typeNamed } from "../../../api";
import { formatDate, i18n } from "../../../i18n";
import { FieldEditor, LinkPicker, useSchema } from "../../../records";
import { Button, IconButton } from "../../../ui";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { BoundField, InputField } from "../form-fields";
import { Rows, Section } from "../section";
import { assigneesQuery, linkOf } from "./calls";

const assigneeSchema = z.object({
  person: z.custom<Link | null>((value) => value !== null, { error: requiredText }),
  weight: z.string().check(z.trim()),
  capacity: z.string().check(z.trim()),
  away_until: z.custom<string | null>(),
});
type AssigneeValues = z.infer<typeof assigneeSchema>;

/** How much each person takes of what the rules give out. */
export function Assignees({ mayChange }: { mayChange: boolean }) {
  const assignees = useQuery(assigneesQuery).data?.data ?? [];
  const [editing, setEditing] = useState<{ assignee: RecordData | undefined }>();
  return (
    <Section
      title={i18n._({ id: "settings.assignees", message: "Who takes how much" })}
      text={i18n._({
        id: "settings.assignees.text",
        message: "Everybody takes the same, unless you say otherwise here. Who has left gets nothing.",
      })}
      actions={
        mayChange ? (
          <Button icon={<Plus className="size-4" />} onClick={() => setEditing({ assignee: undefined })}>
            {i18n._({ id: "settings.assignees.add", message: "Add a person" })}
          </Button>
        ) : undefined
      }
    >
      {assignees.length > 0 && (
        <Rows label={i18n._({ id: "settings.assignees", message: "Who takes how much" })}>
          {assignees.map((assignee) => (
            <li key={assignee.id} className="flex min-h-11 items-center gap-3 py-1">
              <span className="wrap-anywhere min-w-0 grow">{linkOf(assignee.person)?.title}</span>
              <span className="text-muted text-small">{takes(assignee)}</span>
              {mayChange && (
                <IconButton
                  label={i18n._({
                    id: "settings.assignees.change_one",
                    message: "Change how much {name} takes",
                    values: { name: linkOf(assignee.person)?.title ?? "" },
                  })}
                  onClick={() => setEditing({ assignee })}
                >
                  <Pencil aria-hidden="true" className="size-4" />
                </IconButton>
              )}
            </li>
          ))}
        </Rows>
      )}
      <AssigneeDialog
        key={editing?.assignee?.id ?? "new"}
        assignee={editing?.assignee}
        open={editing !== undefined}
        onClose={() => setEditing(undefined)}
      />
    </Section>
  );
}

function takes({ weight, capacity, away_until: until }: RecordData): string {
  const parts = [
    i18n._({ id: "settings.assignees.share", message: "Share {share}", values: { share: Number(weight ?? 1) } }),
    ...(capacity === null || capacity === undefined
      ? []
      : [
          i18n._({
            id: "settings.assignees.most",
            message: "at most {count, plural, one {# open lead} other {# open leads}}",
            values: { count: Number(capacity) },
          }),
        ]),
    ...(typeof until === "string"
      ? [
          i18n._({
            id: "settings.assignees.away",
            message: "away until {day}",
            values: { day: formatDate(until) },
          }),
        ]
      : []),
  ];
  return parts.join(" · ");
}

interface AssigneeDialogProps {
  assignee: RecordData | undefined;
  open: boolean;
  onClose: () => void;
}

function AssigneeDialog({ assignee, open, onClose }: AssigneeDialogProps) {
  const schema = useSchema();
  const client = useQueryClient();
  const form = useForm<AssigneeValues>({
    resolver: standardSchemaResolver(assigneeSchema),
    values: {
      person: linkOf(assignee?.person),
      weight: String(assignee?.weight ?? "1"),
      capacity: String(assignee?.capacity ?? ""),
      away_until: (assignee?.away_until as string | null | undefined) ?? null,
    },
  });
  const away = typeNamed(schema, "assignee")?.fields.find(({ name }) => name === "away_until");
  const settle = () => client.invalidateQueries({ queryKey: ["records"] });
  const submit = async ({ person, weight, capacity, away_until }: AssigneeValues) => {
    const body = { person: person?.id, weight: weight || "1", capacity: capacity || null, away_until };
    await (assignee === undefined ? api.post("assignees", body) : api.patch(`assignees/${assignee.id}`, body));
    await settle();
  };
  const remove = async () => {
    await api.delete(`assignees/${assignee?.id ?? ""}`);
    await settle();
  };
  if (away === undefined) return null;
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={i18n._({ id: "settings.assignees.title", message: "How much somebody takes" })}
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
      onRemove={assignee === undefined ? undefined : remove}
    >
      <BoundField
        form={form}
        name="person"
        label={i18n._({ id: "settings.assignees.person", message: "Person" })}
        required
      >
        {(control, { value, onChange }) => <LinkPicker {...control} to="person" value={value} onChange={onChange} />}
      </BoundField>
      <div className="grid gap-4 sm:grid-cols-2">
        <InputField
          form={form}
          name="weight"
          label={i18n._({ id: "settings.assignees.weight", message: "Share" })}
          help={i18n._({
            id: "settings.assignees.weight_help",
            message: "Leads for each one that somebody with share 1 gets, where a rule goes by share.",
          })}
          inputMode="numeric"
        />
        <InputField
          form={form}
          name="capacity"
          label={i18n._({ id: "settings.assignees.capacity", message: "Most open leads" })}
          help={i18n._({ id: "settings.assignees.capacity_help", message: "Any number, when you leave it empty." })}
          inputMode="numeric"
        />
      </div>
      <BoundField
        form={form}
        name="away_until"
        label={i18n._({ id: "settings.assignees.away_until", message: "Away until" })}
        help={i18n._({ id: "settings.assignees.away_help", message: "Rules give them nothing up to this day." })}
      >
        {(control, { value, onChange }) => (
          <FieldEditor {...control} field={away} value={value} onChange={(next) => onChange(next as string | null)} />
        )}
      </BoundField>
    </FormDialog>
  );
}
