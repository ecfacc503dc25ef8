import { Suspense } from "react";
import type { ProblemError } from "../../api";
import { ExpressionError } from "../../records";
import { ExpressionArea, type ExpressionAreaProps } from "./expression-area";

interface ConditionInputProps extends Omit<ExpressionAreaProps, "line"> {
  /** What is wrong with it. */
  error: ProblemError | undefined;
}

/** Where a condition is written, and what is wrong with it. */
export function ConditionInput({ error, ...area }: ConditionInputProps) {
  return (
    <>
      <ExpressionArea {...area} />
      {error !== undefined && (
        <div aria-live="polite">
          <Suspense fallback={null}>
            <ExpressionError text={area.value} error={error} onText={area.onChange} />
          </Suspense>
        </div>
      )}
    </>
  );
}
