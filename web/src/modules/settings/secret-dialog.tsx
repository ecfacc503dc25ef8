import { Copy } from "lucide-react";
import { i18n } from "../../i18n";
import { Button, Dialog, Field, IconButton, Input, notify } from "../../ui";

interface SecretDialogProps {
  /** Undefined closes the dialog. */
  secret: string | undefined;
  title: string;
  /** What it is for, and that it is told once. */
  text: string;
  /** What the secret is called. */
  label: string;
  onClose: () => void;
}

/** Shows a secret, which is told once. */
export function SecretDialog({ secret, title, text, label, onClose }: SecretDialogProps) {
  const copy = async (shown: string) => {
    await navigator.clipboard.writeText(shown);
    notify({ message: i18n._({ id: "settings.secret.copied", message: "{label} copied", values: { label } }) });
  };
  return (
    <Dialog
      open={secret !== undefined}
      onClose={onClose}
      title={title}
      description={text}
      footer={
        <Button variant="primary" onClick={onClose}>
          {i18n._({ id: "settings.secret.done", message: "I have kept it" })}
        </Button>
      }
    >
      {secret !== undefined && (
        <Field label={label}>
          {(control) => (
            <div className="flex gap-2">
              <Input
                {...control}
                readOnly
                dir="ltr"
                value={secret}
                onFocus={(event) => event.target.select()}
                className="grow font-mono"
              />
              <IconButton
                label={i18n._({ id: "settings.secret.copy", message: "Copy: {label}", values: { label } })}
                onClick={() => void copy(secret)}
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
