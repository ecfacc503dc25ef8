import { useQuery } from "@tanstack/react-query";
import { asProblem, type PrivacyRequest, type Remain } from "../../../api";
import { i18n } from "../../../i18n";
import { Button } from "../../../ui";
import { Rows, Section } from "../section";
import { remainsQuery } from "./calls";

/** The search for what remains, on demand. */
export function RemainsSection({ request }: { request: PrivacyRequest }) {
  const search = useQuery(remainsQuery(request.id));
  const title = i18n._({ id: "settings.privacy.remains", message: "Where this person is found" });
  return (
    <Section
      title={title}
      text={i18n._({
        id: "settings.privacy.remains_text",
        message: "Looks for {terms} in every text of the workspace.",
        values: { terms: request.terms.join(", ") },
      })}
      actions={
        <Button busy={search.fetchStatus === "fetching"} onClick={() => void search.refetch()}>
          {i18n._({ id: "settings.privacy.search", message: "Search" })}
        </Button>
      }
    >
      {search.error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(search.error)?.message}
        </p>
      )}
      {search.data !== undefined && <RemainRows title={title} remains={search.data.data} />}
    </Section>
  );
}

/** Places where somebody is found, and how often. */
export function RemainRows({ title, remains }: { title: string; remains: readonly Remain[] }) {
  if (remains.length === 0) {
    return (
      <p role="status">{i18n._({ id: "settings.privacy.remains_none", message: "Nothing is found anywhere." })}</p>
    );
  }
  return (
    <Rows label={title}>
      {remains.map((place) => (
        <li key={`${place.table}.${place.column}`} className="flex min-h-11 items-center gap-3 py-1.5">
          <span className="flex min-w-0 grow flex-col gap-0.5">
            <span className="truncate">{place.label}</span>
            <bdi dir="ltr" className="truncate text-start font-mono text-muted text-small">
              {place.table}.{place.column}
            </bdi>
          </span>
          <span className="text-muted text-small">
            {i18n._({
              id: "settings.privacy.rows",
              message: "{count, plural, one {# entry} other {# entries}}",
              values: { count: place.rows },
            })}
          </span>
        </li>
      ))}
    </Rows>
  );
}
