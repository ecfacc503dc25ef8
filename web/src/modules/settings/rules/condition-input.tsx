import { Suspense } from "react";
import type { ProblemError, TypeSchema } from "../../../api";
import { ExpressionError, ExpressionInput } from "../../../records";
import { type FieldControlProps, Skeleton } from "../../../ui";

interface ConditionInputProps extends FieldControlProps {
  type: TypeSchema;
  value: string;
  onChange: (text: string) => void;
  placeholder: string;
  /** What is wrong with it. */
  error: ProblemError | undefined;
}

/** Where a condition is written, with fields and functions offered and its mistakes marked. */
export function ConditionInput({ type, value, onChange, error, ...control }: ConditionInputProps) {
  return (
    <>
      <Suspense fallback={<Skeleton className="h-16" />}>
        <ExpressionInput
          {...control}
          multiline
          type={type}
          value={value}
          onValue={onChange}
          spellCheck={false}
          autoCapitalize="off"
          className="font-mono"
        />
      </Suspense>
      {error !== undefined && (
        <div aria-live="polite">
          <Suspense fallback={null}>
            <ExpressionError text={value} error={error} onText={onChange} />
          </Suspense>
        </div>
      )}
    </>
  );
}
