import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asProblem, type Held, type Link } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { Button, Dialog, Field, Select, Skeleton } from "../../ui";
import { FormError } from "../form-error";
import { Rows } from "./section";

/** Who gets what: by kind a person, or null where it stays. */
export interface HandOver {
  successor?: string;
  successors: { [kind: string]: string | null };
}

export interface HandOverDialogProps {
  /** Who leaves. */
  person: Link;
  /** Who may take over. */
  people: readonly Link[];
  title: string;
  text: string;
  action: string;
  onClose: () => void;
  /** Throws the server's refusal, which is then shown. */
  onSubmit: (request: HandOver) => Promise<void>;
}

const asOthers = "as_others";
const stays = "stays";

/** Shows what somebody holds, and asks who takes it over. */
export function HandOverDialog({ person, people, title, text, action, onClose, onSubmit }: HandOverDialogProps) {
  const held = useQuery({
    queryKey: ["holdings", person.id],
    queryFn: ({ signal }) => api.get<{ data: Held[] }>(`people/${person.id}/holdings`, { signal }),
    staleTime: 0,
  }).data?.data;
  const [successor, setSuccessor] = useState("");
  const [chosen, setChosen] = useState<{ readonly [kind: string]: string }>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const missing = successor === "" && (held ?? []).some(({ name }) => (chosen[name] ?? asOthers) === asOthers);
  const submit = async () => {
    if (missing) {
      setProblem(i18n._({ id: "settings.hand_over.missing", message: "Choose who takes over." }));
      return;
    }
    setBusy(true);
    try {
      const named = Object.entries(chosen).filter(([, who]) => who !== asOthers);
      await onSubmit({
        ...(successor === "" ? {} : { successor }),
        successors: Object.fromEntries(named.map(([kind, who]) => [kind, who === stays ? null : who])),
      });
    } catch (error) {
      const refusal = asProblem(error);
      if (refusal === undefined) throw error;
      setProblem(refusal.errors[0]?.message ?? refusal.message);
      setBusy(false);
    }
  };
  const options = people.map(({ id, title: name }) => ({ value: id, label: name }));
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={text}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button variant="danger" busy={busy} disabled={held === undefined} onClick={() => void submit()}>
            {action}
          </Button>
        </>
      }
    >
      {held === undefined ? (
        <Skeleton className="h-24 w-full" />
      ) : held.length === 0 ? (
        <p className="text-muted">
          {i18n._({ id: "settings.hand_over.nothing", message: "There is nothing to hand over." })}
        </p>
      ) : (
        <div className="flex flex-col gap-4">
          <Field label={i18n._({ id: "settings.hand_over.successor", message: "Everything goes to" })}>
            {(control) => (
              <Select<string>
                {...control}
                value={successor}
                onChange={setSuccessor}
                options={[
                  { value: "", label: i18n._({ id: "settings.hand_over.choose", message: "Choose a person" }) },
                  ...options,
                ]}
              />
            )}
          </Field>
          <Rows label={i18n._({ id: "settings.hand_over.held", message: "What is handed over" })}>
            {held.map((kind) => (
              <li key={kind.name} className="flex min-h-11 items-center gap-3 py-1">
                <span className="min-w-0 grow truncate">{labelOf(kind)}</span>
                <span className="text-muted tabular-nums">{formatNumber(kind.count)}</span>
                <Select<string>
                  aria-label={i18n._({
                    id: "settings.hand_over.of",
                    message: "Who gets {kind}",
                    values: { kind: labelOf(kind) },
                  })}
                  className="w-44"
                  value={chosen[kind.name] ?? asOthers}
                  onChange={(who) => setChosen({ ...chosen, [kind.name]: who })}
                  options={[
                    { value: asOthers, label: i18n._({ id: "settings.hand_over.as_others", message: "As above" }) },
                    { value: stays, label: i18n._({ id: "settings.hand_over.stays", message: "Leave as it is" }) },
                    ...options,
                  ]}
                />
              </li>
            ))}
          </Rows>
        </div>
      )}
      <FormError message={problem} />
    </Dialog>
  );
}

function labelOf({ label, open }: Held): string {
  return open ? i18n._({ id: "settings.hand_over.open", message: "{label}, open", values: { label } }) : label;
}
