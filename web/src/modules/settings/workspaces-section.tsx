import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, meQuery, type Page } from "../../api";
import { browserTimeZone, i18n } from "../../i18n";
import { Button, Field, Input, Tag } from "../../ui";
import { requiredText } from "../form";
import { FormDialog } from "./form-dialog";
import { HandOverDialog } from "./hand-over-dialog";
import { Rows, Section } from "./section";

const colleaguesQuery = queryOptions({
  queryKey: ["records", "people", "colleagues"],
  queryFn: ({ signal }) =>
    api.get<Page>("people", { query: { where: "active = true", sort: "name", limit: 200 }, signal }),
});

/** The workspaces one works in: another one, and leaving the present one. */
export function WorkspacesSection() {
  const me = useSuspenseQuery(meQuery).data;
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const colleagues = useQuery({ ...colleaguesQuery, enabled: leaving }).data?.data;
  const title = i18n._({ id: "settings.workspaces", message: "Workspaces" });
  const name = me.workspace.name;
  return (
    <Section
      title={title}
      text={i18n._({
        id: "settings.workspaces.text",
        message: "Each is apart from all others, with people and records of its own.",
      })}
      actions={
        <Button icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => setAdding(true)}>
          {i18n._({ id: "settings.workspaces.add", message: "New workspace" })}
        </Button>
      }
    >
      <Rows label={title}>
        {me.workspaces.map((workspace) => (
          <li key={workspace.id} className="flex min-h-11 items-center gap-3 py-1">
            <span className="min-w-0 grow truncate">{workspace.name}</span>
            {workspace.id === me.workspace.id && (
              <>
                <Tag>{i18n._({ id: "settings.workspaces.here", message: "You are here" })}</Tag>
                <Button size="small" onClick={() => setLeaving(true)}>
                  {i18n._({ id: "settings.workspaces.leave", message: "Leave…" })}
                </Button>
              </>
            )}
          </li>
        ))}
      </Rows>
      <NewWorkspaceDialog open={adding} onClose={() => setAdding(false)} />
      {leaving && colleagues !== undefined && (
        <HandOverDialog
          person={me.person}
          people={colleagues
            .filter(({ id }) => id !== me.person.id)
            .map((one) => ({ id: one.id, title: String(one.name ?? "") }))}
          title={i18n._({ id: "settings.workspaces.leave_title", message: "Leave {name}", values: { name } })}
          text={i18n._({
            id: "settings.workspaces.leave_text",
            message: "You can no longer log in here, and only an administrator can bring you back. Your history stays.",
          })}
          action={i18n._({ id: "settings.workspaces.leave_now", message: "Leave the workspace" })}
          onClose={() => setLeaving(false)}
          onSubmit={async (request) => {
            await api.post("workspace/leave", request);
            // Nothing of the workspace may be seen any more, so the page starts afresh.
            window.location.assign("/");
          }}
        />
      )}
    </Section>
  );
}

const workspaceSchema = z.object({
  workspace: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  currency: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
});
type WorkspaceValues = z.infer<typeof workspaceSchema>;

function NewWorkspaceDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const me = useSuspenseQuery(meQuery).data;
  const form = useForm<WorkspaceValues>({
    resolver: standardSchemaResolver(workspaceSchema),
    defaultValues: { workspace: "", currency: me.workspace.currency },
  });
  const { errors } = form.formState;
  const submit = async (values: WorkspaceValues) => {
    await api.post("auth/workspaces", { ...values, time_zone: browserTimeZone() });
    window.location.assign("/welcome");
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={i18n._({ id: "settings.workspaces.add", message: "New workspace" })}
      description={i18n._({
        id: "settings.workspaces.add_text",
        message: "You own it and go on there; your other workspaces stay as they are.",
      })}
      width="small"
      action={i18n._({ id: "settings.workspaces.make", message: "Make the workspace" })}
      onSubmit={submit}
    >
      <Field label={i18n._({ id: "settings.workspaces.name", message: "Name" })} error={errors.workspace?.message}>
        {(control) => <Input {...control} {...form.register("workspace")} autoComplete="organization" />}
      </Field>
      <Field
        label={i18n._({ id: "settings.workspaces.currency", message: "Currency" })}
        help={i18n._({ id: "settings.workspaces.currency_help", message: "Three letters, such as EUR; it stays." })}
        error={errors.currency?.message}
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("currency")}
            maxLength={3}
            autoComplete="off"
            className="max-w-24 uppercase"
          />
        )}
      </Field>
    </FormDialog>
  );
}
