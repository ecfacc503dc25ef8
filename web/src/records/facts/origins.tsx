import { useQuery } from "@tanstack/react-query";
import { Link as RouterLink } from "@tanstack/react-router";
import { api, type Page, type RecordData, type TypeSchema } from "../../api";
import { formatDateTime, i18n, inSentence } from "../../i18n";
import { useSchema } from "../data/schema";
import { FieldView } from "../fields/field-view";
import { asText, isBlank, titleOf } from "../fields/values";
import { quote } from "../filters/expression";
import { RecordLink } from "../navigation";
import { becameOf, type Origin, originsOf } from "./became";

interface OriginsProps {
  type: TypeSchema;
  record: RecordData;
}

const noteClass = "flex flex-col gap-2 rounded-control border border-line bg-raised px-3 py-2 text-small";

/** What a record was before it became this one, or what it has become. */
export function Origins({ type, record }: OriginsProps) {
  const schema = useSchema();
  const became = becameOf(schema, type, record);
  return (
    <>
      {originsOf(schema, type).map((origin) => (
        <Notes key={`${origin.type.name} ${origin.field.name}`} origin={origin} type={type} record={record} />
      ))}
      {became !== undefined && (
        <p role="note" className={noteClass}>
          <span>
            {i18n._({
              id: "facts.became",
              message: "This is the {type} as it was. It has become",
              values: { type: inSentence(type.label) },
            })}{" "}
            <RecordLink of={became.type} id={became.link.id} className="text-accent underline">
              {became.link.title}
            </RecordLink>
          </span>
        </p>
      )}
    </>
  );
}

const most = 5;

function Notes({ origin: { type: of, field }, type, record }: OriginsProps & { origin: Origin }) {
  const where = `${field.name} = ${quote(record.id)}`;
  const found = useQuery({
    queryKey: ["records", of.plural, "origins", where],
    queryFn: ({ signal }) => api.get<Page>(of.plural, { query: { where, limit: most }, signal }),
  });
  return found.data?.data.map((before) => (
    <Note key={before.id} of={of} before={before} at={asText(before[field.became_at ?? ""])} type={type} />
  ));
}

interface NoteProps {
  of: TypeSchema;
  before: RecordData;
  at: string;
  type: TypeSchema;
}

function Note({ of, before, at, type }: NoteProps) {
  const here = new Set(type.fields.map((field) => field.name));
  const known = of.fields.filter(
    (field) => !field.system && !field.read_only && !here.has(field.name) && !isBlank(before[field.name]),
  );
  return (
    <div role="note" className={noteClass}>
      <span>
        {i18n._({
          id: "facts.was",
          message: "Was a {type} until {when}:",
          values: { type: inSentence(of.label), when: formatDateTime(at) },
        })}{" "}
        <RouterLink
          to="/$types/$id"
          params={{ types: of.plural, id: before.id }}
          search={{ "as-lead": true } as never}
          className="text-accent underline"
        >
          {i18n._({
            id: "facts.as_it_was",
            message: "see {name} as it was",
            values: { name: titleOf(of, before) },
          })}
        </RouterLink>
      </span>
      {known.length > 0 && (
        <details>
          <summary className="cursor-pointer text-muted">
            {i18n._({ id: "facts.only_there", message: "What was known then" })}
          </summary>
          <dl className="mt-1 grid grid-cols-[minmax(96px,9rem)_minmax(0,1fr)] gap-x-2 gap-y-1">
            {known.map((field) => (
              <div key={field.name} className="contents">
                <dt className="text-muted">{field.label}</dt>
                <dd className="wrap-anywhere min-w-0">
                  <FieldView field={field} value={before[field.name]} />
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
