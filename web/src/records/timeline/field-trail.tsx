import { useInfiniteQuery } from "@tanstack/react-query";
import type { FieldSchema, RecordData, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Dialog } from "../../ui";
import { changesQuery } from "./streams";
import { ChangeLine, pagesOf, StreamBody } from "./timeline";

interface FieldTrailProps {
  type: TypeSchema;
  record: RecordData;
  field: FieldSchema;
  onClose: () => void;
}

/** Why a field holds what it holds: every change of it, newest first. */
export default function FieldTrail({ type, record, field, onClose }: FieldTrailProps) {
  const stream = useInfiniteQuery(changesQuery(type.plural, record.id, field.name));
  const changes = pagesOf(stream.data);
  return (
    <Dialog
      open
      onClose={onClose}
      title={i18n._({
        id: "records.trail.title",
        message: "How {field} came about",
        values: { field: field.label },
      })}
    >
      <StreamBody
        stream={stream}
        empty={changes.length === 0}
        emptyText={i18n._({ id: "records.trail.empty", message: "It was never changed" })}
      >
        {changes.map((change) => (
          <li key={change.position}>
            <ChangeLine change={{ ...change, diff: change.diff.filter((line) => line.field === field.name) }} whole />
          </li>
        ))}
      </StreamBody>
    </Dialog>
  );
}
