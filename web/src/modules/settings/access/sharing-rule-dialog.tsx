import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type SharingRule, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Checkbox, Field } from "../../../ui";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { CheckboxField, ConditionField, InputField, SelectField } from "../form-fields";
import { sharingRulesQuery, useRenewAccess } from "./calls";
import { type ChosenPrincipal, PrincipalInput, principalOf } from "./principal-input";
import { usePrincipalName } from "./use-principal-name";

const ruleSchema = z.object({
  label: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  type: z.string(),
  condition: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  level: z.enum(["read", "write"]),
  active: z.boolean(),
  to: z.string(),
});
type RuleValues = z.infer<typeof ruleSchema>;

interface SharingRuleDialogProps {
  /** The rule that is changed; undefined for a new one. */
  rule: SharingRule | undefined;
  open: boolean;
  onClose: () => void;
}

/** Makes or changes a sharing rule. */
export function SharingRuleDialog({ rule, open, onClose }: SharingRuleDialogProps) {
  const schema = useSchema();
  const renew = useRenewAccess();
  const shared = schema.types.filter((type) => !type.setup);
  const title = usePrincipalName(rule?.to ?? { kind: "role", id: "member" });
  const [chosen, setChosen] = useState<ChosenPrincipal>();
  const to: ChosenPrincipal =
    chosen ??
    (rule === undefined ? { kind: "team", link: null } : { kind: rule.to.kind, link: { id: rule.to.id, title } });
  const form = useForm<RuleValues>({
    resolver: standardSchemaResolver(ruleSchema),
    values: {
      label: rule?.label ?? "",
      type: rule?.type ?? shared[0]?.name ?? "",
      condition: rule?.condition ?? "",
      level: rule?.level ?? "read",
      active: rule?.active ?? true,
      to: "",
    },
  });
  const { errors } = form.formState;
  const type = typeNamed(schema, form.watch("type"));
  const close = () => {
    setChosen(undefined);
    onClose();
  };
  const submit = async (values: RuleValues) => {
    const principal = principalOf(to);
    if (principal === undefined) {
      form.setError("to", { message: requiredText() });
      return false;
    }
    const body = { ...values, to: principal };
    await (rule === undefined ? api.post("sharing_rules", body) : api.put(`sharing_rules/${rule.id}`, body));
    await renew();
    return true;
  };
  const remove = async () => {
    await api.delete(`${sharingRulesQuery.queryKey[1]}/${rule?.id ?? ""}`);
    await renew();
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={close}
      title={
        rule === undefined
          ? i18n._({ id: "access.sharing_rules.add", message: "Add a sharing rule" })
          : i18n._({ id: "access.sharing_rules.change", message: "Change the sharing rule" })
      }
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
      onRemove={rule !== undefined ? remove : undefined}
    >
      <InputField form={form} name="label" label={i18n._({ id: "access.rule.label", message: "Name" })} />
      <SelectField
        form={form}
        name="type"
        label={i18n._({ id: "access.rule.type", message: "Object" })}
        options={shared.map((one) => ({ value: one.name, label: one.plural_label }))}
      />
      {type !== undefined && (
        <ConditionField
          form={form}
          name="condition"
          label={i18n._({ id: "access.rule.condition", message: "Records for which holds" })}
          type={type}
          placeholder="amount > 10000"
        />
      )}
      <Field label={i18n._({ id: "access.rule.to", message: "Shared with" })} error={errors.to?.message}>
        {(control) => <PrincipalInput {...control} value={to} onChange={setChosen} />}
      </Field>
      <Controller
        control={form.control}
        name="level"
        render={({ field }) => (
          <Checkbox
            checked={field.value === "write"}
            onChange={(checked) => field.onChange(checked ? "write" : "read")}
          >
            {i18n._({ id: "access.rule.write", message: "They may change them, too" })}
          </Checkbox>
        )}
      />
      <CheckboxField form={form} name="active">
        {i18n._({ id: "access.rule.active", message: "On" })}
      </CheckboxField>
    </FormDialog>
  );
}
