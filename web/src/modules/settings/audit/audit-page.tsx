import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useId, useState } from "react";
import { i18n } from "../../../i18n";
import { paged } from "../../../records";
import { Button, buttonClass, EmptyState, Input, Select, Skeleton } from "../../../ui";
import { Rows, Section } from "../section";
import { usePaused } from "../use-paused";
import { type AuditSearch, auditFileUrl, auditSearchOf, eventsQuery, kindsQuery, peopleQuery } from "./calls";
import { EventRow } from "./event-row";

const any = "any";

/** What happened to rights, sign-ins, secrets and exports, out of the sealed stream. */
export function AuditPage() {
  const search = auditSearchOf(useSearch({ strict: false }));
  return (
    <Section
      title={i18n._({ id: "settings.audit", message: "Audit" })}
      text={i18n._({
        id: "settings.audit.text",
        message:
          "What happened to rights, sign-ins, secrets and exports. Sealed each minute, so nothing in it can be changed unnoticed.",
      })}
      actions={
        <a className={buttonClass()} href={auditFileUrl(search)} download>
          {i18n._({ id: "settings.audit.file", message: "Export" })}
        </a>
      }
    >
      <Filters search={search} />
      <Events search={search} />
    </Section>
  );
}

function Filters({ search }: { search: AuditSearch }) {
  const navigate = useNavigate();
  const kinds = useQuery(kindsQuery).data?.data ?? [];
  const people = useQuery(peopleQuery).data?.data ?? [];
  const [typed, setTyped] = useState(search.q ?? "");
  const q = usePaused(typed.trim());
  const set = (part: AuditSearch) =>
    void navigate({ to: "/settings/audit", search: (before) => auditSearchOf({ ...before, ...part }), replace: true });
  useEffect(() => {
    void navigate({ to: "/settings/audit", search: (before) => auditSearchOf({ ...before, q }), replace: true });
  }, [navigate, q]);
  const find = i18n._({ id: "settings.audit.find", message: "Find in the audit" });
  return (
    <div className="grid grid-cols-2 gap-2 md:grid-cols-4">
      <Input
        type="search"
        aria-label={find}
        placeholder={find}
        className="col-span-2"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Select
        aria-label={i18n._({ id: "settings.audit.kind", message: "What happened" })}
        value={search.kind ?? any}
        onChange={(kind) => set({ kind: kind === any ? "" : kind })}
        options={[
          { value: any, label: i18n._({ id: "settings.audit.kind.any", message: "Everything" }) },
          ...kinds.map((each) => ({ value: each.kind, label: each.text })),
        ]}
      />
      <Select
        aria-label={i18n._({ id: "settings.audit.person", message: "By or to whom" })}
        value={search.person ?? any}
        onChange={(person) => set({ person: person === any ? "" : person })}
        options={[
          { value: any, label: i18n._({ id: "settings.audit.person.any", message: "Everyone" }) },
          ...people.map((each) => ({ value: each.id, label: String(each.name ?? each.email ?? "") })),
        ]}
      />
      <Day
        label={i18n._({ id: "settings.audit.from", message: "From" })}
        value={search.from}
        onChange={(from) => set({ from })}
      />
      <Day
        label={i18n._({ id: "settings.audit.to", message: "Until" })}
        value={search.to}
        onChange={(to) => set({ to })}
      />
    </div>
  );
}

function Day(props: { label: string; value: string | undefined; onChange: (day: string) => void }) {
  const id = useId();
  return (
    <div className="flex items-center gap-2 md:col-span-2">
      <label htmlFor={id} className="shrink-0 text-muted text-small">
        {props.label}
      </label>
      <Input
        id={id}
        type="date"
        className="min-w-0 grow"
        value={props.value ?? ""}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  );
}

function Events({ search }: { search: AuditSearch }) {
  const found = paged(useInfiniteQuery(eventsQuery(search)));
  if (found.problem !== undefined) {
    return (
      <p role="alert" className="text-danger">
        {found.problem.message}
      </p>
    );
  }
  if (found.items === undefined) return <Skeleton className="h-24" />;
  if (found.items.length === 0) {
    return <EmptyState title={i18n._({ id: "settings.audit.none", message: "Nothing of this kind happened" })} />;
  }
  return (
    <>
      <Rows label={i18n._({ id: "settings.audit", message: "Audit" })}>
        {found.items.map((event) => (
          <EventRow key={event.position} event={event} />
        ))}
      </Rows>
      {found.hasMore && (
        <Button variant="quiet" busy={found.loadingMore} className="self-start" onClick={found.more}>
          {i18n._({ id: "settings.audit.more", message: "Show earlier" })}
        </Button>
      )}
    </>
  );
}
