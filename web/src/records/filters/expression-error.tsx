import type { ApiProblem } from "../../api";
import { i18n } from "../../i18n";

interface ExpressionErrorProps {
  text: string;
  error: ApiProblem["errors"][number];
  onText: (text: string) => void;
}

/** Why an expression was refused: the place marked, the reason, and what would have been taken there. */
export default function ExpressionError({ text, error, onText }: ExpressionErrorProps) {
  const { position, length, suggestion } = error;
  const at = position ?? 0;
  const end = at + (length ?? 0);
  return (
    <div className="text-small">
      {typeof position === "number" && (
        <p className="overflow-x-auto whitespace-pre font-mono text-muted">
          {text.slice(0, at)}
          <mark className="bg-danger-bg text-danger underline decoration-wavy">
            {text.slice(at, Math.max(end, at + 1)) || " "}
          </mark>
          {text.slice(Math.max(end, at + 1))}
        </p>
      )}
      <p className="text-danger">
        {error.message}
        {suggestion ? (
          <button
            type="button"
            onClick={() => onText(text.slice(0, at) + suggestion + text.slice(end))}
            className="ms-2 text-accent underline"
          >
            {i18n._({ id: "records.expression.suggestion", message: "Use “{word}”", values: { word: suggestion } })}
          </button>
        ) : null}
      </p>
    </div>
  );
}
