import { asProblem } from "../../api";
import { i18n } from "../../i18n";
import { notify } from "../../ui";

/** Says why a change was refused, where there is no field to say it at. */
export function complain(error: unknown): void {
  const problem = asProblem(error);
  notify({
    tone: "danger",
    message:
      problem?.errors[0]?.message ??
      problem?.message ??
      i18n._({ id: "settings.failed", message: "That could not be saved." }),
  });
}
