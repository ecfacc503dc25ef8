import { lazy, Suspense } from "react";
import { Skeleton } from "../../ui";
import type { RecordFormProps } from "./record-form-body";

// Most visits fill in no form, so what it is made of comes with the first.
const Body = lazy(() => import("./record-form-body"));

/** A form drawn from the schema. Ctrl+Enter saves from anywhere in it. */
export function RecordForm(props: RecordFormProps) {
  return (
    <Suspense fallback={<Skeleton className="h-48" />}>
      <Body {...props} />
    </Suspense>
  );
}
