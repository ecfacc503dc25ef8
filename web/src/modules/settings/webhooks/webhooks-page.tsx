import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { asProblem, type NewWebhook, type Webhook } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Button, EmptyState, Skeleton } from "../../../ui";
import { Rows, Section } from "../section";
import { webhooksQuery } from "./calls";
import { StateTag } from "./state-tag";
import { WebhookDialog } from "./webhook-dialog";
import { WebhookSecret } from "./webhook-secret";
import { wantedText } from "./words";

/** Where the workspace's changes are sent. */
export function WebhooksPage() {
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<NewWebhook>();
  const { data, error } = useQuery(webhooksQuery);
  const title = i18n._({ id: "settings.webhooks", message: "Webhooks" });
  return (
    <Section
      title={title}
      text={i18n._({
        id: "settings.webhooks.text",
        message: "Other systems hear of each change here the moment it happens.",
      })}
      actions={
        <Button icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => setAdding(true)}>
          {i18n._({ id: "settings.webhooks.add", message: "Add a webhook" })}
        </Button>
      }
    >
      {error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(error)?.message}
        </p>
      )}
      {data === undefined && error === null && <Skeleton className="h-24" />}
      {data?.data.length === 0 && (
        <EmptyState title={i18n._({ id: "settings.webhooks.none", message: "No webhooks yet" })}>
          {i18n._({
            id: "settings.webhooks.none_text",
            message: "A webhook is an address of another system that changes are sent to, signed and in order.",
          })}
        </EmptyState>
      )}
      {data !== undefined && data.data.length > 0 && (
        <Rows label={title}>
          {data.data.map((hook) => (
            <WebhookRow key={hook.id} hook={hook} />
          ))}
        </Rows>
      )}
      <WebhookDialog open={adding} hook={undefined} onClose={() => setAdding(false)} onMade={setMade} />
      <WebhookSecret secret={made?.secret} onClose={() => setMade(undefined)} />
    </Section>
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
