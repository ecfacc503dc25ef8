import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api, asProblem, type BasisLabel, type Consent, type ConsentEntry, type LegalBasis } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Dialog, Field, Input, Select, Textarea } from "../../../ui";
import { fromWallTime } from "../../fields/wall-time";
import { consentsQuery } from "./calls";
import { channels, channelText, stateText } from "./words";

type Said = Exclude<Consent["state"], "not_asked">;
const says: readonly Said[] = ["given", "withdrawn", "other_basis"];

interface ConsentDialogProps {
  record: string;
  /** The purpose, and how the person stands to it. */
  consent: Consent;
  bases: readonly BasisLabel[];
  onClose: () => void;
}

/** Writes down what a person said about a purpose. */
export function ConsentDialog({ record, consent, bases, onClose }: ConsentDialogProps) {
  const client = useQueryClient();
  const form = useId();
  const [state, setState] = useState<Said>(consent.state === "given" ? "withdrawn" : "given");
  const [basis, setBasis] = useState<LegalBasis>("contract");
  const [reason, setReason] = useState("");
  const [channel, setChannel] = useState<ConsentEntry["channel"]>("form");
  const [at, setAt] = useState("");
  const [evidence, setEvidence] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const other = state === "other_basis";
  const problem = asProblem(error);
  const errorOf = (field: string) => problem?.errors.find((one) => one.field === field)?.message;
  const save = async () => {
    setBusy(true);
    try {
      const body = {
        purpose: consent.purpose.id,
        state,
        channel,
        at: at === "" ? null : fromWallTime(at),
        evidence,
        ...(other ? { basis, reason } : {}),
      };
      const saved = await api.post(`consents/${record}`, body, { idempotencyKey: crypto.randomUUID() });
      client.setQueryData(consentsQuery(record).queryKey, saved as never);
      onClose();
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={consent.purpose.title}
      {...(consent.wording === null ? {} : { description: consent.wording })}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {i18n._({ id: "consents.record", message: "Record" })}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label={i18n._({ id: "consents.state", message: "What they said" })} error={errorOf("state")}>
          {(control) => (
            <Select<Said>
              {...control}
              value={state}
              onChange={setState}
              options={says.map((one) => ({ value: one, label: stateText(one) }))}
            />
          )}
        </Field>
        {other && (
          <>
            <Field label={i18n._({ id: "consents.basis", message: "Legal basis" })} error={errorOf("basis")}>
              {(control) => (
                <Select<LegalBasis>
                  {...control}
                  value={basis}
                  onChange={setBasis}
                  options={bases.slice(1).map((one) => ({ value: one.basis, label: one.label }))}
                />
              )}
            </Field>
            <Field label={i18n._({ id: "consents.reason", message: "Why it holds" })} error={errorOf("reason")}>
              {(control) => (
                <Textarea {...control} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
              )}
            </Field>
          </>
        )}
        <Field label={i18n._({ id: "consents.channel", message: "Through what" })} error={errorOf("channel")}>
          {(control) => (
            <Select<ConsentEntry["channel"]>
              {...control}
              value={channel}
              onChange={setChannel}
              options={channels.map((one) => ({ value: one, label: channelText(one) }))}
            />
          )}
        </Field>
        <Field
          label={i18n._({ id: "consents.at", message: "When" })}
          help={i18n._({ id: "consents.at_help", message: "Now when you leave it empty." })}
          error={errorOf("at")}
        >
          {(control) => (
            <Input {...control} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
          )}
        </Field>
        <Field
          label={i18n._({ id: "consents.evidence", message: "Evidence" })}
          help={i18n._({ id: "consents.evidence_help", message: "What proves it, such as where the form is filed." })}
          error={errorOf("evidence")}
        >
          {(control) => (
            <Textarea {...control} rows={2} value={evidence} onChange={(event) => setEvidence(event.target.value)} />
          )}
        </Field>
        {error !== null && (problem?.errors.length ?? 0) === 0 && (
          <p role="alert" className="text-danger">
            {problem?.message ?? String(error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
