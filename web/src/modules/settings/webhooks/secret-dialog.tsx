import { Copy } from "lucide-react";
import type { NewWebhook } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Dialog, Field, IconButton, Input, notify } from "../../../ui";

interface SecretDialogProps {
  /** What was just given a secret; undefined closes the dialog. */
  made: NewWebhook | undefined;
  onClose: () => void;
}

/** Shows a secret, which is told once. */
export function SecretDialog({ made, onClose }: SecretDialogProps) {
  const copy = async (secret: string) => {
    await navigator.clipboard.writeText(secret);
    notify({ message: i18n._({ id: "settings.webhooks.copied", message: "Secret copied" }) });
  };
  return (
    <Dialog
      open={made !== undefined}
      onClose={onClose}
      title={i18n._({ id: "settings.webhooks.secret_title", message: "Keep this secret" })}
      description={i18n._({
        id: "settings.webhooks.secret_text",
        message: "The receiver checks with it that a delivery comes from here. It is not shown again.",
      })}
      footer={
        <Button variant="primary" onClick={onClose}>
          {i18n._({ id: "settings.webhooks.secret_done", message: "I have kept it" })}
        </Button>
      }
    >
      {made !== undefined && (
        <Field label={i18n._({ id: "settings.webhooks.secret", message: "Secret" })}>
          {(control) => (
            <div className="flex gap-2">
              <Input
                {...control}
                readOnly
                dir="ltr"
                value={made.secret}
                onFocus={(event) => event.target.select()}
                className="grow font-mono"
              />
              <IconButton
                label={i18n._({ id: "settings.webhooks.copy", message: "Copy the secret" })}
                onClick={() => void copy(made.secret)}
              >
                <Copy className="size-4" />
              </IconButton>
            </div>
          )}
        </Field>
      )}
    </Dialog>
  );
}
