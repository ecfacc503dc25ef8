import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AccessReason, ExplainedAccess, Link } from "../../api";
import { may } from "../../api";
import { formatDate, i18n } from "../../i18n";
import { Skeleton } from "../../ui";
import { useMe } from "../data/schema";
import { LinkPicker } from "../fields/link-picker";
import { accessQuery } from "./calls";

function rightLabel(right: string): string {
  switch (right) {
    case "read":
      return i18n._({ id: "sharing.may.read", message: "See it" });
    case "update":
      return i18n._({ id: "sharing.may.update", message: "Change it" });
    case "delete":
      return i18n._({ id: "sharing.may.delete", message: "Delete it" });
    default:
      return i18n._({ id: "sharing.may.export", message: "Export it" });
  }
}

function how({ kind, how: way, label }: AccessReason): string {
  if (kind === "share") return i18n._({ id: "sharing.how.share", message: "shared with them" });
  if (kind === "sharing_rule")
    return i18n._({ id: "sharing.how.rule", message: "by the sharing rule “{label}”", values: { label } });
  switch (way) {
    case "own":
      return i18n._({ id: "sharing.how.own", message: "it is theirs, by the role {label}", values: { label } });
    case "team":
      return i18n._({ id: "sharing.how.team", message: "it is their team’s, by the role {label}", values: { label } });
    case "territory":
      return i18n._({
        id: "sharing.how.territory",
        message: "it lies in their territory, by the role {label}",
        values: { label },
      });
    default:
      return i18n._({ id: "sharing.how.all", message: "by the role {label}", values: { label } });
  }
}

function reasonText(reason: AccessReason): string {
  const text = how(reason);
  return reason.since === null
    ? text
    : i18n._({
        id: "sharing.since",
        message: "{text}, since {date}",
        values: { text, date: formatDate(reason.since.slice(0, 10)) },
      });
}

/** What somebody may do with a record, through which rule, and since when. */
export function Explained({ path }: { path: string }) {
  const me = useMe();
  const [person, setPerson] = useState<Link | null>({ id: me.person.id, title: me.person.title });
  const access = useQuery({ ...accessQuery(path, person?.id), enabled: person !== null });
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-medium">{i18n._({ id: "sharing.why", message: "What somebody may do, and why" })}</h3>
      {may(me, "manage_access") && (
        <LinkPicker
          aria-label={i18n._({ id: "sharing.whose", message: "Whose access" })}
          to="person"
          value={person}
          onChange={setPerson}
        />
      )}
      {access.data === undefined ? person !== null && <Skeleton className="h-24" /> : <Rights access={access.data} />}
    </section>
  );
}

function Rights({ access }: { access: ExplainedAccess }) {
  if (!access.active)
    return (
      <p className="text-muted">{i18n._({ id: "sharing.inactive", message: "They do not work here any more." })}</p>
    );
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {access.rights.map((right) => (
        <div key={right.right} className="contents">
          <dt>{rightLabel(right.right)}</dt>
          <dd className={right.allowed ? undefined : "text-muted"}>
            {right.allowed
              ? i18n._({
                  id: "sharing.yes",
                  message: "Yes: {reasons}",
                  values: { reasons: right.because.map(reasonText).join("; ") },
                })
              : right.hidden
                ? i18n._({ id: "sharing.no_private", message: "No: the record is private" })
                : i18n._({ id: "sharing.no", message: "No" })}
          </dd>
        </div>
      ))}
      {access.hidden_fields.length > 0 && (
        <div className="contents">
          <dt>{i18n._({ id: "sharing.hidden_fields", message: "Fields not seen" })}</dt>
          <dd className="text-muted">{access.hidden_fields.join(", ")}</dd>
        </div>
      )}
    </dl>
  );
}
