import { useState } from "react";
import type { ApiProblem } from "../../api";
import { i18n } from "../../i18n";
import { Button, Input } from "../../ui";
import ExpressionError from "./expression-error";

interface ExpressionBarProps {
  where: string;
  onWhere: (where: string) => void;
  problem: ApiProblem | undefined;
}

/** The filter as it is written, for what chips cannot say. */
export default function ExpressionBar({ where, onWhere, problem }: ExpressionBarProps) {
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
        <Input
          aria-label={i18n._({ id: "records.expression", message: "Filter expression" })}
          aria-describedby={error === undefined ? undefined : "expression-error"}
          aria-invalid={error !== undefined && applied ? true : undefined}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={"amount >= 10000 and stage.won"}
          spellCheck={false}
          autoCapitalize="off"
          className="font-mono"
        />
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
