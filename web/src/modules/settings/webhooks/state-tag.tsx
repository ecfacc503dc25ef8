import type { Webhook } from "../../../api";
import { i18n } from "../../../i18n";
import { Tag } from "../../../ui";

/** How a webhook fares. */
export function StateTag({ hook }: { hook: Webhook }) {
  if (hook.note !== null)
    return (
      <Tag hue={25} className="shrink-0">
        {i18n._({ id: "settings.webhooks.off", message: "Switched off" })}
      </Tag>
    );
  if (!hook.active)
    return <Tag className="shrink-0">{i18n._({ id: "settings.webhooks.paused", message: "Paused" })}</Tag>;
  if (hook.failing_since !== null)
    return (
      <Tag hue={85} className="shrink-0">
        {i18n._({ id: "settings.webhooks.failing", message: "Failing" })}
      </Tag>
    );
  return (
    <Tag hue={150} className="shrink-0">
      {i18n._({ id: "settings.webhooks.on", message: "On" })}
    </Tag>
  );
}
