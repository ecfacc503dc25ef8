import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Ellipsis, KeyRound, Pencil, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { api, type NewWebhook, type Webhook } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, ConfirmDialog, IconButton, Menu, notify } from "../../../ui";
import { complain } from "../complain";
import { once, webhooksKey } from "./calls";
import { ReplayDialog } from "./replay-dialog";
import { WebhookDialog } from "./webhook-dialog";
import { WebhookSecret } from "./webhook-secret";

type Asking = "change" | "rotate" | "replay" | "remove";

/** What can be done with a webhook. */
export function WebhookMenu({ hook }: { hook: Webhook }) {
  const [asking, setAsking] = useState<Asking>();
  const [made, setMade] = useState<NewWebhook>();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const close = () => setAsking(undefined);
  const path = `webhooks/${hook.id}`;
  const act = async (call: () => Promise<unknown>) => {
    close();
    try {
      await call();
    } catch (error) {
      complain(error);
    }
    await queryClient.invalidateQueries({ queryKey: webhooksKey });
  };
  const test = () =>
    act(async () => {
      await api.post(`${path}/test`, undefined, once());
      notify({ message: i18n._({ id: "settings.webhooks.tested", message: "A test event is on its way" }) });
    });
  const rotate = () => act(async () => setMade(await api.post<NewWebhook>(`${path}/rotate`, undefined, once())));
  const remove = () =>
    act(async () => {
      await api.delete(path);
      await navigate({ to: "/settings/webhooks" });
      notify({ message: i18n._({ id: "settings.webhooks.removed", message: "Webhook removed" }) });
    });
  return (
    <>
      <Button disabled={!hook.active} onClick={() => void test()}>
        {i18n._({ id: "settings.webhooks.test", message: "Send a test" })}
      </Button>
      <Menu
        align="end"
        trigger={
          <IconButton label={i18n._({ id: "settings.webhooks.more", message: "More about this webhook" })}>
            <Ellipsis className="size-4" />
          </IconButton>
        }
        groups={[
          {
            items: [
              {
                label: i18n._({ id: "settings.webhooks.edit", message: "Change the webhook" }),
                icon: <Pencil />,
                run: () => setAsking("change"),
              },
              {
                label: i18n._({ id: "settings.webhooks.replay", message: "Send again from a moment on" }),
                icon: <RotateCcw />,
                disabled: !hook.active,
                run: () => setAsking("replay"),
              },
              {
                label: i18n._({ id: "settings.webhooks.rotate", message: "New secret" }),
                icon: <KeyRound />,
                run: () => setAsking("rotate"),
              },
            ],
          },
          {
            items: [
              {
                label: i18n._({ id: "settings.webhooks.remove", message: "Remove the webhook" }),
                icon: <Trash2 />,
                danger: true,
                run: () => setAsking("remove"),
              },
            ],
          },
        ]}
      />
      <WebhookDialog open={asking === "change"} hook={hook} onClose={close} />
      <ReplayDialog open={asking === "replay"} hook={hook} onClose={close} />
      <ConfirmDialog
        open={asking === "rotate"}
        onClose={close}
        title={i18n._({ id: "settings.webhooks.rotate_title", message: "Make a new secret?" })}
        description={i18n._({
          id: "settings.webhooks.rotate_text",
          message: "The present one signs beside it for a day; until then the receiver must know the new one.",
        })}
        action={i18n._({ id: "settings.webhooks.rotate_do", message: "Make a new secret" })}
        variant="primary"
        onConfirm={() => void rotate()}
      />
      <ConfirmDialog
        open={asking === "remove"}
        onClose={close}
        title={i18n._({ id: "settings.webhooks.remove_title", message: "Remove this webhook?" })}
        description={i18n._({
          id: "settings.webhooks.remove_text",
          message: "Its log and what was not sent yet go with it, and its secret is worth nothing any more.",
        })}
        action={i18n._({ id: "settings.webhooks.remove", message: "Remove the webhook" })}
        onConfirm={() => void remove()}
      />
      <WebhookSecret secret={made?.secret} onClose={() => setMade(undefined)} />
    </>
  );
}
