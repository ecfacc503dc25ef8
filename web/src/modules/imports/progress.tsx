import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CircleCheck, CircleX, Download, Pause, Play } from "lucide-react";
import { useEffect } from "react";
import type { ImportStatus, TypeSchema } from "../../api";
import { asProblem, schemaQuery, typeNamed } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { refreshEverything, useSchema } from "../../records";
import { Button, buttonClass, notify, ProgressBar, Skeleton } from "../../ui";
import { failedRowsUrl, isOver, statusQuery, steerImport } from "./calls";
import { nextUpload } from "./queue";
import { UndoImport } from "./undo-import";

/** How an import goes, and what came of it. */
export function Progress({ id }: { id: string }) {
  const client = useQueryClient();
  const schema = useSchema();
  const { data: status, error } = useQuery(statusQuery(id));
  const over = status !== undefined && isOver(status);

  // What was on the screen before knows nothing of the new records, nor of new fields.
  useEffect(() => {
    if (!over) return;
    void refreshEverything(client);
    void client.invalidateQueries({ queryKey: schemaQuery.queryKey });
  }, [over, client]);

  if (status === undefined) {
    return error === null ? (
      <Skeleton className="h-24" />
    ) : (
      <p role="alert" className="text-danger">
        {asProblem(error)?.message}
      </p>
    );
  }
  const type = typeNamed(schema, status.type ?? "");
  return over ? <Result status={status} type={type} /> : <Running status={status} />;
}

function Running({ status }: { status: ImportStatus }) {
  const client = useQueryClient();
  const steer = async (what: "pause" | "resume" | "cancel") => {
    try {
      await steerImport(status.id, what);
    } catch (error) {
      notify({ tone: "danger", message: asProblem(error)?.message ?? "" });
    }
    await client.invalidateQueries({ queryKey: statusQuery(status.id).queryKey });
  };
  const paused = status.state === "paused";
  const label = i18n._({ id: "imports.running", message: "Importing {name}", values: { name: status.name } });
  return (
    <section aria-label={label} className="flex flex-col gap-4">
      <h2 className="font-semibold text-title">
        {paused ? i18n._({ id: "imports.paused", message: "Paused" }) : label}
      </h2>
      <ProgressBar label={label} value={status.rows === 0 ? null : status.processed / status.rows} />
      <p role="status" className="text-muted tabular-nums">
        {i18n._({
          id: "imports.progress",
          message: "{done} of {rows} rows",
          values: { done: formatNumber(status.processed), rows: formatNumber(status.rows) },
        })}
      </p>
      <p className="text-muted">
        {i18n._({ id: "imports.leave", message: "You can leave this page. The import goes on by itself." })}
      </p>
      <div className="flex gap-2">
        <Button
          icon={
            paused ? (
              <Play aria-hidden="true" className="size-3.5" />
            ) : (
              <Pause aria-hidden="true" className="size-3.5" />
            )
          }
          onClick={() => void steer(paused ? "resume" : "pause")}
        >
          {paused
            ? i18n._({ id: "imports.resume", message: "Go on" })
            : i18n._({ id: "imports.pause", message: "Pause" })}
        </Button>
        <Button variant="quiet" onClick={() => void steer("cancel")}>
          {i18n._({ id: "imports.cancel", message: "Stop here" })}
        </Button>
      </div>
    </section>
  );
}

function Result({ status, type }: { status: ImportStatus; type: TypeSchema | undefined }) {
  const navigate = useNavigate();
  const next = nextUpload();
  const failed = status.state === "failed";
  const counts = [
    { label: i18n._({ id: "imports.created", message: "Added" }), count: status.created },
    { label: i18n._({ id: "imports.updated", message: "Updated" }), count: status.updated },
    { label: i18n._({ id: "imports.unchanged", message: "Unchanged" }), count: status.unchanged },
    { label: i18n._({ id: "imports.failed", message: "Set aside" }), count: status.failed },
  ];
  const open =
    type === undefined
      ? undefined
      : i18n._({
          id: "imports.open",
          message: "Open {types}",
          values: { types: type.plural_label.toLocaleLowerCase() },
        });
  const toList = () =>
    type !== undefined && void navigate({ to: "/$types", params: { types: type.plural }, search: {} });
  const another = () => void navigate({ to: "/import" });
  return (
    <section aria-label={i18n._({ id: "imports.result", message: "Result" })} className="flex flex-col gap-5">
      <h2 role="status" className="flex items-center gap-2 font-semibold text-title">
        {failed ? (
          <CircleX aria-hidden="true" className="size-5 text-danger" />
        ) : (
          <CircleCheck aria-hidden="true" className="size-5 text-ok" />
        )}
        {failed
          ? i18n._({ id: "imports.stopped", message: "{name} was not finished", values: { name: status.name } })
          : i18n._({ id: "imports.done", message: "{name} is imported", values: { name: status.name } })}
      </h2>
      {status.problem !== null && <p className="text-danger">{status.problem}</p>}
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        {counts.map(({ label, count }) => (
          <div key={label}>
            <dt className="text-muted text-small">{label}</dt>
            <dd className="text-number tabular-nums">{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
      {status.failed > 0 && (
        <p className="flex flex-wrap items-center gap-3">
          {i18n._({
            id: "imports.failed.help",
            message: "Rows that were set aside can be put right in a spreadsheet and imported again.",
          })}
          <a href={failedRowsUrl(status.id)} download className={buttonClass("plain", "small")}>
            <Download aria-hidden="true" className="size-3.5" />
            {i18n._({ id: "imports.failed.download", message: "Download them with the reasons" })}
          </a>
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {next !== undefined && (
          <Button variant="primary" onClick={another} autoFocus>
            {i18n._({ id: "imports.next", message: "Continue with {name}", values: { name: next.upload.name } })}
          </Button>
        )}
        {open !== undefined && (
          <Button variant={next === undefined ? "primary" : "plain"} onClick={toList}>
            {open}
          </Button>
        )}
        {next === undefined && (
          <Button onClick={another}>{i18n._({ id: "imports.another", message: "Import another file" })}</Button>
        )}
        {status.created + status.updated > 0 && <UndoImport id={status.id} />}
      </div>
    </section>
  );
}
