import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type Webhook } from "../../../api";
import { i18n } from "../../../i18n";
import { fromWallTime } from "../../../records";
import { Button, Dialog, Field, Input, notify } from "../../../ui";
import { requiredText, showProblem } from "../../form";
import { FormError } from "../../form-error";
import { once, webhooksKey } from "./calls";

const replaySchema = z.object({ since: z.string().check(z.minLength(1, { error: requiredText })) });

interface ReplayDialogProps {
  open: boolean;
  hook: Webhook;
  onClose: () => void;
}

/** Has all changes sent again that were made since a moment. */
export function ReplayDialog({ open, hook, onClose }: ReplayDialogProps) {
  const formId = useId();
  const queryClient = useQueryClient();
  const form = useForm<{ since: string }>({
    resolver: standardSchemaResolver(replaySchema),
    defaultValues: { since: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const close = () => {
    form.reset();
    onClose();
  };
  const submit = form.handleSubmit(async ({ since }) => {
    try {
      await api.post(`webhooks/${hook.id}/replay`, { since: fromWallTime(since) ?? since }, once());
      notify({ message: i18n._({ id: "settings.webhooks.replaying", message: "Changes are sent again now" }) });
      close();
      await queryClient.invalidateQueries({ queryKey: webhooksKey });
    } catch (error) {
      showProblem(form, error);
    }
  });
  return (
    <Dialog
      open={open}
      onClose={close}
      width="small"
      title={i18n._({ id: "settings.webhooks.replay", message: "Send again from a moment on" })}
      description={i18n._({
        id: "settings.webhooks.replay_text",
        message: "What was sent before comes under the same id, by which receivers tell repetitions.",
      })}
      footer={
        <>
          <Button variant="quiet" onClick={close}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button type="submit" form={formId} variant="primary" busy={isSubmitting}>
            {i18n._({ id: "settings.webhooks.replay_do", message: "Send again" })}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field
          label={i18n._({ id: "settings.webhooks.since", message: "All changes since" })}
          error={errors.since?.message}
        >
          {(control) => <Input {...control} {...form.register("since")} type="datetime-local" />}
        </Field>
        <FormError message={errors.root?.message} />
      </form>
    </Dialog>
  );
}
