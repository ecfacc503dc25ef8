import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Link, type Viewing } from "../../../api";
import { i18n } from "../../../i18n";
import { Field, notify, Select } from "../../../ui";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { TextareaField } from "../form-fields";
import { mostHours, startViewing, viewingsQuery } from "./calls";

const askSchema = z.object({
  reason: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  hours: z.number(),
});
type AskValues = z.infer<typeof askSchema>;

/** How many hours, in words. */
export function hoursText(hours: number): string {
  return i18n._({ id: "viewing.hours", message: "{hours, plural, one {# hour} other {# hours}}", values: { hours } });
}

interface AskDialogProps {
  person: Link;
  onClose: () => void;
}

/** Asks somebody to see Kith as they do. */
export function AskDialog({ person, onClose }: AskDialogProps) {
  const queryClient = useQueryClient();
  const form = useForm<AskValues>({
    resolver: standardSchemaResolver(askSchema),
    defaultValues: { reason: "", hours: 1 },
  });
  const { errors } = form.formState;
  const name = person.title;
  const submit = async (values: AskValues) => {
    const asked = await api.post<Viewing>("viewings", { person: person.id, ...values });
    await queryClient.invalidateQueries({ queryKey: viewingsQuery.queryKey });
    if (asked.state === "allowed") await startViewing(asked);
    else notify({ message: i18n._({ id: "viewing.asked", message: "{name} was asked", values: { name } }) });
  };
  return (
    <FormDialog
      form={form}
      open
      onClose={onClose}
      title={i18n._({ id: "viewing.ask", message: "View as {name}", values: { name } })}
      description={i18n._({
        id: "viewing.ask_text",
        message:
          "{name} is asked first, unless your workspace does without. You will see what they see, and can only look.",
        values: { name },
      })}
      width="small"
      action={i18n._({ id: "viewing.ask_do", message: "Ask" })}
      onSubmit={submit}
    >
      <TextareaField
        form={form}
        name="reason"
        label={i18n._({ id: "viewing.reason", message: "Why?" })}
        help={i18n._({ id: "viewing.reason_help", message: "They read it, and it stays in the audit." })}
        rows={3}
        maxLength={300}
      />
      <Field label={i18n._({ id: "viewing.how_long", message: "For how long?" })} error={errors.hours?.message}>
        {(control) => (
          <Controller
            control={form.control}
            name="hours"
            render={({ field }) => (
              <Select<string>
                {...control}
                value={String(field.value)}
                onChange={(hours) => field.onChange(Number(hours))}
                options={[1, 2, 4, mostHours].map((hours) => ({ value: String(hours), label: hoursText(hours) }))}
              />
            )}
          />
        )}
      </Field>
    </FormDialog>
  );
}
