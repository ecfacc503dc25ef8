import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Link, may, type RecordData } from "../../../api";
import { i18n } from "../../../i18n";
import { asLink, LinkPicker, useMe } from "../../../records";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { BoundField, CheckboxField, InputField, SelectField, TextareaField } from "../form-fields";
import { consentPurposesQuery } from "./calls";

const formSchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1, { error: requiredText })),
  heading: z.string().check(z.trim()),
  intro: z.string().check(z.trim()),
  button: z.string().check(z.trim()),
  thanks: z.string().check(z.trim()),
  continue_at: z.string().check(z.trim()),
  allowed_origins: z.string(),
  owner: z.custom<Link | null>(),
  by_rules: z.boolean(),
  consent_purpose: z.string(),
  most_links: z.string().check(z.trim()),
  when_known: z.string(),
});
type FormValues = z.infer<typeof formSchema>;

const none = "-";
const text = (value: unknown) => (typeof value === "string" ? value : "");

interface WebFormDialogProps {
  /** The form that is changed; undefined for a new one. */
  form: RecordData | undefined;
  open: boolean;
  onClose: () => void;
  onMade?: (id: string) => void;
}

/** Makes a form, or changes what holds for it as a whole. */
export function WebFormDialog({ form: kept, open, onClose, onMade }: WebFormDialogProps) {
  const client = useQueryClient();
  const me = useMe();
  const purposes = useQuery(consentPurposesQuery(may(me, "manage_privacy"))).data?.data ?? [];
  const form = useForm<FormValues>({
    resolver: standardSchemaResolver(formSchema),
    values: {
      name: text(kept?.name),
      heading: text(kept?.heading),
      intro: text(kept?.intro),
      button: text(kept?.button),
      thanks: text(kept?.thanks),
      continue_at: text(kept?.continue_at),
      allowed_origins: ((kept?.allowed_origins as string[] | null | undefined) ?? []).join("\n"),
      owner: asLink(kept?.owner ?? null) ?? null,
      by_rules: kept?.by_rules !== false,
      consent_purpose: text(kept?.consent_purpose) || none,
      most_links: String(kept?.most_links ?? "2"),
      when_known: text(kept?.when_known) || "lead",
    },
  });
  const submit = async ({ owner, ...values }: FormValues) => {
    const body = {
      name: values.name,
      heading: values.heading || null,
      intro: values.intro || null,
      button: values.button || null,
      thanks: values.thanks || null,
      continue_at: values.continue_at || null,
      allowed_origins: values.allowed_origins.split(/\s+/).filter((site) => site !== ""),
      owner: owner?.id ?? null,
      by_rules: values.by_rules,
      consent_purpose: values.consent_purpose === none ? null : values.consent_purpose,
      most_links: values.most_links || "2",
      when_known: values.when_known,
    };
    if (kept !== undefined) await api.patch(`web_forms/${kept.id}`, body);
    const made = kept ?? (await makeForm(body));
    await client.invalidateQueries({ queryKey: ["records"] });
    if (kept === undefined) onMade?.(made.id);
  };
  const asks = purposes.filter((one) => !one.archived && one.wording !== null);
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      width="medium"
      title={
        kept === undefined
          ? i18n._({ id: "settings.forms.add", message: "Add a form" })
          : i18n._({ id: "settings.forms.change", message: "Change the form" })
      }
      action={
        kept === undefined
          ? i18n._({ id: "settings.add", message: "Add" })
          : i18n._({ id: "settings.save", message: "Save" })
      }
      onSubmit={submit}
    >
      <InputField
        form={form}
        name="name"
        label={i18n._({ id: "settings.profile.name", message: "Name" })}
        help={i18n._({ id: "settings.forms.name_help", message: "For you. Visitors see the heading." })}
        required
      />
      <InputField form={form} name="heading" label={i18n._({ id: "settings.forms.heading", message: "Heading" })} />
      <TextareaField
        form={form}
        name="intro"
        rows={2}
        label={i18n._({ id: "settings.forms.intro", message: "Introduction" })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <InputField
          form={form}
          name="button"
          label={i18n._({ id: "settings.forms.button", message: "Button" })}
          placeholder={i18n._({ id: "settings.forms.send", message: "Send" })}
        />
        <SelectField
          form={form}
          name="when_known"
          label={i18n._({ id: "settings.forms.known", message: "Somebody who is known already" })}
          options={[
            {
              value: "lead",
              label: i18n._({ id: "settings.forms.known_lead", message: "Becomes a lead all the same" }),
            },
            { value: "hold", label: i18n._({ id: "settings.forms.known_hold", message: "Waits for you" }) },
          ]}
        />
      </div>
      <TextareaField
        form={form}
        name="thanks"
        rows={2}
        label={i18n._({ id: "settings.forms.thanks", message: "What visitors read once they have sent it" })}
      />
      <TextareaField
        form={form}
        name="allowed_origins"
        rows={2}
        label={i18n._({ id: "settings.forms.origins", message: "Your sites" })}
        help={i18n._({
          id: "settings.forms.origins_help",
          message: "One in each line, such as https://www.example.com. Only these may show the form or send to it.",
        })}
      />
      <InputField
        form={form}
        name="continue_at"
        inputMode="url"
        label={i18n._({ id: "settings.forms.continue", message: "Visitors go on at" })}
        help={i18n._({
          id: "settings.forms.continue_help",
          message: "An address on one of your sites, in place of the thanks.",
        })}
      />
      <CheckboxField form={form} name="by_rules">
        {i18n._({ id: "settings.forms.by_rules", message: "The assignment rules say who gets the leads" })}
      </CheckboxField>
      <BoundField
        form={form}
        name="owner"
        label={i18n._({ id: "settings.forms.owner", message: "Otherwise they go to" })}
      >
        {(control, { value, onChange }) => <LinkPicker {...control} to="person" value={value} onChange={onChange} />}
      </BoundField>
      <div className="grid gap-4 sm:grid-cols-2">
        {asks.length > 0 && (
          <SelectField
            form={form}
            name="consent_purpose"
            label={i18n._({ id: "settings.forms.consent", message: "Asks for consent to" })}
            options={[
              { value: none, label: i18n._({ id: "settings.forms.no_consent", message: "Nothing" }) },
              ...asks.map((one) => ({ value: one.id, label: one.name })),
            ]}
          />
        )}
        <InputField
          form={form}
          name="most_links"
          inputMode="numeric"
          label={i18n._({ id: "settings.forms.links", message: "Most links" })}
          help={i18n._({ id: "settings.forms.links_help", message: "What holds more of them waits for you." })}
        />
      </div>
    </FormDialog>
  );
}

/** A new form asks what nearly every form does. */
async function makeForm(body: object): Promise<RecordData> {
  const made = await api.post<RecordData>("web_forms", body);
  const questions = [
    { field: "first_name" },
    { field: "last_name", mandatory: true },
    { field: "email", mandatory: true },
    { field: "description", name: i18n._({ id: "settings.forms.message", message: "Message" }) },
    { field: "source", hidden: true, value: "website" },
  ];
  for (const [index, question] of questions.entries())
    await api.post("form_questions", { ...question, web_form: made.id, position: index + 1 });
  return made;
}
