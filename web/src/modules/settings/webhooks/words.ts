import { type Delivery, type Schema, typeNamed, type Webhook } from "../../../api";
import { i18n } from "../../../i18n";

export const kinds = ["created", "updated", "deleted", "restored"] as const;
export type ChangeKind = (typeof kinds)[number];

export function kindOfChange(kind: string): string {
  switch (kind) {
    case "created":
      return i18n._({ id: "settings.webhooks.kind.created", message: "Created" });
    case "updated":
      return i18n._({ id: "settings.webhooks.kind.updated", message: "Changed" });
    case "deleted":
      return i18n._({ id: "settings.webhooks.kind.deleted", message: "Deleted" });
    case "restored":
      return i18n._({ id: "settings.webhooks.kind.restored", message: "Restored" });
    default:
      return kind;
  }
}

/** Which changes a webhook is for, in a line. */
export function wantedText(schema: Schema, { types, kinds: wanted, filter }: Webhook): string {
  return [
    types === null
      ? i18n._({ id: "settings.webhooks.all_types", message: "All objects" })
      : types.map((name) => typeNamed(schema, name)?.plural_label ?? name).join(", "),
    wanted === null ? undefined : wanted.map(kindOfChange).join(", "),
    filter ?? undefined,
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}

/** What an event tells of, as people say it. */
export function eventText(schema: Schema, event: string): string {
  if (event === "test") return i18n._({ id: "settings.webhooks.test_event", message: "Test" });
  const dot = event.lastIndexOf(".");
  const type = typeNamed(schema, event.slice(0, dot));
  return `${type?.label ?? event.slice(0, dot)} · ${kindOfChange(event.slice(dot + 1))}`;
}

export function deliveryLabel(state: Delivery["state"]): string {
  switch (state) {
    case "waiting":
      return i18n._({ id: "settings.jobs.waiting", message: "Waiting" });
    case "delivered":
      return i18n._({ id: "settings.webhooks.delivered", message: "Delivered" });
    case "failed":
      return i18n._({ id: "settings.webhooks.failed", message: "Not taken yet" });
    case "parked":
      return i18n._({ id: "settings.jobs.parked", message: "Given up" });
  }
}

export const deliveryHues: { readonly [state in Delivery["state"]]: number } = {
  waiting: 255,
  delivered: 150,
  failed: 85,
  parked: 25,
};
