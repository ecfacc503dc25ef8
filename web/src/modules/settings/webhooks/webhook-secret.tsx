import { i18n } from "../../../i18n";
import { SecretDialog } from "../secret-dialog";

interface WebhookSecretProps {
  /** Undefined closes the dialog. */
  secret: string | undefined;
  onClose: () => void;
}

/** Shows the secret of a webhook, which is told once. */
export function WebhookSecret({ secret, onClose }: WebhookSecretProps) {
  return (
    <SecretDialog
      secret={secret}
      title={i18n._({ id: "settings.webhooks.secret_title", message: "Keep this secret" })}
      text={i18n._({
        id: "settings.webhooks.secret_text",
        message: "The receiver checks with it that a delivery comes from here. It is not shown again.",
      })}
      label={i18n._({ id: "settings.webhooks.secret", message: "Secret" })}
      onClose={onClose}
    />
  );
}
