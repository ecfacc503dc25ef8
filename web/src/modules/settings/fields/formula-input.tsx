import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { api, asProblem, type TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { ExpressionError } from "../../../records";
import type { FieldControlProps } from "../../../ui";
import { ExpressionArea } from "../expression-area";
import { usePaused } from "../use-paused";

type Row = Readonly<Record<string, unknown>>;

/** What a formula gives for a few records; refused with the place and reason where it cannot be worked out. */
const sampleQuery = (type: TypeSchema, formula: string) =>
  queryOptions({
    queryKey: ["formula", type.plural, formula],
    queryFn: ({ signal }) =>
      api.post<{ data: readonly Row[] }>("query", { from: type.plural, select: ["id", formula], limit: 3 }, { signal }),
    enabled: formula !== "",
    retry: false,
    staleTime: 0,
  });

function shown(value: unknown): string {
  if (value === null || value === undefined) return "—";
  if (typeof value !== "object") return String(value);
  const { amount, currency, title } = value as { amount?: string; currency?: string; title?: string };
  return amount === undefined ? (title ?? "") : `${amount} ${currency}`;
}

interface FormulaInputProps extends FieldControlProps {
  type: TypeSchema;
  value: string;
  onChange: (formula: string) => void;
}

/** Where a formula is written. Whenever typing pauses, it says what is wrong with it, or what it gives. */
export function FormulaInput({ type, value, onChange, ...control }: FormulaInputProps) {
  const formula = usePaused(value.trim());
  const sample = useQuery({ ...sampleQuery(type, formula), placeholderData: keepPreviousData });
  const error = formula === value.trim() ? asProblem(sample.error)?.errors[0] : undefined;
  return (
    <>
      <ExpressionArea
        {...control}
        type={type}
        value={value}
        onChange={onChange}
        placeholder="sum(deals.amount where stage.won)"
      />
      <div aria-live="polite" className="min-h-5 text-muted text-small">
        {error !== undefined && (
          <Suspense fallback={null}>
            <ExpressionError text={formula} error={error} onText={onChange} />
          </Suspense>
        )}
        {error === undefined && formula !== "" && sample.data !== undefined && (
          <p className="truncate">
            {i18n._({
              id: "settings.fields.sample",
              message: "For example: {values}",
              values: { values: sample.data.data.map((row) => shown(row[formula])).join(", ") },
            })}
          </p>
        )}
      </div>
    </>
  );
}
