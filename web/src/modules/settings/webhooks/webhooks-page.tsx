import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { NewWebhook, Webhook } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { ListSection } from "../list-section";
import { webhooksQuery } from "./calls";
import { StateTag } from "./state-tag";
import { WebhookDialog } from "./webhook-dialog";
import { WebhookSecret } from "./webhook-secret";
import { wantedText } from "./words";

/** Where the workspace's changes are sent. */
export function WebhooksPage() {
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<NewWebhook>();
  return (
    <ListSection
      title={i18n._({ id: "settings.webhooks", message: "Webhooks" })}
      text={i18n._({
        id: "settings.webhooks.text",
        message: "Other systems hear of each change here the moment it happens.",
      })}
      add={{ label: i18n._({ id: "settings.webhooks.add", message: "Add a webhook" }), onClick: () => setAdding(true) }}
      query={useQuery(webhooksQuery)}
      none={i18n._({ id: "settings.webhooks.none", message: "No webhooks yet" })}
      noneText={i18n._({
        id: "settings.webhooks.none_text",
        message: "A webhook is an address of another system that changes are sent to, signed and in order.",
      })}
      row={(hook) => <WebhookRow key={hook.id} hook={hook} />}
    >
      <WebhookDialog open={adding} hook={undefined} onClose={() => setAdding(false)} onMade={setMade} />
      <WebhookSecret secret={made?.secret} onClose={() => setMade(undefined)} />
    </ListSection>
  );
}

function WebhookRow({ hook }: { hook: Webhook }) {
  const schema = useSchema();
  return (
    <li>
      <Link
        to="/settings/webhooks/$id"
        params={{ id: hook.id }}
        className="flex min-h-13 items-center gap-3 py-1.5 hover:bg-hover"
      >
        <span className="flex min-w-0 grow flex-col gap-0.5">
          <bdi dir="ltr" className="truncate text-start">
            {hook.url}
          </bdi>
          <span className="truncate text-muted text-small">{wantedText(schema, hook)}</span>
        </span>
        <StateTag hook={hook} />
        <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted rtl:rotate-180" />
      </Link>
    </li>
  );
}
