import { Suspense } from "react";
import type { TypeSchema } from "../../api";
import { ExpressionInput } from "../../records";
import { type FieldControlProps, Skeleton } from "../../ui";

export interface ExpressionAreaProps extends FieldControlProps {
  type: TypeSchema;
  value: string;
  onChange: (text: string) => void;
  placeholder: string;
  /** Takes a single line only. */
  line?: boolean;
}

/** Where an expression is written, with fields and functions offered. */
export function ExpressionArea({ onChange, line = false, ...control }: ExpressionAreaProps) {
  return (
    <Suspense fallback={<Skeleton className={line ? "h-control" : "h-16"} />}>
      <ExpressionInput
        {...control}
        multiline={!line}
        onValue={onChange}
        spellCheck={false}
        autoCapitalize="off"
        className="font-mono"
      />
    </Suspense>
  );
}
