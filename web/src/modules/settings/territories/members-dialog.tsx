import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Link, type RecordData, typeNamed, type Value } from "../../../api";
import { formatDate, i18n } from "../../../i18n";
import { FieldEditor, LinkPicker, useSchema } from "../../../records";
import { IconButton, Tag } from "../../../ui";
import { requiredText } from "../../form";
import { complain } from "../complain";
import { FormDialog } from "../form-dialog";
import { BoundField, SelectField } from "../form-fields";
import { Rows } from "../section";
import { linkOf, linksOf, membersQuery, territoryQuery } from "./calls";

const memberSchema = z.object({
  person: z.custom<Link | null>((value) => value !== null, { error: requiredText }),
  role: z.string(),
  since: z.custom<Value>(),
  until: z.custom<Value>(),
});
type MemberValues = z.infer<typeof memberSchema>;

/** Who works in a territory, from when to when. */
export function MembersDialog({ territory, onClose }: { territory: Link; onClose: () => void }) {
  const client = useQueryClient();
  const type = typeNamed(useSchema(), "territory_member");
  const members = useQuery(membersQuery(territory.id)).data?.data ?? [];
  const always = linksOf(useQuery(territoryQuery(territory.id)).data?.members);
  const form = useForm<MemberValues>({
    resolver: standardSchemaResolver(memberSchema),
    defaultValues: { person: null, role: "primary", since: null, until: null },
  });
  const settle = () => client.invalidateQueries({ queryKey: ["records"] });
  const add = async ({ person, ...values }: MemberValues) => {
    await api.post("territory_members", { ...values, person: person?.id, territory: territory.id });
    await settle();
    form.reset();
    return false;
  };
  const remove = async (member: RecordData) => {
    try {
      await api.delete(`territory_members/${member.id}`);
    } catch (error) {
      complain(error);
    }
    await settle();
  };
  const [role, since, until] = ["role", "since", "until"].map((name) =>
    type?.fields.find((field) => field.name === name),
  );
  if (role === undefined || since === undefined || until === undefined) return null;
  const name = i18n._({
    id: "settings.territories.members_of",
    message: "Members of {name}",
    values: { name: territory.title },
  });
  return (
    <FormDialog
      form={form}
      open
      onClose={onClose}
      title={name}
      action={i18n._({ id: "settings.territories.add_member", message: "Add" })}
      onSubmit={add}
    >
      {always.length + members.length > 0 && (
        <Rows label={name}>
          {always.map((person) => (
            <li key={person.id} className="flex min-h-11 items-center gap-3 py-1">
              <span className="wrap-anywhere min-w-0 grow">{person.title}</span>
              <span className="text-muted text-small">
                {i18n._({ id: "settings.territories.for_good", message: "For good" })}
              </span>
            </li>
          ))}
          {members.map((member) => (
            <li key={member.id} className="flex min-h-11 flex-wrap items-center gap-3 py-1">
              <span className="wrap-anywhere min-w-0 grow">{linkOf(member.person)?.title}</span>
              <Tag>{role.choices?.find(({ value }) => value === member.role)?.label}</Tag>
              <span className="text-muted text-small">{days(member)}</span>
              <IconButton
                label={i18n._({
                  id: "settings.territories.remove_member",
                  message: "Remove {name}",
                  values: { name: linkOf(member.person)?.title ?? "" },
                })}
                onClick={() => void remove(member)}
              >
                <Trash2 aria-hidden="true" className="size-4" />
              </IconButton>
            </li>
          ))}
        </Rows>
      )}
      <BoundField
        form={form}
        name="person"
        label={i18n._({ id: "settings.assignees.person", message: "Person" })}
        required
      >
        {(control, { value, onChange }) => <LinkPicker {...control} to="person" value={value} onChange={onChange} />}
      </BoundField>
      <SelectField
        form={form}
        name="role"
        label={role.label}
        help={i18n._({
          id: "settings.territories.role_help",
          message: "Secondary ones get leads only where no primary one has room.",
        })}
        options={(role.choices ?? []).map(({ value, label }) => ({ value, label }))}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <BoundField form={form} name="since" label={since.label}>
          {(control, { value, onChange }) => (
            <FieldEditor {...control} field={since} value={value} onChange={onChange} />
          )}
        </BoundField>
        <BoundField form={form} name="until" label={until.label}>
          {(control, { value, onChange }) => (
            <FieldEditor {...control} field={until} value={value} onChange={onChange} />
          )}
        </BoundField>
      </div>
    </FormDialog>
  );
}

function days({ since, until }: RecordData): string {
  const values = { since: formatDate(String(since)), until: formatDate(String(until)) };
  if (typeof since === "string" && typeof until === "string")
    return i18n._({ id: "settings.territories.from_to", message: "{since} to {until}", values });
  if (typeof since === "string") return i18n._({ id: "settings.territories.from", message: "from {since}", values });
  if (typeof until === "string") return i18n._({ id: "settings.territories.to", message: "until {until}", values });
  return "";
}
