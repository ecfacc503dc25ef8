import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Link, type RecordData, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { FieldEditor, LinkPicker, useSchema } from "../../../records";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { BoundField, CheckboxField, ConditionField, InputField, SelectField } from "../form-fields";
import { linkOf, linksOf } from "./calls";

const ruleSchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  condition: z.string().check(z.trim()),
  way: z.string(),
  people: z.custom<Link[]>(),
  team: z.custom<Link | null>(),
  by_hand: z.boolean(),
  active: z.boolean(),
});
type RuleValues = z.infer<typeof ruleSchema>;

interface RuleDialogProps {
  /** The rule that is changed; undefined for a new one. */
  rule: RecordData | undefined;
  open: boolean;
  onClose: () => void;
}

/** Makes or changes a rule that gives leads to people. */
export function AssignmentRuleDialog({ rule, open, onClose }: RuleDialogProps) {
  const schema = useSchema();
  const client = useQueryClient();
  const form = useForm<RuleValues>({
    resolver: standardSchemaResolver(ruleSchema),
    values: {
      name: String(rule?.name ?? ""),
      condition: String(rule?.condition ?? ""),
      way: String(rule?.way ?? "round_robin"),
      people: linksOf(rule?.people),
      team: linkOf(rule?.team),
      by_hand: rule?.by_hand === true,
      active: rule?.active !== false,
    },
  });
  const lead = typeNamed(schema, "lead");
  const fields = typeNamed(schema, "assignment_rule")?.fields ?? [];
  const people = fields.find(({ name }) => name === "people");
  const ways = fields.find(({ name }) => name === "way")?.choices ?? [];
  const settle = () => client.invalidateQueries({ queryKey: ["records"] });
  const submit = async ({ people: named, team, condition, ...values }: RuleValues) => {
    const body = { ...values, condition: condition || null, people: named.map(({ id }) => id), team: team?.id ?? null };
    await (rule === undefined ? api.post("assignment_rules", body) : api.patch(`assignment_rules/${rule.id}`, body));
    await settle();
  };
  const remove = async () => {
    await api.delete(`assignment_rules/${rule?.id ?? ""}`);
    await settle();
  };
  if (lead === undefined || people === undefined) return null;
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={
        rule === undefined
          ? i18n._({ id: "settings.assignment.add", message: "Add an assignment rule" })
          : i18n._({ id: "settings.assignment.change", message: "Change the assignment rule" })
      }
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
      onRemove={rule === undefined ? undefined : remove}
    >
      <InputField form={form} name="name" label={i18n._({ id: "settings.profile.name", message: "Name" })} required />
      <ConditionField
        form={form}
        name="condition"
        label={i18n._({ id: "settings.assignment.condition", message: "For leads where" })}
        help={i18n._({ id: "settings.assignment.condition_help", message: "Leave it empty for all leads." })}
        type={lead}
        placeholder={'address.country = "IT"'}
      />
      <SelectField
        form={form}
        name="way"
        label={i18n._({ id: "settings.assignment.way", message: "Who gets them" })}
        options={ways.map(({ value, label }) => ({ value, label }))}
      />
      <BoundField
        form={form}
        name="people"
        label={i18n._({ id: "settings.assignment.people", message: "Among these people" })}
      >
        {(control, { value, onChange }) => (
          <FieldEditor {...control} field={people} value={value} onChange={(next) => onChange(linksOf(next))} />
        )}
      </BoundField>
      <BoundField
        form={form}
        name="team"
        label={i18n._({ id: "settings.assignment.team", message: "And everyone in this team" })}
      >
        {(control, { value, onChange }) => <LinkPicker {...control} to="team" value={value} onChange={onChange} />}
      </BoundField>
      <CheckboxField form={form} name="by_hand">
        {i18n._({
          id: "settings.assignment.by_hand",
          message: "Also for leads that people add by hand without giving them to somebody else",
        })}
      </CheckboxField>
      <CheckboxField form={form} name="active">
        {i18n._({ id: "settings.assignment.active", message: "In use" })}
      </CheckboxField>
    </FormDialog>
  );
}
