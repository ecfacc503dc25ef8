import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { api, asProblem, type Webhook } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { EmptyState, Skeleton, Switch } from "../../../ui";
import { complain } from "../complain";
import { Section } from "../section";
import { webhookQuery, webhooksKey } from "./calls";
import { Deliveries } from "./deliveries";
import { StateTag } from "./state-tag";
import { WebhookMenu } from "./webhook-menu";
import { wantedText } from "./words";

/** One webhook: how it fares, and what was sent. */
export function WebhookPage() {
  const { id = "" } = useParams({ strict: false });
  const { data: hook, error } = useQuery(webhookQuery(id));
  return (
    <>
      <Link to="/settings/webhooks" className="flex items-center gap-1.5 self-start text-muted hover:text-fg">
        <ArrowLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
        {i18n._({ id: "settings.webhooks", message: "Webhooks" })}
      </Link>
      {hook !== undefined ? (
        <Loaded key={id} hook={hook} />
      ) : error === null ? (
        <Skeleton className="h-24" />
      ) : (
        <EmptyState title={asProblem(error)?.title} />
      )}
    </>
  );
}

function Loaded({ hook }: { hook: Webhook }) {
  const schema = useSchema();
  const queryClient = useQueryClient();
  const setActive = async (active: boolean) => {
    try {
      await api.patch(`webhooks/${hook.id}`, { active });
    } catch (error) {
      complain(error);
    }
    await queryClient.invalidateQueries({ queryKey: webhooksKey });
  };
  return (
    <>
      <Section title={hook.url} text={wantedText(schema, hook)} actions={<WebhookMenu hook={hook} />}>
        <div className="flex items-center gap-3">
          <Switch checked={hook.active} onChange={(on) => void setActive(on)}>
            {i18n._({ id: "settings.webhooks.send", message: "Send changes" })}
          </Switch>
          <StateTag hook={hook} />
        </div>
        <Trouble hook={hook} />
        {hook.rotated_until !== null && Date.parse(hook.rotated_until) > Date.now() && (
          <p className="text-muted text-small">
            {i18n._({
              id: "settings.webhooks.rotated",
              message: "The secret before signs beside the new one until {time}.",
              values: { time: formatDateTime(hook.rotated_until) },
            })}
          </p>
        )}
      </Section>
      <Deliveries hook={hook} />
    </>
  );
}

/** Why nothing arrives. */
function Trouble({ hook }: { hook: Webhook }) {
  if (hook.note !== null) return <p className="text-danger">{hook.note}</p>;
  if (!hook.active) {
    return (
      <p className="text-muted">
        {i18n._({
          id: "settings.webhooks.paused_text",
          message: "What changes meanwhile is not sent by itself; afterwards you can send it again from a moment on.",
        })}
      </p>
    );
  }
  if (hook.failing_since === null) return null;
  return (
    <p className="text-muted">
      {i18n._({
        id: "settings.webhooks.failing_text",
        message: "The receiver has taken nothing since {time}. After four days this webhook switches itself off.",
        values: { time: formatDateTime(hook.failing_since) },
      })}
    </p>
  );
}
