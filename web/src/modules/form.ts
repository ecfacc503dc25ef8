import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";
import { asProblem } from "../api";
import { i18n } from "../i18n";

/**
 * Puts a refusal where it belongs: at the fields it names, the rest (as `root`) above the button. `asked` names the
 * form's own field where the server speaks of one by another name.
 */
export function showProblem<V extends FieldValues>(
  form: UseFormReturn<V>,
  error: unknown,
  asked: { readonly [field: string]: FieldPath<V> } = {},
): void {
  const problem = asProblem(error);
  if (problem === undefined) throw error;
  const fields = Object.keys(form.getValues());
  const elsewhere: string[] = [];
  let focused = false;
  for (const { field, message } of problem.errors) {
    const place = field === null ? undefined : (asked[field] ?? field);
    if (place === undefined || !fields.includes(place)) {
      elsewhere.push(message);
      continue;
    }
    form.setError(place as FieldPath<V>, { type: "server", message }, { shouldFocus: !focused });
    focused = true;
  }
  if (problem.errors.length === 0) elsewhere.push(whole(problem.status, problem.message));
  if (elsewhere.length > 0) form.setError("root", { type: "server", message: elsewhere.join(" ") });
}

function whole(status: number, message: string): string {
  if (status === 0) {
    return i18n._({ id: "form.offline", message: "Kith cannot be reached. Check your connection and try again." });
  }
  if (status === 429) {
    return i18n._({ id: "form.too_many", message: "Too many tries. Wait a minute, then try again." });
  }
  return message;
}

export function requiredText(): string {
  return i18n._({ id: "form.required", message: "Fill this in." });
}
export function emailText(): string {
  return i18n._({ id: "form.email", message: "Write an e-mail address, as in ada@example.com." });
}
