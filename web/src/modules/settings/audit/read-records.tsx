import { useQuery } from "@tanstack/react-query";
import { typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { RecordLink, useSchema } from "../../../records";
import { titlesQuery } from "./calls";

const most = 20;

/** The records that an event names: the first of them by their titles, of all others how many they are. */
export function ReadRecords({ type: name, ids }: { type: string; ids: readonly string[] }) {
  const type = typeNamed(useSchema(), name);
  const first = ids.slice(0, most);
  const found = useQuery(titlesQuery(type, first)).data?.data ?? [];
  return (
    <ul className="flex flex-col gap-0.5">
      {first.map((id) => {
        const record = found.find((each) => each.id === id);
        return (
          <li key={id} className="truncate">
            {type === undefined || record === undefined ? (
              <span className="text-muted">{id}</span>
            ) : (
              <RecordLink of={type} id={id} className="underline decoration-line underline-offset-2">
                {String(record[type.title] ?? "") || i18n._({ id: "records.untitled", message: "Untitled" })}
              </RecordLink>
            )}
          </li>
        );
      })}
      {ids.length > most && (
        <li className="text-muted">
          {i18n._({
            id: "settings.audit.more_records",
            message: "and {count} more",
            values: { count: ids.length - most },
          })}
        </li>
      )}
    </ul>
  );
}
