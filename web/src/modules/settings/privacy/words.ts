import type { PrivacyRequest } from "../../../api";
import { formatDate, i18n } from "../../../i18n";

export function kindText(kind: PrivacyRequest["kind"]): string {
  switch (kind) {
    case "access":
      return i18n._({ id: "settings.privacy.access", message: "Access" });
    case "portability":
      return i18n._({ id: "settings.privacy.portability", message: "Portability" });
    case "erasure":
      return i18n._({ id: "settings.privacy.erasure", message: "Erasure" });
  }
}

/** What is asked for, in a sentence. */
export function kindHelp(kind: PrivacyRequest["kind"]): string {
  switch (kind) {
    case "access":
      return i18n._({ id: "settings.privacy.access_help", message: "They want to see all that is kept about them." });
    case "portability":
      return i18n._({
        id: "settings.privacy.portability_help",
        message: "They want their own records as a file that other programs read.",
      });
    case "erasure":
      return i18n._({ id: "settings.privacy.erasure_help", message: "They want to be forgotten." });
  }
}

/** Whom a request is about. */
export function personText(request: PrivacyRequest): string {
  const known = [request.name, request.email, request.phone].find((each) => each !== null);
  return (
    known ??
    request.records[0]?.title ??
    i18n._({ id: "settings.privacy.erased_person", message: "Somebody who was erased" })
  );
}

export function stateText(request: PrivacyRequest): string {
  switch (request.state) {
    case "open":
      return request.overdue
        ? i18n._({
            id: "settings.privacy.overdue",
            message: "Overdue since {day}",
            values: { day: formatDate(request.due_on) },
          })
        : i18n._({ id: "settings.privacy.due", message: "Due {day}", values: { day: formatDate(request.due_on) } });
    case "working":
      return i18n._({ id: "settings.privacy.working", message: "Being erased" });
    case "done":
      return i18n._({ id: "settings.privacy.done", message: "Done" });
    case "refused":
      return i18n._({ id: "settings.privacy.refused", message: "Refused" });
  }
}
