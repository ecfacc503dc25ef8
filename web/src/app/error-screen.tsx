import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { asProblem } from "../api";
import { i18n } from "../i18n";
import { Button, EmptyState } from "../ui";

const NotFound = lazy(() => import("./not-found"));

/** A new release has other files: an open page then asks for ones that are gone. */
function isMissingChunk(error: unknown): boolean {
  return error instanceof TypeError && /import|module script/i.test(error.message);
}

/** What stands in a route's place when it could not be drawn. The rest of the page goes on working. */
export function ErrorScreen({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const problem = asProblem(error);
  if (problem?.status === 404) return <NotFoundScreen />;
  if (isMissingChunk(error)) {
    return (
      <EmptyState
        title={i18n._({ id: "app.error.updated_title", message: "Kith was updated" })}
        actions={
          <Button variant="primary" onClick={() => window.location.reload()}>
            {i18n._({ id: "app.error.reload", message: "Reload" })}
          </Button>
        }
      >
        {i18n._({ id: "app.error.updated", message: "Reload the page to go on with the new version." })}
      </EmptyState>
    );
  }
  const offline = problem?.status === 0;
  return (
    <div role="alert">
      <EmptyState
        title={
          offline
            ? i18n._({ id: "app.error.offline_title", message: "Kith cannot be reached" })
            : i18n._({ id: "app.error.title", message: "This could not be shown" })
        }
        actions={
          <Button
            variant="primary"
            onClick={() => {
              reset();
              void router.invalidate();
            }}
          >
            {i18n._({ id: "app.error.retry", message: "Try again" })}
          </Button>
        }
      >
        {offline
          ? i18n._({ id: "app.error.offline", message: "Check your connection. Nothing you saved is lost." })
          : (problem?.message ?? i18n._({ id: "app.error.unexpected", message: "Something went wrong on this page." }))}
        {problem?.traceId !== undefined && (
          <span className="mt-2 block text-meta">
            {i18n._({ id: "app.error.trace", message: "Reference {id}", values: { id: problem.traceId } })}
          </span>
        )}
      </EmptyState>
    </div>
  );
}

/** What stands where there is nothing. It comes when it is needed. */
export function NotFoundScreen() {
  return (
    <Suspense>
      <NotFound />
    </Suspense>
  );
}
