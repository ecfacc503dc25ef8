import { useQuery } from "@tanstack/react-query";
import { Check, Minus } from "lucide-react";
import { api, asProblem, type FieldSchema, type RecordData, type TypeSchema } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { cx, Dialog, Skeleton } from "../../ui";
import { titleOf } from "../fields/values";
import { quote } from "../filters/expression";

interface WhyScoreProps {
  type: TypeSchema;
  record: RecordData;
  field: FieldSchema;
  onClose: () => void;
}

/** How soon to get in touch, by the score: the least points of each advice, the highest first. */
const advice = [
  { from: 80, text: () => i18n._({ id: "scores.at_once", message: "Get in touch at once" }) },
  { from: 60, text: () => i18n._({ id: "scores.day", message: "Get in touch within a day" }) },
  { from: 40, text: () => i18n._({ id: "scores.nurture", message: "Keep in touch now and then" }) },
];

/** Which rules of a score a record satisfies, asked of the server, which works out the score itself. */
export function WhyScore({ type, record, field, onClose }: WhyScoreProps) {
  const rules = field.score ?? [];
  const held = useQuery({
    queryKey: ["sums", type.plural, { score: field.name, record: record.id }],
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const measures = Object.fromEntries(rules.map((rule) => [rule.name, `count(id where ${rule.when})`]));
      const body = { from: type.plural, where: `id = ${quote(record.id)}`, measures };
      const answer = await api.post<{ data: { [name: string]: number }[] }>("query", body, { signal });
      return answer.data[0] ?? {};
    },
  });
  const score = Number(record[field.name]);
  const advised = advice.find(({ from }) => score >= from);
  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={i18n._({
        id: "scores.why",
        message: "Why {score}: {record}",
        values: { score: formatNumber(score), record: titleOf(type, record) },
      })}
      description={advised?.text()}
    >
      {held.error !== null && (
        <p role="alert" className="text-danger">
          {asProblem(held.error)?.message}
        </p>
      )}
      {held.data === undefined && held.error === null && <Skeleton className="h-40" />}
      {held.data !== undefined && (
        <ul className="flex flex-col">
          {rules.map((rule) => {
            const holds = held.data[rule.name] === 1;
            const Icon = holds ? Check : Minus;
            return (
              <li key={rule.name} className={cx("flex min-h-8 items-center gap-2", !holds && "text-muted")}>
                <Icon
                  className="size-4 shrink-0"
                  role="img"
                  aria-label={
                    holds
                      ? i18n._({ id: "scores.holds", message: "Counts" })
                      : i18n._({ id: "scores.lacks", message: "Does not count" })
                  }
                />
                <span className="grow">{rule.label}</span>
                <span className="tabular-nums">
                  {i18n._({ id: "scores.points", message: "{points} points", values: { points: rule.points } })}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Dialog>
  );
}
