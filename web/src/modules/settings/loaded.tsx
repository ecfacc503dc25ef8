import type { ReactNode } from "react";
import { asProblem } from "../../api";
import { Skeleton } from "../../ui";

interface LoadedProps<T> {
  query: { data: T | undefined; error: Error | null };
  /** The height of the place it takes: that of a form, or of a few rows. */
  height?: "h-64" | "h-24";
  children: (data: T) => ReactNode;
}

/** What was asked for; until it is there its place, or why it cannot be. */
export function Loaded<T>({ query: { data, error }, height = "h-64", children }: LoadedProps<T>) {
  return (
    <>
      {error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(error)?.message}
        </p>
      )}
      {data === undefined && error === null && <Skeleton className={height} />}
      {data !== undefined && children(data)}
    </>
  );
}
