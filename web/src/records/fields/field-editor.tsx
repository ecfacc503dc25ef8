import { lazy, Suspense } from "react";
import { Input } from "../../ui";
import type { EditorProps } from "./kind";

// Reading comes before editing: the editors arrive once the page stands still.
const load = () => import("./field-editor-body");
const Body = lazy(load);

/** Fetches the editors ahead of the first key. */
export function prepareEditors(): void {
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200));
  idle(() => void load());
}

/** Edits a value as its kind is edited. */
export function FieldEditor(props: EditorProps) {
  return (
    <Suspense fallback={<Input readOnly aria-label={props["aria-label"] ?? props.field.label} id={props.id} />}>
      <Body {...props} />
    </Suspense>
  );
}
