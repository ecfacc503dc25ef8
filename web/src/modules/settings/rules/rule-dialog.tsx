import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, asProblem, type KeptRule, type Rule, type RuleRequest, schemaQuery, type TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { notify } from "../../../ui";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { CheckboxField, ConditionField, InputField, SelectField } from "../form-fields";
import { usePaused } from "../use-paused";
import { Breaking, breakingText } from "./breaking";
import { breakingQuery, rulesKey } from "./calls";

const ruleSchema = z
  .object({
    kind: z.enum(["required", "valid"]),
    field: z.string().check(z.minLength(1, { error: requiredText })),
    when: z.string().check(z.trim()),
    condition: z.string().check(z.trim()),
    message: z.string().check(z.trim()),
    active: z.boolean(),
  })
  .check(
    z.refine((rule) => rule.kind === "required" || rule.condition !== "", { path: ["condition"], error: requiredText }),
    z.refine((rule) => rule.kind === "required" || rule.message !== "", { path: ["message"], error: requiredText }),
  );
type RuleValues = z.infer<typeof ruleSchema>;

const filled = (text: string) => (text.trim() === "" ? null : text.trim());

function bodyOf({ kind, field, when, condition, message, active }: RuleValues): Required<RuleRequest> {
  return {
    kind,
    field,
    when: filled(when),
    condition: kind === "valid" ? filled(condition) : null,
    message: filled(message),
    active,
  };
}

interface RuleDialogProps {
  type: TypeSchema;
  /** The rule that is changed; undefined for a new one. */
  rule: Rule | undefined;
  open: boolean;
  onClose: () => void;
}

/** Makes or changes a rule. Whenever typing pauses, it says how many records break it. */
export function RuleDialog({ type, rule, open, onClose }: RuleDialogProps) {
  const queryClient = useQueryClient();
  const form = useForm<RuleValues>({
    resolver: standardSchemaResolver(ruleSchema),
    values: {
      kind: rule?.kind ?? "required",
      field: rule?.field ?? "",
      when: rule?.when ?? "",
      condition: rule?.condition ?? "",
      message: rule?.message ?? "",
      active: rule?.active ?? true,
    },
  });
  const values = form.watch();
  const body = bodyOf(values);
  const paused = usePaused(JSON.stringify(body));
  // Before anybody has worded it, a message is no reason not to count.
  const asked: RuleRequest = { ...body, ...(body.kind === "valid" ? { message: body.message ?? "–" } : {}) };
  const whole = body.field !== "" && (body.kind === "required" || body.condition !== null);
  const breaking = useQuery(breakingQuery(type, asked, open && whole && paused === JSON.stringify(body)));
  const wrong = (field: string) => asProblem(breaking.error)?.errors.find((error) => error.field === field);
  const path = `types/${type.name}/rules`;
  const finish = async (message: string) => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: rulesKey(type) }),
      queryClient.invalidateQueries({ queryKey: schemaQuery.queryKey }),
    ]);
    notify({ message });
  };
  const submit = async (given: RuleValues) => {
    const kept = await (rule === undefined
      ? api.post<KeptRule>(path, bodyOf(given))
      : api.patch<KeptRule>(`${path}/${rule.id}`, bodyOf(given)));
    await finish(
      `${i18n._({ id: "settings.rules.kept", message: "The rule is kept." })} ${breakingText(kept.breaking)}`,
    );
  };
  const remove = async () => {
    await api.delete(`${path}/${rule?.id ?? ""}`);
    await finish(i18n._({ id: "settings.rules.removed", message: "The rule is removed." }));
  };
  const fields = type.fields.filter((field) => !field.system && (values.kind === "valid" || !field.read_only));
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={
        rule === undefined
          ? i18n._({ id: "settings.rules.add", message: "Add a rule" })
          : i18n._({ id: "settings.rules.change", message: "Change the rule" })
      }
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
      onRemove={rule !== undefined ? remove : undefined}
    >
      <SelectField
        form={form}
        name="kind"
        label={i18n._({ id: "settings.rules.kind", message: "What it asks" })}
        options={[
          {
            value: "required",
            label: i18n._({ id: "settings.rules.required", message: "A field must be filled" }),
          },
          { value: "valid", label: i18n._({ id: "settings.rules.valid", message: "A condition must hold" }) },
        ]}
      />
      <SelectField
        form={form}
        name="field"
        label={
          values.kind === "required"
            ? i18n._({ id: "settings.rules.field", message: "Field" })
            : i18n._({ id: "settings.rules.at", message: "Field that shows the message" })
        }
        required
        placeholder={i18n._({ id: "settings.rules.choose", message: "Choose a field" })}
        options={fields.map(({ name, label }) => ({ value: name, label }))}
      />
      {values.kind === "valid" && (
        <ConditionField
          form={form}
          name="condition"
          label={i18n._({ id: "settings.rules.condition", message: "Condition that must hold" })}
          required
          type={type}
          placeholder="amount > 0"
          problem={wrong("condition")}
        />
      )}
      <ConditionField
        form={form}
        name="when"
        label={i18n._({ id: "settings.rules.when", message: "Only for records where" })}
        help={i18n._({ id: "settings.rules.when_help", message: "Leave it empty to ask it of all." })}
        type={type}
        placeholder="stage.lost"
        problem={wrong("when")}
      />
      <InputField
        form={form}
        name="message"
        label={i18n._({ id: "settings.rules.message", message: "Message where it is broken" })}
        required={values.kind === "valid"}
        placeholder={
          values.kind === "required"
            ? i18n._({ id: "settings.rules.usual", message: "The usual message of required fields" })
            : undefined
        }
      />
      <CheckboxField form={form} name="active">
        {i18n._({ id: "settings.rules.active", message: "In force" })}
      </CheckboxField>
      <div aria-live="polite" className="min-h-5 text-muted text-small">
        {whole && breaking.data !== undefined && breaking.error === null && (
          <Breaking type={type} records={breaking.data} />
        )}
      </div>
    </FormDialog>
  );
}
