import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Import } from "lucide-react";
import type { ImportStatus } from "../../api";
import { typeNamed } from "../../api";
import { formatNumber, formatRelative, i18n } from "../../i18n";
import { useSchema } from "../../records";
import { EmptyState, PageHeader } from "../../ui";
import { importsQuery } from "./calls";

export function stateLabel(state: ImportStatus["state"]): string {
  switch (state) {
    case "waiting":
      return i18n._({ id: "imports.state.waiting", message: "Not started" });
    case "running":
      return i18n._({ id: "imports.state.running", message: "Running" });
    case "done":
      return i18n._({ id: "imports.state.done", message: "Done" });
    case "failed":
      return i18n._({ id: "imports.state.failed", message: "Not finished" });
    case "paused":
      return i18n._({ id: "imports.state.paused", message: "Paused" });
  }
}

/** Imports so far, newest first; those never started are left out. */
export function PastImports() {
  const schema = useSchema();
  const { data } = useQuery(importsQuery);
  const past = (data?.data ?? []).filter((one) => one.state !== "waiting");
  if (past.length === 0) return null;
  return (
    <section aria-label={i18n._({ id: "imports.past", message: "Imports so far" })} className="flex flex-col gap-1">
      <h2 className="font-semibold">{i18n._({ id: "imports.past", message: "Imports so far" })}</h2>
      <ul>
        {past.map((one) => (
          <li key={one.id} className="border-line border-b">
            <Link
              to="/import/$id"
              params={{ id: one.id }}
              className="flex min-h-(--row) flex-wrap items-center gap-x-3 py-1 hover:bg-hover"
            >
              <span className="min-w-40 grow font-medium">{one.name}</span>
              <span className="text-muted">{typeNamed(schema, one.type ?? "")?.plural_label}</span>
              <span className="text-muted tabular-nums">
                {i18n._({
                  id: "imports.past.counts",
                  message: "{added} added, {failed} set aside",
                  values: { added: formatNumber(one.created), failed: formatNumber(one.failed) },
                })}
              </span>
              <span>{stateLabel(one.state)}</span>
              {one.started_at !== null && (
                <span className="text-muted text-small">{formatRelative(one.started_at)}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The same on a page of its own. */
export function ImportsPage() {
  const { data } = useQuery(importsQuery);
  return (
    <>
      <PageHeader
        icon={<Import className="size-4" />}
        title={i18n._({ id: "imports.past", message: "Imports so far" })}
      />
      <div className="min-h-0 grow overflow-y-auto p-4">
        {data?.data.every((one) => one.state === "waiting") === true && (
          <EmptyState title={i18n._({ id: "imports.past.none", message: "Nothing has been imported yet" })} />
        )}
        <PastImports />
      </div>
    </>
  );
}
