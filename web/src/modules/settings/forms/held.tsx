import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type BulkOutcome, type RecordData, typeNamed } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { asLink, offerUndo, useSchema } from "../../../records";
import { Button, Checkbox, EmptyState, notify, Tag } from "../../../ui";
import { complain } from "../complain";
import { Loaded } from "../loaded";
import { Rows, Section } from "../section";
import { heldQuery } from "./calls";
import { answersOf } from "./fields";

type Verb = "let_in" | "drop";

/** What came through forms and looks as if nobody had typed it: it waits until somebody decides. */
export function Held() {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const act = useMutation({
    mutationFn: ({ verb, ids }: { verb: Verb; ids: readonly string[] }) =>
      api.post<BulkOutcome>(`submissions/actions/${verb}`, { ids }),
    onSuccess: async (done, { verb, ids }) => {
      setChosen([]);
      await client.invalidateQueries({ queryKey: ["records"] });
      const refused = done.outcomes[0]?.errors[0]?.message;
      if (refused !== undefined) {
        notify({ tone: "danger", message: refused });
        return;
      }
      offerUndo(
        client,
        verb === "let_in"
          ? i18n._({
              id: "settings.held.let_in_done",
              message: "{count, plural, one {# was let in} other {# were let in}}",
              values: { count: ids.length },
            })
          : i18n._({
              id: "settings.held.dropped",
              message: "{count, plural, one {# was dropped} other {# were dropped}}",
              values: { count: ids.length },
            }),
        done.changeset === null ? undefined : `changesets/${done.changeset}`,
      );
    },
    onError: complain,
  });
  const run = (verb: Verb, ids: readonly string[]) => act.mutate({ verb, ids });
  return (
    <Section
      title={i18n._({ id: "settings.held", message: "What waits" })}
      text={i18n._({
        id: "settings.held.text",
        message: "Sent through a form, but doubtful. Nobody hears of it until you let it in.",
      })}
      actions={
        chosen.length > 0 ? (
          <>
            <Button disabled={act.isPending} onClick={() => run("drop", chosen)}>
              {i18n._({ id: "settings.held.drop_many", message: "Drop {count}", values: { count: chosen.length } })}
            </Button>
            <Button variant="primary" disabled={act.isPending} onClick={() => run("let_in", chosen)}>
              {i18n._({ id: "settings.held.let_in_many", message: "Let {count} in", values: { count: chosen.length } })}
            </Button>
          </>
        ) : undefined
      }
    >
      <Loaded query={useQuery(heldQuery)} height="h-24">
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState title={i18n._({ id: "settings.held.none", message: "Nothing waits" })} />
          ) : (
            <Rows label={i18n._({ id: "settings.held", message: "What waits" })}>
              {data.map((one) => (
                <Waiting
                  key={one.id}
                  submission={one}
                  chosen={chosen.includes(one.id)}
                  onChoose={(on) => setChosen(on ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))}
                  busy={act.isPending}
                  onAct={(verb) => run(verb, [one.id])}
                />
              ))}
            </Rows>
          )
        }
      </Loaded>
    </Section>
  );
}

interface WaitingProps {
  submission: RecordData;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  busy: boolean;
  onAct: (verb: Verb) => void;
}

function Waiting({ submission, chosen, onChoose, busy, onAct }: WaitingProps) {
  const schema = useSchema();
  const reasons = typeNamed(schema, "submission")?.fields.find(({ name }) => name === "reasons")?.choices ?? [];
  const name = String(submission.name);
  const answers = answersOf(schema, submission.answers);
  return (
    <li className="flex flex-col gap-1.5 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-40 grow">
          <Checkbox checked={chosen} onChange={onChoose}>
            <span className="wrap-anywhere">{name}</span>
          </Checkbox>
        </div>
        <span className="text-muted text-small">
          {[asLink(submission.web_form ?? null)?.title ?? "", formatDateTime(String(submission.received_at))]
            .filter((part) => part !== "")
            .join(" · ")}
        </span>
        <span className="flex gap-2">
          <Button
            size="small"
            disabled={busy}
            onClick={() => onAct("drop")}
            aria-label={i18n._({ id: "settings.held.drop_one", message: "Drop {name}", values: { name } })}
          >
            {i18n._({ id: "settings.held.drop", message: "Drop" })}
          </Button>
          <Button
            size="small"
            disabled={busy}
            onClick={() => onAct("let_in")}
            aria-label={i18n._({ id: "settings.held.let_in_one", message: "Let in {name}", values: { name } })}
          >
            {i18n._({ id: "settings.held.let_in", message: "Let in" })}
          </Button>
        </span>
      </div>
      <ul
        aria-label={i18n._({ id: "settings.held.reasons", message: "Why it waits" })}
        className="flex flex-wrap gap-1.5"
      >
        {((submission.reasons as string[] | null | undefined) ?? []).map((reason) => (
          <li key={reason}>
            <Tag>{reasons.find(({ value }) => value === reason)?.label ?? reason}</Tag>
          </li>
        ))}
      </ul>
      {typeof submission.refusal === "string" && <p className="wrap-anywhere text-danger">{submission.refusal}</p>}
      <details>
        <summary className="cursor-pointer text-muted text-small">
          {i18n._({ id: "settings.held.answers", message: "What was sent" })}
        </summary>
        <dl className="mt-1 grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-3 gap-y-0.5">
          {answers.map(({ label, text }) => (
            <div key={label} className="contents">
              <dt className="text-muted text-small">{label}</dt>
              <dd className="wrap-anywhere max-h-40 overflow-y-auto whitespace-pre-line">{text}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
