import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Delivery, Webhook } from "../../../api";
import { i18n } from "../../../i18n";
import { paged } from "../../../records";
import { Button, EmptyState, Select, Skeleton } from "../../../ui";
import { Rows, Section } from "../section";
import { deliveriesQuery } from "./calls";
import { DeliveryRow } from "./delivery-row";
import { deliveryLabel } from "./words";

const states: readonly Delivery["state"][] = ["waiting", "delivered", "failed", "parked"];

/** The log of what was sent, newest first. */
export function Deliveries({ hook }: { hook: Webhook }) {
  const [state, setState] = useState<Delivery["state"] | "all">("all");
  const found = paged(useInfiniteQuery(deliveriesQuery(hook.id, state === "all" ? undefined : state)));
  const title = i18n._({ id: "settings.webhooks.deliveries", message: "Deliveries" });
  return (
    <Section
      title={title}
      actions={
        <Select<Delivery["state"] | "all">
          aria-label={i18n._({ id: "settings.webhooks.which", message: "Which deliveries" })}
          className="w-40"
          value={state}
          onChange={setState}
          options={[
            { value: "all", label: i18n._({ id: "settings.jobs.all", message: "All" }) },
            ...states.map((value) => ({ value, label: deliveryLabel(value) })),
          ]}
        />
      }
    >
      {found.problem !== undefined && (
        <p role="alert" className="text-danger">
          {found.problem.message}
        </p>
      )}
      {found.items === undefined && found.problem === undefined && <Skeleton className="h-24" />}
      {found.items?.length === 0 && (
        <EmptyState
          title={
            state === "all"
              ? i18n._({ id: "settings.webhooks.nothing", message: "Nothing was sent yet" })
              : i18n._({ id: "settings.webhooks.nothing_so", message: "No deliveries are like that" })
          }
        />
      )}
      {found.items !== undefined && found.items.length > 0 && (
        <Rows label={title}>
          {found.items.map((delivery) => (
            <DeliveryRow key={delivery.id} hook={hook} delivery={delivery} />
          ))}
        </Rows>
      )}
      {found.hasMore && (
        <Button variant="quiet" busy={found.loadingMore} className="self-start" onClick={found.more}>
          {i18n._({ id: "settings.changes.more", message: "Show earlier" })}
        </Button>
      )}
    </Section>
  );
}
