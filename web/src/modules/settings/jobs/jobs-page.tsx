import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Job, RecurringJob } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { Input, Select } from "../../../ui";
import { Rows, Section } from "../section";
import { usePaused } from "../use-paused";
import { jobSearchOf, recurringQuery } from "./calls";
import { stateLabel } from "./job-row";
import { JobRows } from "./job-rows";
import { Mails } from "./mails";

type StateChoice = Job["state"] | "all";

/** The workspace's background jobs: found, tried again and cancelled, and what comes again and again. */
export function JobsPage() {
  return (
    <>
      <Queue />
      <Mails />
      <Recurring />
    </>
  );
}

function Queue() {
  const search = jobSearchOf(useSearch({ strict: false }));
  const navigate = useNavigate();
  const [typed, setTyped] = useState(search.q ?? "");
  const q = usePaused(typed.trim());
  useEffect(() => {
    void navigate({ to: "/settings/jobs", search: (before) => jobSearchOf({ ...before, q }), replace: true });
  }, [navigate, q]);
  const state: StateChoice = search.state ?? "all";
  const find = i18n._({ id: "settings.jobs.find", message: "Find jobs" });
  const which = i18n._({ id: "settings.jobs.which", message: "Which jobs" });
  return (
    <Section
      title={i18n._({ id: "settings.jobs", message: "Background jobs" })}
      text={i18n._({
        id: "settings.jobs.text",
        message: "What fails is tried again by itself. What was given up waits here for you.",
      })}
    >
      <div className="flex flex-wrap gap-2">
        <Input
          type="search"
          aria-label={find}
          placeholder={find}
          className="min-w-0 grow basis-48"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Select<StateChoice>
          aria-label={which}
          className="w-40"
          value={state}
          onChange={(next) => void navigate({ to: "/settings/jobs", search: jobSearchOf({ q, state: next }) })}
          options={[
            { value: "all", label: i18n._({ id: "settings.jobs.all", message: "All" }) },
            ...(["parked", "running", "waiting"] as const).map((value) => ({ value, label: stateLabel(value) })),
          ]}
        />
      </div>
      <JobRows search={search} after={undefined} />
    </Section>
  );
}

function Recurring() {
  const recurring = useQuery(recurringQuery).data?.data ?? [];
  if (recurring.length === 0) return null;
  const title = i18n._({ id: "settings.jobs.recurring", message: "Again and again" });
  return (
    <Section title={title}>
      <Rows label={title}>
        {recurring.map((job) => (
          <RecurringRow key={job.kind} job={job} />
        ))}
      </Rows>
    </Section>
  );
}

function RecurringRow({ job }: { job: RecurringJob }) {
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-4 py-1">
      <span className="min-w-40 grow">{job.label}</span>
      <span className="text-muted text-small tabular-nums">
        {job.last_at === null
          ? i18n._({ id: "settings.jobs.never", message: "Not yet run" })
          : i18n._({
              id: "settings.jobs.last",
              message: "Last {time}",
              values: { time: formatDateTime(job.last_at) },
            })}
      </span>
      <span className="text-muted text-small tabular-nums">
        {i18n._({ id: "settings.jobs.next", message: "Next {time}", values: { time: formatDateTime(job.next_at) } })}
      </span>
    </li>
  );
}
