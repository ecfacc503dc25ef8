import { useQuery } from "@tanstack/react-query";
import { api, type RecordData } from "../../api";
import { type ActionDialogProps, RecordForm, refuse } from "../../records";
import { Dialog, Skeleton } from "../../ui";
import { asChoice, type Outcome, reasonsQuery } from "./reasons";

const outcomes: { readonly [action: string]: Outcome } = { win: "won", lose: "lost" };

/** Asks why deals end while they are marked as won or lost. */
export function ClosingDialog({ type, action, target, perform, onClose }: ActionDialogProps) {
  const [only, ...more] = "ids" in target ? target.ids : [];
  const one = more.length === 0 ? only : undefined;
  const reasons = useQuery(reasonsQuery);
  const deal = useQuery({
    queryKey: ["records", type.plural, "one", one ?? "", "closing"],
    queryFn: ({ signal }) => api.get<RecordData>(`${type.plural}/${one}`, { signal }),
    staleTime: 0,
    enabled: one !== undefined,
  });
  const ready = reasons.data !== undefined && (one === undefined || deal.data !== undefined);
  const outcome = outcomes[action.name] ?? "lost";
  // Many deals have an amount each.
  const fields = action.input
    .filter(({ name }) => one !== undefined || name !== "amount")
    .map((field) => (field.name === "close_reason" ? asChoice(field, reasons.data?.data ?? [], outcome) : field))
    .sort((a, b) => Number(a.name === "amount") - Number(b.name === "amount"));
  return (
    <Dialog open onClose={onClose} title={action.label} width="small">
      {ready ? (
        <RecordForm
          fields={{ first: fields, more: [] }}
          values={{ amount: deal.data?.amount ?? null }}
          submitLabel={action.label}
          onCancel={onClose}
          onSubmit={async (input) => {
            const problem = await perform(input);
            // What is not asked for here is told at its field, too.
            const elsewhere = problem?.errors.filter(({ field }) => !fields.some(({ name }) => name === field)) ?? [];
            if (one !== undefined) refuse(one, {}, elsewhere);
            if (problem === undefined) onClose();
            return problem;
          }}
        />
      ) : (
        <Skeleton className="h-60" />
      )}
    </Dialog>
  );
}
