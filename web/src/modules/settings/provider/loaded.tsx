import type { ReactNode } from "react";
import { asProblem } from "../../../api";
import { Skeleton } from "../../../ui";

interface LoadedProps<T> {
  query: { data: T | undefined; error: Error | null };
  children: (data: T) => ReactNode;
}

/** What was asked for; until it is there its place, or why it cannot be. */
export function Loaded<T>({ query: { data, error }, children }: LoadedProps<T>) {
  return (
    <>
      {error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(error)?.message}
        </p>
      )}
      {data === undefined && error === null && <Skeleton className="h-64" />}
      {data !== undefined && children(data)}
    </>
  );
}
