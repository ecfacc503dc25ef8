import { Plus, X } from "lucide-react";
import { Controller, type UseFormReturn, useFieldArray } from "react-hook-form";
import { i18n } from "../../../i18n";
import { Button, IconButton, Input, Select } from "../../../ui";
import { useRoles } from "../use-roles";
import type { ProviderValues } from "./provider-form";

/** Which group gives which role; the first that fits counts. */
export function GroupRoles({ form }: { form: UseFormReturn<ProviderValues> }) {
  const { fields, append, remove } = useFieldArray({ control: form.control, name: "groups" });
  const errors = form.formState.errors.groups;
  const roles = useRoles();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-muted text-small">
        {i18n._({ id: "settings.provider.groups", message: "Roles by group, the first that fits" })}
      </legend>
      {fields.map((row, index) => (
        <div key={row.id} className="flex flex-col gap-1">
          <div className="flex gap-2">
            <Input
              {...form.register(`groups.${index}.group`)}
              aria-label={i18n._({ id: "settings.provider.group", message: "Group" })}
              autoComplete="off"
              className="min-w-0 grow"
            />
            <Controller
              control={form.control}
              name={`groups.${index}.role`}
              render={({ field }) => (
                <Select
                  aria-label={i18n._({ id: "settings.provider.role", message: "Role of the group" })}
                  value={field.value}
                  onChange={field.onChange}
                  options={roles.ordinary}
                />
              )}
            />
            <IconButton
              label={i18n._({ id: "settings.provider.remove_group", message: "Remove the group" })}
              onClick={() => remove(index)}
            >
              <X aria-hidden="true" className="size-4" />
            </IconButton>
          </div>
          {(errors?.[index]?.group ?? errors?.[index]?.role)?.message !== undefined && (
            <p role="alert" className="text-danger text-small">
              {(errors?.[index]?.group ?? errors?.[index]?.role)?.message}
            </p>
          )}
        </div>
      ))}
      <div>
        <Button
          variant="quiet"
          icon={<Plus aria-hidden="true" className="size-4" />}
          onClick={() => append({ group: "", role: "member" })}
        >
          {i18n._({ id: "settings.provider.add_group", message: "Add a group" })}
        </Button>
      </div>
    </fieldset>
  );
}
