import { useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { api, type Delivery, type Webhook } from "../../../api";
import { formatDateTime, formatRelative, i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Button, notify, Tag } from "../../../ui";
import { complain } from "../complain";
import { once, webhooksKey } from "./calls";
import { deliveryHues, deliveryLabel, eventText } from "./words";

interface DeliveryRowProps {
  hook: Webhook;
  delivery: Delivery;
}

/** One event on its way: what became of it, when it comes again, and sending it again by hand. */
export function DeliveryRow({ hook, delivery }: DeliveryRowProps) {
  const queryClient = useQueryClient();
  const name = eventText(useSchema(), delivery.event);
  const replay = async () => {
    try {
      await api.post(`webhooks/${hook.id}/deliveries/${delivery.id}/replay`, undefined, once());
      notify({ message: i18n._({ id: "settings.webhooks.resent", message: "It is sent again now" }) });
    } catch (error) {
      complain(error);
    }
    await queryClient.invalidateQueries({ queryKey: webhooksKey });
  };
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
      <div className="min-w-0 grow basis-48">
        <p className="flex items-center gap-2">
          <span className="truncate">{name}</span>
          <Tag hue={deliveryHues[delivery.state]} className="shrink-0">
            {deliveryLabel(delivery.state)}
          </Tag>
        </p>
        <p className="break-words text-muted text-small" title={formatDateTime(delivery.created_at)}>
          {[formatRelative(delivery.created_at), ...fate(hook, delivery)].join(" · ")}
        </p>
      </div>
      <Button
        size="small"
        disabled={!hook.active}
        icon={<RotateCcw aria-hidden="true" className="size-3.5" />}
        aria-label={i18n._({ id: "settings.webhooks.resend_named", message: "Send again: {name}", values: { name } })}
        onClick={() => void replay()}
      >
        {i18n._({ id: "settings.webhooks.replay_do", message: "Send again" })}
      </Button>
    </li>
  );
}

/** What was answered, how often it was tried, and when it comes again. */
function fate(hook: Webhook, { state, attempts, status, problem, due_at }: Delivery): string[] {
  const parts: string[] = [];
  if (problem !== null) parts.push(problem);
  else if (status !== null)
    parts.push(i18n._({ id: "settings.webhooks.answer", message: "Answer {status}", values: { status } }));
  if (attempts > 0)
    parts.push(
      i18n._({
        id: "settings.jobs.attempts",
        message: "{n, plural, one {# try} other {# tries}}",
        values: { n: attempts },
      }),
    );
  if (hook.active && state === "failed") {
    // A receiver that fails is left alone for a while, whatever is due.
    const next = hook.retry_at !== null && hook.retry_at > due_at ? hook.retry_at : due_at;
    parts.push(
      i18n._({
        id: "settings.webhooks.next",
        message: "next try {time}",
        values: { time: formatDateTime(next) },
      }),
    );
  }
  return parts;
}
