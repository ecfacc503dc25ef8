import { RotateCcw, X } from "lucide-react";
import { useState } from "react";
import { api, type Job } from "../../../api";
import { formatRelative, i18n } from "../../../i18n";
import { Button, ConfirmDialog, IconButton, notify, Tag } from "../../../ui";
import { complain } from "../complain";

const hues: { readonly [state in Job["state"]]: number } = { waiting: 255, running: 150, parked: 25 };

export function stateLabel(state: Job["state"]): string {
  switch (state) {
    case "waiting":
      return i18n._({ id: "settings.jobs.waiting", message: "Waiting" });
    case "running":
      return i18n._({ id: "settings.jobs.running", message: "Running" });
    case "parked":
      return i18n._({ id: "settings.jobs.parked", message: "Given up" });
  }
}

export interface JobRowProps {
  job: Job;
  onChanged: () => Promise<void>;
}

export function JobRow({ job, onChanged }: JobRowProps) {
  const [cancelling, setCancelling] = useState(false);
  const name = job.title === "" ? job.label : `${job.label}: ${job.title}`;
  const act = async (what: "retry" | "cancel", done: string) => {
    try {
      await api.post(`jobs/${job.id}/${what}`);
      notify({ message: done });
    } catch (error) {
      complain(error);
    }
    await onChanged();
  };
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
      <div className="min-w-0 grow basis-48">
        <p className="flex items-center gap-2">
          <span className="truncate">{name}</span>
          <Tag hue={hues[job.state]} className="shrink-0">
            {stateLabel(job.state)}
          </Tag>
        </p>
        <p className="text-muted text-small">
          {formatRelative(job.created_at)}
          {job.attempts > 0 &&
            ` · ${i18n._({ id: "settings.jobs.attempts", message: "{n, plural, one {# try} other {# tries}}", values: { n: job.attempts } })}`}
          {job.problem !== null && (
            <>
              {" · "}
              <span className="break-words">{job.problem}</span>
            </>
          )}
        </p>
      </div>
      <div className="flex shrink-0 items-center gap-1">
        {job.state !== "running" && (
          <Button
            size="small"
            icon={<RotateCcw aria-hidden="true" className="size-3.5" />}
            aria-label={i18n._({ id: "settings.jobs.retry_named", message: "Try again: {name}", values: { name } })}
            onClick={() => void act("retry", i18n._({ id: "settings.jobs.retried", message: "It is tried again now" }))}
          >
            {i18n._({ id: "settings.jobs.retry", message: "Try again" })}
          </Button>
        )}
        <IconButton
          size="small"
          label={i18n._({ id: "settings.jobs.cancel_named", message: "Cancel {name}", values: { name } })}
          onClick={() => setCancelling(true)}
        >
          <X className="size-4" />
        </IconButton>
      </div>
      <ConfirmDialog
        open={cancelling}
        onClose={() => setCancelling(false)}
        title={i18n._({ id: "settings.jobs.cancel_title", message: "Cancel this job?" })}
        action={i18n._({ id: "settings.jobs.cancel", message: "Cancel the job" })}
        description={i18n._({
          id: "settings.jobs.cancel_text",
          message: "What it has done so far stays. It cannot be brought back.",
        })}
        onConfirm={() => {
          setCancelling(false);
          void act("cancel", i18n._({ id: "settings.jobs.cancelled", message: "Job cancelled" }));
        }}
      />
    </li>
  );
}
