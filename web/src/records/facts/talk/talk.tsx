import type { RecordData, TypeSchema } from "../../../api";
import { typeNamed } from "../../../api";
import { useSchema } from "../../data/schema";
import { PinnedNotes } from "./pinned-notes";
import { Thread } from "./thread";

export interface TalkProps {
  type: TypeSchema;
  record: RecordData;
}

/** What people keep in sight about a record, and what they say of it. */
export function Talk({ type, record }: TalkProps) {
  const schema = useSchema();
  const activity = typeNamed(schema, "activity");
  const comment = typeNamed(schema, "comment");
  const reaction = typeNamed(schema, "reaction");
  return (
    <>
      {activity !== undefined && activity.name !== type.name && (
        <PinnedNotes activity={activity} type={type} record={record} />
      )}
      {comment !== undefined && <Thread comment={comment} reaction={reaction} type={type} record={record} />}
    </>
  );
}
