import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Webhook } from "../../../api";
import { i18n } from "../../../i18n";
import { fromWallTime } from "../../../records";
import { notify } from "../../../ui";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { InputField } from "../form-fields";
import { once, webhooksKey } from "./calls";

const replaySchema = z.object({ since: z.string().check(z.minLength(1, { error: requiredText })) });

interface ReplayDialogProps {
  open: boolean;
  hook: Webhook;
  onClose: () => void;
}

/** Has all changes sent again that were made since a moment. */
export function ReplayDialog({ open, hook, onClose }: ReplayDialogProps) {
  const queryClient = useQueryClient();
  const form = useForm<{ since: string }>({
    resolver: standardSchemaResolver(replaySchema),
    defaultValues: { since: "" },
  });
  const submit = async ({ since }: { since: string }) => {
    await api.post(`webhooks/${hook.id}/replay`, { since: fromWallTime(since) ?? since }, once());
    notify({ message: i18n._({ id: "settings.webhooks.replaying", message: "Changes are sent again now" }) });
    await queryClient.invalidateQueries({ queryKey: webhooksKey });
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      width="small"
      title={i18n._({ id: "settings.webhooks.replay", message: "Send again from a moment on" })}
      description={i18n._({
        id: "settings.webhooks.replay_text",
        message: "What was sent before comes under the same id, by which receivers tell repetitions.",
      })}
      action={i18n._({ id: "settings.webhooks.replay_do", message: "Send again" })}
      onSubmit={submit}
    >
      <InputField
        form={form}
        name="since"
        label={i18n._({ id: "settings.webhooks.since", message: "All changes since" })}
        type="datetime-local"
      />
    </FormDialog>
  );
}
