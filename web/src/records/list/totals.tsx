import { queryOptions, useQuery } from "@tanstack/react-query";
import type { TypeSchema, Value } from "../../api";
import { api } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { exactSum } from "../board/sums";
import type { Column } from "./columns";
import { sumFields } from "./layout";

type Sums = { readonly [field: string]: Value };

/** The sums of some fields over a whole list, added up by the server under the same filter and rights. */
const totalsQuery = (plural: string, fields: readonly string[], where: string | undefined) =>
  queryOptions({
    queryKey: ["sums", plural, "totals", { fields: fields.join(), where: where ?? "" }],
    staleTime: 15_000,
    enabled: fields.length > 0,
    queryFn: async ({ signal }): Promise<Sums> => {
      const measures = Object.fromEntries(fields.map((field) => [field, `sum(${field})`]));
      const body = { from: plural, ...(where === undefined ? {} : { where }), measures };
      const answer = await api.post<{ data: Sums[] }>("query", body, { signal });
      return answer.data[0] ?? {};
    },
  });

interface TotalsProps {
  type: TypeSchema;
  columns: readonly Column[];
  where: string | undefined;
}

/** The last row of a grid, which stays in sight: what its columns add up to over all records of the list. */
export default function Totals({ type, columns, where }: TotalsProps) {
  const summable = new Set(sumFields(type).map((field) => field.name));
  const fields = columns.map((column) => column.field.name).filter((name) => summable.has(name));
  const { data } = useQuery(totalsQuery(type.plural, fields, where));
  if (fields.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be a table
    <div role="rowgroup" className="sticky bottom-0 z-10">
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div
        role="row"
        style={{ gridTemplateColumns: "var(--columns)" }}
        className="grid h-8 items-center border-line border-t bg-surface font-medium"
      >
        <span />
        {columns.map(({ field }, index) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <span
            key={field.name}
            role="gridcell"
            aria-colindex={index + 2}
            className="min-w-0 truncate px-2 text-end tabular-nums"
          >
            {index === 0 && (
              <span className="block text-start text-muted">{i18n._({ id: "records.totals", message: "Sum" })}</span>
            )}
            {summable.has(field.name) &&
              (data === undefined ? "…" : exactSum(data[field.name] ?? null) || formatNumber(0))}
          </span>
        ))}
      </div>
    </div>
  );
}
