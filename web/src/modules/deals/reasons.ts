import { queryOptions } from "@tanstack/react-query";
import { api, type FieldSchema, type Page, type RecordData } from "../../api";

export type Outcome = "won" | "lost";

/** Why deals end, in the order that people gave them. */
export const reasonsQuery = queryOptions({
  queryKey: ["records", "close_reasons", "all"],
  queryFn: ({ signal }) => api.get<Page>("close_reasons", { query: { sort: "position", limit: 200 }, signal }),
});

/** A field that points at a reason, as a choice of those that are offered for an end. */
export function asChoice(field: FieldSchema, reasons: readonly RecordData[], outcome: Outcome): FieldSchema {
  const offered = reasons.filter((one) => one.retired !== true && (one.outcome ?? outcome) === outcome);
  return {
    ...field,
    kind: "choice",
    choices: offered.map((one) => ({ value: one.id, label: String(one.name ?? ""), color: null })),
  };
}
