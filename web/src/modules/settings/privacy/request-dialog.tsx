import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type PrivacyRequest } from "../../../api";
import { i18n } from "../../../i18n";
import { FormDialog } from "../form-dialog";
import { InputField, SelectField, TextareaField } from "../form-fields";
import { privacyKey } from "./calls";
import { kindHelp, kindText } from "./words";

const requestSchema = z.object({
  kind: z.enum(["access", "portability", "erasure"]),
  name: z.string().check(z.trim()),
  email: z.string().check(z.trim()),
  phone: z.string().check(z.trim()),
  note: z.string().check(z.trim()),
  due_on: z.string(),
});
type RequestValues = z.infer<typeof requestSchema>;

const kinds: readonly RequestValues["kind"][] = ["access", "portability", "erasure"];
const filled = (text: string) => (text === "" ? null : text);

interface RequestDialogProps {
  open: boolean;
  /** The one that is changed; undefined makes a new one. */
  request: PrivacyRequest | undefined;
  onClose: () => void;
}

/** Who asks for what. */
export function RequestDialog({ open, request, onClose }: RequestDialogProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const form = useForm<RequestValues>({
    resolver: standardSchemaResolver(requestSchema),
    values: {
      kind: request?.kind ?? "access",
      name: request?.name ?? "",
      email: request?.email ?? "",
      phone: request?.phone ?? "",
      note: request?.note ?? "",
      due_on: request?.due_on ?? "",
    },
  });
  const submit = async ({ kind, ...given }: RequestValues) => {
    const known = {
      name: filled(given.name),
      email: filled(given.email),
      phone: filled(given.phone),
      note: filled(given.note),
      due_on: filled(given.due_on),
    };
    if (request === undefined) {
      const made = await api.post<PrivacyRequest>(
        "privacy_requests",
        { kind, ...known },
        { idempotencyKey: crypto.randomUUID() },
      );
      void navigate({ to: "/settings/privacy", search: { request: made.id } as object });
    } else {
      await api.put(`privacy_requests/${request.id}`, { ...known, records: request.records.map(({ id }) => id) });
    }
    await queryClient.invalidateQueries({ queryKey: privacyKey });
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={
        request === undefined
          ? i18n._({ id: "settings.privacy.add", message: "Add a request" })
          : i18n._({ id: "settings.privacy.change", message: "Change the request" })
      }
      action={
        request === undefined
          ? i18n._({ id: "settings.add", message: "Add" })
          : i18n._({ id: "settings.save", message: "Save" })
      }
      onSubmit={submit}
    >
      {request === undefined && (
        <SelectField
          form={form}
          name="kind"
          label={i18n._({ id: "settings.privacy.kind", message: "What they ask for" })}
          help={kindHelp(form.watch("kind"))}
          options={kinds.map((kind) => ({ value: kind, label: kindText(kind) }))}
        />
      )}
      <InputField
        form={form}
        name="name"
        label={i18n._({ id: "settings.privacy.name", message: "First and last name" })}
      />
      <InputField
        form={form}
        name="email"
        label={i18n._({ id: "settings.privacy.email", message: "E-mail" })}
        type="email"
        dir="ltr"
      />
      <InputField
        form={form}
        name="phone"
        label={i18n._({ id: "settings.privacy.phone", message: "Phone" })}
        type="tel"
        dir="ltr"
      />
      <TextareaField
        form={form}
        name="note"
        label={i18n._({ id: "settings.privacy.note", message: "Note" })}
        help={i18n._({
          id: "settings.privacy.note_help",
          message: "How it came, and how you made sure who asks.",
        })}
        rows={3}
      />
      <InputField
        form={form}
        name="due_on"
        label={i18n._({ id: "settings.privacy.due_on", message: "Answer until" })}
        help={i18n._({ id: "settings.privacy.due_help", message: "A month from today when you leave it empty." })}
        type="date"
      />
    </FormDialog>
  );
}
