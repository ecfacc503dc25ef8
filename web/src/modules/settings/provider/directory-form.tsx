import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { Controller, useFieldArray, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Directory, type Page } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Field, type FieldControlProps, IconButton, Input, notify, Select, Switch } from "../../../ui";
import { requiredText, showProblem } from "../../form";
import { FormError } from "../../form-error";
import { useRoles } from "../use-roles";
import { directoryQuery } from "./calls";

const directorySchema = z.object({
  active: z.boolean(),
  default_role: z.string(),
  successor: z.string(),
  groups: z.array(
    z.object({
      group: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
      role: z.string(),
      team: z.string(),
    }),
  ),
});
type DirectoryValues = z.infer<typeof directorySchema>;

const none = "-";
const orNull = (value: string) => (value === none ? null : value);

const namesOf = (plural: "people" | "teams", where: string) =>
  queryOptions({
    queryKey: ["records", plural, "directory"],
    queryFn: ({ signal }) =>
      api.get<Page>(plural, { query: { sort: "name", ...(where === "" ? {} : { where }), limit: 200 }, signal }),
    select: (page) => page.data.map((record) => ({ value: record.id, label: String(record.name ?? "") })),
  });

const valuesOf = (directory: Directory): DirectoryValues => ({
  active: directory.active,
  default_role: directory.default_role,
  successor: directory.successor?.id ?? none,
  groups: directory.groups.map(({ group, role, team }) => ({ group, role: role ?? none, team: team ?? none })),
});

/** What the directory may do, and what its groups stand for. */
export function DirectoryForm({ directory }: { directory: Directory }) {
  const queryClient = useQueryClient();
  const roles = useRoles();
  const people = useQuery(namesOf("people", "active = true")).data ?? [];
  const teams = useQuery(namesOf("teams", "")).data ?? [];
  const form = useForm<DirectoryValues>({
    resolver: standardSchemaResolver(directorySchema),
    values: valuesOf(directory),
  });
  const { fields, append, remove } = useFieldArray({ control: form.control, name: "groups" });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ successor, groups, ...values }) => {
    try {
      const kept = await api.put<Directory>("workspace/directory", {
        ...values,
        successor: orNull(successor),
        groups: groups.map(({ group, role, team }) => ({ group, role: orNull(role), team: orNull(team) })),
      });
      queryClient.setQueryData(directoryQuery.queryKey, kept);
      notify({ message: i18n._({ id: "settings.directory.saved", message: "Directory saved" }) });
    } catch (error) {
      showProblem(form, error);
    }
  });
  const choice = (
    name: "default_role" | "successor" | `groups.${number}.role` | `groups.${number}.team`,
    options: { value: string; label: string }[],
    props: Partial<FieldControlProps> & { "aria-label"?: string; className?: string },
  ) => (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => <Select {...props} value={field.value} onChange={field.onChange} options={options} />}
    />
  );
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Controller
        control={form.control}
        name="active"
        render={({ field }) => (
          <Switch checked={field.value} onChange={field.onChange}>
            {i18n._({ id: "settings.directory.active", message: "Let the directory in" })}
          </Switch>
        )}
      />
      <Field
        label={i18n._({ id: "settings.directory.default_role", message: "Role of new people" })}
        help={i18n._({
          id: "settings.directory.default_role_help",
          message: "And of those whom no group gives one. Owners keep theirs.",
        })}
        error={errors.default_role?.message}
      >
        {(control) => choice("default_role", roles.ordinary, control)}
      </Field>
      <Field
        label={i18n._({ id: "settings.directory.successor", message: "Takes over what those hold who leave" })}
        error={errors.successor?.message}
      >
        {(control) =>
          choice(
            "successor",
            [
              { value: none, label: i18n._({ id: "settings.directory.owner", message: "Who made the token" }) },
              ...people,
            ],
            control,
          )
        }
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-muted text-small">
          {i18n._({ id: "settings.directory.groups", message: "What groups give, the first that fits" })}
        </legend>
        {fields.map((row, index) => (
          <div key={row.id} className="flex flex-col gap-1">
            <div className="flex flex-wrap items-start gap-2">
              <Input
                {...form.register(`groups.${index}.group`)}
                aria-label={i18n._({ id: "settings.provider.group", message: "Group" })}
                autoComplete="off"
                className="min-w-40 grow"
              />
              {choice(
                `groups.${index}.role`,
                [
                  { value: none, label: i18n._({ id: "settings.directory.no_role", message: "No role" }) },
                  ...roles.ordinary,
                ],
                {
                  "aria-label": i18n._({ id: "settings.provider.role", message: "Role of the group" }),
                  className: "w-40",
                },
              )}
              {choice(
                `groups.${index}.team`,
                [{ value: none, label: i18n._({ id: "settings.directory.no_team", message: "No team" }) }, ...teams],
                {
                  "aria-label": i18n._({ id: "settings.directory.team", message: "Team of the group" }),
                  className: "w-40",
                },
              )}
              <IconButton
                label={i18n._({ id: "settings.provider.remove_group", message: "Remove the group" })}
                onClick={() => remove(index)}
              >
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            </div>
            {errors.groups?.[index]?.group?.message !== undefined && (
              <p role="alert" className="text-danger text-small">
                {errors.groups[index].group.message}
              </p>
            )}
          </div>
        ))}
        <div>
          <Button
            variant="quiet"
            icon={<Plus aria-hidden="true" className="size-4" />}
            onClick={() => append({ group: "", role: none, team: none })}
          >
            {i18n._({ id: "settings.provider.add_group", message: "Add a group" })}
          </Button>
        </div>
      </fieldset>
      <FormError message={errors.root?.message} />
      <div>
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {i18n._({ id: "settings.save", message: "Save" })}
        </Button>
      </div>
    </form>
  );
}
