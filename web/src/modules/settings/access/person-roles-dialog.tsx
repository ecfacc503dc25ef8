import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, asProblem, type Link, type RecordData, type RoleGrant } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { fromWallTime, useSchema } from "../../../records";
import { Button, Dialog, Field, Select, Skeleton } from "../../../ui";
import { requiredText, showProblem } from "../../form";
import { FormError } from "../../form-error";
import { complain } from "../complain";
import { InputField } from "../form-fields";
import { Rows } from "../section";
import { rolesQuery } from "./calls";
import { effectsOf, effectText } from "./effects";

const grantsQuery = (person: string) =>
  queryOptions({
    queryKey: ["access", "grants", person],
    queryFn: ({ signal }) => api.get<{ data: RoleGrant[] }>(`people/${person}/grants`, { signal }),
    staleTime: 0,
  });

interface PersonRolesDialogProps {
  person: RecordData;
  name: string;
  onClose: () => void;
}

/** The roles somebody has, until when and why, and what they allow together. */
export function PersonRolesDialog({ person, name, onClose }: PersonRolesDialogProps) {
  const queryClient = useQueryClient();
  const grants = useQuery(grantsQuery(person.id));
  const roles = useQuery(rolesQuery).data?.data;
  const refresh = () => queryClient.invalidateQueries({ queryKey: grantsQuery(person.id).queryKey });
  const end = async (grant: RoleGrant) => {
    try {
      await api.delete(`people/${person.id}/grants/${grant.id}`);
    } catch (error) {
      complain(error);
    }
    await refresh();
  };
  const main = roles?.find((role) => role.name === person.role);
  const team = person.team as Link | null | undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={i18n._({ id: "access.of", message: "Roles of {name}", values: { name } })}
      footer={
        <Button variant="primary" onClick={onClose}>
          {i18n._({ id: "access.of.done", message: "Done" })}
        </Button>
      }
    >
      <div className="flex flex-col gap-6">
        {grants.data === undefined || roles === undefined ? (
          grants.error === null ? (
            <Skeleton className="h-24" />
          ) : (
            <FormError message={asProblem(grants.error)?.message} />
          )
        ) : (
          <>
            <Rows label={i18n._({ id: "access.of.roles", message: "Roles" })}>
              <li className="flex min-h-11 flex-wrap items-center gap-x-3 py-1.5">
                <span className="wrap-anywhere grow">{main?.label ?? String(person.role ?? "")}</span>
                <span className="text-muted text-small">
                  {[
                    i18n._({ id: "access.of.main", message: "for good" }),
                    ...(team?.title === undefined || team?.title === null
                      ? []
                      : [i18n._({ id: "access.of.team", message: "team {team}", values: { team: team.title } })]),
                  ].join(" · ")}
                </span>
              </li>
              {grants.data.data.map((grant) => (
                <li key={grant.id} className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
                  <div className="min-w-0 grow basis-60">
                    <p className="wrap-anywhere">{grant.label}</p>
                    <p className="wrap-anywhere text-muted text-small">{grantFacts(grant).join(" · ")}</p>
                  </div>
                  <Button
                    size="small"
                    aria-label={i18n._({
                      id: "access.of.end_named",
                      message: "Take away: {role}",
                      values: { role: grant.label },
                    })}
                    onClick={() => void end(grant)}
                  >
                    {i18n._({ id: "access.of.end", message: "Take away" })}
                  </Button>
                </li>
              ))}
            </Rows>
            <GiveRole
              person={person.id}
              roles={roles.filter(({ name: role }) => role !== person.role && role !== "owner")}
            />
            <Effects names={[String(person.role ?? ""), ...grants.data.data.map(({ role }) => role)]} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function grantFacts({ expires_at, reason, by, created_at }: RoleGrant): string[] {
  return [
    expires_at === null
      ? i18n._({ id: "access.of.main", message: "for good" })
      : i18n._({ id: "access.of.until", message: "until {time}", values: { time: formatDateTime(expires_at) } }),
    ...(by === null
      ? []
      : [
          i18n._({
            id: "access.of.by",
            message: "given by {name} on {day}",
            values: { name: by.title, day: formatDateTime(new Date(created_at), { dateStyle: "medium" }) },
          }),
        ]),
    ...(reason === null ? [] : [reason]),
  ];
}

const grantSchema = z.object({
  role: z.string().check(z.minLength(1, { error: requiredText })),
  expires_at: z.string(),
  reason: z.string().check(z.trim()),
});
type GrantValues = z.infer<typeof grantSchema>;
const blank: GrantValues = { role: "", expires_at: "", reason: "" };

interface GiveRoleProps {
  person: string;
  roles: readonly { name: string; label: string }[];
}

function GiveRole({ person, roles }: GiveRoleProps) {
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const form = useForm<GrantValues>({ resolver: standardSchemaResolver(grantSchema), defaultValues: blank });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ role, expires_at, reason }) => {
    try {
      await api.post(`people/${person}/grants`, {
        role,
        ...(expires_at === "" ? {} : { expires_at: fromWallTime(expires_at) ?? expires_at }),
        ...(reason === "" ? {} : { reason }),
      });
      await queryClient.invalidateQueries({ queryKey: grantsQuery(person).queryKey });
      form.reset(blank);
      setOpen(false);
    } catch (error) {
      showProblem(form, error);
    }
  });
  if (!open)
    return (
      <Button className="self-start" onClick={() => setOpen(true)}>
        {i18n._({ id: "access.of.give", message: "Give another role" })}
      </Button>
    );
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={i18n._({ id: "access.of.role", message: "Role" })} error={errors.role?.message}>
          {(control) => (
            <Controller
              control={form.control}
              name="role"
              render={({ field }) => (
                <Select
                  {...control}
                  value={field.value === "" ? null : field.value}
                  onChange={field.onChange}
                  placeholder={i18n._({ id: "access.of.choose", message: "Choose a role" })}
                  options={roles.map(({ name, label }) => ({ value: name, label }))}
                />
              )}
            />
          )}
        </Field>
        <InputField
          form={form}
          name="expires_at"
          label={i18n._({ id: "access.of.ends", message: "Until" })}
          help={i18n._({ id: "access.of.ends_help", message: "For good when empty." })}
          type="datetime-local"
        />
      </div>
      <InputField form={form} name="reason" label={i18n._({ id: "access.of.reason", message: "Why?" })} />
      <FormError message={errors.root?.message} />
      <div className="flex gap-2">
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "access.of.give_do", message: "Give" })}
        </Button>
        <Button variant="quiet" onClick={() => setOpen(false)}>
          {i18n._({ id: "ui.cancel", message: "Cancel" })}
        </Button>
      </div>
    </form>
  );
}

function Effects({ names }: { names: readonly string[] }) {
  const roles = useQuery(rolesQuery).data?.data ?? [];
  const schema = useSchema();
  const title = i18n._({ id: "access.of.effects", message: "What they allow together" });
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-medium">{title}</h3>
      <Rows label={title}>
        {schema.types
          .filter((type) => !type.setup)
          .map((type) => (
            <li key={type.name} className="flex min-h-11 flex-wrap items-center gap-x-3 py-1.5">
              <span className="wrap-anywhere min-w-32 grow">{type.plural_label}</span>
              <span className="wrap-anywhere text-muted text-small">
                {effectText(effectsOf(roles, names, type.name))}
              </span>
            </li>
          ))}
      </Rows>
    </section>
  );
}
