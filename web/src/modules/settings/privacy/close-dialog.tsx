import { useForm } from "react-hook-form";
import { api, type PrivacyRequest } from "../../../api";
import { i18n } from "../../../i18n";
import { FormDialog } from "../form-dialog";
import { TextareaField } from "../form-fields";

interface CloseDialogProps {
  request: PrivacyRequest;
  /** True where it is refused, which needs a reason; otherwise it was answered. */
  refusing: boolean;
  open: boolean;
  onClose: () => void;
}

/** How a request ends. */
export function CloseDialog({ request, refusing, open, onClose }: CloseDialogProps) {
  const form = useForm({ defaultValues: { text: "" } });
  const title = refusing
    ? i18n._({ id: "settings.privacy.refuse_title", message: "Refuse the request" })
    : i18n._({ id: "settings.privacy.answer", message: "Mark as answered" });
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={title}
      action={title}
      places={{ reason: "text", answer: "text" }}
      onSubmit={({ text }) =>
        refusing
          ? api.post(`privacy_requests/${request.id}/refuse`, { reason: text })
          : api.post(`privacy_requests/${request.id}/answer`, { answer: text })
      }
    >
      <TextareaField
        form={form}
        name="text"
        label={
          refusing
            ? i18n._({ id: "settings.privacy.reason", message: "Reason" })
            : i18n._({ id: "settings.privacy.answered", message: "Answer" })
        }
        help={
          refusing
            ? i18n._({ id: "settings.privacy.reason_help", message: "Why you may or must not do what they ask." })
            : i18n._({ id: "settings.privacy.answer_help", message: "What you sent them, and how." })
        }
        rows={4}
      />
    </FormDialog>
  );
}
