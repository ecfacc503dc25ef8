import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { type RetentionRule, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { requiredText } from "../../form";
import { CheckboxList } from "../checkbox-list";
import { FormDialog } from "../form-dialog";
import { ConditionField, InputField, SelectField } from "../form-fields";
import { useKept } from "../use-kept";
import { retentionQuery } from "./calls";
import { actions, actionText } from "./retention-words";

const ruleSchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  type: z.string(),
  condition: z.string().check(z.trim()),
  from: z.string(),
  days: z.string(),
  action: z.enum(["trash", "anonymise", "erase"]),
  fields: z.array(z.string()),
});
type RuleValues = z.infer<typeof ruleSchema>;

interface RetentionDialogProps {
  /** The one that is changed; undefined makes a new one. */
  rule: RetentionRule | undefined;
  onClose: () => void;
}

/** Makes or changes a rule; one that does something else than before is off until it was tried. */
export function RetentionDialog({ rule, onClose }: RetentionDialogProps) {
  const schema = useSchema();
  const rules = useKept("retention_rules", retentionQuery.queryKey);
  const types = schema.types.filter((type) => !type.setup);
  const form = useForm<RuleValues>({
    resolver: standardSchemaResolver(ruleSchema),
    defaultValues: {
      name: rule?.name ?? "",
      type: rule?.type ?? types[0]?.name ?? "",
      condition: rule?.condition ?? "",
      from: rule?.from ?? "created_at",
      days: String(rule?.days ?? 730),
      action: rule?.action ?? "trash",
      fields: [...(rule?.fields ?? [])],
    },
  });
  const { errors, dirtyFields } = form.formState;
  const type = typeNamed(schema, form.watch("type"));
  const dates = (type?.fields ?? []).filter(({ kind }) => kind === "date" || kind === "datetime");
  const emptied = (type?.fields ?? []).filter((field) => !field.system && !field.read_only);
  const submit = async ({ days, fields, ...values }: RuleValues) => {
    const body = {
      ...values,
      days: Number.parseInt(days, 10) || 0,
      fields: values.action === "anonymise" ? fields : [],
      // Another name does nothing else.
      active: rule?.active === true && Object.keys(dirtyFields).every((name) => name === "name"),
    };
    await rules.keep(rule?.id, body);
  };
  return (
    <FormDialog
      form={form}
      open
      onClose={onClose}
      title={
        rule === undefined
          ? i18n._({ id: "settings.retention.add", message: "Add a rule" })
          : i18n._({ id: "settings.retention.change_title", message: "Change the rule" })
      }
      description={i18n._({
        id: "settings.retention.dialog_text",
        message: "A rule is off until you have seen what it would do.",
      })}
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
      onRemove={rule === undefined ? undefined : () => rules.remove(rule.id)}
    >
      <InputField form={form} name="name" label={i18n._({ id: "settings.retention.name", message: "Name" })} />
      <SelectField
        form={form}
        name="type"
        label={i18n._({ id: "settings.retention.type", message: "Records" })}
        onChoose={() => {
          form.setValue("from", "created_at");
          form.setValue("fields", []);
        }}
        options={types.map((one) => ({ value: one.name, label: one.plural_label }))}
      />
      {type !== undefined && (
        <ConditionField
          form={form}
          name="condition"
          label={i18n._({ id: "settings.retention.condition", message: "Only where this holds (optional)" })}
          type={type}
          placeholder="tags is empty"
        />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <InputField
          form={form}
          name="days"
          label={i18n._({ id: "settings.retention.days", message: "Days" })}
          inputMode="numeric"
        />
        <SelectField
          form={form}
          name="from"
          label={i18n._({ id: "settings.retention.from", message: "Counted from" })}
          options={dates.map((one) => ({ value: one.name, label: one.label }))}
        />
      </div>
      <SelectField
        form={form}
        name="action"
        label={i18n._({ id: "settings.retention.action", message: "Then" })}
        options={actions.map((one) => ({ value: one, label: actionText(one) }))}
      />
      {form.watch("action") === "anonymise" && (
        <Controller
          control={form.control}
          name="fields"
          render={({ field }) => (
            <CheckboxList
              label={i18n._({ id: "settings.retention.fields", message: "Fields that are emptied" })}
              options={emptied}
              value={field.value}
              onChange={field.onChange}
              error={errors.fields?.message}
            />
          )}
        />
      )}
    </FormDialog>
  );
}
