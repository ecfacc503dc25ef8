import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { i18n } from "../../../i18n";
import { Button, EmptyState, Skeleton } from "../../../ui";
import { Rows } from "../section";
import { type JobSearch, jobsQuery } from "./calls";
import { JobRow } from "./job-row";

export interface JobRowsProps {
  search: JobSearch;
  /** Where the page before ended; undefined for the first. */
  after: string | undefined;
}

/** A page of jobs, and below it the next one when it is asked for. */
export function JobRows({ search, after }: JobRowsProps) {
  const [more, setMore] = useState(false);
  const queryClient = useQueryClient();
  const { data, error } = useQuery(jobsQuery(search, after));
  if (error !== null) {
    return (
      <p role="alert" className="text-danger">
        {error.message}
      </p>
    );
  }
  if (data === undefined) return <Skeleton className="h-24" />;
  if (data.data.length === 0) {
    if (after !== undefined) return null;
    return (
      <EmptyState
        title={
          search.q === undefined && search.state === undefined
            ? i18n._({ id: "settings.jobs.none", message: "Nothing is waiting" })
            : i18n._({ id: "settings.jobs.no_match", message: "No jobs match" })
        }
      />
    );
  }
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["jobs"] });
  return (
    <>
      <Rows label={i18n._({ id: "settings.jobs", message: "Background jobs" })}>
        {data.data.map((job) => (
          <JobRow key={job.id} job={job} onChanged={refresh} />
        ))}
      </Rows>
      {data.next !== null &&
        (more ? (
          <JobRows search={search} after={data.next} />
        ) : (
          <Button variant="quiet" className="self-start" onClick={() => setMore(true)}>
            {i18n._({ id: "settings.jobs.more", message: "Show more" })}
          </Button>
        ))}
    </>
  );
}
