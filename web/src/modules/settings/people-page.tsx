import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { queryOptions, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { RotateCw, X } from "lucide-react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Invitation, may, meQuery, type Page, type RecordData, type Role } from "../../api";
import { formatDateTime, i18n } from "../../i18n";
import { personName } from "../../records";
import { Avatar, Button, IconButton, notify, Select, Skeleton, Tag } from "../../ui";
import { emailText, showProblem } from "../form";
import { FormError } from "../form-error";
import { complain } from "./complain";
import { InputField, SelectField } from "./form-fields";
import { PersonMenu } from "./person-menu";
import { Rows, Section } from "./section";
import { useRoles } from "./use-roles";

const peopleQuery = queryOptions({
  queryKey: ["records", "people", "settings"],
  queryFn: ({ signal }) => api.get<Page>("people", { query: { sort: "name", limit: 200 }, signal }),
});
const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: ({ signal }) => api.get<{ data: Invitation[] }>("invitations", { signal }),
});

const isRole = (value: unknown): value is Role => typeof value === "string";

export function PeoplePage() {
  const me = useSuspenseQuery(meQuery).data;
  const manages = may(me, "manage_people");
  const people = useQuery(peopleQuery);
  return (
    <>
      {manages && <Invitations />}
      <Section
        title={i18n._({ id: "settings.people", message: "People" })}
        text={i18n._({
          id: "settings.people.text",
          message: "Everyone records can belong to, with or without an account.",
        })}
      >
        <Rows label={i18n._({ id: "settings.people", message: "People" })}>
          {people.data === undefined
            ? [1, 2, 3].map((each) => (
                <li key={each} className="flex h-12 items-center">
                  <Skeleton className="h-4 w-48" />
                </li>
              ))
            : people.data.data.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  people={people.data.data}
                  manages={manages}
                  grants={manages && may(me, "manage_access")}
                  views={may(me, "view_as")}
                  isMe={person.id === me.person.id}
                />
              ))}
        </Rows>
      </Section>
    </>
  );
}

interface PersonRowProps {
  person: RecordData;
  people: readonly RecordData[];
  manages: boolean;
  grants: boolean;
  views: boolean;
  isMe: boolean;
}

function PersonRow({ person, people, manages, grants, views, isMe }: PersonRowProps) {
  const queryClient = useQueryClient();
  const roles = useRoles();
  const name = personName(String(person.name ?? person.email ?? ""));
  const role = isRole(person.role) ? person.role : undefined;
  const seen = views && person.active !== false && person.service !== true;
  const setRole = async (next: Role) => {
    try {
      await api.post(`people/${person.id}/actions/set_role`, { role: next });
      await queryClient.invalidateQueries({ queryKey: ["records", "people"] });
    } catch (error) {
      complain(error);
    }
  };
  return (
    <li className="flex min-h-12 items-center gap-3 py-1.5">
      <Avatar name={name} person={person.id} size="medium" />
      <div className="min-w-0 grow">
        <p className="flex items-center gap-2">
          <span className="truncate">{name}</span>
          {isMe && <Tag>{i18n._({ id: "settings.people.you", message: "You" })}</Tag>}
          {person.service === true && <Tag>{i18n._({ id: "settings.people.service", message: "Service person" })}</Tag>}
          {person.active === false && <Tag>{i18n._({ id: "settings.people.inactive", message: "Inactive" })}</Tag>}
        </p>
        <p className="truncate text-muted text-small">
          <bdi dir="ltr">{String(person.email ?? "")}</bdi>
        </p>
      </div>
      {role === undefined ? (
        <span className="text-muted">{i18n._({ id: "settings.people.no_account", message: "No account" })}</span>
      ) : manages && !isMe ? (
        <Select<Role>
          aria-label={i18n._({ id: "settings.people.role_of", message: "Role of {name}", values: { name } })}
          className="w-40 border-transparent"
          value={role}
          onChange={(next) => void setRole(next)}
          options={roles.options}
        />
      ) : (
        <span className="text-muted">{roles.labelOf(role)}</span>
      )}
      {!isMe && role !== undefined && (manages || seen) && (
        <PersonMenu person={person} name={name} people={people} manages={manages} grants={grants} views={seen} />
      )}
    </li>
  );
}

