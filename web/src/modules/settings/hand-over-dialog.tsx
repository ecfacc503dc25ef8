import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, asProblem, type Held, type Link } from "../../api";
import { i18n } from "../../i18n";
import { Button, Dialog, Skeleton } from "../../ui";
import { FormError } from "../form-error";
import { type HandOver, HandOverFields, type HandOverRequest, handOverOf, isMissing } from "./hand-over-fields";

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
  onSubmit: (request: HandOverRequest) => Promise<void>;
}

/** Shows what somebody holds, and asks who takes it over. */
export function HandOverDialog({ person, people, title, text, action, onClose, onSubmit }: HandOverDialogProps) {
  const held = useQuery({
    queryKey: ["holdings", person.id],
    queryFn: ({ signal }) => api.get<{ data: Held[] }>(`people/${person.id}/holdings`, { signal }),
    staleTime: 0,
  }).data?.data;
  const [given, setGiven] = useState<HandOver>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async () => {
    if (isMissing(held ?? [], given)) {
      setProblem(missingText());
      return;
    }
    setBusy(true);
    try {
      await onSubmit(handOverOf(given));
    } catch (error) {
      const refusal = asProblem(error);
      if (refusal === undefined) throw error;
      setProblem(refusal.errors[0]?.message ?? refusal.message);
      setBusy(false);
    }
  };
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
        <HandOverFields held={held} people={people} value={given} onChange={setGiven} />
      )}
      <FormError message={problem} />
    </Dialog>
  );
}

/** Asks to say who takes over. */
export function missingText(): string {
  return i18n._({ id: "settings.hand_over.missing", message: "Choose who takes over." });
}
