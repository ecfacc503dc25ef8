import { useState } from "react";
import type { TypeGrant, TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Checkbox, Dialog, Field, Select } from "../../../ui";
import { type FieldLevel, fieldLevelLabel, type Level, levelLabel, levelsOf, rightLabel, rights } from "./words";

const nothing: TypeGrant = {
  read: "none",
  create: "none",
  update: "none",
  delete: "none",
  export: "none",
  other_fields: "hidden",
};
const fieldLevels: readonly FieldLevel[] = ["hidden", "read", "write"];

interface GrantDialogProps {
  label: string;
  /** Undefined for all types that are not named. */
  type: TypeSchema | undefined;
  grant: TypeGrant | undefined;
  /** What holds where the type is not named. */
  standard: TypeGrant | undefined;
  onClose: () => void;
  /** Undefined where the type is to be like all others. */
  onSave: (grant: TypeGrant | undefined) => Promise<void>;
}

/** How far a role goes on the records of a type, and what it does with their fields. */
export function GrantDialog({ label, type, grant, standard, onClose, onSave }: GrantDialogProps) {
  const [own, setOwn] = useState(grant !== undefined || type === undefined);
  const [value, setValue] = useState<TypeGrant>(
    grant ?? (type?.setup === true ? { ...nothing, read: "all", other_fields: "write" } : (standard ?? nothing)),
  );
  const [busy, setBusy] = useState(false);
  const fields = type?.fields.filter((field) => !field.system) ?? [];
  const setField = (name: string, level: FieldLevel | "standard") => {
    const { [name]: _, ...others } = value.fields ?? {};
    setValue({ ...value, fields: level === "standard" ? others : { ...others, [name]: level } });
  };
  const standardLevel = value.other_fields ?? "hidden";
  return (
    <Dialog
      open
      onClose={onClose}
      title={label}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button
            variant="primary"
            busy={busy}
            onClick={() => {
              setBusy(true);
              void onSave(own ? value : undefined).finally(() => setBusy(false));
            }}
          >
            {i18n._({ id: "settings.save", message: "Save" })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {type !== undefined && (
          <Checkbox checked={!own} onChange={(checked) => setOwn(!checked)}>
            {type.setup
              ? i18n._({ id: "access.as_everyone", message: "Like for everyone: to be seen only" })
              : i18n._({ id: "access.as_others", message: "Like all other objects" })}
          </Checkbox>
        )}
        {own && (
          <>
            <div className="grid gap-3 sm:grid-cols-2">
              {rights.map((right) => (
                <Field key={right} label={rightLabel(right)}>
                  {(control) => (
                    <Select<Level>
                      {...control}
                      value={value[right] ?? "none"}
                      onChange={(level) => setValue({ ...value, [right]: level })}
                      options={levelsOf(type, right).map((level) => ({ value: level, label: levelLabel(level) }))}
                    />
                  )}
                </Field>
              ))}
            </div>
            <Field
              label={i18n._({ id: "access.other_fields", message: "Fields not named below" })}
              help={i18n._({ id: "access.other_fields.help", message: "Also those that are made later." })}
            >
              {(control) => (
                <Select<FieldLevel>
                  {...control}
                  value={standardLevel}
                  onChange={(level) => setValue({ ...value, other_fields: level })}
                  options={fieldLevels.map((level) => ({ value: level, label: fieldLevelLabel(level) }))}
                />
              )}
            </Field>
            {fields.length > 0 && (
              <ul className="divide-y divide-line">
                {fields.map((field) => (
                  <li key={field.name} className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 py-1">
                    <span className="wrap-anywhere min-w-0 grow basis-40">{field.label}</span>
                    <Select<FieldLevel | "standard">
                      aria-label={field.label}
                      className="w-full sm:w-52"
                      value={value.fields?.[field.name] ?? "standard"}
                      onChange={(level) => setField(field.name, level)}
                      options={[
                        {
                          value: "standard",
                          label: i18n._({
                            id: "access.field.standard",
                            message: "As not named ({level})",
                            values: { level: fieldLevelLabel(standardLevel).toLocaleLowerCase(i18n.locale) },
                          }),
                        },
                        ...fieldLevels.map((level) => ({ value: level, label: fieldLevelLabel(level) })),
                      ]}
                    />
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