const inviteSchema = z.object({
  email: z.email({ error: emailText }),
  role: z.string(),
});
type InviteValues = z.infer<typeof inviteSchema>;

function Invitations() {
  const queryClient = useQueryClient();
  const roles = useRoles();
  const invitations = useQuery(invitationsQuery);
  const form = useForm<InviteValues>({
    resolver: standardSchemaResolver(inviteSchema),
    defaultValues: { email: "", role: "member" },
  });
  const { errors, isSubmitting } = form.formState;
  const refresh = () => queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey });
  const submit = form.handleSubmit(async (values) => {
    try {
      await api.post("invitations", values);
      form.reset({ email: "", role: values.role });
      form.setFocus("email");
      notify({
        message: i18n._({
          id: "settings.invite.sent",
          message: "Invitation sent to {email}",
          values: { email: values.email },
        }),
      });
      await refresh();
    } catch (error) {
      showProblem(form, error);
    }
  });
  const withdraw = async (invitation: Invitation) => {
    try {
      await api.delete(`invitations/${invitation.id}`);
      await refresh();
      notify({ message: i18n._({ id: "settings.invite.withdrawn", message: "Invitation withdrawn" }) });
    } catch (error) {
      complain(error);
    }
  };
  const resend = async ({ id, email }: Invitation) => {
    try {
      await api.post(`invitations/${id}/resend`);
      await refresh();
      notify({
        message: i18n._({ id: "settings.invite.sent", message: "Invitation sent to {email}", values: { email } }),
      });
    } catch (error) {
      complain(error);
    }
  };
  const open = invitations.data?.data ?? [];
  return (
    <Section
      title={i18n._({ id: "settings.invite", message: "Invite people" })}
      text={i18n._({ id: "settings.invite.text", message: "They get a link by e-mail and choose their own password." })}
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <div className="grid items-start gap-3 sm:grid-cols-[1fr_160px_auto]">
          <InputField form={form} name="email" label={i18n._({ id: "auth.email", message: "E-mail" })} type="email" />
          <SelectField
            form={form}
            name="role"
            label={i18n._({ id: "settings.invite.role", message: "Role" })}
            options={roles.ordinary}
          />
          <Button type="submit" variant="primary" busy={isSubmitting} className="sm:mt-5">
            {i18n._({ id: "settings.invite.send", message: "Send invitation" })}
          </Button>
        </div>
        <FormError message={errors.root?.message} />
      </form>
      {open.length > 0 && (
        <Rows label={i18n._({ id: "settings.invite.open", message: "Open invitations" })}>
          {open.map((invitation) => (
            <li key={invitation.id} className="flex min-h-10 items-center gap-3">
              <span className="min-w-0 grow truncate">
                <bdi dir="ltr">{invitation.email}</bdi>
              </span>
              <span className="text-muted text-small">
                {i18n._({
                  id: "settings.invite.as",
                  message: "Invited as {role}",
                  values: { role: roles.labelOf(invitation.role).toLowerCase() },
                })}
              </span>
              {invitation.expired ? (
                <Tag>{i18n._({ id: "settings.invite.expired", message: "Expired" })}</Tag>
              ) : (
                <span className="text-muted text-small max-sm:hidden">
                  {i18n._({
                    id: "settings.invite.until",
                    message: "until {day}",
                    values: { day: formatDateTime(new Date(invitation.expires_at), { dateStyle: "medium" }) },
                  })}
                </span>
              )}
              <IconButton
                size="small"
                label={i18n._({
                  id: "settings.invite.resend",
                  message: "Send the invitation of {email} again",
                  values: { email: invitation.email },
                })}
                onClick={() => void resend(invitation)}
              >
                <RotateCw className="size-4" />
              </IconButton>
              <IconButton
                size="small"
                label={i18n._({
                  id: "settings.invite.withdraw",
                  message: "Withdraw the invitation of {email}",
                  values: { email: invitation.email },
                })}
                onClick={() => void withdraw(invitation)}
              >
                <X className="size-4" />
              </IconButton>
            </li>
          ))}
        </Rows>
      )}
    </Section>
  );
}
