import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type BulkOutcome, type Change } from "../../api";
import { i18n } from "../../i18n";
import { Button, Dialog, Select } from "../../ui";
import { fieldNamed, useSchema } from "../data/schema";
import type { Undoable } from "./calls";

/** By record: the one of those that part that it belongs to. */
export type Given = Readonly<Record<string, string>>;

interface PartDialogProps {
  what: Undoable;
  added: NonNullable<BulkOutcome["added"]>;
  /** Undefined to leave everything as it is. */
  onAnswer: (given: Given | undefined) => void;
}

const stays = "";

/** Records that part again cannot know to which of them belongs what was added while they were one. */
export default function PartDialog({ what, added, onAnswer }: PartDialogProps) {
  const schema = useSchema();
  const [given, setGiven] = useState<Given>({});
  const { data } = useQuery({
    queryKey: ["merge", "parts", what.path],
    queryFn: ({ signal }) =>
      api.get<{ data: Change[] }>("changes", {
        query: { changeset: what.path.split("/")[1] ?? "", limit: 200 },
        signal,
      }),
  });
  const parted = data?.data.filter((change) => change.kind === "deleted").map((change) => change.record) ?? [];
  const options = [
    { value: stays, label: i18n._({ id: "records.part.stays", message: "Leave it where it is" }) },
    ...parted.map((record) => ({ value: record.id, label: record.title })),
  ];
  return (
    <Dialog
      open
      onClose={() => onAnswer(undefined)}
      title={i18n._({ id: "records.part.title", message: "Where does this belong?" })}
      description={i18n._({
        id: "records.part.hint",
        message: "It was added while these records were one. Choose for each to which of them it goes.",
      })}
      footer={
        <>
          <Button variant="quiet" onClick={() => onAnswer(undefined)}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button variant="primary" onClick={() => onAnswer(given)}>
            {i18n._({ id: "records.undo", message: "Undo" })}
          </Button>
        </>
      }
    >
      <table className="w-full border-collapse">
        <tbody>
          {added.map(({ type: name, field, record, title }) => {
            const type = schema.types.find((one) => one.name === name);
            return (
              <tr key={`${record}-${field}`} className="border-line border-b">
                <th scope="row" className="py-2 pe-3 text-start font-normal">
                  {title}
                  <span className="block text-muted text-small">
                    {type?.label}
                    {type && `, ${fieldNamed(type, field)?.label ?? field}`}
                  </span>
                </th>
                <td className="w-1/2 py-2">
                  <Select
                    aria-label={title}
                    className="w-full"
                    value={given[record] ?? stays}
                    options={options}
                    onChange={(to) => setGiven({ ...given, [record]: to })}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Dialog>
  );
}
