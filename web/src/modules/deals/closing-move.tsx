import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { FieldSchema } from "../../api";
import { i18n } from "../../i18n";
import { type MoveDialogProps, RecordForm } from "../../records";
import { Dialog, Skeleton } from "../../ui";
import { asChoice, reasonsQuery } from "./reasons";

const asked = ["close_reason", "competitor", "close_note"];

/** Asks why a deal ends while its card is put into a stage that ends it, and for what else that stage wants. */
export function ClosingMove({ type, to, title, onSubmit, onCancel }: MoveDialogProps) {
  const reasons = useQuery(reasonsQuery);
  const [wanted, setWanted] = useState<readonly string[]>([]);
  const outcome = to.record?.won === true ? "won" : "lost";
  const fields = [...asked, ...wanted].flatMap((name): FieldSchema[] => {
    const field = type.fields.find((one) => one.name === name);
    if (field === undefined || field.read_only) return [];
    if (name === "close_reason") return [asChoice(field, reasons.data?.data ?? [], outcome)];
    return [wanted.includes(name) ? { ...field, required: true } : field];
  });
  return (
    <Dialog open onClose={onCancel} title={title} width="small">
      {reasons.data === undefined ? (
        <Skeleton className="h-60" />
      ) : (
        <RecordForm
          fields={{ first: fields, more: [] }}
          values={{}}
          submitLabel={i18n._({ id: "deals.move", message: "Move" })}
          onCancel={onCancel}
          onSubmit={async (given) => {
            const problem = await onSubmit(given);
            const names = problem?.errors.flatMap(({ field }) => field ?? []) ?? [];
            setWanted((before) => [...new Set([...before, ...names])].filter((name) => !asked.includes(name)));
            return problem;
          }}
        />
      )}
    </Dialog>
  );
}
