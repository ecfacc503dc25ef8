import { Suspense, useState } from "react";
import type { ApiProblem, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Button, Skeleton } from "../../ui";
import ExpressionError from "./expression-error";
import { ExpressionInput } from "./lazy";

interface ExpressionBarProps {
  type: TypeSchema;
  where: string;
  onWhere: (where: string) => void;
  problem: ApiProblem | undefined;
}

/** The filter as it is written, for what chips cannot say. */
export default function ExpressionBar({ type, where, onWhere, problem }: ExpressionBarProps) {
  const [text, setText] = useState(where);
  const error = problem?.errors[0];
  const applied = text === where;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onWhere(text.trim());
      }}
      className="flex flex-col gap-1 px-3 pb-2 md:px-4"
    >
      <div className="flex gap-2">
        <Suspense fallback={<Skeleton className="h-control grow" />}>
          <ExpressionInput
            type={type}
            aria-label={i18n._({ id: "records.expression", message: "Filter expression" })}
            aria-describedby={error === undefined ? undefined : "expression-error"}
            aria-invalid={error !== undefined && applied ? true : undefined}
            value={text}
            onValue={setText}
            placeholder={"amount >= 10000 and stage.won"}
            spellCheck={false}
            autoCapitalize="off"
            className="font-mono"
          />
        </Suspense>
        <Button type="submit" disabled={applied}>
          {i18n._({ id: "records.expression.apply", message: "Apply" })}
        </Button>
      </div>
      {error !== undefined && applied && (
        <div id="expression-error" role="alert">
          <ExpressionError text={where} error={error} onText={onWhere} />
        </div>
      )}
    </form>
  );
}
