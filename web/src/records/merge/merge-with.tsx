import { useState } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { i18n, inSentence } from "../../i18n";
import { Button, Dialog } from "../../ui";
import { LinkPicker } from "../fields/link-picker";
import MergeDialog from "./merge-dialog";

interface MergeWithProps {
  type: TypeSchema;
  record: RecordData;
  onClose: () => void;
}

/** Makes one of a record and another that is looked for. */
export default function MergeWith({ type, record, onClose }: MergeWithProps) {
  const [other, setOther] = useState<string>();
  if (other !== undefined && other !== record.id)
    return <MergeDialog type={type} target={{ ids: [record.id, other] }} onClose={onClose} onDone={onClose} />;
  const label = i18n._({
    id: "records.merge.which",
    message: "Which {type} is the same?",
    values: { type: inSentence(type.label) },
  });
  return (
    <Dialog
      open
      width="small"
      onClose={onClose}
      title={label}
      footer={
        <Button variant="quiet" onClick={onClose}>
          {i18n._({ id: "ui.cancel", message: "Cancel" })}
        </Button>
      }
    >
      <LinkPicker to={type.name} value={null} aria-label={label} onChange={(link) => setOther(link?.id)} />
      {other === record.id && (
        <p role="alert" className="mt-2 text-danger">
          {i18n._({ id: "records.merge.itself", message: "That is this record itself. Choose another one." })}
        </p>
      )}
    </Dialog>
  );
}
